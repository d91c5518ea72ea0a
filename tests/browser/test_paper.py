"""Pages as they are printed: Chromium's own PDF, from a wide window and a phone, in either theme."""

import io
import re

import pypdf
import pytest

from dashboard.pages import PAGES

COUNTRIES = ("Tajikistan", "Afghanistan", "China", "Kyrgyzstan", "Uzbekistan")
# Words that must be on paper whole, by page; the names and the years of a chart among them.
MUST_HOLD = {
    "": ("How does Tajikistan compare?", *COUNTRIES, "2012", "2025", "152nd of 175", "Notes and method"),
    "compare": (*COUNTRIES, "2012", "2025", "within the margin of error", "Notes and method"),
    "risk": (*COUNTRIES, "100 is worst"),
    "timeline": ("2015",),
    "country": ("Tajikistan",),
    "assistance": ("Tajikistan", "2015"),
}
CONTROLS = ("Copy link", "another day", "Download PNG", "Structure (TOML)")


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_a_printed_page_is_whole(visitor, path):
    page = visitor.page
    for width, scheme in ((1280, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        visitor.open(path, chart=path in MUST_HOLD)
        _check(visitor, path)


def _check(visitor, path):
    page = visitor.page
    page.wait_for_function("() => document.querySelector('.gr-foot')?.textContent")
    printed = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    text = " ".join(sheet.extract_text() for sheet in printed.pages)
    words = re.sub(r"\s+", " ", text)
    assert [name for name in MUST_HOLD.get(path, ()) if name not in words] == []
    assert [control for control in CONTROLS if control in words] == []
    assert f"{visitor.server}/{path}" in re.sub(r"\s+", "", text)
    assert re.search(r"Snapshot [0-9a-f]{12}", words)


def test_no_mark_of_a_printed_chart_is_outside_the_paper(visitor):
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.open("compare", chart=True)
    # What a browser does before it prints.
    visitor.page.evaluate("dispatchEvent(new Event('beforeprint'))")
    box = visitor.page.evaluate(
        """() => {
            const chart = document.querySelector('.js-plotly-plot');
            const left = chart.getBoundingClientRect().left;
            const texts = [...chart.querySelectorAll('.main-svg text')];
            return Math.max(...texts.map(text => text.getBoundingClientRect().right - left));
        }"""
    )
    assert 300 < box <= 700
    visitor.page.evaluate("dispatchEvent(new Event('afterprint'))")
    visitor.page.wait_for_function("() => document.querySelector('.main-svg').clientWidth > 700")
