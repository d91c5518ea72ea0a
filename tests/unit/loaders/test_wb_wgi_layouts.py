"""The World Bank's older layouts of the classic WGI: what becomes of a row, and what stops the build."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.wb_wgi import parse
from tests.unit.loaders.publishers.wb_wgi import (
    RESAVED,
    databank,
    stata,
    table_2016,
    wgi_whole,
    wide,
    write_capitals,
    write_databank,
    write_stata,
    write_table_2016,
    write_wgi,
    write_wide,
)
from tests.unit.loaders.workbooks import Grid, job, put


def parsed(catalogue: Catalogue, *paths: Path) -> pd.DataFrame:
    return parse(job(catalogue, "wb_wgi", *paths)).observations


def refusal(catalogue: Catalogue, path: Path) -> str:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, path)
    return str(error.value).removeprefix(path.name)


def only(frame: pd.DataFrame, indicator: str, iso3: str, year: int) -> dict[str, object]:
    rows = frame[(frame["indicator"] == f"wb_wgi.{indicator}") & (frame["iso3"] == iso3)]
    [row] = rows[rows["year"] == year].to_dict("records")
    return {name: value for name, value in row.items() if not pd.isna(value)}


# What becomes of a row, in each layout

# how it is written; edition, file, sheet; row and column of the estimate and of the percentile rank
LAYOUTS = {
    "2015, wide in capitals": (
        lambda folder: write_capitals(folder, 2015),
        ("2015-update", "wgidataset_2015-update.xlsx", "ControlofCorruption"),
        (19, "2014 Estimate", 19, "2014 Rank"),
        {"estimate": -1.0, "error": 0.17, "n": 11, "percentile": 12.5, "lower": 4, "upper": 20},
    ),
    "2017, wide": (
        lambda folder: write_wide(folder, wide(2017, code="WBCode"), RESAVED[2017]),
        ("2017-update", "wgidataset_2017-update_resaved.xlsx", "ControlofCorruption"),
        (19, "2014 Estimate", 19, "2014 Rank"),
        {"estimate": -1.0, "error": 0.17, "n": 11, "percentile": 12.5, "lower": 4, "upper": 20},
    ),
    "2018, Stata": (
        lambda folder: write_stata(folder, stata(2017), "wgidataset_2018-update.dta"),
        ("2018-update", "wgidataset_2018-update.dta", ""),
        (3, "cce", 3, "ccr"),
        {"estimate": -1.25, "error": 0.1875, "n": 11, "percentile": 12, "lower": 4, "upper": 20},
    ),
    "2021, wide": (
        lambda folder: write_wide(folder, wide()),
        ("2021-update", "wgidataset_2021-update.xlsx", "ControlofCorruption"),
        (19, "2014 Estimate", 19, "2014 Rank"),
        {"estimate": -1.0, "error": 0.17, "n": 11, "percentile": 12.5, "lower": 4, "upper": 20},
    ),
    "2022, Stata": (
        lambda folder: write_stata(folder, stata()),
        ("2022-update", "wgidataset_2022-update.dta", ""),
        (3, "cce", 3, "ccr"),
        {"estimate": -1.25, "error": 0.1875, "n": 11, "percentile": 12, "lower": 4, "upper": 20},
    ),
    "2023, DataBank": (
        lambda folder: write_databank(folder, databank()),
        ("2023-update", "WGIData_2023-update_region-excerpt.csv", ""),
        (68, "2014", 70, "2014"),
        {"estimate": -1.25, "error": 0.1875, "n": 11, "percentile": 12, "lower": 4, "upper": 20},
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_estimate_and_a_percentile_rank_each_with_its_own_error_and_its_origin(
    catalogue: Catalogue, tmp_path: Path, layout: str
) -> None:
    write, (edition, file, sheet), (row, column, rank_row, rank_column), figures = LAYOUTS[layout]
    frame = parsed(catalogue, write(tmp_path))
    shared = {"iso3": "TJK", "year": 2014, "edition": edition, "n_sources": figures["n"], "status": "normal"}
    assert only(frame, "control_of_corruption", "TJK", 2014) == {
        **shared,
        "indicator": "wb_wgi.control_of_corruption",
        "value": figures["estimate"],
        "standard_error": figures["error"],
        "file": file,
        "sheet": sheet,
        "row": row,
        "column": column,
    }
    assert only(frame, "control_of_corruption_percentile_rank", "TJK", 2014) == {
        **shared,
        "indicator": "wb_wgi.control_of_corruption_percentile_rank",
        "value": figures["percentile"],
        "lower": figures["lower"],
        "upper": figures["upper"],
        "file": file,
        "sheet": sheet,
        "row": rank_row,
        "column": rank_column,
    }


def test_every_release_stays_whole_beside_the_others(catalogue: Catalogue, tmp_path: Path) -> None:
    frame = parsed(
        catalogue,
        write_wgi(tmp_path, wgi_whole()),
        write_capitals(tmp_path, 2015),
        write_wide(tmp_path, wide(2020), RESAVED[2020]),
        write_wide(tmp_path, wide()),
        write_stata(tmp_path, stata()),
        write_databank(tmp_path, databank()),
    )
    rows = frame[(frame["indicator"] == "wb_wgi.control_of_corruption") & (frame["year"] == 2014)]
    tajik = rows[rows["iso3"] == "TJK"].set_index("edition")["value"]
    assert tajik.to_dict() == {
        "2015-update": -1.0,
        "2020-update": -1.0,
        "2021-update": -1.0,
        "2022-update": -1.25,
        "2023-update": -1.25,
        "2024-update": -1.132464,
    }


def test_each_dimension_stands_on_its_own_sheet_of_2021(catalogue: Catalogue, tmp_path: Path) -> None:
    frame = parsed(catalogue, write_wide(tmp_path, wide())).query("iso3 == 'TJK' and year == 2020")
    estimates = frame[~frame["indicator"].str.endswith("rank")].set_index("sheet")["value"]
    assert estimates.round(1).to_dict() == {
        "VoiceandAccountability": -1.5,
        "Political StabilityNoViolence": -1.4,
        "GovernmentEffectiveness": -1.3,
        "RegulatoryQuality": -1.2,
        "RuleofLaw": -1.1,
        "ControlofCorruption": -1.0,
    }


@pytest.mark.parametrize(
    ("layout", "countries"),
    [
        ("2015, wide in capitals", {"AND", "TJK"}),
        ("2021, wide", {"AND", "TJK"}),  # ADO; ASM has no figure, ANT is left out
        ("2022, Stata", {"ROU", "TJK"}),  # ROM; ANT is left out
        ("2023, DataBank", {"IRN", "TJK"}),  # "Iran, Islamic Rep."
    ],
)
def test_what_has_no_figure_or_no_code_is_no_observation(
    catalogue: Catalogue, tmp_path: Path, layout: str, countries: set[str]
) -> None:
    frame = parsed(catalogue, LAYOUTS[layout][0](tmp_path))
    assert set(frame["iso3"]) == countries
    assert 1996 not in set(frame.query("iso3 == 'TJK'")["year"])


def test_update_of_2016_has_one_estimate_without_error(catalogue: Catalogue, tmp_path: Path) -> None:
    frame = parsed(catalogue, write_table_2016(tmp_path, table_2016()))
    assert set(frame["edition"]) == {"2016-update"}
    assert set(frame["indicator"]) == {"wb_wgi.voice_and_accountability"}
    figures = dict(zip(zip(frame["iso3"], frame["year"], strict=True), frame["value"], strict=True))
    assert figures == {("PSE", 2014): -0.85, ("RUS", 2015): -1, ("TJK", 2014): -1.5, ("SRB", 2005): -0.2}
    assert frame["standard_error"].isna().all()
    assert frame.set_index("iso3").loc["TJK", ["row", "column"]].tolist() == [6, "va_estimate"]


def test_update_of_2016_is_a_partial_edition(catalogue: Catalogue) -> None:
    editions = {edition.id: edition for edition in catalogue.source("wb_wgi").editions}
    assert editions["2016-update"].in_part == ("wb_wgi.voice_and_accountability",)


# What is refused


@pytest.mark.parametrize(
    ("grid", "wanted"),
    [
        (
            [*table_2016(), ["Palestine, State of", "", "", "2014.0", "-0.9"]],
            ", row 8: another figure of PSE than in row 3.",
        ),
        (
            [*table_2016(), ["Atlantis", "", "", "2014.0", "-0.9"]],
            ", row 8: unknown country 'Atlantis'.",
        ),
        (put(table_2016(), "Tajikistan", "year", "2014.5"), ", row 6: the year is '2014.5'."),
        (put(table_2016(), "Tajikistan", "va_estimate", ""), ", row 6, column 'va_estimate': '' is not"),
        (table_2016()[:4], ": its last year is 2014, that of the 2016-update 2015."),
    ],
)
def test_update_of_2016_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, grid: Grid, wanted: str
) -> None:
    assert refusal(catalogue, write_table_2016(tmp_path, grid)).startswith(wanted)


def test_workbook_of_another_update_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    path = write_wide(tmp_path, wide(2020), RESAVED[2019])
    assert refusal(catalogue, path).startswith(
        ", sheet 'Introduction': column(s) 'The Worldwide Governance Indicators, 2019 Update' missing"
    )


def spoil_wide(sheet: str, column: int, row: int, cell: object) -> dict[str, Grid]:
    sheets = wide()
    sheets[sheet][row - 1][column - 1] = cell
    return sheets


@pytest.mark.parametrize(
    ("sheets", "wanted"),
    [
        (
            {
                **wide(),
                "Introduction": [[], ["The Worldwide Governance Indicators, 2020 Update"], ["1996-2019"]],
            },
            ", sheet 'Introduction': column(s) 'The Worldwide Governance Indicators, 2021 Update' missing",
        ),
        (
            {k: v for k, v in wide().items() if k != "RuleofLaw"},
            ": no sheet 'RuleofLaw'; it has 'Introduction'",
        ),
        (
            spoil_wide("RuleofLaw", 4, 15, "StdErrors"),
            ", sheet 'RuleofLaw': column(s) '1996 StdErr' missing; it has 'Country/Territory', 'Code', '1996",
        ),
        (
            spoil_wide("RuleofLaw", 9, 14, 1996),
            ", sheet 'RuleofLaw', row 15: column(s) '1996 Estimate' stand there more than once",
        ),
        (
            spoil_wide("RuleofLaw", 9, 19, ".."),
            ", sheet 'RuleofLaw', row 19, column '2014 Estimate': '..' is not a number",
        ),
        (
            spoil_wide("RuleofLaw", 9, 19, "#N/A"),
            ", sheet 'RuleofLaw', row 19: rl 2014 has other figures, but no estimate. Look whether",
        ),
        (
            spoil_wide("RuleofLaw", 2, 19, "TAJ"),
            ", sheet 'RuleofLaw', row 19: unknown country code 'TAJ' (Tajikistan)",
        ),
    ],
)
def test_a_workbook_of_2021_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, sheets: dict[str, Grid], wanted: str
) -> None:
    assert refusal(catalogue, write_wide(tmp_path, sheets)).startswith(wanted)


@pytest.mark.parametrize(
    ("observations", "wanted"),
    [
        (
            [{**row, "cce": float("nan")} for row in stata()],
            ", row 3: cc 2014 has other figures, but no estimate",
        ),
        (
            [{k: v for k, v in row.items() if k != "ccs"} for row in stata()],
            ": column(s) 'ccs' missing; it has",
        ),
        ([{**row, "code": "TAJ"} for row in stata()], ", row 2: unknown country code 'TAJ' (Tajikistan)"),
        (stata()[:3], ": its last year is 2014, that of the 2022-update 2021. It may be another release"),
    ],
)
def test_a_file_of_stata_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, observations: list[dict[str, object]], wanted: str
) -> None:
    assert refusal(catalogue, write_stata(tmp_path, observations)).startswith(wanted)


@pytest.mark.parametrize("kept", [0, 100, 3000])
def test_a_file_of_stata_that_breaks_off_is_refused(catalogue: Catalogue, tmp_path: Path, kept: int) -> None:
    path = write_stata(tmp_path, stata())
    path.write_bytes(path.read_bytes()[:kept])
    assert refusal(catalogue, path).startswith(": it is not a file of Stata (")


@pytest.mark.parametrize(
    ("grid", "wanted"),
    [
        (put(databank(), "RL.EST", "2014", ".."), ", row 62, column '2014': '..' is not a number"),
        (put(databank(), "RL.EST", "2014", ""), ", row 62: rl 2014 has other figures, but no estimate"),
        (put(databank(), "RL.EST", "Indicator Code", "RX.EST"), ", row 62: unknown indicator 'RX.EST'"),
        (put(databank(), "RL.EST", "Indicator Code", "RL.SC"), ", row 62: unknown indicator 'RL.SC'"),
        (
            [row for row in databank() if "RL.PER.RNK" not in row],
            ", row 26: no row of RL.PER.RNK for IRN",
        ),
        ([*databank(), databank()[-1]], ", row 74: a second row of CC.STD.ERR for TJK"),
        ([row[:6] for row in databank()], ": its last year is 2014, that of the 2023-update 2022."),
    ],
)
def test_a_bulk_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, grid: Grid, wanted: str
) -> None:
    assert refusal(catalogue, write_databank(tmp_path, grid)).startswith(wanted)
