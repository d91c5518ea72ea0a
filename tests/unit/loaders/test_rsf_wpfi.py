"""RSF's files: what becomes of a row in each of three methods, what must agree, and what stops the build."""

from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.rsf_wpfi import parse
from indicators.snapshot.schema import KEY, ORIGIN
from tests.unit.loaders.publishers.rsf_wpfi import FILES, write, write_rsf
from tests.unit.loaders.workbooks import job

TRANSCRIBED = "2026_numeric_columns_transcribed.csv"


@pytest.fixture
def rows(catalogue: Catalogue, tmp_path: Path) -> pd.DataFrame:
    write(tmp_path)
    return parse(job(catalogue, "rsf_wpfi", *tmp_path.iterdir())).observations


def one(rows: pd.DataFrame, indicator: str, iso3: str, edition: str) -> dict[str, object]:
    found = rows[
        (rows["indicator"] == f"rsf_wpfi.{indicator}") & (rows["iso3"] == iso3) & (rows["edition"] == edition)
    ]
    [row] = found.to_dict("records")
    return row


def refusal(catalogue: Catalogue, folder: Path, **changed: tuple[str, str]) -> str:
    """The error about the files; one, `of_2012`, has a text in place of another."""
    for key, (old, new) in changed.items():
        name = TRANSCRIBED if key == "of_2026" else f"{key.removeprefix('of_')}.csv"
        assert old in FILES[name]
        write_rsf(folder, name, FILES[name].replace(old, new))
    paths = [folder / name for name in FILES if (folder / name).exists()]
    with pytest.raises(SourceFileError) as error:
        parse(job(catalogue, "rsf_wpfi", *paths))
    return str(error.value)


# Three methods


def test_a_row_has_the_score_the_rank_and_how_many_were_ranked(rows: pd.DataFrame) -> None:
    row = one(rows, "score_2013_2021", "TJK", "2013")
    assert (row["value"], row["rank"], row["n_ranked"], row["status"]) == (64.3, 4, 4, "normal")
    assert [row[name] for name in ORIGIN] == ["2013.csv", "", 5, "Score N"]
    assert all(pd.isna(row[name]) for name in ("lower", "upper", "standard_error", "n_sources"))


def test_each_method_is_an_indicator_of_its_own(rows: pd.DataFrame) -> None:
    assert set(rows.query("indicator == 'rsf_wpfi.score_2002_2012'")["edition"]) == {"2010", "2011-12"}
    assert set(rows.query("indicator == 'rsf_wpfi.score_2013_2021'")["edition"]) == {"2013"}
    assert set(rows.query("indicator == 'rsf_wpfi.score_2022'")["edition"]) == {
        "2022",
        "2023",
        "2025",
        "2026",
    }


def test_the_joint_edition_judges_2011_and_no_year_is_left_out_or_judged_twice(rows: pd.DataFrame) -> None:
    """Editions up to 2010 judge the year to their 1 September, later ones the year before their own."""
    years = dict(zip(rows["edition"], rows["year"], strict=True))
    assert {edition: years[edition] for edition in ("2010", "2011-12", "2013", "2022", "2025")} == {
        "2010": 2010,
        "2011-12": 2011,
        "2013": 2012,
        "2022": 2021,
        "2025": 2024,
    }


def test_points_may_be_negative_and_have_many_decimals(rows: pd.DataFrame) -> None:
    assert one(rows, "score_2002_2012", "FIN", "2011-12")["value"] == -10
    assert one(rows, "score_2002_2012", "XKX", "2011-12")["value"] == 30.3333333


def test_since_2022_five_contexts_have_scores_and_ranks_of_their_own(rows: pd.DataFrame) -> None:
    own = rows.query("iso3 == 'TJK' and edition == '2025'")
    assert dict(zip(own["indicator"].str.removeprefix("rsf_wpfi."), own["value"], strict=True)) == {
        "score_2022": 32.21,
        "political_context": 23.06,
        "economic_context": 28.91,
        "legal_context": 37.64,
        "social_context": 32.83,
        "safety": 38.6,
    }
    assert one(rows, "social_context", "XKX", "2022")["rank"] == 3
    assert one(rows, "score_2022", "XKX", "2022")["rank"] == 2


# Layouts


def test_two_carriage_returns_and_windows_1252_are_read(rows: pd.DataFrame) -> None:
    assert one(rows, "score_2022", "NOR", "2022")["row"] == 3  # an empty line lies between
    assert one(rows, "score_2022", "CIV", "2025")["value"] == 64.001


def test_kosovo_is_found_by_both_of_its_codes(rows: pd.DataFrame) -> None:
    assert one(rows, "score_2022", "XKX", "2022")["value"] == 67.02  # XKO
    assert one(rows, "score_2022", "XKX", "2023")["value"] == 68.38  # XKX


def test_what_has_no_iso_code_is_left_out_and_still_counted_as_ranked(rows: pd.DataFrame) -> None:
    left_out = {"USA2", "CTU", "XCD", "CSS", "XKO"}
    assert not left_out & set(rows["iso3"])
    assert one(rows, "score_2002_2012", "TJK", "2011-12")["n_ranked"] == 5
    assert one(rows, "score_2022", "TJK", "2026")["n_ranked"] == 4
    assert "USA" in set(rows.query("edition == '2013'")["iso3"])
    assert "USA" not in set(rows.query("edition == '2010'")["iso3"])  # ranked twice: at home and abroad


def test_the_edition_of_2026_is_transcribed(rows: pd.DataFrame) -> None:
    assert set(rows.query("edition == '2026'")["status"]) == {"transcribed"}
    assert set(rows.query("edition != '2026'")["status"]) == {"normal"}
    assert not rows.duplicated(KEY).any()


