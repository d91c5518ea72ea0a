"""One pair of files for each publisher: `ti_cpi.py` parses its files, `ti_cpi.toml` describes them."""

import importlib
from collections.abc import Callable

from indicators.loaders.parsing import Job, Parsed


def parser(source: str) -> Callable[[Job], Parsed]:
    """The `parse` function of a source's loader, found by its name."""
    parse: Callable[[Job], Parsed] = importlib.import_module(f"indicators.loaders.{source}").parse
    return parse
