"""Citations: the publisher's own words, and BibTeX that a program can read."""

import datetime as dt
import re
from dataclasses import replace

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.export.citation import bibtex, cite, ris
from indicators.model import Edition, Source

DAY = dt.date(2026, 11, 2)
RECORD = re.compile(r"@misc\{(?P<key>[A-Za-z0-9_]+),\n(?P<fields>(?:  \w+ = \{.*\},?\n)+)\}\n")
FIELD = re.compile(r"  (\w+) = \{(.*)\}(,?)\n")


def edition(source: Source, id: str) -> Edition:
    [found] = [edition for edition in source.editions if edition.id == id]
    return found


def fields(record: str) -> dict[str, str]:
    """The fields of a record; fails unless it is one whole record with a comma after all but the last."""
    whole = RECORD.fullmatch(record)
    assert whole, record
    found = FIELD.findall(whole["fields"])
    assert [comma for *_, comma in found] == [*[","] * (len(found) - 1), ""]
    assert all(value.count("{") == value.count("}") for _, value, _ in found)
    return {"key": whole["key"], **{name: value for name, value, _ in found}}


def test_a_citation_names_the_edition_and_the_day_of_use(catalogue: Catalogue) -> None:
    source = catalogue.source("ti_cpi")
    assert cite(source, edition(source, "2014"), accessed=DAY) == (
        "Transparency International, Corruption Perceptions Index 2014. "
        "https://www.transparency.org/en/cpi (used 2 November 2026)."
    )


def test_a_citation_of_the_whole_says_so(catalogue: Catalogue) -> None:
    text = cite(catalogue.source("fh_fiw"), None, accessed=DAY)
    assert text.startswith("Freedom House, Freedom in the World all editions. Washington, DC.")


@pytest.mark.parametrize("source", ["ti_cpi", "wb_wgi", "fh_fiw"])
def test_every_edition_of_every_source_can_be_cited(catalogue: Catalogue, source: str) -> None:
    described = catalogue.source(source)
    keys = set()
    for each in (*described.editions, None):
        assert "{" not in cite(described, each, accessed=DAY)
        keys.add(fields(bibtex(described, each, accessed=DAY))["key"])
    assert len(keys) == len(described.editions) + 1


def test_bibtex_of_one_edition(catalogue: Catalogue) -> None:
    source = catalogue.source("wb_wgi")
    assert fields(bibtex(source, edition(source, "2024-update"), accessed=DAY)) == {
        "key": "wb_wgi_2024_update",
        "title": "{Worldwide Governance Indicators 2024-update}",
        "author": "{World Bank}",
        "year": "2024",
        "howpublished": r"\url{https://www.worldbank.org/en/publication/worldwide-governance-indicators}",
        "note": "Licence: CC BY 4.0. Accessed 2026-11-02",
    }


def test_the_year_is_that_of_publication_not_the_name_of_the_edition(catalogue: Catalogue) -> None:
    source = catalogue.source("ti_cpi")
    record = fields(bibtex(source, edition(source, "2015"), accessed=DAY))
    assert (record["title"], record["year"]) == ("{Corruption Perceptions Index 2015}", "2016")


def test_bibtex_of_the_whole_has_the_year_of_use(catalogue: Catalogue) -> None:
    record = fields(bibtex(catalogue.source("ti_cpi"), None, accessed=DAY))
    assert (record["key"], record["year"]) == ("ti_cpi", "2026")


def test_braces_in_a_name_are_dropped(catalogue: Catalogue) -> None:
    odd = replace(catalogue.source("ti_cpi"), name="Index {of} everything}", publisher="A {Publisher")
    record = fields(bibtex(odd, None, accessed=DAY))
    assert (record["title"], record["author"]) == ("{Index of everything}", "{A Publisher}")


def test_ris_of_one_edition(catalogue: Catalogue) -> None:
    source = catalogue.source("ti_cpi")
    record = ris(source, edition(source, "2015"), accessed=DAY)
    lines = record.split("\r\n")
    assert lines[0] == "TY  - DATA"
    assert "TI  - Corruption Perceptions Index 2015" in lines
    assert "AU  - Transparency International" in lines
    assert "PY  - 2016" in lines
    assert "Y2  - 2026/11/02/" in lines
    assert lines[-2:] == ["ER  - ", ""]
    assert "PY  - 2026" in ris(source, None, accessed=DAY)
