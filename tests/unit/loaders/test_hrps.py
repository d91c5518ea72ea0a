"""The Human Rights Protection Scores: a posterior's mean and spread, and names that mislead."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.compare.intervals import interval_text, with_interval
from indicators.errors import SourceFileError
from indicators.loaders.hrps import parse
from tests.unit.loaders.publishers.hrps import FILE, FILE_V2, grid, grid_v2, row
from tests.unit.loaders.workbooks import Grid, job, put, write_csv


def parsed(catalogue: Catalogue, folder: Path, cells: Grid | None = None) -> pd.DataFrame:
    return parse(job(catalogue, "hrps", write_csv(folder / FILE, cells or grid()))).observations


def test_a_row_is_the_posteriors_mean_with_its_standard_deviation(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    [found] = parsed(catalogue, tmp_path).query("iso3 == 'TJK'").to_dict("records")
    assert (found["indicator"], found["year"], found["edition"]) == ("hrps.protection", 2015, "v4.01")
    assert (found["value"], found["standard_error"]) == (-0.260770896226592, 0.229429620595466)
    assert pd.isna(found["lower"])
    assert (found["file"], found["row"], found["column"]) == (FILE, 2, "theta_mean")


def test_the_interval_is_the_authors_own(catalogue: Catalogue, tmp_path: Path) -> None:
    indicator = catalogue.indicator("hrps.protection")
    [drawn] = with_interval(parsed(catalogue, tmp_path).query("iso3 == 'TJK'"), indicator).to_dict("records")
    assert drawn["interval_lower"] == pytest.approx(-0.7105, abs=5e-5)
    assert drawn["interval_upper"] == pytest.approx(0.1889, abs=5e-5)
    assert interval_text(indicator).startswith("95 % interval. Posterior mean ± 1.96 posterior standard")


def test_a_state_counts_for_a_country_only_while_it_is_that(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = parsed(catalogue, tmp_path)
    assert set(rows[["iso3", "year"]].itertuples(index=False, name=None)) == {
        ("TJK", 2015),
        ("RUS", 1992),
        ("CZE", 1993),
        ("SRB", 2006),
        ("TZA", 1964),
        ("VNM", 1976),
        ("DEU", 1990),
        ("BIH", 1990),
    }


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        ([*grid(), row(2015, 999, "Atlantis", "0.1", "0.2")], ", row 17: unknown country 'Atlantis'."),
        (
            [*grid(), row(2019, 345, "Yugoslavia", "0.1", "0.2")],
            ", row 17: Yugoslavia (345) has a row of 2019, and no spell covers that year.",
        ),
        (put(grid(), "Tajikistan", "theta_sd", "NA"), ", row 2, column 'theta_sd': 'NA' is not a number."),
        (
            put(grid(), "Tajikistan", "theta_mean", "NA"),
            ", row 2, column 'theta_mean': 'NA' is not a number.",
        ),
    ],
)
def test_a_row_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, cells: Grid, wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, tmp_path, cells)
    assert str(error.value).startswith(f"{FILE}{wanted}")


# Version 2


def version_2(catalogue: Catalogue, folder: Path, cells: Grid) -> pd.DataFrame:
    paths = write_csv(folder / FILE, grid()), write_csv(folder / FILE_V2, cells)
    rows = parse(job(catalogue, "hrps", *paths)).observations
    return rows[rows["edition"] == "v2"]


def test_version_2_has_the_same_rules_for_states(catalogue: Catalogue, tmp_path: Path) -> None:
    rows = version_2(catalogue, tmp_path, grid_v2()).set_index("iso3")
    assert set(rows.index) == {"TJK", "COG", "RUS", "ISR"}
    assert rows.loc["RUS", "year"] == 1992
    assert rows.loc["ISR", "value"] == -1
    assert rows.loc["TJK", ["value", "standard_error", "row"]].tolist() == [0.234375, 0.3125, 2]


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (put(grid_v2(), "Congo", "year", 2014), "row 3: a row of 2014; version 2 ends with 2013."),
        (put(grid_v2(), "Congo", "fariss_country", "Atlantis"), "row 3: unknown country 'Atlantis'."),
        (put(grid_v2(), "Congo", "latentsd", ""), "row 3, column 'latentsd': '' is not a number."),
    ],
)
def test_row_of_version_2_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, cells: Grid, wanted: str
) -> None:
    with pytest.raises(SourceFileError) as error:
        version_2(catalogue, tmp_path, cells)
    assert str(error.value).startswith(f"{FILE_V2}, {wanted}")
