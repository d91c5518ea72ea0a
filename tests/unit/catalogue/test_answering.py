"""The indicator that answers on a day: itself, or the method that was in use."""

import datetime as dt

import pytest

from indicators.catalogue.answering import answering_indicator
from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError


@pytest.mark.parametrize(
    ("indicator", "as_of", "answers"),
    [
        ("rsf_wpfi.score_2022", "2015-07-20", "rsf_wpfi.score_2013_2021"),
        ("rsf_wpfi.score_2022", "2013-01-29", "rsf_wpfi.score_2002_2012"),
        ("rsf_wpfi.score_2022", "2013-01-30", "rsf_wpfi.score_2013_2021"),  # the day of its first edition
        ("rsf_wpfi.score_2022", "2022-05-02", "rsf_wpfi.score_2013_2021"),
        ("rsf_wpfi.score_2022", "2022-05-03", "rsf_wpfi.score_2022"),
        ("wb_wgi.control_of_corruption_2025", "2015-07-20", "wb_wgi.control_of_corruption"),
        ("wb_wgi.control_of_corruption_2026", "2026-01-01", "wb_wgi.control_of_corruption_2025"),
        ("wb_wdi.gdp_per_capita_ppp", "2015-07-20", "wb_wdi.gdp_per_capita_ppp_2011"),
        ("undp_hdr.gni_per_capita", "2015-07-20", "undp_hdr.gni_per_capita_2011"),
    ],
)
def test_method_of_the_day_answers(catalogue: Catalogue, indicator: str, as_of: str, answers: str) -> None:
    assert answering_indicator(catalogue, indicator, dt.date.fromisoformat(as_of)) == answers


@pytest.mark.parametrize(
    ("indicator", "as_of"),
    [
        ("rsf_wpfi.score_2013_2021", "2026-11-22"),  # a predecessor asked for by name answers for itself
        ("rsf_wpfi.score_2022", "2001-01-01"),  # nobody measured it
        ("ti_cpi.score", "2015-07-20"),
        ("wb_wgi.control_of_corruption_score_2025", "2015-07-20"),  # no other method is that old
    ],
)
def test_indicator_answers_for_itself(catalogue: Catalogue, indicator: str, as_of: str) -> None:
    assert answering_indicator(catalogue, indicator, dt.date.fromisoformat(as_of)) == indicator


def test_unknown_indicator_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(QuestionError, match=r"'rsf_wpfi\.score' is not known"):
        answering_indicator(catalogue, "rsf_wpfi.score", dt.date(2015, 7, 20))
