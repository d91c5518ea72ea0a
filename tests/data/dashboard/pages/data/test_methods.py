"""The methods on the Data page: every section of docs/methods.md, a chapter at a time."""

import re
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.pages.data.methods import chapters
from indicators.paths import DOCS

Visit = Callable[..., AppTest]
FILE = (DOCS / "methods.md").read_text(encoding="utf-8")


def shown(page: AppTest) -> str:
    return "\n".join(part.value for part in page.markdown)


def test_methods_chapters_hold_every_section() -> None:
    sections = re.findall(r"^### (\d+\.\d+ .+)$", FILE, re.MULTILINE)
    held = [
        line
        for _, text in chapters().values()
        for line in re.findall(r"^##### (\d+\.\d+ .+)$", text, re.MULTILINE)
    ]
    assert held == sections
    assert [number for number, _ in chapters().items()] == [
        "0",
        *re.findall(r"^## (\d)\.", FILE, re.MULTILINE),
    ]


def test_methods_chapters_have_no_link_into_docs() -> None:
    texts = "".join(text for _, text in chapters().values())
    assert "<a id" not in texts
    assert "](#" not in texts
    assert ".md)" not in texts


@pytest.mark.parametrize("number", chapters())
def test_methods_chapter_has_an_address(visit: Visit, number: str) -> None:
    page = visit("data", methods=number)
    assert not page.exception
    assert not page.error
    title, text = chapters()[number]
    assert f"### {number}. {title}" in shown(page)
    assert text in shown(page)


def test_methods_chapter_is_chosen_and_closed(visit: Visit) -> None:
    page = visit("data")
    assert "##### 1.3" not in shown(page)
    page.selectbox(key="data-methods").set_value("1").run()
    assert "##### 1.3 Corruption Perceptions Index (CPI)" in shown(page)
    assert page.query_params["methods"] in ("1", ["1"])  # AppTest gives either
    page.selectbox(key="data-methods").set_value("").run()
    assert "##### 1.3" not in shown(page)
    assert "methods" not in page.query_params


def test_methods_chapter_that_does_not_exist_is_named(visit: Visit) -> None:
    page = visit("data", methods="17")
    assert not page.exception
    assert "'17'" in page.warning[0].value
