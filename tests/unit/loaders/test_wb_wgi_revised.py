"""The WGI's releases of 2025 and 2026: tables that people made of them, and the World Bank's interface."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.wb_wgi import parse
from indicators.loaders.wb_wgi_api import CODES
from tests.unit.loaders.publishers.wb_wgi import (
    answers,
    table_2025,
    table_2026,
    write_answers,
    write_table_2025,
    write_table_2026,
)
from tests.unit.loaders.workbooks import Grid, job, put

Answers = dict[str, Any]


def parsed(catalogue: Catalogue, *paths: Path) -> pd.DataFrame:
    return parse(job(catalogue, "wb_wgi", *paths)).observations


def refusal(catalogue: Catalogue, *paths: Path) -> str:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, *paths)
    return str(error.value)


def only(frame: pd.DataFrame, indicator: str, iso3: str, year: int) -> dict[str, object]:
    rows = frame[(frame["indicator"] == f"wb_wgi.{indicator}") & (frame["iso3"] == iso3)]
    [row] = rows[rows["year"] == year].to_dict("records")
    return {name: value for name, value in row.items() if not pd.isna(value)}


# What the catalogue says


def test_the_generations_of_a_dimension_name_each_other_and_share_no_edition(catalogue: Catalogue) -> None:
    estimates = ["wb_wgi.rule_of_law", "wb_wgi.rule_of_law_2025", "wb_wgi.rule_of_law_2026"]
    scores = ["wb_wgi.rule_of_law_score_2025", "wb_wgi.rule_of_law_score_2026"]
    for family in (estimates, scores):
        for id in family:
            assert set(catalogue.indicator(id).other_methods) == {*family} - {id}
    editions = [{edition.id for edition in catalogue.editions_of(id)} for id in estimates]
    assert editions[1:] == [{"2025-release"}, {"2026-release"}]
    assert all(edition.endswith("-update") for edition in editions[0])


def test_partial_editions_are_marked(catalogue: Catalogue) -> None:
    source = catalogue.source("wb_wgi")
    of = {series: {i.id for i in source.indicators if i.series == series} for series in ("classic", "2026")}
    excerpts = {edition.id: set(edition.in_part) for edition in source.editions if edition.in_part}
    assert excerpts == {
        "2016-update": {"wb_wgi.voice_and_accountability"},
        "2023-update": of["classic"],
        "2026-release": of["2026"],
    }
    assert [len(ids) for ids in of.values()] == [12, 12]


# The release of 2025, as a third party laid it out


def test_the_release_of_2025_has_indicators_of_its_own_without_errors(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    frame = parsed(catalogue, write_table_2025(tmp_path, table_2025()))
    shared = {
        "iso3": "TJK",
        "year": 2014,
        "edition": "2025-release",
        "status": "normal",
        "file": "wgi_2025-release_databank-extract_est_score.xlsx",
        "column": "2014",
    }
    assert only(frame, "control_of_corruption_2025", "TJK", 2014) == {
        **shared,
        "indicator": "wb_wgi.control_of_corruption_2025",
        "value": -1.24,
        "sheet": "Est",
        "row": 17,
    }
    assert only(frame, "control_of_corruption_score_2025", "TJK", 2014) == {
        **shared,
        "indicator": "wb_wgi.control_of_corruption_score_2025",
        "value": pytest.approx(25.2),
        "sheet": "Sc",
        "row": 4,
    }
    assert set(frame["iso3"]) == {"TJK", "XKX"}  # ANT is left out
    assert set(frame["year"]) == {2014, 2024}  # an empty cell is no observation


def spoil_2025(sheet: str, row: int, column: int, cell: object) -> dict[str, Grid]:
    sheets = table_2025()
    sheets[sheet][row - 1][column - 1] = cell
    return sheets


@pytest.mark.parametrize(
    ("sheets", "wanted"),
    [
        (
            spoil_2025("Est", 17, 4, -1.14),
            ": cc of TJK, 2014: the score is 25.2, on one line with the estimates of the "
            "others it would be 27.2. Compare the row with the World Bank's workbook.",
        ),
        (
            spoil_2025("Sc", 4, 4, None),
            ", row 19: cc of TJK, 2014 has an estimate or a score alone.",
        ),
        (spoil_2025("Est", 17, 4, "-1.24"), ", sheet 'Est', row 17, column '2014': '-1.24' is not a number"),
        (spoil_2025("Est", 17, 2, "GOV_WGI_XX"), ", sheet 'Est', row 17: unknown dimension 'xx'."),
        (spoil_2025("Est", 17, 1, "TAJ"), ", sheet 'Est', row 17: unknown country code 'TAJ' (TAJ)."),
        ({"Sc": table_2025()["Sc"]}, ": no sheet 'Est'; it has 'Sc'."),
    ],
)
def test_a_table_of_2025_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, sheets: dict[str, Grid], wanted: str
) -> None:
    path = write_table_2025(tmp_path, sheets)
    assert refusal(catalogue, path).startswith(f"{path.name}{wanted}")


# The release of 2026, as copied out by hand


def test_what_was_copied_out_by_hand_says_so_and_has_its_bounds(catalogue: Catalogue, tmp_path: Path) -> None:
    frame = parsed(catalogue, write_table_2026(tmp_path, table_2026()))
    shared = {
        "iso3": "TJK",
        "year": 2025,
        "edition": "2026-release",
        "n_sources": 10,
        "status": "transcribed",
        "file": "wgi_2026-release_year2025_excerpt.csv",
        "sheet": "",
        "row": 12,
    }
    assert only(frame, "control_of_corruption_2026", "TJK", 2025) == {
        **shared,
        "indicator": "wb_wgi.control_of_corruption_2026",
        "value": -1.25,
        "lower": -1.578,
        "upper": -0.922,
        "standard_error": 0.2,
        "column": "estimate",
    }
    assert only(frame, "control_of_corruption_score_2026", "TJK", 2025) == {
        **shared,
        "indicator": "wb_wgi.control_of_corruption_score_2026",
        "value": 23,
        "lower": 16.44,
        "upper": 29.56,
        "standard_error": 4,
        "column": "score",
    }


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        ("year", "2024", "row 12: `source_id` 'TJKcc2025' is of another economy, dimension or year. Compare"),
        (
            "source_id",
            "UZBcc2025",
            "row 12: `source_id` 'UZBcc2025' is of another economy, dimension or year",
        ),
        ("dimension", "xx", "row 12: unknown dimension 'xx'. Add it to DIMENSIONS in wb_wgi_classic.py."),
        ("economy_code", "TAJ", "row 12: unknown country code 'TAJ' (Tajikistan)"),
        ("score_upper90", "", "row 12, column 'score_upper90': '' is not a number"),
    ],
)
def test_a_table_of_2026_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, column: str, cell: str, wanted: str
) -> None:
    path = write_table_2026(tmp_path, put(table_2026(), "TJKcc2025", column, cell))
    assert refusal(catalogue, path).startswith(f"{path.name}, {wanted}")


# The interface


def test_the_catalogue_asks_the_interface_for_what_the_loader_reads(catalogue: Catalogue) -> None:
    [asked] = [file for file in catalogue.source("wb_wgi").inputs if file.api]
    assert (asked.path, asked.api, asked.codes) == ("worldbank_api_v2_wgi.json", "worldbank_v2", CODES)


def test_six_answers_are_an_estimate_with_its_error_and_a_score_with_its_bounds(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    frame = parsed(catalogue, write_answers(tmp_path, answers()))
    shared = {
        "iso3": "TJK",
        "year": 2024,
        "edition": "2026-release",
        "n_sources": 10,
        "status": "normal",
        "file": "worldbank_api_v2_wgi.json",
        "row": 3,
        "column": "value",
    }
    assert only(frame, "rule_of_law_2026", "TJK", 2024) == {
        **shared,
        "indicator": "wb_wgi.rule_of_law_2026",
        "value": -1.2,
        "standard_error": 0.2,
        "sheet": "GOV_WGI_RL.EST",
    }
    assert only(frame, "rule_of_law_score_2026", "TJK", 2024) == {
        **shared,
        "indicator": "wb_wgi.rule_of_law_score_2026",
        "value": 24,
        "lower": 17.44,
        "upper": 30.56,
        "sheet": "GOV_WGI_RL.SC",
    }


def test_economies_without_a_code_are_known_by_name_and_groups_are_left_out(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    frame = parsed(catalogue, write_answers(tmp_path, answers()))
    assert set(frame["iso3"]) == {"TJK", "UZB", "TWN"}  # not the world, nor the Netherlands Antilles
    assert 1996 not in set(frame["year"])  # null is no observation


@pytest.mark.parametrize(
    ("updated", "edition"),
    [("2026-09-25", "2026-release"), ("2026-09-01", "2026-release"), ("2026-08-31", "2025-release")],
)
def test_the_day_of_the_last_update_tells_the_release(
    catalogue: Catalogue, tmp_path: Path, updated: str, edition: str
) -> None:
    frame = parsed(catalogue, write_answers(tmp_path, answers(updated)))
    assert set(frame["edition"]) == {edition}
    assert {indicator[-4:] for indicator in frame["indicator"]} == {edition[:4]}


@pytest.mark.parametrize("updated", ["2027-09-24", "2024-12-31"])
def test_a_release_that_is_not_known_is_refused_with_what_to_add(
    catalogue: Catalogue, tmp_path: Path, updated: str
) -> None:
    assert refusal(catalogue, write_answers(tmp_path, answers(updated))) == (
        f"worldbank_api_v2_wgi.json, GOV_WGI_VA.EST: it was last updated on {updated}: which release that "
        "is, is not known. Add the release to RELEASES in wb_wgi_api.py, and its indicators and edition to "
        "wb_wgi.toml."
    )


def test_the_whole_release_stands_in_the_place_of_the_table_of_some_countries(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    table = write_table_2026(tmp_path, table_2026())
    other = write_table_2025(tmp_path, table_2025())
    whole = write_answers(tmp_path, answers())
    frame = parsed(catalogue, table, other, whole)
    assert set(frame[frame["edition"] == "2026-release"]["file"]) == {whole.name}
    assert set(frame[frame["edition"] == "2025-release"]["file"]) == {other.name}


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        (
            "estimate_standard_error",
            "0.3",
            "standard_error of wb_wgi.control_of_corruption_2026, TJK, 2025 is 0.3",
        ),
        ("score_lower90", "16.5", "lower of wb_wgi.control_of_corruption_score_2026, TJK, 2025 is 16.5"),
        ("number_of_sources", "9", "n_sources of wb_wgi.control_of_corruption_2026, TJK, 2025 is 9"),
    ],
)
def test_a_table_that_disagrees_with_the_whole_release_stops_the_build(
    catalogue: Catalogue, tmp_path: Path, column: str, cell: str, wanted: str
) -> None:
    table = write_table_2026(tmp_path, put(table_2026(), "TJKcc2025", column, cell))
    told = refusal(catalogue, table, write_answers(tmp_path, answers()))
    assert told.startswith(f"{table.name}: {wanted}, elsewhere ")


def change(code: str, number: int, **entries: object) -> Answers:
    """The file with some entries of one row changed."""
    content = answers()
    content["indicators"][code]["rows"][number - 1].update(entries)
    return content


def drop(*codes: str) -> Answers:
    content = answers()
    for code in codes:
        del content["indicators"][code]
    return content


def add(code: str, answer: object) -> Answers:
    content = answers()
    content["indicators"][code] = answer
    return content


def without_uzbekistan() -> Answers:
    content = answers()
    for answer in content["indicators"].values():
        answer["rows"] = [row for row in answer["rows"] if row["countryiso3code"] != "UZB"]
    return content


def test_a_whole_release_that_lacks_what_a_table_has_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    table = write_table_2026(tmp_path, table_2026())
    assert refusal(catalogue, table, write_answers(tmp_path, without_uzbekistan())) == (
        "worldbank_api_v2_wgi.json: it has no wb_wgi.voice_and_accountability_2026, UZB, 2025, which "
        "wgi_2026-release_year2025_excerpt.csv has. Ask the interface again before building."
    )


EST = "GOV_WGI_CC.EST"
AT = ", sheet 'GOV_WGI_CC.EST', row 3"


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (drop(EST, "GOV_WGI_RL.SC_UB"), ": it has no answer for GOV_WGI_RL.SC_UB, GOV_WGI_CC.EST."),
        (
            add("CC.EST", {"lastupdated": "2026-09-25", "rows": []}),
            ": it has an answer that is not known, for CC",
        ),
        (add(EST, {"lastupdated": "2026-09-25", "rows": None}), ": it has no rows of GOV_WGI_CC.EST."),
        (add(EST, {"rows": []}), ", GOV_WGI_CC.EST: `lastupdated` is None, no day."),
        (
            add(EST, {"lastupdated": "2026-07-01", "rows": []}),
            ": GOV_WGI_VA.EST is of the 2026-release, GOV_WGI_CC.EST of the 2025-release.",
        ),
        ({**answers(), "source": "57"}, ": it is of 'World Bank API v2', source '57'; the WGI are 'World"),
        ([], ": it is not the answers of an interface (TypeError("),
        ({"source": "3"}, ": it is not the answers of an interface (KeyError('interface'))"),
        (change(EST, 3, value="-1.2"), f"{AT}, column 'value': '-1.2' is not a number"),
        (change(EST, 3, value=True), f"{AT}, column 'value': True is not a number"),
        (
            change(EST, 3, value=None),
            ", sheet 'GOV_WGI_CC.SE', row 3: TJK 2024 has a value here, but none of EST.",
        ),
        (change(EST, 3, date="2024Q1"), f"{AT}: `date` is '2024Q1', no year."),
        (change(EST, 3, date=2024), f"{AT}: `date` is 2024, no year."),
        (change(EST, 3, date="2025"), f"{AT}: a second row of TJK 2025."),
        (change(EST, 3, obs_status="F"), f"{AT}: a unit or a status that is not known: ['', 'F']."),
        (change(EST, 3, indicator={"id": "CC.EST"}), f"{AT}: it is of 'CC.EST'."),
        (change(EST, 3, countryiso3code="TAJ"), f"{AT}: unknown country code 'TAJ' (Tajikistan)."),
        (
            change(EST, 3, countryiso3code="", country={"value": "Middle Earth"}),
            f"{AT}: unknown country 'Middle Earth'. Add it to data/geography/aliases.csv",
        ),
        (change(EST, 3, country=None), f"{AT}: it is not a row of the interface (TypeError("),
        (
            change("GOV_WGI_CC.SR", 3, value=9.5),
            ", sheet 'GOV_WGI_CC.SR', row 3, column 'value': 9.5 is not a whole",
        ),
    ],
)
def test_answers_that_are_not_as_known_are_refused(
    catalogue: Catalogue, tmp_path: Path, content: object, wanted: str
) -> None:
    path = write_answers(tmp_path, content)
    assert refusal(catalogue, path).startswith(f"{path.name}{wanted}")


@pytest.mark.parametrize("text", ["", "<wb:error/>", '{"interface": '])
def test_a_file_that_is_no_json_is_refused(catalogue: Catalogue, tmp_path: Path, text: str) -> None:
    path = tmp_path / "worldbank_api_v2_wgi.json"
    path.write_text(text)
    assert refusal(catalogue, path).startswith(f"{path.name}: it is not the answers of an interface (JSONDec")


def test_answers_without_any_value_are_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    content = answers()
    for answer in content["indicators"].values():
        answer["rows"] = []
    assert ": it holds no value." in refusal(catalogue, write_answers(tmp_path, content))
