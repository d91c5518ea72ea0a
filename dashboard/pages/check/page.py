"""Draw the field for a text, the text with its claims marked, and the list of claims with verdicts."""

import datetime as dt
import html
import json
from urllib.parse import quote

import streamlit as st

from dashboard.common import cache, state
from dashboard.common.address import FIRST_DAY
from dashboard.common.as_of import as_of_choice
from dashboard.common.navigation import base_address, page_link
from dashboard.common.notices import notice, problem, refused_values
from dashboard.common.text import plain
from dashboard.pages.check.choices import MAX_IN_ADDRESS, Choices
from indicators.claims.prose.indexes import STATUS
from indicators.claims.prose.marks import SIGNS, segments
from indicators.claims.prose.report import (
    MAX_LENGTH,
    Checked,
    Report,
    check_prose,
    index_labels,
    rating_words,
    record,
    summary,
)
from indicators.clock import today
from indicators.errors import QuestionError
from indicators.export.marked_text import colour, marked_html

EXAMPLES = {
    "A sentence of 2015": (
        "Tajikistan ranks 152nd of 174 in the Corruption Perceptions Index, behind Kyrgyzstan.",
        dt.date(2015, 7, 20),
    ),
    "A paragraph of 2024": (
        "Kazakhstan fell eight places to 142nd in RSF's index. Its neighbour Kyrgyzstan is 120th "
        "with 49.11 points, the best result in Central Asia. Observers expect worse.",
        dt.date(2024, 5, 10),
    ),
}
# The text of the visit, if it is too long for the address. It is never written or logged.
_LONG = "check-long"
_FIELD, _DAY = "check-field", "check-day"


def show() -> None:
    """Draw the field, and below it the checked text."""
    chosen = state.choices(Choices)
    st.title("Check a text")
    st.markdown("Does a text quote the indices correctly? Paste a sentence, a paragraph or an article.")
    refused_values()
    as_of = as_of_choice(Choices, chosen)
    text = chosen.text or st.session_state.get(_LONG, "")
    _form(text, chosen.written_on)
    if not text:
        page_link("claims", label="The claims of one article, checked", icon=":material/arrow_forward:")
        return
    try:
        report = check_prose(
            text, cache.snapshot(), as_of=as_of, claimed_on=_day_of(chosen, as_of), assumed=chosen.assumed
        )
    except QuestionError as error:
        problem(error)
        return
    _index_choice(report, chosen)
    _result(report)


def _index_choice(report: Report, chosen: Choices) -> None:
    """Ask for the index where a claim names none."""
    is_missing = any("INDEX_NOT_NAMED" in one.verdict.reasons for one in report.claims)
    if is_missing or chosen.assumed:
        st.selectbox(
            "Which index is meant where the text names none?",
            ["", *index_labels(cache.snapshot())],
            format_func=lambda label: label or "Not chosen",
            **state.bound(Choices, "assumed", chosen.assumed),
        )


def _day_of(chosen: Choices, as_of: dt.date) -> dt.date | None:
    """Return the day of the text; None if it is after the as-of day of the page."""
    written = chosen.written_on
    return None if written is None or written > as_of else written


def _form(text: str, written_on: dt.date | None) -> None:
    for key, value in ((_FIELD, text), (_DAY, written_on)):
        if key not in st.session_state or st.session_state.get(f"{key}-shown") != value:
            st.session_state[key] = st.session_state[f"{key}-shown"] = value
    with st.form("check-form", border=False):
        st.text_area("Text", height=180, max_chars=MAX_LENGTH, key=_FIELD)
        st.date_input(
            "Written on",
            min_value=FIRST_DAY,
            max_value=today(),
            format="YYYY-MM-DD",
            key=_DAY,
            help="What was known on this day decides the verdict. Without it, today's figures decide.",
        )
        st.form_submit_button("Check", on_click=_checked)
    st.caption(
        f"At most {MAX_LENGTH:,} characters. The text stays in memory for your visit and is never stored. "
        f"Up to {MAX_IN_ADDRESS:,} characters are kept in the address, so that you can share the link."
    )
    with st.container(horizontal=True):
        for name, (example, day) in EXAMPLES.items():
            st.button(name, on_click=_choose, args=(example, day), key=f"check-example-{name[:10]}")


