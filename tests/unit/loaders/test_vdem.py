"""V-Dem's releases: what each gives a variable, and what stops the build."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.vdem import OWID_FILES, parse
from indicators.model import Direction
from indicators.snapshot.schema import KEY, validate
from tests.unit.loaders.publishers.vdem import (
    OLDER_EPISODES,
    RELIGION,
    V5,
    V6,
    V7,
    V14,
    V15,
    older_episodes,
    owid,
    religion,
    v5,
    v6,
    v7,
    v14,
    v15,
    write_newest,
    write_older,
)
from tests.unit.loaders.publishers.vdem_ert import episodes, write_episodes
from tests.unit.loaders.workbooks import Grid, job, put, small, without_column, write_csv

POLYARCHY = "electoral-democracy-index_1990_2025.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_newest(tmp_path)
    return tmp_path


def parsed(catalogue: Catalogue, folder: Path) -> pd.DataFrame:
    return parse(job(catalogue, "vdem", *sorted(folder.iterdir()))).observations


def figures(rows: pd.DataFrame, indicator: str, iso3: str, year: int) -> dict[str, float]:
    found = rows.query("indicator == @indicator and iso3 == @iso3 and year == @year")
    return dict(zip(found["edition"], found["value"], strict=True))


def refusal(catalogue: Catalogue, folder: Path) -> str:
    with pytest.raises(SourceFileError) as error:
        parsed(catalogue, folder)
    return str(error.value)


# What becomes of a row


def test_one_variable_stands_under_one_id_in_every_release(catalogue: Catalogue, folder: Path) -> None:
    rows = parsed(catalogue, folder)
    assert figures(rows, "vdem.electoral_democracy", "TJK", 2014) == {"v14": 0.1, "v15": 0.204, "v16": 0.201}
    assert figures(rows, "vdem.civil_liberties", "TJK", 2014) == {"v14": 0.16, "v16": 0.201}
    assert figures(rows, "vdem.participatory_democracy", "TJK", 2014) == {"v15": 0.204}
    assert figures(rows, "vdem.party_ban", "TJK", 2014) == {"v14": -0.2}
    assert not rows.duplicated(KEY).any()


def test_a_figure_of_v15_carries_its_interval_and_others_carry_none(
    catalogue: Catalogue, folder: Path
) -> None:
    rows = parsed(catalogue, folder).query(
        "indicator == 'vdem.electoral_democracy' and iso3 == 'TJK' and year == 2014"
    )
    by_edition = rows.set_index("edition")[["lower", "upper", "standard_error"]]
    assert by_edition.loc["v15"].tolist() == [0.184, 0.219, 0.018]
    assert by_edition.loc[["v14", "v16"]].isna().all(axis=None)


def test_the_excerpt_of_v16_is_the_edition_in_part(catalogue: Catalogue, folder: Path) -> None:
    rows = parsed(catalogue, folder)
    assert figures(rows, "vdem.religious_freedom", "TJK", 2014) == {"v14": -0.5, "v16": -1.55}
    assert figures(rows, "vdem.religious_repression", "TJK", 2025) == {"v16": -2.75}
    edition = catalogue.source("vdem").editions[-1]
    assert edition.id == "v16"
    held = rows[(rows["edition"] == "v16") & (rows["year"] == 2014) & (rows["iso3"] == "TJK")]
    assert set(edition.in_part) < set(held["indicator"])


def test_our_world_in_datas_own_coding_is_marked_derived_and_no_other(
    catalogue: Catalogue, folder: Path
) -> None:
    rows = parsed(catalogue, folder)
    derived = rows[rows["status"] == "derived"]
    assert set(derived["indicator"]) == {"vdem.owid_regime"}
    assert set(rows[rows["status"] != "derived"]["status"]) == {"normal"}
    assert catalogue.indicator("vdem.regime").other_methods == ("vdem.owid_regime",)
    assert figures(rows, "vdem.regime", "TJK", 2014) == {"v14": 1, "v15": 1}


def test_an_empty_cell_is_no_observation(catalogue: Catalogue, folder: Path) -> None:
    rows = parsed(catalogue, folder)
    assert figures(rows, "vdem.opposition_autonomy", "TJK", 2015) == {}
    assert len(figures(rows, "vdem.opposition_autonomy", "TJK", 2014)) == 1


def test_means_parts_and_former_states_are_left_out(catalogue: Catalogue, folder: Path) -> None:
    assert set(parsed(catalogue, folder)["iso3"]) == {"CZE", "KGZ", "SVK", "TJK", "XKX"}


def test_figures_that_are_another_states_are_left_out(catalogue: Catalogue, folder: Path) -> None:
    rows = parsed(catalogue, folder)
    assert figures(rows, "vdem.rule_of_law", "SVK", 1992) == {}
    assert figures(rows, "vdem.rule_of_law", "SVK", 1993)["v16"] == 0.795
    assert rows["year"].min() == 1990


def test_the_file_of_our_world_in_data_may_be_the_whole_one_from_1789(
    catalogue: Catalogue, folder: Path
) -> None:
    label, _ = OWID_FILES[POLYARCHY]
    short = [row for row in owid(label) if row[2] != 1789]
    whole = parsed(catalogue, folder)
    write_csv(folder / POLYARCHY, short)
    assert parsed(catalogue, folder)[KEY].equals(whole[KEY])


def test_a_figure_names_its_file_row_and_column(catalogue: Catalogue, folder: Path) -> None:
    rows = parsed(catalogue, folder).query("iso3 == 'TJK' and year == 2014")
    origin = ["edition", "file", "sheet", "row", "column"]
    [old, bounded, new] = rows.query("indicator == 'vdem.electoral_democracy'")[origin].values.tolist()
    assert old == ["v14", V14, "", 11, "v2x_polyarchy"]
    assert bounded == ["v15", V15, "", 11, "v2x_polyarchy"]
    assert new == ["v16", POLYARCHY, "", 18, "Electoral democracy index"]


@pytest.mark.parametrize(
    ("indicator", "direction"),
    [
        ("vdem.political_corruption", Direction.LOWER_IS_BETTER),
        ("vdem.neopatrimonialism", Direction.LOWER_IS_BETTER),
        ("vdem.political_violence", Direction.LOWER_IS_BETTER),
        ("vdem.physical_integrity", Direction.HIGHER_IS_BETTER),
        ("vdem.civil_society_repression", Direction.HIGHER_IS_BETTER),
        ("vdem.religious_repression", Direction.HIGHER_IS_BETTER),
        ("vdem.party_ban", Direction.HIGHER_IS_BETTER),
    ],
)
def test_which_way_is_better_is_not_what_names_suggest(
    catalogue: Catalogue, indicator: str, direction: Direction
) -> None:
    assert catalogue.indicator(indicator).direction is direction


# What is refused


def append(*cells: object) -> Callable[[Grid], Grid]:
    return lambda grid: [*grid, [*cells, *[""] * (len(grid[0]) - len(cells))]]


@pytest.mark.parametrize(
    ("file", "grid", "spoil", "wanted"),
    [
        (
            V14,
            v14(),
            append("Transnistria", "TRN", 999, 2014),
            f"{V14}, row 13: unknown country code 'TRN' (Transnistria). Add it to [codes] or",
        ),
        (
            V14,
            v14(),
            append("Tajikistan", "TJK", 133, 2024),
            f"{V14}, row 13: a row of 2024; release v14 ends with 2023. Teach vdem.py the file's release.",
        ),
        (
            V15,
            v15(),
            lambda grid: without_column(grid, "v2x_egaldem_codelow"),
            f"{V15}: column(s) 'v2x_egaldem_codelow' missing",
        ),
        (
            V15,
            v15(),
            lambda grid: put(grid, 2015, "v2x_libdem_codehigh", ""),
            f"{V15}, row 12, column 'v2x_libdem_codehigh': '' is not a number.",
        ),
        (
            RELIGION,
            religion(),
            lambda grid: put(grid, 2014, "year", "2014.0"),
            f"{RELIGION}, row 2, column 'year': '2014.0' is not a year.",
        ),
        (
            POLYARCHY,
            owid("Electoral democracy index"),
            lambda grid: put(grid, 2025, "Year", 2026),
            f"{POLYARCHY}, row 19: a row of 2026; release v16 ends with 2025.",
        ),
        (
            POLYARCHY,
            owid("Electoral democracy index"),
            append("Antarctica", "ATA", 2014, 0.5),
            f"{POLYARCHY}, row 20: ATA has a figure of 2014, a year without one in V-Dem's own files",
        ),
        (
            POLYARCHY,
            owid("Electoral democracy index"),
            append("Oceania (by area)", "", 2014, 0.5),
            f"{POLYARCHY}, row 20, column 'Code': '' is not text.",
        ),
        (
            POLYARCHY,
            owid("Electoral democracy index"),
            lambda grid: put(grid, 2025, "Electoral democracy index", ""),
            f"{POLYARCHY}, row 19, column 'Electoral democracy index': '' is not a number.",
        ),
        (
            POLYARCHY,
            owid("Liberal democracy index"),
            lambda grid: grid,
            f"{POLYARCHY}: column(s) 'Electoral democracy index' missing; it has 'Entity', 'Code', 'Year'",
        ),
    ],
)
def test_a_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, folder: Path, file: str, grid: Grid, spoil: Callable[[Grid], Grid], wanted: str
) -> None:
    write_csv(folder / file, spoil(grid))
    assert refusal(catalogue, folder).startswith(wanted)


def test_a_second_row_of_a_country_is_refused_by_the_rules_of_the_table(
    catalogue: Catalogue, folder: Path
) -> None:
    grid = religion()
    write_csv(folder / RELIGION, [*grid, grid[-1]])
    rows = parsed(catalogue, folder)
    with pytest.raises(SourceFileError, match=r"first vdem\.religious_freedom TJK 2025 edition v16"):
        validate(rows, small(catalogue).source("vdem").indicators, where="V-Dem")


# The regime of v15, in the file of episodes


def test_the_regime_of_v15_stands_in_the_file_of_episodes(catalogue: Catalogue, folder: Path) -> None:
    rows = parsed(catalogue, folder).query("indicator == 'vdem.regime' and edition == 'v15'")
    assert set(rows["iso3"]) == {
        "TJK",
        "KGZ",
        "XKX",
    }  # Zanzibar has no code, and 1980 is before the first year
    assert rows["year"].min() == 2013
    assert set(rows["file"]) == {"ert.csv"}


def test_the_file_of_episodes_must_be_of_release_v15(catalogue: Catalogue, folder: Path) -> None:
    write_episodes(folder, put(episodes(), "Kosovo", "v2x_polyarchy_codelow", 0.19))
    assert refusal(catalogue, folder).startswith("ert.csv: lower of XKX, 2014 is 0.19, elsewhere 0.184")


# The older releases


@pytest.fixture
def older(folder: Path) -> Path:
    write_older(folder)
    return folder


def test_older_releases_stand_beside_the_newer_ones(catalogue: Catalogue, older: Path) -> None:
    rows = parsed(catalogue, older)
    assert figures(rows, "vdem.electoral_democracy", "TJK", 2014) == {
        "v6.1": 0.225,
        "v7.1": 0.21875,
        "v10": 0.21,
        "v11": 0.211,
        "v12": 0.212,
        "v13": 0.213,
        "v14": 0.1,
        "v15": 0.204,
        "v16": 0.201,
    }
    assert figures(rows, "vdem.egalitarian_democracy", "TJK", 2014) == {"v7.1": 0.21875, "v15": 0.204}
    assert figures(rows, "vdem.core_civil_society", "TJK", 2014)["v6.1"] == 0.375
    assert figures(rows, "vdem.regime", "TJK", 2014)["v13"] == 1
    assert not rows.duplicated(KEY).any()


def test_release_v5_is_an_indicator_of_its_own(catalogue: Catalogue, older: Path) -> None:
    """Its index of electoral democracy is defined otherwise, so that no revision is read off it."""
    rows = parsed(catalogue, older)
    assert figures(rows, "vdem.electoral_democracy_v5", "TJK", 2012) == {"v5": 0.3125}
    assert figures(rows, "vdem.electoral_democracy", "TJK", 2012) == {}
    assert [edition.id for edition in catalogue.editions_of("vdem.electoral_democracy_v5")] == ["v5"]


def test_states_of_the_packages_are_those_of_v_dem(catalogue: Catalogue, older: Path) -> None:
    rows = parsed(catalogue, older)
    assert figures(rows, "vdem.electoral_democracy", "CZE", 1992)["v7.1"] == 0.75
    assert figures(rows, "vdem.electoral_democracy_v5", "SRB", 2005) == {"v5": 0.625}
    serbia = rows.query("indicator == 'vdem.electoral_democracy_v5' and iso3 == 'SRB' and year == 2006")
    assert serbia["row"].tolist() == [5]


def test_bounds_of_older_releases_have_no_standard_deviation(catalogue: Catalogue, older: Path) -> None:
    rows = parsed(catalogue, older).query("iso3 == 'TJK' and year == 2014")
    bounds = rows[rows["indicator"] == "vdem.electoral_democracy"].set_index("edition")
    for edition in ("v6.1", "v10", "v13"):
        assert bounds.loc[edition, ["lower", "upper"]].tolist() == [0.1875, 0.25]
        assert pd.isna(bounds.loc[edition, "standard_error"])
    assert pd.isna(bounds.loc["v7.1", "lower"])


def test_copies_of_sovereign_states_are_partial_editions(catalogue: Catalogue, older: Path) -> None:
    rows = parsed(catalogue, older)
    partial = {edition.id: set(edition.in_part) for edition in catalogue.source("vdem").editions}
    for edition in ("v5", "v6.1", "v7.1"):
        assert set(rows[rows["edition"] == edition]["indicator"]) <= partial[edition]
    assert not any(partial[edition] for edition in ("v10", "v11", "v12", "v13"))


@pytest.mark.parametrize(
    ("file", "grid", "wanted"),
    [
        (V5, put(v5(), "Tajikistan", "year", "2013.0"), "row 2: a row of 2013; release v5 ends with 2012."),
        (V5, put(v5(), "Tajikistan", "year", "2012.5"), "row 2: the year is '2012.5'."),
        (V6, put(v6(), "Tajikistan", "v2x_libdem_codelow", ""), "row 2, column 'v2x_libdem_codelow': ''"),
        (V7, put(v7(), "Tajikistan", "extended_country_name", "Atlantis"), "row 2: unknown country 'Atl"),
        (
            OLDER_EPISODES[13],
            put(older_episodes(13), "TJK", "year", "2023"),
            "row 2: a row of 2023; release v13 ends with 2022.",
        ),
        (
            OLDER_EPISODES[10],
            put(older_episodes(10), "TJK", "country_text_id", "TAJ"),
            "row 2: unknown country code",
        ),
    ],
)
def test_older_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, older: Path, file: str, grid: Grid, wanted: str
) -> None:
    write_csv(older / file, grid)
    assert refusal(catalogue, older).startswith(f"{file}, {wanted}")
