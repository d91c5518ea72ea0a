"""Serve the browser's scripts and styles compressed: written once at the installation, sent as they are.

    python -m dashboard.server.static

compresses Streamlit's files and ours into the virtual environment. A server without those copies sends the
originals.
"""

import gzip
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import FileResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dashboard.common.assets import ASSETS, asset_path

COMPRESSED = Path(sys.prefix) / "share" / "governance-risk" / "compressed"
SUFFIXES = {
    ".js": "text/javascript",
    ".css": "text/css",
    ".json": "application/json",
    ".svg": "image/svg+xml",
}
FOREVER = "public, max-age=31536000, immutable"
# By preference: the name that a browser accepts, and the suffix of the copy.
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
# Smaller files gain nothing.
SMALLEST = 1000


class Compressed:
    """Answer requests for static files with their compressed copies; pass everything else on."""

    def __init__(self, app: ASGIApp, base: str = "", folder: Path = COMPRESSED) -> None:
        self.app = app
        self.base = base
        self.copies = {
            path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._answer(scope) if scope["type"] == "http" else None
        await (answer or self.app)(scope, receive, send)

    def _answer(self, scope: Scope) -> FileResponse | None:
        if not self.copies or scope["method"] not in ("GET", "HEAD"):
            return None
        path = scope["path"].removeprefix(self.base).lstrip("/")
        accepted = {
            part.split(";")[0].strip() for part in Headers(scope=scope).get("accept-encoding", "").split(",")
        }
        for encoding, suffix in ENCODINGS:
            copy = self.copies.get(path + suffix) if encoding in accepted else None
            if copy:
                kind = SUFFIXES.get(Path(path).suffix, "application/octet-stream")
                headers = {"Content-Encoding": encoding, "Vary": "Accept-Encoding", "Cache-Control": FOREVER}
                return FileResponse(copy, media_type=kind, headers=headers)
        return None


def originals() -> Iterator[tuple[Path, str]]:
    """Yield every file worth compressing and its path below the server's address; each path has a hash."""
    import streamlit

    root = Path(streamlit.__file__).parent / "static"
    files = [(path, path.relative_to(root).as_posix()) for path in sorted((root / "static").rglob("*"))]
    files += [(path, asset_path(path.name)) for path in sorted(ASSETS.iterdir())]
    for path, address in files:
        if path.suffix in SUFFIXES and path.stat().st_size >= SMALLEST:
            yield path, address


def write_copies(folder: Path = COMPRESSED) -> tuple[int, int, int]:
    """Write a brotli and a gzip copy of each file; return their number, bytes before and bytes of brotli."""
    pairs = [(path, folder / address) for path, address in originals()]
    with ThreadPoolExecutor() as pool:
        sizes = list(pool.map(lambda pair: _write_pair(*pair), pairs))
    wanted = {target.with_name(target.name + suffix) for _, target in pairs for _, suffix in ENCODINGS}
    for path in folder.rglob("*"):
        if path.is_file() and path not in wanted:
            path.unlink()
    return len(sizes), sum(before for before, _ in sizes), sum(after for _, after in sizes)


def _write_pair(original: Path, target: Path) -> tuple[int, int]:
    """Write both copies of a file unless they are there; return its size and that of its brotli copy."""
    import brotli

    target.parent.mkdir(parents=True, exist_ok=True)
    content = original.read_bytes()
    packed, zipped = (target.with_name(target.name + suffix) for _, suffix in ENCODINGS)
    for copy, compress in (
        (packed, lambda: brotli.compress(content, quality=10)),
        (zipped, lambda: gzip.compress(content, 9, mtime=0)),
    ):
        if not copy.is_file():
            part = copy.with_name(copy.name + ".part")
            part.write_bytes(compress())
            part.replace(copy)
    return len(content), packed.stat().st_size


if __name__ == "__main__":
    count, size, small = write_copies()
    print(f"{count} files compressed: {size / 1e6:.1f} MB to {small / 1e6:.1f} MB")  # noqa: T201
