"""UNDP's tables of the report of 2014: what becomes of a cell, and what is refused."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.undp_hdr import parse
from tests.unit.loaders.publishers.undp_hdr import (
    index_2025,
    table_2025,
    tables_2014,
    time_series,
    write_index,
    write_table,
    write_tables_2014,
    write_time_series,
)
from tests.unit.loaders.workbooks import Grid, job, put


def parsed(catalogue: Catalogue, folder: Path, tables: dict[str, Grid] | None = None) -> pd.DataFrame:
    paths = (
        write_time_series(folder, time_series()),
        write_index(folder, index_2025()),
        write_table(folder, table_2025()),
        write_tables_2014(folder, tables or tables_2014()),
    )
    rows = parse(job(catalogue, "undp_hdr", *paths)).observations
    return rows[rows["edition"] == "HDR14"]


def figures(rows: pd.DataFrame, iso3: str) -> dict[tuple[str, int], float]:
    found = rows[rows["iso3"] == iso3]
    names = found["indicator"].str.removeprefix("undp_hdr.")
    return dict(zip(zip(names, found["year"], strict=True), found["value"], strict=True))


def test_each_figure_stands_at_its_own_year(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert figures(rows, "TJK") == {
        ("hdi", 1990): 0.515625,
        ("hdi", 2000): 0.53125,
        ("hdi", 2005): 0.546875,
        ("hdi", 2008): 0.5625,
        ("hdi", 2010): 0.578125,
        ("hdi", 2011): 0.59375,
        ("hdi", 2012): 0.609375,
        ("hdi", 2013): 0.625,
        ("life_expectancy", 2013): 67.25,
        ("mean_schooling", 2012): 9.75,
        ("expected_schooling", 2012): 11.25,
        ("gni_per_capita_2011", 2013): 2424.5,
        ("inequality_adjusted_hdi", 2013): 0.5,
        ("gender_inequality", 2013): 0.375,
        ("gender_development", 2013): 0.9375,
    }
    [index] = rows.query("iso3 == 'TJK' and indicator == 'undp_hdr.hdi' and year == 2013").to_dict("records")
    assert (index["sheet"], index["row"], index["column"]) == (
        "Table 1",
        9,
        "Human Development Index (HDI) Value",
    )


def test_rank_stands_at_the_year_of_the_report(catalogue: Catalogue, tmp_path: Path) -> None:
    ranked = parsed(catalogue, tmp_path).query("rank.notna()")
    found = {(r["indicator"], r["iso3"]): (r["rank"], r["n_ranked"]) for r in ranked.to_dict("records")}
    assert found == {
        ("undp_hdr.hdi", "TJK"): (1, 2),
        ("undp_hdr.hdi", "COG"): (2, 2),
        ("undp_hdr.gender_inequality", "TJK"): (1, 1),
    }
    assert set(ranked["year"]) == {2013}


def test_two_dots_groups_and_headings_are_no_observations(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert set(rows["iso3"]) == {"TJK", "COG", "SOM"}
    assert figures(rows, "SOM") == {("life_expectancy", 2013): 55.05}
    assert ("gni_per_capita_2011", 2013) not in figures(rows, "COG")


def spoil(table: str, key: object, column: str, value: object) -> dict[str, Grid]:
    tables = tables_2014()
    put(tables[table], key, column, value)
    return tables


@pytest.mark.parametrize(
    ("tables", "wanted"),
    [
        (
            spoil("Table 1", 1, "HDI rank", None),
            ", sheet 'Table 1', row 9: 'Human Development Index (HDI) Value' or its rank is missing.",
        ),
        (
            spoil("Table 2", "Tajikistan", "2013", 0.5),
            ": value of TJK, 2013 is 0.625, elsewhere 0.5; 1 figure(s) disagree.",
        ),
        (
            spoil("Table 2", "Congo", "Country", "Congoland"),
            ", sheet 'Table 2', row 11: unknown country 'Congoland'.",
        ),
        (
            {
                **tables_2014(),
                "Table 1": [
                    [*row[:6], 2011.0, *row[7:]] if 2012.0 in row else row for row in tables_2014()["Table 1"]
                ],
            },
            ", sheet 'Table 1', row 7: 'Mean years of schooling (years)' is of 2011.0, not of 2012.",
        ),
        (
            {**tables_2014(), "Table 3": tables_2014()["Table 3"][:-1]},
            ", sheet 'Table 3': no row 'human development index groups'.",
        ),
        (
            spoil("Table 4", "Tajikistan", "Rank", "n.a."),
            ", sheet 'Table 4', row 8, column 'Rank 2013': 'n.a.' is not a number.",
        ),
    ],
)
def test_table_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, tables: dict[str, Grid], wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, tables)
    assert str(error.value).startswith(f"hdr14_statisticaltables.xls{wanted}")
