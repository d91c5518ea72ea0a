"""Write the static files that nginx serves, each with a .br and a .gz beside it.

    python deploy/precompress.py /var/lib/governance-risk/www

Streamlit's scripts and styles go to `static/`, our outlines to `files/`. What is there from an older version
stays: a reader's page may still ask for it. Needs the program brotli (Debian: apt install brotli); without it
only .gz is written, and nginx serves that. Run it again after every update of Streamlit.
"""

import argparse
import gzip
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMPRESSED = {".js", ".css", ".json", ".svg", ".html", ".txt", ".geojson", ".wasm", ".ttf"}
SMALLEST = 1000


def pieces() -> Iterator[tuple[Path, str]]:
    """Yield every file to be served, and its address without the leading slash."""
    import streamlit

    static = Path(streamlit.__file__).parent / "static"
    for path in sorted((static / "static").rglob("*")):
        if path.is_file():
            yield path, path.relative_to(static).as_posix()
    yield ROOT / "data" / "geography" / "world.geojson", "files/world.geojson"


def place(source: Path, target: Path, brotli: str | None) -> tuple[int, int]:
    """Copy a file and compress it, unless that is done; its size, and the size of its smallest form."""
    fresh = target.is_file() and target.read_bytes() == source.read_bytes()
    if not fresh:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        target.chmod(0o644)
    size = target.stat().st_size
    if target.suffix not in COMPRESSED or size < SMALLEST:
        return size, size
    smallest = size
    zipped = target.with_name(f"{target.name}.gz")
    if not fresh or not zipped.is_file():
        # No name and no time in it: the same bytes for the same file.
        zipped.write_bytes(gzip.compress(target.read_bytes(), 9, mtime=0))
    smallest = min(smallest, zipped.stat().st_size)
    if brotli:
        packed = target.with_name(f"{target.name}.br")
        if not fresh or not packed.is_file():
            command = [brotli, "-q", "11", "-w", "24", "-f", "-o", str(packed), str(target)]
            subprocess.run(command, check=True)  # noqa: S603
        smallest = min(smallest, packed.stat().st_size)
    return size, smallest


def precompress(folder: Path, workers: int = 2) -> tuple[int, int, int]:
    """Write all below a folder: number of files, their bytes, and the bytes of their smallest forms."""
    brotli = shutil.which("brotli")
    with ThreadPoolExecutor(workers) as pool:
        done = list(pool.map(lambda piece: place(piece[0], folder / piece[1], brotli), pieces()))
    return len(done), sum(size for size, _ in done), sum(small for _, small in done)


def main() -> None:
    parser = argparse.ArgumentParser(description="Write the static files for nginx, compressed beforehand.")
    parser.add_argument("folder", type=Path)
    given = parser.parse_args()
    if not shutil.which("brotli"):
        print("There is no program brotli; only .gz is written.", file=sys.stderr)  # noqa: T201
    number, size, small = precompress(given.folder)
    print(f"{number} files, {size / 1e6:.1f} MB, compressed {small / 1e6:.1f} MB, in {given.folder}")  # noqa: T201


if __name__ == "__main__":
    main()
