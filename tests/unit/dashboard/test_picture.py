"""Pictures drawn on the server: marks stand where Plotly puts them, and text stays text."""

import datetime as dt
import itertools
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from dashboard.common.picture import NotDrawnError, draw
from dashboard.common.picture.axes import tick_numbers
from dashboard.common.picture.maps import mercator, natural_earth, outlines
from dashboard.common.picture.marks import colour_of
from dashboard.common.picture.words import lines_of, wrap
from indicators.export.passport import Passport

SVG = "{http://www.w3.org/2000/svg}"


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314 - written by ourselves


def passport(**changes: Any) -> Passport:
    facts: dict[str, Any] = {
        "title": "Score", "subtitle": "TJK", "stem": "score", "indicator": "x", "source": "Source",
        "edition": "2014", "licence": "free", "accessed": dt.date(2026, 11, 30), "n": "N = 2",
        "interval": "none", "notes": (), "link": "http://x", "snapshot": "s",
    }  # fmt: skip
    return Passport(**{**facts, **changes})


def drawn(data: list[dict[str, Any]], **layout: Any) -> ET.Element:
    base = {
        "height": 500, "margin": {"l": 78, "r": 89, "t": 0, "b": 0},
        "xaxis": {"range": [0, 10]}, "yaxis": {"range": [0, 100]},
    }  # fmt: skip
    return parsed(draw({"data": data, "layout": {**base, **layout}}, passport()))


def numbers(element: ET.Element, *names: str) -> list[float]:
    return [float(element.attrib[name]) for name in names]


def test_marks_stand_on_a_linear_scale() -> None:
    root = drawn([{"type": "scatter", "mode": "markers", "x": [0, 5, 10], "y": [0, 50, 100]}])
    first, middle, last = (numbers(one, "cx", "cy") for one in root.iter(f"{SVG}circle"))
    assert middle == [pytest.approx((a + b) / 2, abs=0.1) for a, b in zip(first, last, strict=True)]
    assert (first[0], last[0]) == (100, 1100)  # the margins, and the inset of the picture
    assert first[1] - last[1] == pytest.approx(500)


def test_missing_value_breaks_the_line() -> None:
    data = {"type": "scatter", "mode": "lines", "x": [0, 1, 2, 3], "y": [1, 2, None, 3]}
    [path] = [one for one in drawn([data]).iter(f"{SVG}path") if "L" in one.attrib["d"]]
    assert path.attrib["d"].count("M") == 2
    [path] = [
        one for one in drawn([{**data, "connectgaps": True}]).iter(f"{SVG}path") if "L" in one.attrib["d"]
    ]
    assert path.attrib["d"].count("M") == 1


def test_annotations_of_a_logarithmic_axis_give_logarithms() -> None:
    axis = {"type": "log", "range": [0, 2], "tickvals": [1, 10, 100]}
    note = {"x": 0, "y": 1, "text": "ten", "showarrow": False, "xanchor": "left"}
    root = drawn(
        [{"type": "scatter", "mode": "markers", "x": [0], "y": [10]}], yaxis=axis, annotations=[note]
    )
    [mark] = root.iter(f"{SVG}circle")
    [text] = [one for one in root.iter(f"{SVG}text") if one.text == "ten"]
    assert abs(float(mark.attrib["cy"]) - float(text.attrib["y"])) < 13


def test_bars_of_one_axis_stack_and_of_two_do_not() -> None:
    bar = {"type": "bar", "x": [5], "y": [10], "width": 1}
    layout = {"barmode": "stack", "yaxis2": {"range": [0, 100]}}
    root = drawn([bar, bar, {**bar, "yaxis": "y2"}], **layout)
    bars = [one for one in root.iter(f"{SVG}rect") if one.attrib.get("height") == "50.0"]
    tops = [numbers(one, "y", "height") for one in bars]
    assert len(tops) == 3
    (first, _), (second, _), (other, _) = tops
    assert second == pytest.approx(first - 50)
    assert other == first


def test_text_of_data_is_text() -> None:
    hostile = '<script>alert("x")</script>'
    escaped = "&lt;script&gt;"
    note = {"x": 1, "y": 1, "text": f"<b>bold</b> {escaped}", "showarrow": False}
    unit = {"range": [0, 1]}
    layout = {"xaxis": unit, "yaxis": unit, "annotations": [note]}
    svg = draw({"data": [], "layout": layout}, passport(title=hostile, notes=(hostile,)))
    root = parsed(svg)
    assert not list(root.iter(f"{SVG}script"))
    assert "<script" not in svg
    assert any(text.text == "bold" for text in root.iter(f"{SVG}tspan"))


def test_passport_is_in_pixels_and_metadata() -> None:
    root = drawn([])
    texts = " ".join(part for text in root.iter(f"{SVG}text") for part in text.itertext())
    for fact in ("Score", "Source: Source", "N = 2", "snapshot s"):
        assert fact in texts
    [metadata] = root.iter(f"{SVG}metadata")
    assert '"snapshot": "s"' in (metadata.text or "")


def test_social_picture_has_its_size() -> None:
    figure = {"data": [], "layout": {"xaxis": {"range": [0, 1]}, "yaxis": {"range": [0, 1]}}}
    root = parsed(draw(figure, passport(), social=True))
    assert (root.attrib["width"], root.attrib["height"]) == ("1200", "630")


@pytest.mark.parametrize("data", [{"type": "pie"}, {"type": "scatter", "x": [1], "y": [1], "yaxis": "y9"}])
def test_unknown_part_is_refused(data: dict[str, Any]) -> None:
    with pytest.raises(NotDrawnError):
        drawn([data])


# Parts


def test_ticks_are_round_and_within() -> None:
    assert tick_numbers(0, 100, 5, {}) == [0, 20, 40, 60, 80, 100]
    assert tick_numbers(1990, 2025, 9, {"dtick": 5, "tick0": 1990}) == list(range(1990, 2026, 5))


def test_colours_lie_between_those_of_the_scale() -> None:
    scale = [(0.0, "#000000"), (1.0, "#ffffff")]
    assert colour_of(-5, 0, 10, scale) == "rgba(0,0,0,1)"
    assert colour_of(5, 0, 10, scale) == "rgba(128,128,128,1)"
    assert colour_of(3, 0, 10, [(0, "rgba(0,0,0,0)"), (1, "rgba(0,0,0,0)")]) == "rgba(0,0,0,0)"


def test_markup_keeps_lines_weights_and_colours() -> None:
    first, second = lines_of('<b>one</b> <span style="color:#d00">two</span><br>a &lt; b')
    assert [(piece.text, piece.bold, piece.colour) for piece in first] == [
        ("one", True, ""),
        (" ", False, ""),
        ("two", False, "#d00"),
    ]
    assert second[0].text == "a < b"


def test_wrapped_lines_join_to_the_text() -> None:
    text = "Corruption Perceptions Index by Transparency International " * 5
    lines = wrap(text, 12, 400)
    assert len(lines) >= 5
    assert " ".join(lines).split() == text.split()


def test_projections_keep_the_equator_and_the_poles_apart() -> None:
    for project in (mercator, natural_earth):
        assert project(0, 0) == pytest.approx((0, 0), abs=1e-9)
        assert project(10, 60)[1] > project(10, 30)[1] > 0 > project(10, -30)[1]


def test_no_outline_jumps_across_the_map() -> None:
    for rings in outlines().values():
        for ring in rings:
            assert all(abs(a[0] - b[0]) < 180 for a, b in itertools.pairwise(ring))
    assert set(outlines()) >= {"TJK", "RUS", "FJI"}
