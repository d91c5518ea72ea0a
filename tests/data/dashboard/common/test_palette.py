"""What dashboard/palette.py promises of its colours, measured: contrast, and distance for every eye."""

import itertools
import tomllib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.common import cache
from dashboard.common.address import MAX_COUNTRIES
from dashboard.common.palette import (
    ARTICLE,
    CATEGORIES,
    CONTEXT,
    FIRST,
    LOOKS,
    PARTS,
    SEQUENTIAL,
    WORLD,
    faded,
    look,
)
from dashboard.server.serve import ROOT
from indicators.catalogue.geography import FOCUS, NEIGHBOURS, WIDER_REGION
from indicators.catalogue.narrative import CATEGORIES as EVENT_CATEGORIES

THEME = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
THEMES = ("light", "dark")
NEAREST = (FOCUS, *NEIGHBOURS)
BEYOND = sorted(iso3 for iso3 in cache.catalogue().countries.by_iso3 if iso3 not in LOOKS)

# Machado, Oliveira and Fernandes 2009, table 1, severity 1.0; on linear RGB.
VISION = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# sRGB to CIE XYZ under D65 (IEC 61966-2-1), and that white.
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)
WHITE = TO_XYZ @ np.ones(3)


def linear(colour: str) -> np.ndarray:
    """A `#rrggbb` colour as linear RGB of 0-1."""
    encoded = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def luminance(colour: str) -> float:
    return float(linear(colour) @ [0.2126, 0.7152, 0.0722])


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def lab(colour: str, vision: str = "normal") -> np.ndarray:
    """CIELAB of a colour as an eye of that kind sees it."""
    ratio = TO_XYZ @ np.clip(VISION[vision] @ linear(colour), 0, 1) / WHITE
    f = np.where(ratio > (6 / 29) ** 3, np.cbrt(ratio), ratio / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def distance(one: str, other: str, vision: str) -> float:
    """CIE76."""
    return float(np.linalg.norm(lab(one, vision) - lab(other, vision)))


def test_the_measures_are_those_of_the_books():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert lab("#ff0000") == pytest.approx([53.24, 80.09, 67.20], abs=0.02)
    assert distance("#000000", "#ffffff", "deuteranopia") == pytest.approx(100, abs=0.01)
    assert distance("#ff0000", "#00ff00", "normal") > 2 * distance("#ff0000", "#00ff00", "deuteranopia")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("iso3", LOOKS)
def test_every_countrys_colour_stands_out_from_the_background(theme, iso3):
    assert contrast(LOOKS[iso3].colour, THEME[theme]["backgroundColor"]) >= 3


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colour", [WORLD, ARTICLE, CONTEXT])
def test_marks_and_the_grey_of_the_world_stand_out_from_the_background(theme, colour):
    assert contrast(colour, THEME[theme]["backgroundColor"]) >= 3


@pytest.mark.parametrize("vision", VISION)
def test_tajikistan_and_its_neighbours_are_at_least_24_apart(vision):
    pairs = itertools.combinations(NEAREST, 2)
    assert {(a, b) for a, b in pairs if distance(LOOKS[a].colour, LOOKS[b].colour, vision) < 24} == set()


@pytest.mark.parametrize("vision", VISION)
def test_all_ten_are_at_least_14_apart(vision):
    pairs = itertools.combinations(LOOKS, 2)
    assert {(a, b) for a, b in pairs if distance(LOOKS[a].colour, LOOKS[b].colour, vision) < 14} == set()


@pytest.mark.parametrize("vision", VISION)
def test_parts_of_a_whole_are_at_least_18_apart(vision):
    pairs = itertools.combinations(PARTS, 2)
    assert {(a, b) for a, b in pairs if distance(a, b, vision) < 18} == set()


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("colour", PARTS)
def test_a_part_stands_out_and_bears_white_text(theme, colour):
    assert contrast(colour, THEME[theme]["backgroundColor"]) >= 3
    assert contrast(colour, "#ffffff") >= 4.5


def test_the_ten_are_the_region_and_differ_without_colour():
    assert tuple(LOOKS) == (FOCUS, *NEIGHBOURS, *WIDER_REGION)
    assert len({(drawn.dash, drawn.symbol) for drawn in LOOKS.values()}) == 10


def test_tajikistans_line_is_the_widest():
    assert all(LOOKS[FOCUS].width > LOOKS[iso3].width for iso3 in LOOKS if iso3 != FOCUS)


@given(st.lists(st.sampled_from([*LOOKS, *BEYOND]), unique=True, max_size=MAX_COUNTRIES), st.data())
def test_a_country_of_the_region_looks_the_same_in_any_company(company, data):
    iso3 = data.draw(st.sampled_from(list(LOOKS)))
    assert look(iso3, tuple(company)) == look(iso3, (iso3,)) == LOOKS[iso3]


@given(st.lists(st.sampled_from([*LOOKS, *BEYOND]), unique=True, min_size=1, max_size=MAX_COUNTRIES))
def test_only_the_first_country_beyond_the_region_is_not_grey(company):
    others = [look(iso3, tuple(company)) for iso3 in company if iso3 not in LOOKS]
    greys = [look(iso3, tuple(company)) for iso3 in company[1:] if iso3 not in LOOKS]
    assert {drawn.colour for drawn in greys} <= {WORLD}
    assert look(company[0], tuple(company)).colour != WORLD
    assert len({(drawn.dash, drawn.symbol) for drawn in others}) == len(others)


@pytest.mark.parametrize("vision", VISION)
def test_first_country_beyond_the_region_is_14_apart_and_stands_out(vision):
    colours = [*(drawn.colour for drawn in LOOKS.values()), WORLD]
    assert min(distance(FIRST, colour, vision) for colour in colours) >= 14
    assert min(contrast(FIRST, THEME[theme]["backgroundColor"]) for theme in THEMES) >= 3


@given(st.lists(st.sampled_from(BEYOND), unique=True, min_size=2, max_size=6))
def test_up_to_six_countries_beyond_the_region_differ_by_dash(company):
    assert len({look(iso3, tuple(company)).dash for iso3 in company}) == len(company)


def test_the_scale_of_a_map_grows_lighter_and_has_no_grey():
    lightness = [float(lab(colour)[0]) for colour in SEQUENTIAL]
    assert lightness == sorted(lightness)
    assert min(float(np.hypot(*lab(colour)[1:])) for colour in SEQUENTIAL) > 10


@pytest.mark.parametrize("background", ["backgroundColor", "secondaryBackgroundColor"])
@pytest.mark.parametrize("ink", ["textColor", "grayTextColor", "linkColor"])
@pytest.mark.parametrize("theme", THEMES)
def test_text_clears_wcag_aa(theme, ink, background):
    assert contrast(THEME[theme][ink], THEME[theme][background]) >= 4.5


def test_a_faded_colour_is_the_same_colour_less_opaque():
    assert faded("#d54a00", 0.13) == "rgba(213,74,0,0.13)"


def test_the_timeline_has_a_lane_for_every_category_of_events():
    assert set(CATEGORIES) == set(EVENT_CATEGORIES)
