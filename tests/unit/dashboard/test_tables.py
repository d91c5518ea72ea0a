"""The printed twin of a table: its words, its formats, and every text as text."""

import pandas as pd

from dashboard.common.tables import PRINTED_ROWS, printed


def test_a_printed_table_has_labels_formats_and_no_markup_from_data():
    rows = pd.DataFrame({"country": ["<b>A</b>"], "value": [1.234], "year": [2014], "origin": ["https://a"]})
    text = printed(
        rows,
        {
            "country": "Country & code",
            "value": {"label": "Value", "type_config": {"type": "number", "format": "%.1f"}},
            "origin": {"label": "Origin", "type_config": {"type": "link"}},
        },
    )
    assert "<td>1.2</td>" in text
    assert "&lt;b&gt;A&lt;/b&gt;" in text
    assert "<b>" not in text
    assert "Country &amp; code" in text
    assert "Origin" not in text
    assert "<thead>" in text


def test_a_long_table_says_what_is_not_printed():
    rows = pd.DataFrame({"year": range(PRINTED_ROWS + 7)})
    assert "7 more rows" in printed(rows, {})
    assert printed(rows.assign(year=None), {}).count("<tr") == PRINTED_ROWS + 1
