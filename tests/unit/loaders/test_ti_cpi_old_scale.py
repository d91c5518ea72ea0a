"""The old scale of the CPI: ranks, surveys and ranges of each edition, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.ti_cpi_old_scale import DISAGREEMENTS, MISPRINTS, parse
from indicators.snapshot.schema import check_rules, observations
from tests.unit.loaders.publishers.ti_cpi_old_scale import (
    derived,
    table,
    workbook_2010,
    workbook_2011,
    write_old_scale,
)
from tests.unit.loaders.workbooks import Grid, job, put


def parsed(catalogue: Catalogue, folder: Path, changed: dict[int | str, Grid] | None = None) -> pd.DataFrame:
    return observations(parse(job(catalogue, "ti_cpi", *write_old_scale(folder, changed))))


def column(rows: pd.DataFrame, year: int, name: str) -> dict[str, object]:
    of_year = rows[rows["year"] == year]
    return dict(zip(of_year["iso3"], of_year[name], strict=True))


def test_every_edition_is_read(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert sorted(set(rows["year"])) == list(range(1995, 2012))
    assert (rows["edition"] == rows["year"].astype(str)).all()
    assert set(rows["indicator"]) == {"ti_cpi.score_1995_2011"}
    check_rules(rows, catalogue.source("ti_cpi").indicators, where="the old scale")


def test_scores_with_a_decimal_comma(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert column(rows, 1996, "value") == {"DNK": 9.33, "KOR": 5.02}
    assert column(rows, 1997, "rank") == {"DNK": 1, "AUT": 3, "CHE": 2}


def test_a_shared_rank_is_given_to_all_that_share_it(catalogue: Catalogue, tmp_path: Path) -> None:
    """In 1999 the countries without a printed rank stand at the end of the table."""
    rows = parsed(catalogue, tmp_path)
    assert column(rows, 1998, "rank") == {"DNK": 1, "BWA": 2, "ESP": 2}
    assert column(rows, 1999, "rank") == {"DNK": 1, "BWA": 2, "BOL": 3, "ECU": 3}
    assert column(rows, 2004, "rank") == {"DNK": 1, "AZE": 2, "TJK": 2}


def test_former_states_count_among_the_ranked(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert column(rows, 1995, "n_ranked") == {"DNK": 2}
    assert column(rows, 2003, "n_ranked") == {"DNK": 3, "TJK": 3}
    assert column(rows, 2003, "rank") == {"DNK": 1, "TJK": 3}
    assert rows.loc[rows["year"] == 1995, "rank"].isna().all()


def test_surveys_are_counted_in_every_edition(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert rows["n_sources"].notna().all()
    assert column(rows, 2008, "n_sources") == {"MNE": 5, "BLZ": 3, "TJK": 8}


def test_a_confidence_range_is_an_interval_and_the_span_of_surveys_is_none(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert rows.loc[rows["year"] < 2004, ["lower", "upper"]].isna().all(axis=None)
    assert rows.loc[rows["year"] >= 2004, ["lower", "upper"]].notna().all(axis=None)
    assert column(rows, 2004, "lower") == {"DNK": 9.3, "AZE": 1.9, "TJK": 1.7}
    assert column(rows, 2010, "upper") == {"DNK": 9.4, "TJK": 2.5}


def test_a_misprinted_range_is_read_as_meant(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert (column(rows, 2008, "lower")["MNE"], column(rows, 2008, "upper")["MNE"]) == (2.5, 4.0)
    assert list(MISPRINTS) == [("MNE", 2008)]


def test_a_disagreement_of_two_copies_is_recorded(catalogue: Catalogue, tmp_path: Path) -> None:
    [belize] = DISAGREEMENTS
    assert (belize.iso3, belize.year, belize.table, belize.derived) == ("BLZ", 2008, 1.8, 1.9)
    assert column(parsed(catalogue, tmp_path), 2008, "lower")["BLZ"] == 1.8


def test_scores_of_2011_have_one_decimal_and_the_publishers_status(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    rows = parsed(catalogue, tmp_path)
    assert column(rows, 2011, "value") == {"DNK": 9.4, "TJK": 2.3}
    assert column(rows, 2011, "lower")["TJK"] == 1.813426
    assert set(rows.loc[rows["year"] < 2010, "status"]) == {"transcribed"}
    assert set(rows.loc[rows["year"] >= 2010, "status"]) == {"normal"}


def test_where_a_figure_stands(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    [old] = rows[(rows["iso3"] == "TJK") & (rows["year"] == 2008)].to_dict("records")
    assert (old["file"], old["row"], old["column"]) == ("cpi_table_2008.csv", 4, "CPI 2008 Score")
    [new] = rows[(rows["iso3"] == "TJK") & (rows["year"] == 2011)].to_dict("records")
    assert (new["file"], new["sheet"], new["row"]) == ("CPI2011_Results.xls", "Global", 4)


def test_without_its_tables_there_is_no_old_scale(catalogue: Catalogue, tmp_path: Path) -> None:
    assert parse(job(catalogue, "ti_cpi")).empty
    paths = write_old_scale(tmp_path)
    with pytest.raises(SourceFileError, match=r"^cpi_table_1995\.csv: not found, though other tables"):
        parse(job(catalogue, "ti_cpi", *paths[1:]))


@pytest.mark.parametrize(
    ("which", "spoil", "wanted"),
    [
        (
            1998,
            lambda: put(table(1998), "Spain ", "CPI 1998 Score", "6.0"),
            "no row has a rank of the score 6",
        ),
        (1998, lambda: put(table(1998), "Spain ", "Rank ", "3"), "row 4: a second rank of the score 6.1"),
        (2009, lambda: put(table(2009), "Tajikistan", "Confidence Range", "1.6 -"), "'1.6 -' is not a range"),
        (2009, lambda: put(table(2009), "Tajikistan", "Confidence Range", ""), "'' is not text"),
        (
            2009,
            lambda: put(table(2009), "Tajikistan", "Rank", ""),
            "row 2, column 'Rank': '' is not a number",
        ),
        (2009, lambda: put(table(2009), "Tajikistan", "CPI 2009 Score", "2_0"), "'2_0' is not a number"),
        (2009, lambda: put(table(2009), "Tajikistan", "CPI 2009 Score", "nan"), "'nan' is not a number"),
        (
            2009,
            lambda: put(table(2009), "Tajikistan", "CPI 2009 Score", "2.1"),
            "value of TJK, 2009 is 2, else",
        ),
        (
            2009,
            lambda: put(table(2009), "Tajikistan", "Country/Territory", "Tadjik"),
            "unknown country 'Tadjik'",
        ),
        (
            2009,
            lambda: [*table(2009), table(2009)[1]],
            "row 3: a second row of TJK; the first is cpi_table_2009",
        ),
        (2009, lambda: [[*row, "x"] for row in table(2009)], "cpi_table_2009.csv: unknown column(s) 'x'"),
        (
            2009,
            lambda: [["Rank", "Country/Territory"], ["1", "Tajikistan"]],
            "'CPI 2009 Score', 'Surveys Used'",
        ),
        (1996, lambda: put(table(1996), "South Korea", "Rank", "1"), None),
        (1996, lambda: put(table(1996), "Denmark", "Rank", "3"), "KOR has rank 2 with 5.02, below a better"),
        (
            2008,
            lambda: put(table(2008), "Montenegro", "Confidence Range", "2.5 - 4.0"),
            "take it out of MISPRINTS",
        ),
        (2008, lambda: put(table(2008), "Belize", "Confidence Range", "1.9 - 3.7"), "Correct DISAGREEMENTS"),
        ("derived", lambda: derived()[:-1], "TJK, 2011 is here or in the tables alone"),
        (
            "derived",
            lambda: put(derived(), "C_te d_Ivoire", "score_0_10", "2.2"),
            "value of CIV, 2006 is 2.2",
        ),
        ("derived", lambda: put(derived(), "Belize", "range_low", "1.8"), "Correct DISAGREEMENTS"),
        (
            "derived",
            lambda: put(derived(), "Belize", "range_kind", "deviation"),
            "unknown kind of range 'dev",
        ),
        (2010, lambda: put(workbook_2010(), "Tajikistan", "cpi2010", None), "row 6, column 'cpi2010': ''"),
        (2010, lambda: [row[:9] for row in workbook_2010()[:3]], "it is empty"),
        (
            2011,
            lambda: put(workbook_2011(), "Tajikistan", "Country Rank", 3),
            "columns 'Country Rank' disagree",
        ),
        (2011, lambda: workbook_2011()[1:], "'Country Rank' does not stand there twice"),
    ],
)
def test_a_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, which: int | str, spoil: Callable[[], Grid], wanted: str | None
) -> None:
    if wanted is None:  # a rank that two scores share contradicts neither, but the derived file has another
        wanted = "rank of KOR, 1996 is 2, elsewhere 1"
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, {which: spoil()})
    assert wanted in str(error.value)
