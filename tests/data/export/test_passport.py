"""The passport of a chart, and the name of its file."""

import json
import re
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.export.passport import Passport, file_stem
from tests.data.export.test_tables import PASSPORT

SIX = ("TJK", "AFG", "CHN", "KGZ", "UZB", "KAZ")


@pytest.mark.parametrize(
    ("countries", "stem"),
    [
        ((), "ti_cpi.score_world_2014"),
        (("TJK",), "ti_cpi.score_TJK_2014"),
        (SIX, "ti_cpi.score_TJK-AFG-CHN-KGZ-UZB-KAZ_2014"),
        ((*SIX, "TKM"), "ti_cpi.score_TJK-AFG-CHN-KGZ-UZB-KAZ-and-1-more_2014"),
        ((*SIX, "TKM", "RUS", "IRN"), "ti_cpi.score_TJK-AFG-CHN-KGZ-UZB-KAZ-and-3-more_2014"),
    ],
)
def test_a_files_name_says_which_countries(countries: tuple[str, ...], stem: str) -> None:
    assert file_stem("ti_cpi.score", countries, "2014") == stem


def test_a_files_name_keeps_years_and_indicator() -> None:
    assert file_stem("fh_fiw.total", ("TJK",), "2012-2024") == "fh_fiw.total_TJK_2012-2024"


@pytest.mark.parametrize(
    ("indicator", "stem"),
    [
        ("../../etc/passwd", "etc-passwd_TJK_2014"),
        ("a\\b:c*d?e", "a-b-c-d-e_TJK_2014"),
        ('"; rm -rf / #', "rm--rf----_TJK_2014"),
        ("Côte\nd'Ivoire", "C-te-d-Ivoire_TJK_2014"),
        ("\u202egnp.exe", "gnp.exe_TJK_2014"),
        ("a\0b", "a-b_TJK_2014"),
    ],
)
def test_hostile_text_leaves_no_separator_quote_blank_or_control_character(indicator: str, stem: str) -> None:
    assert file_stem(indicator, ("TJK",), "2014") == stem


@given(st.text(), st.lists(st.text(max_size=5), max_size=8), st.text())
def test_a_files_name_is_of_plain_letters_only(indicator: str, countries: list[str], years: str) -> None:
    stem = file_stem(indicator, tuple(countries), years)
    assert re.fullmatch(r"[A-Za-z0-9._-]+", stem)


# What the passport says


def test_the_lines_below_a_chart() -> None:
    assert PASSPORT.lines() == (
        "Source: Transparency International, Corruption Perceptions Index. Edition: 2014. "
        "Licence: CC BY-ND 4.0.",
        "5 of 175 countries. Interval: 90 % interval.",
        "Ranks move with the number ranked.",
        "Not corruption itself.",
        "http://127.0.0.1:8501/indicators?i=ti_cpi.score#chart · snapshot fa15a536cd9b · 2026-11-22",
    )


def test_a_chart_without_notes_has_three_lines() -> None:
    assert len(replace(PASSPORT, notes=()).lines()) == 3


def test_a_passport_as_json_says_everything() -> None:
    facts = json.loads(json.dumps(PASSPORT.as_dict()))
    assert set(facts) == {field.name for field in fields(Passport)}
    assert facts["accessed"] == "2026-11-22"
    assert facts["notes"] == ["Ranks move with the number ranked.", "Not corruption itself."]
    assert facts["stem"] == "ti_cpi.score_TJK_2014"
