"""Downloads and snapshots that several tests of bulk downloads share."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.export.bulk import FORMATS, save
from indicators.export.bulk_selection import select
from indicators.model import LicenceClass, SideTable
from indicators.snapshot.snapshot import Snapshot
from tests.data.export import archives
from tests.data.export.synthetic import HOSTILE, observations, source, write_snapshot

Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="session")
def small(snapshot: Snapshot) -> str:
    """The allowed source with the fewest rows and with a table: a workbook of all would take minutes."""
    outside = archives.refused(snapshot.catalogue)
    rows = {
        id: sum(
            len(snapshot.all_editions(own.id)) for own in known.indicators if own.id in snapshot.indicators
        )
        for id, known in snapshot.catalogue.sources.items()
        if id not in outside and any(table.name in snapshot.tables for table in known.tables)
    }
    return min((id for id in rows if rows[id]), key=lambda id: rows[id])


@pytest.fixture(scope="session")
def made(snapshot: Snapshot, small: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A download of the committed snapshot in each format: all of it, but one source as a workbook."""
    folder = tmp_path_factory.mktemp("bulk")
    for format in FORMATS:
        selection = select(snapshot, [small] if format == "xlsx" else None, noncommercial=False)
        save(snapshot, selection, format, folder / format)
    return {format: folder / format for format in FORMATS}


@pytest.fixture(scope="session")
def opened(made: dict[str, Path]) -> dict[str, Tables]:
    """The tables of each of them, by name."""
    return {format: archives.tables(path) for format, path in made.items()}


@pytest.fixture(scope="session")
def hostile(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot whose table holds what a spreadsheet would run."""
    table = SideTable(
        "a_text_words_with_a_name_longer_than_a_sheet",
        "=Words",
        "@Words",
        ("n",),
        (("n", "+Number"), ("word", "-Word"), ("truth", "Truth"), ("nothing", "Nothing")),
    )
    twin = SideTable(f"{table.name}_2", table.title, table.description, table.key, table.columns)
    made = source(catalogue, "a_text", LicenceClass.OPEN, tables=(table, twin))
    words = pd.DataFrame(
        {
            "n": range(len(HOSTILE)),
            "word": HOSTILE,
            "truth": [True, False] * (len(HOSTILE) // 2),
            "nothing": None,
        }
    )
    rows = {made.indicators[0].id: observations(made.indicators[0].id, ["TJK", "CIV"], range(2000, 2010))}
    return write_snapshot(
        tmp_path_factory.mktemp("hostile"),
        catalogue,
        {"a_text": made},
        rows,
        {table.name: words, twin.name: words},
    )


@pytest.fixture(scope="session")
def four(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """A snapshot with a source of each class, and one that the catalogue alone knows."""
    made = {
        f"of_{licence.value}": source(catalogue, f"of_{licence.value}", licence) for licence in LicenceClass
    }
    rows = {
        own.id: observations(own.id, ["TJK", "UZB"], range(2010, 2015))
        for known in made.values()
        for own in known.indicators
    }
    not_held = {"not_held": source(catalogue, "not_held", LicenceClass.OPEN)}
    return write_snapshot(tmp_path_factory.mktemp("four"), catalogue, made | not_held, rows)
