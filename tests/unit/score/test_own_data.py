"""A reader's own figures: the same scores by the same code; what is wrong is said by its row."""

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import CatalogueError, ReaderError
from indicators.export.passport import Passport
from indicators.export.tables import to_csv
from indicators.model import Direction
from indicators.score import Material, gather, own_data, parse_structure, read_structure
from indicators.score.own_data import (
    EXAMPLE,
    EXAMPLE_DIRECTIONS,
    missing_directions,
    parse_own,
    read_own,
    structure_of,
)
from indicators.score.structure_toml import to_toml
from indicators.snapshot.snapshot import Snapshot
from tests.own_figures import STRUCTURE

PASSPORT = Passport(
    title="A chart, with a comma",
    subtitle="2014",
    stem="chart",
    indicator="x",
    source="A source",
    edition="2014",
    licence="CC BY 4.0",
    accessed=dt.date(2026, 11, 22),
    n="N = 2",
    interval="none",
    notes=(),
    link="http://127.0.0.1/compare?countries=TJK,KGZ",
    snapshot="fa15a536cd9b",
)

OWN = """country,year,indicator,value
Tajikistan,2014,x,20
KGZ,2014,x,40.5
UZ,2014,x,
TJK,2014,y,3
KGZ,2014,y,4
"""
OWN_STRUCTURE = f"""{STRUCTURE}[[indicators]]
id = "y"
name = "Y"
parent = "whole"
direction = "lower_is_better"
worst = 5
best = 1
"""


def own(text: str | bytes, catalogue: Catalogue, structure: str = OWN_STRUCTURE) -> Material:
    content = text.encode() if isinstance(text, str) else text
    return parse_own(content, parse_structure(structure), catalogue.countries, where="my.csv")


def test_own_figures_make_a_score(catalogue: Catalogue) -> None:
    material = own(OWN, catalogue)
    scores = material.of_year(2014).score()
    assert scores.total.to_dict() == pytest.approx({"KGZ": (59.5 + 75) / 2, "TJK": (80 + 50) / 2})
    assert material.notes == ("my.csv: 1 row has no value",)
    assert material.newest_year() == 2014


def test_own_figures_go_the_same_way_as_those_of_the_snapshot(
    snapshot: Snapshot, catalogue: Catalogue
) -> None:
    """The snapshot's own rows, written as a reader would bring them, make the same scores."""
    structure = read_structure()
    material = gather(snapshot, structure, as_of=dt.date(2026, 11, 22))
    rows = material.rows.query("year == 2022").rename(columns={"iso3": "country"})
    text = rows[["country", "year", "indicator", "value"]].to_csv(index=False)
    brought = parse_own(text.encode(), structure, catalogue.countries).of_year(2022)
    ours = material.of_year(2022)
    pd.testing.assert_frame_equal(brought.values, ours.values)
    pd.testing.assert_frame_equal(brought.score().risks, ours.score().risks)


def test_what_the_structure_does_not_know_is_left_out_and_said(catalogue: Catalogue) -> None:
    text = OWN.replace("value", "value,source").replace("20\n", "20,me\n").replace("40.5\n", "40.5,me\n")
    text = (
        text.replace("x,\n", "x,,me\n").replace("3\n", "3,me\n").replace("y,4\n", "y,4,me\nKGZ,2014,z,1,me\n")
    )
    assert own(text, catalogue).notes == (
        "my.csv: column source is not used",
        "my.csv: 1 row has no value",
        "my.csv: not in the structure, so left out: z",
    )


def test_own_standard_errors_are_taken(catalogue: Catalogue) -> None:
    text = "country,year,indicator,value,standard_error\nTJK,2014,x,20,2.5\nTJK,2014,y,3,\n"
    inputs = own(text, catalogue).of_year(2014)
    assert inputs.below.loc["TJK", "x"] == inputs.above.loc["TJK", "x"] == 2.5
    assert np.isnan(inputs.below.loc["TJK", "y"])


def test_own_series_of_every_second_year_are_carried_forward(catalogue: Catalogue) -> None:
    structure = OWN_STRUCTURE.replace('name = "X"', 'name = "X"\nevery_years = 2')
    inputs = own("country,year,indicator,value\nTJK,2014,x,20\nTJK,2015,y,3\n", catalogue, structure)
    assert inputs.of_year(2015).carried.at["TJK", "x"] == 2014
    yearly = own("country,year,indicator,value\nTJK,2014,x,20\nTJK,2015,y,3\n", catalogue)
    assert np.isnan(yearly.of_year(2015).values.at["TJK", "x"])


