"""ForeignAssistance.gov: totals by country, the military part of eight, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.parsing import Parsed
from indicators.loaders.us_foreignassistance import parse
from tests.unit.loaders.publishers.us_foreignassistance import countries, military, sectors, write_all
from tests.unit.loaders.workbooks import Grid, job, put, without_column


def parsed(catalogue: Catalogue, folder: Path, **changed: Grid) -> Parsed:
    return parse(job(catalogue, "us_foreignassistance", *write_all(folder, **changed)))


def figures(rows: pd.DataFrame, indicator: str) -> dict[tuple[str, int], tuple[float, str]]:
    found = rows[rows["indicator"] == f"us_foreignassistance.{indicator}"].to_dict("records")
    return {(row["iso3"], row["year"]): (row["value"], row["status"]) for row in found}


def test_totals_stand_as_published_and_the_newest_years_are_provisional(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path).observations
    assert figures(rows, "obligations") == {
        ("XKX", 2015): (-70, "normal"),
        ("TJK", 2015): (5200, "normal"),
        ("TJK", 2024): (9900, "provisional"),
        ("TJK", 2025): (1200, "provisional"),
        ("SDN", 2008): (52, "derived"),
        ("SDN", 2011): (30, "normal"),
        ("SDN", 2012): (13, "normal"),
    }
    assert figures(rows, "disbursements") == {("TJK", 2015): (5100, "normal")}
    [kosovo] = rows[rows["iso3"] == "XKX"].to_dict("records")
    assert (kosovo["edition"], kosovo["row"], kosovo["column"]) == ("2025-12", 2, "current_amount")


def test_sudan_includes_former_sudan_until_the_split(catalogue: Catalogue, tmp_path: Path) -> None:
    """South Sudan left on 9 July 2011; the old Sudan's rows from fiscal year 2012 on are left out."""
    rows = parsed(catalogue, tmp_path).observations
    sudan = rows[rows["iso3"] == "SDN"].to_dict("records")
    assert [(row["year"], row["value"], row["column"]) for row in sudan] == [
        (2008, 52, "current_amount, sum of 2 rows"),
        (2011, 30, "current_amount"),
        (2012, 13, "current_amount"),
    ]
    table = parsed(catalogue, tmp_path).tables["us_foreignassistance_obligations"]
    found = table[table["iso3"] == "SDN"][["fiscal_year", "current_usd", "constant_2024_usd"]]
    assert found.to_numpy().tolist() == [[2008, 52, 78], [2011, 30, 40], [2012, 13, 16]]