# Known errors


def test_the_safety_of_spain_in_2026_is_left_out_and_its_score_stands(rows: pd.DataFrame) -> None:
    assert one(rows, "score_2022", "ESP", "2026")["value"] == 75.42
    assert "ESP" not in set(rows.query("indicator == 'rsf_wpfi.safety'")["iso3"])


def test_a_score_that_is_known_not_to_be_the_mean_stands_as_published(rows: pd.DataFrame) -> None:
    assert one(rows, "score_2022", "BFA", "2023")["value"] == 67.64
    assert one(rows, "safety", "BFA", "2023")["value"] == 76


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        (
            {
                "of_2023": (
                    "BFA;67,64;3;70;3;60,39;3;70;3;69;2;76;2",
                    "BFA;67,64;3;70;3;60,39;3;70;3;69;2;68,8;4",
                )
            },
            "2023.csv, row 4: the mean of the contexts is 67.638, the score 67.64. Compare",
        ),
        (
            {"of_2026": ("79,05;2;96,46;1", "79,05;2;90,52;2")},
            f"{TRANSCRIBED}, row 3: the mean of the contexts is 75.420, the score 75.42. Compare",
        ),
        (
            {
                "of_2026": (
                    "ESP;75,42;2;71,26;2;55,68;3;80,59;2;79,05;2;96,46;1",
                    "ESP;75,42;2;71,26;2;55,68;3;80,59;2;79,05;2;96,4;2",
                )
            },
            f"{TRANSCRIBED}, row 3: Safety is no longer 96,46, rank 1. Compare",
        ),
    ],
)
def test_an_error_that_rsf_mends_stops_the_build(
    catalogue: Catalogue, tmp_path: Path, changed: dict[str, tuple[str, str]], wanted: str
) -> None:
    assert wanted in refusal(catalogue, tmp_path, **changed)


# What is refused


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"of_2013": ("Rank N-1", "Rang N-1")}, "2013.csv: column(s) 'Rank N-1' missing; it has 'Year (N)'"),
        ({"of_2012": ("2011-12;TJK", "2012;TJK")}, "2012.csv, row 5: it is of edition '2012', not 2011-12."),
        (
            {"of_2013": (";TJK;", ";TAJ;")},
            "2013.csv, row 5: unknown country code 'TAJ' (Tajikistan). Add it to",
        ),
        ({"of_2013": ("64,3;", "64.3;")}, "2013.csv, row 5, column 'Score N': '64.3' is not a number."),
        ({"of_2013": ("TJK;4;64,3", "TJK;4;")}, "2013.csv, row 5, column 'Score N': '' is not a number."),
        ({"of_2013": ("TJK;4;64,3", "TJK;4th;64,3")}, "2013.csv, row 5: Rank N '4th' is not a rank."),
        (
            {"of_2013": ("TJK;4;64,3", "TJK;4;643")},
            "2013.csv, row 5: Score N 643 does not fit its rank 4. Look whether columns have moved.",
        ),
        (
            {"of_2010": ("TJK;3;34,5", "TJK;3;3,45")},
            "2010.csv, row 4: Score N 3,45 does not fit its rank 3. Look whether columns have moved.",
        ),
        (
            {"of_2013": ("TJK;4;64,3", "TJK;3;64,3")},
            "2013.csv, row 5: Score N 64,3 does not fit its rank 3. Look whether columns have moved.",
        ),
        (
            {"of_2025": ("38,6;2", "38,7;2")},
            "2025.csv, row 3: the mean of the contexts is 32.228, the score 32.21. Compare the row with",
        ),
    ],
)
def test_a_file_that_is_not_as_known_is_refused(
    catalogue: Catalogue, tmp_path: Path, changed: dict[str, tuple[str, str]], wanted: str
) -> None:
    assert refusal(catalogue, tmp_path, **changed).startswith(wanted)


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        (
            {"of_2012": ("TJK;4;56;;;;3;34,5", "TJK;4;56;;;;2;34,5")},
            "2012.csv, row 5: Rank N-1 is 2.0, and 3.0 in the file of the edition before.",
        ),
        (
            {"of_2013": ("93,62;;;;1;-10", "93,62;;;;1;10")},
            "2013.csv, row 2: Score N-1 is 10.0, and -10.0 in the file of the edition before.",
        ),
        (
            {"of_2013": ("81,78;;;;;", "81,78;;;;2;14")},
            "2013.csv, row 3: Rank N-1 is 2.0, and None in the file of the edition before.",
        ),
        (
            {"of_2023": ("2023;2;0;67,02", "2023;;0;")},
            "2023.csv, row 3: Rank N-1 is None, and 2.0 in the file of the edition before.",
        ),
    ],
)
def test_a_file_that_does_not_repeat_the_edition_before_is_refused(
    catalogue: Catalogue, tmp_path: Path, changed: dict[str, tuple[str, str]], wanted: str
) -> None:
    write(tmp_path)
    assert refusal(catalogue, tmp_path, **changed).startswith(wanted)


def test_a_file_in_another_encoding_than_known_is_refused(catalogue: Catalogue, tmp_path: Path) -> None:
    write_rsf(tmp_path, "2013.csv", FILES["2013.csv"], encoding="cp1252")
    assert refusal(catalogue, tmp_path).startswith("2013.csv: it is not UTF-8 text")
    (tmp_path / "2013.csv").unlink()
    write_rsf(tmp_path, "2025.csv", FILES["2025.csv"], encoding="utf-8-sig")
    assert refusal(catalogue, tmp_path).startswith("2025.csv: column(s) 'ISO' missing")