@pytest.mark.parametrize(
    "text",
    [
        OWN.replace("\n", "\r\n"),
        "\ufeff" + OWN,
        OWN.replace("country,", "Country ,"),
        OWN + "\n\n",
        OWN.replace("TJK,2014,y,3", '"TJK", 2014 ,y, 3.0 '),
    ],
)
def test_a_csv_may_be_written_in_several_ways(text: str, catalogue: Catalogue) -> None:
    assert own(text, catalogue).of_year(2014).score().total["TJK"] == pytest.approx(65)


@pytest.mark.parametrize(
    ("text", "where", "message"),
    [
        (OWN.replace("KGZ,2014,x", "Atlantis,2014,x"), "my.csv, row 3", '"Atlantis" is not the code'),
        (OWN.replace("KGZ,2014,x", "Congo,2014,x"), "my.csv, row 3", "Did you mean"),
        (OWN.replace("KGZ,2014,x", ",2014,x"), "my.csv, row 3", "no country"),
        (OWN.replace("40.5", "much"), "my.csv, row 3", "value 'much' is no number"),
        (OWN.replace("40.5", "nan"), "my.csv, row 3", "is no number"),
        (OWN.replace("40.5", "inf"), "my.csv, row 3", "is no number"),
        (OWN.replace("40.5", "0x10"), "my.csv, row 3", "is no number"),
        (OWN.replace("40.5", "1e999"), "my.csv, row 3", "is too large"),
        (OWN.replace("40.5", '"40,5"'), "my.csv, row 3", "Write a decimal point"),
        (OWN.replace("KGZ,2014,x", "KGZ,14,x"), "my.csv, row 3", "year '14' is no year"),
        (OWN.replace("KGZ,2014,x", "KGZ,2014.0,x"), "my.csv, row 3", "is no year"),
        (OWN.replace("KGZ,2014,x", "KGZ,2014,"), "my.csv, row 3", "no indicator"),
        (OWN.replace("KGZ,2014,x", "TJ,2014,x"), "my.csv, rows 2, 3", "appears 2 times"),
        (OWN.replace("40.5", "40.5,7"), "my.csv", "no CSV (Expected 4 fields in line 3, saw 5)"),
        (OWN.replace("value", "values"), "my.csv, row 1", "there is no column value"),
        (OWN.replace(",", ";"), "my.csv, row 1", "Separate the columns with commas"),
        (OWN.replace("indicator,value", "value,value"), "my.csv, row 1", "no column indicator"),
        (OWN.replace("value", "value,value"), "my.csv, row 1", "column value appears twice"),
        ("country,year,indicator,value\n", "my.csv", "it has only a header"),
        ("", "my.csv", "it is empty"),
        ("\n\n", "my.csv", "empty"),
        (OWN.replace(",x,", ",z,").replace(",y,", ",w,"), "my.csv", "no value of an indicator"),
        (OWN.encode("utf-16"), "my.csv", "not UTF-8"),
        (b"PK\x03\x04" + bytes(range(256)), "my.csv", "not UTF-8"),
        (OWN.replace("40.5", '"40.5'), "my.csv", "no CSV"),
    ],
)
def test_what_is_wrong_with_a_csv_is_said_with_its_row(
    text: str | bytes, where: str, message: str, catalogue: Catalogue
) -> None:
    with pytest.raises(ReaderError) as caught:
        own(text, catalogue)
    assert str(caught.value).startswith(where + ":")
    assert message in str(caught.value)


def test_a_negative_standard_error_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(ReaderError, match="below 0"):
        own("country,year,indicator,value,standard_error\nTJK,2014,x,20,-1\n", catalogue)


def test_several_mistakes_in_a_csv_are_told_together(catalogue: Catalogue) -> None:
    rows = "".join(f"Nowhere {n},2014,x,much\n" for n in range(20))
    with pytest.raises(CatalogueError) as caught:
        own("country,year,indicator,value\n" + rows, catalogue)
    text = str(caught.value)
    assert "my.csv, row 2: value 'much'" in text
    assert "15 more such rows" in text
    assert "15 more unknown countries" in text


