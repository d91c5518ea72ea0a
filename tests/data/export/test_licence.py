"""The gate: what each class of licence allows a reader to take as a whole."""

import re
from dataclasses import replace

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.export.licence import MOST_CHOSEN, bulk_permission, quotable
from indicators.model import LicenceClass, Source


@pytest.fixture
def source(catalogue: Catalogue) -> Source:
    return next(iter(catalogue.sources.values()))


@pytest.mark.parametrize(
    ("licence", "undeclared", "declared"),
    [
        (LicenceClass.OPEN, True, True),
        (LicenceClass.ATTRIBUTION, True, True),
        (LicenceClass.NONCOMMERCIAL, False, True),
        (LicenceClass.QUOTE, False, False),
    ],
)
def test_what_a_class_allows(source: Source, licence: LicenceClass, undeclared: bool, declared: bool) -> None:
    judged = replace(source, licence_class=licence, embedded=True)
    assert bulk_permission(judged, noncommercial=False).allowed is undeclared
    assert bulk_permission(judged, noncommercial=True).allowed is declared


@pytest.mark.parametrize("licence", LicenceClass)
@pytest.mark.parametrize("noncommercial", [True, False])
def test_a_source_that_is_not_embedded_is_refused_whatever_its_class(
    source: Source, licence: LicenceClass, noncommercial: bool
) -> None:
    judged = replace(source, licence_class=licence, embedded=False)
    assert not bulk_permission(judged, noncommercial=noncommercial).allowed


@pytest.mark.parametrize("licence", LicenceClass)
@pytest.mark.parametrize("noncommercial", [True, False])
@pytest.mark.parametrize("embedded", [True, False])
def test_the_reason_is_one_sentence_and_the_link_the_publishers(
    source: Source, licence: LicenceClass, noncommercial: bool, embedded: bool
) -> None:
    judged = replace(source, licence_class=licence, embedded=embedded)
    permission = bulk_permission(judged, noncommercial=noncommercial)
    assert re.fullmatch(r"[A-Z][^.]+\.", permission.reason)
    assert permission.link == source.homepage


def test_what_may_be_taken_names_its_condition(source: Source) -> None:
    def reason(licence: LicenceClass) -> str:
        return bulk_permission(replace(source, licence_class=licence), noncommercial=True).reason

    assert "attribution" in reason(LicenceClass.OPEN)
    assert "unchanged" in reason(LicenceClass.ATTRIBUTION)
    assert "non-commercial" in reason(LicenceClass.NONCOMMERCIAL)


def test_the_cpi_may_be_taken_unchanged_and_freedom_house_not(catalogue: Catalogue) -> None:
    assert bulk_permission(catalogue.source("ti_cpi"), noncommercial=False).allowed
    refused = bulk_permission(catalogue.source("fh_fiw"), noncommercial=True)
    assert not refused.allowed
    assert refused.link == "https://freedomhouse.org/report/freedom-world"


@pytest.mark.parametrize("licence", LicenceClass)
def test_whole_year_of_a_ranking_is_kept_to_the_chosen_countries(
    source: Source, licence: LicenceClass
) -> None:
    judged = replace(source, licence_class=licence)
    ranking = pd.DataFrame({"iso3": [f"A{n:02}" for n in range(60)], "value": range(60)})
    answer = quotable(ranking, judged, chosen=["A03", "A17"])
    if bulk_permission(judged, noncommercial=False).allowed:
        assert (len(answer.rows), answer.left_out) == (60, 0)
        return
    assert answer.rows["iso3"].tolist() == ["A03", "A17"]
    assert answer.left_out == 58
    assert answer.reason.endswith("The rows of the countries chosen are here; 58 others are not.")
    assert answer.link == source.homepage
    assert quotable(answer.rows, judged, chosen=["A03", "A17"]).reason == ""
    everything = quotable(ranking, judged, chosen=ranking["iso3"])
    assert len(everything.rows) == MOST_CHOSEN


def test_declared_use_opens_a_noncommercial_table(source: Source) -> None:
    ranking = pd.DataFrame({"iso3": ["TJK", "UZB"]})
    free = replace(source, licence_class=LicenceClass.NONCOMMERCIAL)
    assert len(quotable(ranking, free, chosen=[], noncommercial=True).rows) == 2
    assert quotable(ranking, free, chosen=[]).rows.empty
