"""Draw a finding: its verdict, figures, elements and evidence."""

import html
from collections.abc import Iterable

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.follow import origin_link
from dashboard.common.tables import draw_table
from dashboard.common.text import link, number, plain
from dashboard.pages.claims.choices import Choices
from dashboard.pages.claims.files import FORMATS, claims_address
from indicators.claims.finding import Datum, Finding
from indicators.export.claim_review import why_left_out
from indicators.export.finding_words import (
    Panel,
    data_of,
    element_table,
    panels,
    value_of,
    why,
)

DOWNLOADS = {
    "jsonld": ("ClaimReview (JSON-LD)", "Schema.org's format for fact checks"),
    "evidence.json": ("Evidence (JSON)", "Every figure down to its file, SHA-256 and cell"),
    "brief.html": ("Brief to print (HTML)", "For A4, without script or network"),
}
_CELL = (
    'style="text-align: left; vertical-align: top; padding: 0.3rem 0.5rem 0.3rem 0; '
    'overflow-wrap: break-word; border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent)"'
)


def finding_card(finding: Finding, *, key: str) -> None:
    """Draw a computed finding in a frame; `key` is unique on the page."""
    with st.container(border=True, key=f"finding-{key}"):
        shown = panels(finding, cache.country_name)
        for column, panel in zip(st.columns(len(shown)), shown, strict=True):
            column.html(_panel(panel))
        verdict = f"**Verdict: {plain(finding.words)}.** " if finding.then else ""
        st.markdown(f"{verdict}Computed from the snapshot.")
        st.html(_elements(finding))
        if lines := why(finding):
            st.markdown("\n".join(f"- {plain(line)}" for line in lines))
        if finding.limits:
            st.caption(" ".join(plain(line) for line in finding.limits))
        if data_of(finding):
            with st.expander("Evidence: the publisher's file, SHA-256, sheet, row and column"):
                _evidence(finding)
        if finding.other_editions:
            with st.expander("The same figure in other editions"):
                _other_editions(finding.other_editions)


def finding_downloads(finding: Finding, chosen: Choices) -> None:
    """Draw the downloads of one finding, named by `chosen`; say why an unrated one has no review."""
    reason = why_left_out(finding)
    _downloads(chosen, left_out=() if reason is None else ("jsonld",))
    if reason:
        st.caption(f"There is no ClaimReview of {plain(reason)}.")


def all_downloads(chosen: Choices) -> None:
    """Draw the downloads of all findings, as of the day chosen."""
    _downloads(Choices(as_of=chosen.as_of), left_out=())


def _downloads(chosen: Choices, *, left_out: tuple[str, ...]) -> None:
    with st.container(horizontal=True):
        for format in FORMATS:
            if format not in left_out:
                label, words = DOWNLOADS[format]
                address = claims_address(format, chosen)
                st.link_button(label, address, icon=":material/download:", help=words)


def _panel(panel: Panel) -> str:
    """Write the figures of one day, with the rating if that day decides."""
    rating = f"<div><strong>{html.escape(panel.rating)}</strong></div>" if panel.rating else ""
    return (
        f'<div class="card"><div class="name">{html.escape(panel.when)}</div>'
        f'<div class="figure"><b>{html.escape(panel.figures)}</b></div>{rating}'
        f'<div class="fine">{html.escape(panel.below)}</div></div>'
    )


def _elements(finding: Finding) -> str:
    """Write the elements as a table that fits a phone, with a column for each day of judgement."""
    rows = [_row("td" if number else "th", cells) for number, cells in enumerate(element_table(finding))]
    return (
        '<div style="overflow-x: auto"><table style="width: 100%; border-collapse: collapse; '
        f'font-size: 0.9rem">{"".join(rows)}</table></div>'
    )


def _row(kind: str, cells: Iterable[str]) -> str:
    scope = ' scope="col"' if kind == "th" else ""
    return f"<tr>{''.join(f'<{kind}{scope} {_CELL}>{html.escape(cell)}</{kind}>' for cell in cells)}</tr>"


def _evidence(finding: Finding) -> None:
    """Draw every number that the check used, down to its cell, with a link to its origin."""
    for datum in data_of(finding):
        known, source = cache.catalogue().indicator(datum.indicator), cache.catalogue().source(datum.source)
        origin = datum.origin
        error = "" if datum.standard_error is None else f", standard error {number(datum.standard_error, 2)}"
        sheet = f"sheet **{plain(origin.sheet)}**, " if origin.sheet else ""
        place = f"; {plain(datum.place)}" if datum.place else ""
        st.markdown(
            f"**{plain(value_of(datum))}**{error}: {plain(known.name)}, "
            f"{plain(cache.country_name(datum.iso3))}, {datum.year}{place}. "
            f"Edition {plain(datum.edition)}, published {plain(datum.released_text)}.\n\n"
            f"File **{plain(origin.file)}**, {sheet}row **{origin.row}**, column **{plain(origin.column)}**; "
            f"SHA-256 `{plain(origin.sha256)}`. {plain(source.publisher)}: "
            f"{link(origin.address, origin.address)}. Licence: {link(source.licence, source.licence_url)}."
        )
        label = f"Origin of the figure of {plain(datum.edition)}"
        origin_link(datum.indicator, datum.iso3, datum.year, datum.edition, label)


def _other_editions(others: tuple[Datum, ...]) -> None:
    """Draw the same country and year in other editions of the indicator."""
    rows = pd.DataFrame(
        [
            {
                "Edition": datum.edition,
                "Value": datum.value,
                "Rank": datum.place,
                "Published": datum.released_text,
                "Data year": datum.year,
            }
            for datum in others
        ]
    )
    draw_table(
        rows,
        column_config={
            "Data year": st.column_config.NumberColumn(format="%d"),
            "Value": st.column_config.NumberColumn(format=f"%.{max(datum.decimals for datum in others)}f"),
        },
        alt=f"The figure in {len(others)} other editions, with its rank and the day of publication",
    )
