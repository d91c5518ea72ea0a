"""Text from data as text: what a renderer of Markdown makes of it."""

import html
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dashboard.common.text import link, number, plain

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
# A renderer shows U+0000 as U+FFFD and leaves no choice about it.
any_text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
# Letters that are markup somewhere, in any order, reach deeper than random text does.
markup = st.lists(
    st.sampled_from([*r"\`*_{}[]<>()#+-.!|~$:^=&;'\"/", "1", "a", " ", "\n", "amp", "http", "b>"])
).map("".join)


def rendered(markdown: str) -> str:
    return str(MARKDOWN.render(markdown))


def words(markup: str) -> str:
    """What is left of HTML without its elements, on one line."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).strip()


@given(any_text | markup)
@example("<script>alert(1)</script>")
@example("&lt;b&gt; &copy; &#x41;")
@example("1. first")
@example("2) second")
@example("- item")
@example("# title")
@example("> quote")
@example("| a | b |\n|---|---|")
@example("[label](javascript:alert(1)) ![x](y) <https://example.org>")
@example(r"a\*b\\*c `code` ~~struck~~")
def test_markdown_shows_plain_text_letter_by_letter(text):
    page = rendered(plain(text))
    assert words(page) == " ".join(text.split())
    assert set(re.findall(r"</?(\w+)", page)) <= {"p"}


@given(any_text | markup)
def test_no_mark_of_streamlit_is_left_bare(text):
    bare = re.sub(r"\\.", "", plain(text))
    assert not set(bare) & set("\\`*_{}[]<>()#+!|~$:^=&")


@given(any_text | markup)
def test_plain_text_is_one_line(text):
    assert len(plain(text).splitlines()) <= 1


@given(any_text.filter(str.strip) | markup.filter(str.strip))
def test_a_link_has_its_label_and_its_address(label):
    page = rendered(link(label, "https://example.org/a_b?c=d&e=(f)"))
    assert re.findall(r'href="([^"]*)"', page) == ["https://example.org/a_b?c=d&amp;e=%28f%29"]
    assert words(page) == " ".join(label.split())


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//evil.example",
        "ftp://example.org/x",
        "https://",
        "https://a b",
        'https://a"onmouseover="alert(1)',
        "https://a](javascript:alert(1))",
        "https://a\n\n# title",
        "",
    ],
)
def test_an_address_that_is_not_of_the_web_is_shown_and_leads_nowhere(address):
    page = rendered(link("label", address))
    assert set(re.findall(r"</?(\w+)", page)) == {"p"}
    assert words(page) == f"label ({' '.join(address.split())})"


@given(any_text | markup)
def test_only_an_address_of_the_web_becomes_a_link(address):
    page = rendered(link("label", address))
    assert set(re.findall(r'href="(\w*:?)', page)) <= {"http:", "https:"}


# Numbers


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (23.0, 0, "23"),
        (-1.132, 2, "−1.13"),
        (9999.0, 0, "9999"),
        (16359716.0, 0, "16,359,716"),
        (-12345.67, 1, "−12,345.7"),
        (0.0, 1, "0.0"),
        (None, 0, "–"),
        (float("nan"), 2, "–"),
    ],
)
def test_a_number_has_its_producers_decimals_and_missing_is_a_dash(value, decimals, text):
    assert number(value, decimals) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_a_number_reads_back_within_its_decimals(value, decimals):
    shown = number(value, decimals)
    assert "-" not in shown
    assert abs(float(shown.replace("−", "-").replace(",", "")) - value) <= 0.5 * 10**-decimals + 1e-9