def _checked() -> None:
    _choose(st.session_state[_FIELD], st.session_state[_DAY])


def _choose(text: str, day: dt.date | None) -> None:
    """Keep a short text in the address, a longer one in the session."""
    bare = text.strip()
    is_short = len(bare) <= MAX_IN_ADDRESS
    st.session_state[_LONG] = "" if is_short else bare
    state.choose(Choices, text=bare if is_short else "", written_on=day)


def _result(report: Report) -> None:
    st.header(summary(report))
    if report.claimed_on is None and report.claims:
        notice("The text has no day, so today's figures decide. Add the day on which it was written.")
    left, right = st.columns([1, 1], gap="large")
    with left:
        st.html(_marked(report))
    with right:
        if report.claims:
            st.html("".join(_card(number, one) for number, one in enumerate(report.claims, start=1)))
    if report.unchecked:
        st.markdown("**Not checked**")
        st.markdown(
            "\n".join(
                f"- {plain(report.text[one.start : min(one.end, one.start + 200)])}: {plain(one.why)}"
                for one in report.unchecked
            )
        )
    _downloads(report)


def _marked(report: Report) -> str:
    """Write the text with its claims marked; every part of it is escaped."""
    parts = []
    for segment in segments(report):
        text = html.escape(segment.text)
        if segment.rating is not None:
            signs = "".join(
                f"<sup>{SIGNS[report.claims[number - 1].judged.rating]}{number}</sup>"
                for number in segment.ends
            )
            parts.append(f'<mark class="{colour(segment.rating)}">{text}{signs}</mark>')
        elif segment.why:
            parts.append(f'<u title="{html.escape(segment.why)}">{text}</u>')
        else:
            parts.append(text)
    label = "The text, with its claims marked"
    return f'<div class="marked" tabindex="0" role="region" aria-label="{label}">{"".join(parts)}</div>'


def _card(number: int, one: Checked) -> str:
    """Write one claim: as read, its verdict and the reason."""
    judged = one.judged
    when = "On its day" if one.verdict.then is not None else "Today"
    since = ""
    if one.verdict.then is not None and one.verdict.now.rating is not one.verdict.then.rating:
        since = f'<div class="fine">Now: {html.escape(rating_words(one.verdict.now.rating))}</div>'
    return (
        f'<div class="checked {colour(judged.rating)}"><div class="name">{SIGNS[judged.rating]} {number}. '
        f"{when}: {html.escape(rating_words(judged.rating))}</div><div>{html.escape(one.read)}</div>"
        f"{_unread(one)}"
        f'<div class="fine">{html.escape(one.explanation)}</div>{since}{_chart_link(one)}</div>'
    )


def _unread(one: Checked) -> str:
    """Name the words of the clause that were not used."""
    if not one.reading.unread:
        return ""
    words = html.escape(", ".join(one.reading.unread))
    return f'<div class="fine">Not read in this clause: <s>{words}</s></div>'


def _chart_link(one: Checked) -> str:
    """Link to the chart of the claim's indicator and countries."""
    last = one.judged.last
    countries = ",".join(one.reading.countries[:12])
    if last is None or last.indicator == STATUS or not countries:
        return ""
    address = f"{base_address()}/compare?indicator={quote(last.indicator)}&countries={quote(countries)}"
    return f'<div class="fine"><a href="{html.escape(address)}" target="_self">Chart</a></div>'


def _downloads(report: Report) -> None:
    content = json.dumps(record(report), indent=2, ensure_ascii=False, allow_nan=False)
    with st.container(horizontal=True):
        st.download_button(
            "Evidence (JSON)",
            content,
            "checked.json",
            "application/json",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            "Marked text to print (HTML)",
            marked_html(report),
            "checked.html",
            "text/html",
            icon=":material/download:",
            on_click="ignore",
        )