def test_a_file_that_is_too_large_is_refused_unread(
    tmp_path: Path, catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert own_data.MAX_BYTES == 200_000_000
    monkeypatch.setattr(own_data, "MAX_BYTES", 1_000_000)
    path = tmp_path / "large.csv"
    path.write_bytes(OWN.encode() + b"\n" * 1_000_000)
    with pytest.raises(ReaderError, match="more than 1 MB"):
        read_own(path, parse_structure(OWN_STRUCTURE), catalogue.countries)


# A CSV without a structure


def test_example_of_the_page_makes_a_score(catalogue: Catalogue) -> None:
    content = EXAMPLE.encode()
    assert missing_directions(content, {}) == ("my.index",)
    assert missing_directions(content, EXAMPLE_DIRECTIONS) == ()
    structure = structure_of(content, EXAMPLE_DIRECTIONS)
    assert [pillar.name for pillar in structure.pillars] == ["my.index"]
    scores = parse_own(content, structure, catalogue.countries).of_year(2024).score()
    assert scores.total.to_dict() == {"KGZ": 0, "TJK": 100}


def test_structure_of_a_csv_can_be_downloaded_and_read_back() -> None:
    structure = structure_of(EXAMPLE.encode(), EXAMPLE_DIRECTIONS)
    assert parse_structure(to_toml(structure)) == structure


def test_csv_without_a_structure_needs_every_direction() -> None:
    directions = {"x": Direction.LOWER_IS_BETTER}
    assert missing_directions(OWN.encode(), directions) == ("y",)
    with pytest.raises(ReaderError, match="no direction is given of y"):
        structure_of(OWN.encode(), directions, where="my.csv")
    structure = structure_of(OWN.encode(), directions | {"y": Direction.HIGHER_IS_BETTER})
    assert [measure.id for measure in structure.indicators] == ["x", "y"]


def test_csv_of_ours_is_read_back(catalogue: Catalogue) -> None:
    rows = pd.DataFrame(
        {
            "country": ["Tajikistan", "Kyrgyzstan"],
            "iso3": ["TJK", "KGZ"],
            "indicator": ["x", "x"],
            "year": [2014, 2014],
            "edition": ["2011-12", "2014"],
            "value": [20.0, 40.5],
        }
    )
    content = to_csv(rows, PASSPORT)
    assert content.startswith(b"\xef\xbb\xbf# ")
    material = own(content, catalogue)
    assert material.rows[["iso3", "value"]].to_numpy().tolist() == [["TJK", 20.0], ["KGZ", 40.5]]
    above = content.count(b"\n# ") + 1
    with pytest.raises(ReaderError, match=f"row {above + 2}: value 'x20' is no number"):
        own(content.replace(b",20\n", b",x20\n"), catalogue)


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            "country;year;indicator;value\nTJK;2014;x;20,5\n",
            "semicolons separate the columns, and the numbers",
        ),
        ("country;year;indicator;value\nTJK;2014;x;20\n", "semicolons separate the columns"),
        ("country\tyear\tindicator\tvalue\nTJK\t2014\tx\t20\n", "tabs separate the columns"),
    ],
)
def test_semicolons_and_decimal_commas_are_named(catalogue: Catalogue, text: str, what: str) -> None:
    with pytest.raises(ReaderError, match=what) as error:
        own(text, catalogue)
    assert error.value.todo == "Separate the columns with commas and write decimal points, such as 31.5."


def test_value_outside_the_goalposts_is_scored_and_said(catalogue: Catalogue) -> None:
    material = own("country,year,indicator,value\nTJK,2014,x,120\nKGZ,2014,x,50\n", catalogue, STRUCTURE)
    assert material.of_year(2014).score().total.to_dict() == {"KGZ": 50, "TJK": 0}
    assert material.notes == (
        "my.csv: x: 1 value lies outside the goalposts 0 to 100, and each counts as the nearer goalpost: "
        "TJK 2014 (120)",
    )


@pytest.mark.parametrize("placeholder", ["N/A", "n.a.", "No.", "-", ".."])
def test_placeholder_is_no_country(catalogue: Catalogue, placeholder: str) -> None:
    with pytest.raises(ReaderError, match="is not the code or name of one country"):
        own(f"country,year,indicator,value\n{placeholder},2014,x,20\nTJK,2014,x,30\n", catalogue)


def test_values_that_differ_by_rounding_alone_tell_nobody_apart(catalogue: Catalogue) -> None:
    text = f"country,year,indicator,value\nTJK,2014,x,0.3\nKGZ,2014,x,{0.1 + 0.2!r}\n"
    structure = structure_of(text.encode(), {"x": Direction.HIGHER_IS_BETTER})
    assert parse_own(text.encode(), structure, catalogue.countries).of_year(2014).score().total.isna().all()
