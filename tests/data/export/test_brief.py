"""The brief: a page that says everything of a finding, and in which nothing runs or is fetched."""

import re
from html.parser import HTMLParser

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.export.brief import CSP, brief_html, briefs_html
from indicators.story import Display, Verdict
from tests.data.export.findings_for_tests import (
    BASE,
    BY,
    HOSTILE,
    SHA256,
    computed,
    datum,
    edited,
    exported,
    opinion,
    typed,
)

KNOWN_TAGS = {
    "html", "head", "meta", "title", "style", "body", "article", "section", "header", "footer", "span", "div",
    "h1", "h2", "p", "ul", "li", "b", "br", "a", "code", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
# Marks that a brief takes out: they are not seen, or turn the order of what follows.
HIDDEN = "[\x00-\x08\x0b-\x1f\x7f\u200f\u2028\u2029\u202c\u202e\u2067\u2069\ud800\ufeff]"


class Sheet(HTMLParser):
    """The elements and attributes of a page, and its text."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.parts: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.parts).split())


def brief(catalogue: Catalogue, finding: object) -> Sheet:
    return Sheet(brief_html(exported(finding), catalogue=catalogue, by=BY))  # type: ignore[arg-type]


def test_a_brief_says_everything_of_a_finding(catalogue: Catalogue):
    sheet = brief(catalogue, computed())
    article = catalogue.narrative.article
    for words in (
        computed().text,
        article.title,
        "2015-07-20",
        "On the day of the claim, 2015-07-20",
        "152th of 175",
        "Since then: known on 2026-11-22",
        "166th of 182",
        "Verdict: supported.",
        "The program computed this from the snapshot.",
        "tied with Congo",
        "152: supported.",
        "A newer edition gives another figure.",
        "Diagnosis, no support: It is the figure of 2014.",
        "cpi_2014.xlsx, sheet CPI, row 155, column Score",
        SHA256["2014"],
        SHA256["2025"],
        "2015 (2015): 26, 136th of 168",
        "A rank moves with the number ranked.",
        catalogue.source("ti_cpi").attribution,
        catalogue.source("ti_cpi").licence,
        f"{BASE}/claims?claim=C24",
        "Snapshot 0123abcd, built 2026-11-01",
        "governance-risk 0.1.0",
    ):
        assert words in sheet.text
    # What came since bears no verdict.
    for words in ("outdated", "refuted", "may be stated as a fact"):
        assert words not in sheet.text


def test_an_editors_verdict_is_said_to_be_an_editors(catalogue: Catalogue):
    sheet = brief(catalogue, edited(Verdict.PARTLY, Display.FACT_WITH_CAVEAT))
    assert "partly right (an editor's verdict; only with its caveat)" in sheet.text
    assert "the program computed nothing" in sheet.text
    assert "computed this from the snapshot" not in sheet.text
    assert catalogue.narrative.references["S040"].title in sheet.text


def test_an_opinion_is_judged_by_nobody(catalogue: Catalogue):
    sheet = brief(catalogue, opinion())
    assert "Nobody judges an opinion." in sheet.text
    assert "upported" not in sheet.text


def test_what_a_reader_typed_has_no_then(catalogue: Catalogue):
    sheet = brief(catalogue, typed("Tajikistan ranks 152 of 175 in CPI 2014"))
    assert "On the day of the claim" not in sheet.text
    assert "Known on 2026-11-22" in sheet.text
    assert "typed into the dashboard" in sheet.text
    assert catalogue.narrative.article.title not in sheet.text


def test_all_findings_are_a_table_and_a_page_for_each_claim(catalogue: Catalogue):
    findings = [computed(), edited(Verdict.SUPPORTED, Display.FACT), opinion()]
    sheet = Sheet(briefs_html([exported(one) for one in findings], catalogue=catalogue, by=BY))
    assert (sheet.tags.count("section"), sheet.tags.count("article")) == (1, 2)
    assert "O01" in sheet.text
    assert "Claim check · O01" not in sheet.text


def test_older_editions_that_do_not_go_on_the_page_are_counted(catalogue: Catalogue):
    many = tuple(datum(str(year), 20, 1, 100) for year in range(1950, 2000))
    sheet = brief(catalogue, computed(other_editions=many))
    assert "and 26 older ones" in sheet.text
    assert "1999 (1999)" in sheet.text
    assert "1975 (1975)" not in sheet.text


def test_nothing_is_fetched_and_nothing_runs(catalogue: Catalogue):
    findings = [computed(), edited(Verdict.SUPPORTED, Display.FACT), opinion()]
    content = briefs_html([exported(one) for one in findings], catalogue=catalogue, by=BY)
    sheet = Sheet(content)
    assert set(sheet.tags) <= KNOWN_TAGS
    names = {name for name, _ in sheet.attributes}
    assert names <= {"lang", "charset", "http-equiv", "content", "name", "class", "href"}
    assert ("content", CSP) in sheet.attributes
    assert not re.search(r"url\(|@import|@font-face|expression", content.decode())
    assert {value.partition(":")[0] for name, value in sheet.attributes if name == "href" and value} <= {
        "http",
        "https",
    }


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_and_does_nothing(catalogue: Catalogue, text: str):
    plain = brief(catalogue, typed("plain", claimant="x", explanation=("x",), limits=("x",)))
    sheet = brief(catalogue, typed(text, claimant=text, explanation=(text,), limits=(text,)))
    assert sheet.tags == plain.tags
    shown = " ".join(re.sub(HIDDEN, "", text).split())
    assert sheet.text.count(shown) >= 4
    assert not re.search(HIDDEN, "".join(sheet.parts))


def test_a_hostile_address_is_no_link(catalogue: Catalogue):
    bad = exported(computed())
    sheet = Sheet(
        brief_html(
            type(bad)(bad.finding, bad.claim, "javascript:alert(1)", bad.evidence), catalogue=catalogue, by=BY
        )
    )
    assert "javascript:alert(1)" in sheet.text
    assert not any(value and value.startswith("javascript") for _, value in sheet.attributes)


def test_the_same_findings_give_the_same_bytes(catalogue: Catalogue):
    one, other = (brief_html(exported(computed()), catalogue=catalogue, by=BY) for _ in range(2))
    assert one == other
