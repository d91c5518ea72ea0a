"""Small files of every publisher, for tests that build a whole snapshot: one module for each source."""

import importlib
from pathlib import Path

from indicators.catalogue.catalogue import Catalogue


def write_raw(folder: Path, catalogue: Catalogue) -> Path:
    """Write the files of every embedded source below a new folder, a folder for each source."""
    for source in catalogue.sources.values():
        if source.embedded:
            own = folder / source.id
            own.mkdir(parents=True)
            importlib.import_module(f"{__name__}.{source.id}").write(own)
    return folder
