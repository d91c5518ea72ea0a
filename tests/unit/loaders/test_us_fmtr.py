"""The Foreign Military Training Report: sums of what is printed, and cells that are not as they should be."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.parsing import Parsed
from indicators.loaders.us_fmtr import parse
from indicators.loaders.us_fmtr_programs import PROGRAM_GROUPS
from tests.unit.loaders.publishers.us_fmtr import courses, programs, write_courses, write_programs
from tests.unit.loaders.workbooks import Grid, job, put, without_column


def parsed(
    catalogue: Catalogue, folder: Path, grid: Grid | None = None, activities: Grid | None = None
) -> Parsed:
    paths = write_programs(folder, grid or programs()), write_courses(folder, activities or courses())
    return parse(job(catalogue, "us_fmtr", *paths))


def figures(rows: pd.DataFrame, indicator: str) -> dict[tuple[str, int], float]:
    found = rows[rows["indicator"] == f"us_fmtr.{indicator}"].to_dict("records")
    return {(row["iso3"], row["year"]): row["value"] for row in found}


# Sums


def test_programmes_are_summed_by_country_and_year(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path).observations
    assert figures(rows, "trainees") == {
        ("KAZ", 1999): 2,
        ("BOL", 2003): 9,
        ("NIC", 2003): 6,
        ("KGZ", 2009): 9,
        ("TJK", 2015): 911,
        ("TCD", 2015): 0,
        ("NER", 2016): 0,
    }
    assert figures(rows, "cost") == {
        ("KAZ", 1999): 3064,
        ("BOL", 2003): 700,
        ("KGZ", 2009): 900,
        ("TJK", 2015): 5076000,
        ("NER", 2016): 166926.5,
    }
    assert set(rows["status"]) == {"derived"}


def test_a_sum_leads_to_the_first_row_that_has_a_figure(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path).observations.query("iso3 == 'TJK'").to_dict("records")
    places = {row["indicator"]: (row["row"], row["column"], row["edition"]) for row in rows}
    assert places == {
        "us_fmtr.trainees": (10, "trainees, sum of 2 rows", "2015-2016"),
        "us_fmtr.cost": (10, "cost_usd", "2015-2016"),
    }


def test_a_cost_of_nought_is_none_printed_and_never_summed_to_nought(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    result = parsed(catalogue, tmp_path)
    assert ("TCD", 2015) not in figures(result.observations, "cost")
    table = result.tables["us_fmtr_programs"]
    assert (table["cost_usd"].dropna() > 0).all()


def test_nought_trainees_are_a_figure_where_printed_and_missing_where_courses_sum_to_it(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    result = parsed(catalogue, tmp_path)
    assert ("KEN", 2004) not in figures(result.observations, "trainees")
    table = result.tables["us_fmtr_programs"].set_index("iso3")
    assert table.loc["TCD", "trainees"] == 0
    assert pd.isna(table.loc["KEN", "trainees"])


def test_states_that_are_gone_and_no_country_are_left_out(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path).tables["us_fmtr_programs"]
    assert set(table["iso3"]) == {"KAZ", "BOL", "NIC", "KEN", "KGZ", "TJK", "TCD", "NER"}
    assert table[table["iso3"] == "BOL"]["country_as_printed"].tolist() == ["Bolivia", "Bolivia INC"]


# Programmes


def test_names_that_drift_are_one_group(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path).tables["us_fmtr_programs"].set_index("iso3")
    kazakhstan = table.loc["KAZ"]
    assert kazakhstan["program"] == "International Military Education And Training (IMET)"
    assert kazakhstan["program_group"] == "IMET"
    for name, group in {
        "Regional Defense Counterterrorism Fellowship Program": "CTFP",
        "CTIWFP": "CTFP",
        "Marshall Center": "Regional Centers",
        "Drug Interdiction and Counter-Drug Activities, Section 1004": "Section 1004",
        "Section 1206": "Section 1206/2282",
        "GPOI": "PKO/GPOI",
        "INL": "INCLE",
    }.items():
        assert PROGRAM_GROUPS[name] == group


# Courses


def test_six_courses_of_section_1004_had_886_places(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path).tables["us_fmtr_activities"]
    found = table[table["program_group"] == "Section 1004"]
    assert (len(found), found["quantity"].sum(), found["cost_usd"].sum()) == (6, 886, 5_076_000)
    first = found.iloc[0]
    assert (first["row"], first["start_date"], first["end_date"]) == (4, "2014-10-01", "2014-11-05")
    assert (first["student_unit"], first["us_unit"], first["page"]) == ("MGSO", "ODA - 12", 38)


def test_a_year_of_two_digits_is_one_of_this_century(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path).tables["us_fmtr_activities"].set_index("row")
    assert table.loc[3, ["start_date", "end_date"]].tolist() == ["2001-11-01", "2002-02-28"]


def test_what_is_not_printed_is_missing(catalogue: Catalogue, tmp_path: Path) -> None:
    table = parsed(catalogue, tmp_path).tables["us_fmtr_activities"].set_index("row")
    assert table.loc[2, ["start_date", "end_date", "location", "page"]].isna().all()
    assert table.loc[10, "quantity"] == 25
    assert pd.isna(table.loc[10, "cost_usd"])  # $0
    assert pd.isna(table.loc[12, "cost_usd"])  # $
    assert table.loc[10, "course"] == "Staff officers"


def test_columns_that_ran_together_in_the_report_of_2009_are_missing(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    table = parsed(catalogue, tmp_path).tables["us_fmtr_activities"].set_index("row")
    assert table.loc[11, ["quantity", "cost_usd", "start_date"]].isna().all()
    assert table.loc[11, "end_date"] == "2009-06-19"
    assert pd.isna(table.loc[12, "start_date"])


def test_the_tables_have_the_columns_that_the_catalogue_describes(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    tables = parsed(catalogue, tmp_path).tables
    for table in catalogue.source("us_fmtr").tables:
        assert sorted(tables[table.name]) == sorted(name for name, _ in table.columns)


# What is refused


@pytest.mark.parametrize(
    ("spoil", "wanted"),
    [
        (lambda grid: without_column(grid, "basis"), "column(s) 'basis' missing"),
        (
            lambda grid: put(grid, "NER", "program", "Section 1299"),
            "row 13: unknown programme 'Section 1299'. Add it to PROGRAM_GROUPS in us_fmtr_programs.py.",
        ),
        (lambda grid: put(grid, "NER", "basis", "a guess"), "row 13: unknown basis 'a guess'"),
        (lambda grid: put(grid, "NER", "iso3", "NIG"), "row 13: unknown country code 'NIG' (Niger)"),
        (
            lambda grid: put(grid, "NER", "iso3", "NGA"),
            "row 13: the code 'NGA' is Nigeria, the name",
        ),
        (
            lambda grid: put(grid, "NER", "trainees", "n/a"),
            "column 'trainees': 'n/a' is not a number",
        ),
    ],
)
def test_a_programme_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, spoil(programs()))
    assert str(error.value).startswith("fmtr_country_program_fy1999_2020.csv")
    assert wanted in str(error.value)


@pytest.mark.parametrize(
    ("column", "cell", "wanted"),
    [
        ("quantity", "about 20", "row 10: quantity 'about 20' is not a number. Look it up in the report"),
        ("quantity", "25 Garmisch,", "row 10: quantity '25 Garmisch,' is not a number"),
        ("cost", "free", "row 10: cost 'free' is not a number"),
        ("start_date", "2015-04-01", "row 10: start_date '2015-04-01' is not a date"),
        ("start_date", "4/1/99", "row 10: start_date '4/1/99' is not a date"),
        ("end_date", "13/1/2015", "row 10: end_date '13/1/2015' is no day"),
        ("page", "iv", "row 10, column 'page': 'iv' is not a whole number"),
        ("program_short", "PKX", "row 10: unknown programme 'PKX'"),
        ("quantity", "24", "trainees of TJK, 2015, PKO is 24, elsewhere 25; 1 figure(s) disagree"),
    ],
)
def test_a_course_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, column: str, cell: str, wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, activities=put(courses(), "PKO", column, cell))
    assert str(error.value).startswith("fmtr_activities_central_asia_fy1999_2020.csv")
    assert wanted in str(error.value)