def test_requests_regions_former_states_and_the_fifth_quarter_of_1976_are_left_out(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    table = parsed(catalogue, tmp_path).tables["us_foreignassistance_obligations"]
    assert table[table["iso3"] != "SDN"].to_numpy().tolist() == [
        ["TJK", 2015, "Disbursements", 5100, 6600, "2025-12"],
        ["TJK", 2015, "Obligations", 5200, 6700, "2025-12"],
        ["TJK", 2024, "Obligations", 9900, 9900, "2025-12"],
        ["TJK", 2025, "Obligations", 1200, 1170, "2025-12"],
        ["XKX", 2015, "Obligations", -70, -90, "2025-12"],
    ]


def test_military_obligations_are_summed_over_sectors_and_marked_as_transcribed(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path).observations
    assert figures(rows, "military") == {
        ("TJK", 2015): (1600, "transcribed"),
        ("CHN", 2015): (349, "transcribed"),
    }
    china, tajikistan = rows[rows["indicator"] == "us_foreignassistance.military"].to_dict("records")
    assert (tajikistan["row"], tajikistan["column"]) == (2, "current_usd, sum of 2 sectors")
    assert (china["row"], china["column"]) == (5, "current_usd")
    assert china["edition"] == "2026-10-02"


def test_the_transcribed_tables_keep_every_sector(catalogue: Catalogue, tmp_path: Path) -> None:
    tables = parsed(catalogue, tmp_path).tables
    assert len(tables["us_foreignassistance_military"]) == 4
    found = tables["us_foreignassistance_tajikistan_sectors"][["sector_id", "obligations_usd"]]
    assert found.to_numpy().tolist() == [[8, 360], [1, 650], [6, -50]]
    for table in catalogue.source("us_foreignassistance").tables:
        assert sorted(tables[table.name]) == sorted(name for name, _ in table.columns)


@pytest.mark.parametrize(
    ("name", "spoil", "wanted"),
    [
        ("countries", lambda: without_column(countries(), "Fiscal Year"), "column(s) 'Fiscal Year' missing"),
        (
            "countries",
            lambda: put(countries(), "ASN", "Country Code", "ASX"),
            "row 9: unknown country code 'ASX' (Asia Region)",
        ),
        (
            "countries",
            lambda: put(countries(), "AFG", "Fiscal Year", "1976q3"),
            "row 8, column 'Fiscal Year': '1976q3' is not a whole number",
        ),
        (
            "countries",
            lambda: put(countries(), "AFG", "Transaction Type Name", "Loans"),
            "row 8: unknown transaction 'Loans'",
        ),
        (
            "countries",
            lambda: put(countries(), "2024", "constant_amount", "9000"),
            "row 6: constant dollars are not of 2024. Rename constant_2024_usd",
        ),
        (
            "military",
            lambda: put(military(), "CHN", "assistance_category", "Economic"),
            "row 5: 'Economic' is not Military",
        ),
        (
            "military",
            lambda: put(military(), "CHN", "transaction_type", "Loans"),
            "row 5: unknown transaction 'Loans'",
        ),
        ("military", lambda: put(military(), "CHN", "iso3", "PRC"), "row 5: unknown country code 'PRC'"),
        (
            "military",
            lambda: put(military(), "CHN", "iso3", "TWN"),
            "row 5: the code 'TWN' is Taiwan, the name beside it 'China (P.R.C.)'",
        ),
        (
            "countries",
            lambda: put(countries(), "CS-KM", "Country Name", "Serbia"),
            "row 2: the code 'CS-KM' is Kosovo, the name beside it 'Serbia'",
        ),
        (
            "countries",
            lambda: [*countries(), countries()[2]],
            "row 16: a second row of Tajikistan, 2015, Obligations; the first is "
            "us_foreign_aid_country.csv, row 3",
        ),
        (
            "countries",
            lambda: put(countries(), "2025", "Fiscal Year", "-19878"),
            "row 7: the year -19878 is not between 1900 and",
        ),
        (
            "countries",
            lambda: put(countries(), "2025", "current_amount", "1_200"),
            "row 7, column 'current_amount': '1_200' is not a number",
        ),
        (
            "countries",
            lambda: put(countries(), "2025", "current_amount", "nan"),
            "row 7, column 'current_amount': 'nan' is not a number",
        ),
        (
            "countries",
            lambda: [[*cells, "x"] for cells in countries()],
            "us_foreign_aid_country.csv: unknown column(s) 'x'",
        ),
        (
            "countries",
            lambda: [*countries()[:-1], countries()[-1][:-1]],
            "row 15: 10 cells below 11 columns",
        ),
        (
            "sectors",
            lambda: put(sectors(), "Good Governance", "obligations_usd", ""),
            "row 4, column 'obligations_usd': '' is not a number",
        ),
    ],
)
def test_a_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, name: str, spoil: Callable[[], Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, **{name: spoil()})
    assert wanted in str(error.value)


def test_a_cut_last_line_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    paths = write_all(tmp_path)
    paths[0].write_text(paths[0].read_text().rstrip("\n")[:-1])
    with pytest.raises(SourceFileError, match="the last line has no end; it may be cut"):
        parse(job(catalogue, "us_foreignassistance", *paths))
