"""The Bertelsmann Stiftung's workbook: what becomes of a row, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.bti import parse
from indicators.snapshot.schema import validate
from tests.unit.loaders.publishers.bti import LEGEND, bti, write_bti
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column


def parsed(catalogue: Catalogue, folder: Path, **sheets: Grid) -> pd.DataFrame:
    """The observations of the workbook, some of its sheets changed: `e2016=grid`."""
    changed = {int(edition[1:]): grid for edition, grid in sheets.items()}
    return parse(job(catalogue, "bti", write_bti(folder, changed))).observations


def test_an_edition_stands_at_the_middle_of_the_two_years_that_it_judges(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    pairs = set(zip(rows["year"], rows["edition"], strict=True))
    assert pairs == {(edition - 2, str(edition)) for edition in range(2006, 2025, 2)}


def test_fourteen_scores_of_a_row_and_none_of_the_table_beside_it(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path).query("iso3 == 'TJK' and edition == '2016'")
    assert dict(zip(rows["indicator"].str.removeprefix("bti."), rows["value"], strict=True)) == {
        "status_index": 3.6,
        "democracy_status": 3.5,
        "economy_status": 3.7,
        "governance_index": 3.2683,  # 3.27 further to the right
        "monopoly_on_force": 9,
        "no_interference_of_religious_dogmas": 8,
        "association_and_assembly_rights": 3,
        "freedom_of_expression": 4,
        "rule_of_law": 2.75,
        "prosecution_of_office_abuse": 2,
        "civil_rights": 1,
        "conflict_intensity": 5,
        "anti_corruption_policy": 2,
        "cleavage_management": 3,
    }


def test_the_two_indices_have_ranks_among_those_that_have_one(catalogue: Catalogue, tmp_path: Path) -> None:
    ranked = parsed(catalogue, tmp_path).query("iso3 == 'TJK' and edition == '2016'").dropna(subset="rank")
    places = ranked[["indicator", "rank", "n_ranked"]].to_dict("records")
    assert places == [
        {"indicator": "bti.governance_index", "rank": 2, "n_ranked": 2},
        {"indicator": "bti.status_index", "rank": 2, "n_ranked": 2},
    ]


def test_a_dash_is_no_observation(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert set(rows.query("edition == '2024'")["iso3"]) == {"EST", "TJK"}
    assert "Djibouti" in [row[0] for row in bti()]


def test_a_country_may_lack_one_of_the_indices(catalogue: Catalogue, tmp_path: Path) -> None:
    iraq = parsed(catalogue, tmp_path).query("iso3 == 'IRQ'")
    assert set(iraq["edition"]) == {"2006"}
    assert len(iraq) == 11
    assert not {"bti.governance_index", "bti.anti_corruption_policy"} & set(iraq["indicator"])


def test_a_figure_tells_where_it_stands(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path).query("iso3 == 'TJK' and indicator == 'bti.rule_of_law'")
    assert rows[["file", "sheet", "row", "column"]].to_dict("records")[0] == {
        "file": "BTI_2006-2024_Scores.xlsx",
        "sheet": "BTI 2006",
        "row": 3,
        "column": "Q3 | Rule of Law",
    }


# What is refused


def test_an_edition_that_is_new_is_not_passed_over(catalogue: Catalogue, tmp_path: Path) -> None:
    path = write_bti(tmp_path, **{"BTI 2026": bti()})
    with pytest.raises(SourceFileError) as error:
        parse(job(catalogue, "bti", path))
    assert str(error.value) == (
        "BTI_2006-2024_Scores.xlsx: unknown sheet(s) 'BTI 2026'. Add the edition to bti.py."
    )


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: without_column(grid, "  Q1.3 | No interference of religious dogmas"),
            "sheet 'BTI 2016': column(s) 'Q1.3 | No interference of religious dogmas' missing; it has",
        ),
        (
            lambda grid: without_column(grid, LEGEND),
            "sheet 'BTI 2016': column(s) 'Regions: 1 | East-Central and Southeast Europe 2 | Latin America",
        ),
        (
            lambda grid: put(grid, "Tajikistan", LEGEND, "Tajik SSR"),
            "sheet 'BTI 2016', row 3: unknown country 'Tajik SSR'. Add it to data/geography/aliases.csv "
            "or to [[exclusions]] in bti.toml.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "  Q2.4 | Freedom of expression", 5),
            "row 3: 'Q2.4 | Freedom of expression' and 'Q2_4 | Freedom of expression' differ. Fetch the file",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "  SII | Economy Status", 3.8),
            "sheet 'BTI 2016', row 3: the status is 3.6, but the mean of its halves 3.65.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "  SI | Democracy Status", "-"),
            "sheet 'BTI 2016', row 3: a status without both of its halves, or these without it.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "  Ranking Governance Index", "?"),
            "sheet 'BTI 2016', row 3: 'G | Governance Index' without a rank, or a rank without it.",
        ),
        (
            lambda grid: put(grid, "Djibouti", "  Ranking Governance Index", 3),
            "sheet 'BTI 2016', row 4: 'G | Governance Index' without a rank, or a rank without it.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "  Q13.3 | Conflict intensity", "n/a"),
            "sheet 'BTI 2016', row 3, column 'Q13.3 | Conflict intensity': 'n/a' is not a number.",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "  Q13.3 | Conflict intensity", None),
            "sheet 'BTI 2016', row 3, column 'Q13.3 | Conflict intensity': '' is not a number.",
        ),
        (lambda grid: grid[:1], "sheet 'BTI 2016': no rows below the header."),
    ],
)
def test_a_sheet_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, e2016=spoil(bti()))
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (
            lambda grid: put(grid, "Tajikistan", "  Q13.3 | Conflict intensity", 0),
            "a value outside 1 to 10: 0 at bti.conflict_intensity TJK 2014 edition 2016",
        ),
        (
            lambda grid: put(grid, "Tajikistan", "  Ranking Status Index", 3),
            "a rank outside 1 to the number ranked: 3 at bti.status_index TJK 2014 edition 2016",
        ),
        (
            lambda grid: [*grid, grid[2]],
            "28 rows share a key, first bti.anti_corruption_policy TJK 2014 edition 2016",
        ),
    ],
)
def test_figures_that_cannot_be_are_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    rows = parsed(catalogue, tmp_path, e2016=spoil(bti())).query("edition == '2016'")
    with pytest.raises(SourceFileError) as error:
        validate(rows, small(catalogue).source("bti").indicators, where="Transformation Index")
    assert wanted in str(error.value)
