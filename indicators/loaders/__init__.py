"""One pair of files for each publisher: `ti_cpi.py` parses its files, `ti_cpi.toml` describes them."""

import importlib

from indicators.loaders.parsing import Job, Parsed, check_columns, check_observations
from indicators.loaders.sheets import opened_tables

__all__ = ["Job", "Parsed", "parse"]


def parse(job: Job) -> Parsed:
    """Read a source's files with the loader of its name.

    Raises `SourceFileError` for a file that is not what the loader knows, for a column that it neither reads
    nor may ignore by the TOML of the source, for a figure that stands twice, and for ranks that contradict
    the scores.
    """
    with opened_tables() as tables:
        parsed: Parsed = importlib.import_module(f"indicators.loaders.{job.source.id}").parse(job)
    check_columns(job.source, tables)
    check_observations(job.source, parsed.observations)
    return parsed
