"""Draw one source: terms, citation, editions, files, tables, and the meaning of each indicator."""

import datetime as dt
from collections.abc import Collection

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.navigation import page_link
from dashboard.common.tables import draw_table
from dashboard.common.text import link, plain
from indicators.clock import today
from indicators.compare.intervals import interval_text
from indicators.export.citation import bibtex, cite
from indicators.export.licence import bulk_terms
from indicators.model import Direction, Edition, Indicator, SideTable, Source

DIRECTIONS = {
    Direction.HIGHER_IS_BETTER: "higher is better",
    Direction.LOWER_IS_BETTER: "lower is better",
    Direction.NEITHER: "neither end is better",
}


def source_card(source: Source, as_of: dt.date) -> None:
    """Draw everything about a source, with its editions as known on a day."""
    coverage = cache.coverage(source.id)
    facts = [
        plain(source.description),
        f"**Publisher:** {link(source.publisher, source.homepage)}",
        f"**Licence:** {link(source.licence, source.licence_url)}. {plain(source.licence_note)}",
        f"**Bulk download:** {plain(bulk_terms(source))}",
        f"**Processing:** {plain(source.processing)}",
    ]
    if coverage.values:
        facts.append(
            f"**Data years:** {plain(coverage.years)}. **Countries and territories:** {coverage.countries}. "
            f"**Values, all editions:** {coverage.values:,}."
        )
    facts += [
        _table_text(table, coverage.tables[table.name])
        for table in source.tables
        if table.name in coverage.tables
    ]
    if as_of < today():
        facts.append("*Terms, counts and files describe the snapshot of today.*")
    st.markdown("\n\n".join(facts))
    _citation(source, {e.id for e in source.editions if e.id in coverage.editions and e.published <= as_of})
    _editions(source, coverage.editions, as_of)
    _files(source)
    if source.exclusions:
        with st.expander(f"Left out on purpose, by the publisher's names: {len(source.exclusions)}"):
            st.markdown("\n".join(f"- {plain(e.label)}: {plain(e.reason)}" for e in source.exclusions))
    if source.indicators:
        _indicators(source)


def _table_text(table: SideTable, rows: int) -> str:
    return f"**Table {plain(table.name)}**, {rows:,} rows: {plain(table.description)}"


def _citation(source: Source, available: Collection[str]) -> None:
    newest = next((edition for edition in reversed(source.editions) if edition.id in available), None)
    accessed = cache.snapshot().created
    left, right = st.columns(2)
    left.markdown("**Citation**")
    left.code(cite(source, newest, accessed=accessed), language=None, wrap_lines=True)
    right.markdown("**BibTeX**")
    right.code(bibtex(source, newest, accessed=accessed), language="bibtex", wrap_lines=True)


def _editions(source: Source, available: frozenset[str], as_of: dt.date) -> None:
    st.markdown("**Editions**")
    draw_table(
        pd.DataFrame(
            [
                {
                    "edition": edition.id,
                    "published": edition.when,
                    "available": _availability(edition, available, as_of),
                    "evidence": edition.evidence,
                }
                for edition in reversed(source.editions)
            ]
        ),
        height=min(240, 38 + 35 * len(source.editions)),
        column_config={
            "edition": "Edition",
            "published": "Published",
            "available": "In the snapshot",
            "evidence": st.column_config.TextColumn("Evidence of the date", width="large"),
        },
        alt=f"Editions of {source.name}",
    )


def _availability(edition: Edition, available: frozenset[str], as_of: dt.date) -> str:
    if edition.published > as_of:
        return "not yet published"
    if edition.id not in available:
        return "not held"
    return "partial" if edition.in_part else "whole"


def _files(source: Source) -> None:
    st.markdown("**Input files**")
    files = pd.DataFrame(cache.snapshot().inputs[source.id])
    columns = [name for name in ("name", "path", "fetched", "sha256") if name in files]
    draw_table(
        files[columns],
        column_config={
            "name": "Publisher's file",
            "path": st.column_config.LinkColumn("Publisher's address"),
            "fetched": "Fetched",
            "sha256": "SHA-256",
        },
        alt=f"Input files of {source.name} with their hashes",
    )


def _indicators(source: Source) -> None:
    st.markdown("**Indicators**")
    ids = cache.snapshot().indicators
    for indicator in (indicator for indicator in source.indicators if indicator.id in ids):
        with st.expander(f"**{plain(indicator.name)}** ({plain(indicator.id)})"):
            st.markdown(_meaning(indicator))
            page_link(
                "compare",
                label="Compare countries by it",
                query_params={"indicator": indicator.id},
                icon=":material/show_chart:",
            )


def _meaning(indicator: Indicator) -> str:
    lines = [
        plain(f"{indicator.description} {indicator.processing}"),
        f"**Unit:** {plain(indicator.unit)}; {DIRECTIONS[indicator.direction]}.",
        f"**Interval:** {plain(interval_text(indicator))}.",
        f"**Year:** {plain(indicator.year_basis)}",
    ]
    if indicator.is_context:
        lines.append("**Context:** this does not measure governance and is never part of a score.")
    changes = cache.catalogue().breaks_of(indicator.id)
    notes = [f"- {plain(caveat)}" for caveat in indicator.caveats]
    notes += [
        f"- From {change.year}, {'not comparable' if change.blocks else 'comparable, but'}: "
        f"{plain(change.what)} ({plain(change.evidence)})"
        for change in changes
    ]
    return "\n\n".join(lines) + "\n\n**Caveats**\n\n" + "\n".join(notes)
