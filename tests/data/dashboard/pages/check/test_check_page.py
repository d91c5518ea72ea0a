"""Check a text without a browser: the marked text, its claims, and where the text is kept."""

from collections.abc import Callable
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.pages.check.choices import MAX_IN_ADDRESS

Visit = Callable[..., AppTest]
TEXT = "Tajikistan ranks 152nd of 174 in the CPI 2014. <b>Experts expect worse.</b>"


def drawn(page: AppTest) -> str:
    return "".join(part.proto.body for part in page.get("html"))


def test_text_is_marked_and_escaped(visit: Visit) -> None:
    page = visit("check", text=TEXT, written_on="2015-07-20")
    assert not page.exception
    assert [part.value for part in page.header] == ["2 claims found: 1 wrong, 1 not testable."]
    shown = drawn(page)
    assert "<mark" in shown
    assert "<sup>✗1</sup>" in shown
    assert "&lt;b&gt;" in shown
    assert "<b>Experts" not in shown
    assert "I read: Tajikistan, CPI, rank 152 of 174, edition 2014." in shown
    assert "compare?indicator=ti_cpi.score&amp;countries=TJK" in shown


def test_short_text_goes_to_the_address_and_a_long_one_stays_in_the_visit(visit: Visit) -> None:
    page: Any = visit("check")
    page.text_area[0].set_value(TEXT)
    page.button[0].click().run()
    assert page.query_params["text"] in (TEXT, [TEXT])
    page.text_area[0].set_value(f"{TEXT} " * (MAX_IN_ADDRESS // len(TEXT) + 1))
    page.button[0].click().run()
    assert "text" not in page.query_params
    assert "<sup>✗1</sup>" in drawn(page)


def test_reader_names_the_index_that_the_text_does_not(visit: Visit) -> None:
    page = visit("check", text="Tajikistan is in 155th place.", written_on="2024-05-10")
    assert [part.value for part in page.header] == ["1 claim found: 1 not testable."]
    page.selectbox[0].set_value("RSF").run()
    assert page.query_params["assumed"] in ("RSF", ["RSF"])
    assert [part.value for part in page.header] == ["1 claim found: 1 right."]
