"""The names under which a reader finds an indicator on Compare."""

import pytest

from dashboard.common import cache
from dashboard.common.indicator_words import indicator_label


@pytest.mark.parametrize(
    ("typed", "indicator"),
    [
        ("press freedom", "rsf_wpfi.score_2022"),
        ("freedom house", "fh_nit.corruption"),
        ("world bank", "wb_wgi.rule_of_law"),
        ("bribery", "wb_wdi.bribery_incidence"),
    ],
)
def test_search_finds_indicator_by_common_name(typed, indicator):
    matches = [id for id in cache.indicator_options() if typed in indicator_label(id).casefold()]
    assert indicator in matches
    assert "ti_cpi.score" not in matches


def test_labels_are_distinct():
    labels = [indicator_label(id) for id in cache.indicator_options()]
    assert len(labels) == len(set(labels))
