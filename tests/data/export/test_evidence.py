"""Evidence records: what a finding rests on, an element at a time, and nothing invented (METHODS 5.4)."""

import datetime as dt
import json
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.claims.finding import Finding
from indicators.export.evidence import NOT_HELD, evidence_json, file_name, safe_json
from indicators.story import Display, Verdict
from tests.data.export.findings_for_tests import (
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


def document(catalogue: Catalogue, *findings: Finding) -> dict[str, Any]:
    content = evidence_json([exported(finding) for finding in findings], catalogue=catalogue, by=BY)
    return json.loads(content)  # type: ignore[no-any-return]


def records(catalogue: Catalogue, *findings: Finding) -> list[dict[str, Any]]:
    return document(catalogue, *findings)["records"]  # type: ignore[no-any-return]


# What a record says


def test_there_is_a_record_for_each_element_of_a_claim(catalogue: Catalogue):
    found = records(catalogue, computed())
    assert [record["element"] for record in found] == ["rank", "number ranked"]
    assert [record["parse"]["value"] for record in found] == [152, 175]
    assert {record["claim_id"] for record in found} == {"C24"}
    assert len({record["@id"] for record in found}) == 2


def test_an_element_is_put_to_both_days(catalogue: Catalogue):
    rank, _ = records(catalogue, computed())
    then, now = rank["vintages"]
    assert (then["when"], then["as_of"], then["edition"]) == ("then", "2015-07-20", "2014")
    assert (now["when"], now["as_of"], now["edition"]) == ("now", "2026-11-22", "2025")
    assert (then["verdict"], then["reason_codes"]) == ("SUPPORTED", [])
    assert (now["verdict_now"], now["reason_codes"]) == ("REFUTED", ["RANK_DIFFERS"])
    assert "verdict" not in now
    assert rank["since_then"].startswith("Since then: 166")
    assert (then["found"], now["found"]) == (152, 166)
    assert rank["verdict"] == {
        "rating": "SUPPORTED",
        "rating_value": 5,
        "words": "supported",
        "by": "computed",
    }


def test_a_number_is_led_to_its_cell(catalogue: Catalogue):
    (number,) = records(catalogue, computed())[0]["vintages"][0]["data"]
    assert number["dataset"] == "Corruption Perceptions Index"
    assert (number["release"], number["release_date"]) == ("2014", "2014-12-03")
    assert (number["file"], number["sha256"]) == ("cpi_2014.xlsx", SHA256["2014"])
    assert (number["sheet"], number["row"], number["column"]) == ("CPI", 155, "Score")
    assert number["row_key"] == {"indicator": "ti_cpi.score", "iso3": "TJK", "year": 2014, "edition": "2014"}
    assert (number["value"], number["rank"], number["n_ranked"]) == (23, 152, 175)
    assert number["uncertainty"] == {
        "published": "standard_error",
        "standard_error": 4.5,
        "comparison_error": 4.75,
    }


def test_a_figure_of_single_precision_is_written_in_the_digits_that_it_has(catalogue: Catalogue):
    single = datum("2014", float(np.float32(-1.09)), 152, 175, comparison_error=4.10132537923765)
    finding = computed(other_editions=(single,))
    (other,) = records(catalogue, finding)[0]["other_editions"]
    assert other["value"] == -1.09
    assert other["uncertainty"]["comparison_error"] == 4.10132537923765


def test_a_computation_names_its_formula_its_inputs_and_its_outputs(catalogue: Catalogue):
    computation = records(catalogue, computed())[0]["vintages"][1]["computation"]
    assert computation["formula"] == "METHODS 5.2"
    assert computation["inputs"] == [
        {"indicator": "ti_cpi.score", "iso3": "TJK", "year": 2025, "edition": "2025"}
    ]
    assert computation["outputs"] == {"difference": 14}
    assert computation["code"] == {"program": "governance-risk", "version": "0.1.0"}


def test_a_claim_of_the_article_is_said_to_be_a_paraphrase_and_is_never_quoted(catalogue: Catalogue):
    selector = records(catalogue, computed())[0]["selector"]
    assert selector == {
        "source": catalogue.narrative.article.url,
        "where": catalogue.narrative.claim("C24").where,
        "paraphrase": True,
    }


def test_what_a_reader_typed_is_quoted_and_has_no_id_and_no_day(catalogue: Catalogue):
    rank, _ = records(catalogue, typed("Tajikistan ranks 152 of 175 in CPI"))
    assert rank["selector"]["exact"] == "Tajikistan ranks 152 of 175 in CPI"
    assert (rank["claim_id"], rank["claimant"], rank["date"]) == (None, "a reader", None)
    assert [vintage["when"] for vintage in rank["vintages"]] == ["now"]


def test_a_year_that_the_claim_does_not_name_is_not_put_in_its_mouth(catalogue: Catalogue):
    assert records(catalogue, computed(names_edition=False))[0]["parse"]["ref_year"] is None
    assert records(catalogue, computed(names_edition=True))[0]["parse"]["ref_year"] == [2014]


def test_an_editors_verdict_has_one_record_with_its_sources_and_its_planned_check(catalogue: Catalogue):
    (record,) = records(catalogue, edited(Verdict.PARTLY, Display.FACT_WITH_CAVEAT))
    assert (record["element"], record["parse"], record["vintages"]) == (None, None, [])
    assert (record["verdict"]["by"], record["reviewer"]) == ("editor", "an editor of the dashboard")
    assert record["editor"]["verdict"] == "partly"
    assert record["editor"]["caution"] == "only with its caveat"
    assert [page["id"] for page in record["editor"]["references"]] == ["S040"]
    assert record["editor"]["planned_check"]["how"] == catalogue.narrative.claim("C01").check.how


def test_an_opinion_has_no_rating(catalogue: Catalogue):
    (record,) = records(catalogue, opinion())
    assert (record["verdict"]["rating"], record["verdict"]["rating_value"]) == ("NOT_CHECKABLE", None)
    assert record["editor"] is None


def test_nothing_is_invented(catalogue: Catalogue):
    written = document(catalogue, computed(), edited(Verdict.SUPPORTED, Display.FACT), opinion())
    assert written["not_held"] == list(NOT_HELD)
    for record in written["records"]:
        assert (record["second_reviewer"], record["reviewed_at"], record["history"]) == (None, None, [])
        assert "exact" not in record["selector"]
    assert {record["reviewer"] for record in records(catalogue, computed())} == {None}
    assert not {"raw", "raw_string", "code_commit", "archived"} & set(str(written).split("'"))


# PROV


def test_a_record_is_derived_from_its_claim_and_its_files(catalogue: Catalogue):
    record = records(catalogue, computed())[0]
    derived = [entity["@id"] for entity in record["prov:wasDerivedFrom"]]
    assert derived == [f"{record['claim']}#claim", file_name(SHA256["2014"]), file_name(SHA256["2025"])]
    activity = record["prov:wasGeneratedBy"]
    assert activity["@type"] == "prov:Activity"
    assert [used["@id"] for used in activity["prov:used"]] == derived
    assert [agent["rdfs:label"] for agent in activity["prov:wasAssociatedWith"]] == ["governance-risk 0.1.0"]
    assert record["prov:generatedAtTime"] == {"@type": "xsd:date", "@value": "2026-11-22"}


def test_an_editors_verdict_is_derived_from_the_pages_that_were_read(catalogue: Catalogue):
    (record,) = records(catalogue, edited(Verdict.SUPPORTED, Display.FACT))
    page = catalogue.narrative.references["S040"]
    assert page.url in [entity["@id"] for entity in record["prov:wasDerivedFrom"]]
    agents = record["prov:wasGeneratedBy"]["prov:wasAssociatedWith"]
    assert ["prov:Person" in agent["@type"] for agent in agents] == [True, False]


def test_a_file_is_named_by_its_content_as_rfc_6920_has_it():
    hello_world = "7f83b1657ff1fc53b92dc18148a1d65dfc2d4b1fa3d677284addd200126d9069"
    assert file_name(hello_world) == "ni:///sha-256;f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk"


# The file


def test_the_same_findings_give_the_same_bytes_with_sorted_keys(catalogue: Catalogue):
    one = evidence_json([exported(computed())], catalogue=catalogue, by=BY)
    assert one == evidence_json([exported(computed())], catalogue=catalogue, by=BY)
    written = json.loads(one)
    assert json.dumps(written) == json.dumps(written, sort_keys=True)


def test_another_day_of_the_file_changes_its_days_alone(catalogue: Catalogue):
    later = replace(BY, made=dt.date(2026, 12, 24))
    today, other = (
        evidence_json([exported(computed())], catalogue=catalogue, by=by).decode() for by in (BY, later)
    )
    assert today != other
    assert other.replace('"@value": "2026-12-24"', '"@value": "2026-11-22"').replace(
        '"made": "2026-12-24"', '"made": "2026-11-22"'
    ) == today  # fmt: skip


class Scripts(HTMLParser):
    """The elements of a page, and what stands inside its scripts."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.scripts: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)

    def handle_data(self, data: str) -> None:
        if self.tags[-1:] == ["script"]:
            self.scripts.append(data)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_and_does_nothing(catalogue: Catalogue, text: str):
    finding = typed(text, claimant=text, explanation=(text,), limits=(text,))
    content = evidence_json([exported(finding)], catalogue=catalogue, by=BY)
    record = json.loads(content)["records"][0]
    assert record["text"] == record["claimant"] == record["selector"]["exact"] == text
    page = Scripts()
    page.feed(f'<script type="application/json">{content.decode()}</script><p>')
    assert page.tags == ["script", "p"]
    assert json.loads("".join(page.scripts)) == json.loads(content)


@given(st.text(st.characters(codec=None)))
def test_any_text_comes_back_and_no_line_or_order_is_turned(text: str):
    content = safe_json({text: [text]}).decode()
    assert json.loads(content) == {text: [text]}
    assert not set(content) & set(
        "<>\u2028\u2029\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u200e\u200f\ufeff"
    )
    assert len(content.splitlines()) == 5
