"""Small files of every publisher, for tests that build a whole snapshot: one module for each source."""

import importlib
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from indicators.catalogue.catalogue import Catalogue


def write_raw(folder: Path, catalogue: Catalogue) -> Path:
    """Write the files of every embedded source below a new folder, a folder for each source."""
    for source in catalogue.sources.values():
        if source.embedded:
            own = folder / source.id
            own.mkdir(parents=True)
            for name, content in _files(source.id).items():
                path = own / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    return folder


@cache
def _files(source: str) -> Mapping[str, bytes]:
    """Make the files of a source once: writing workbooks takes longer than building from them."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        importlib.import_module(f"{__name__}.{source}").write(root)
        return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}
