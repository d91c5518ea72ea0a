"""Data: each source with its licence, editions, files and citation; each indicator with its meaning."""

import pandas as pd
import streamlit as st

from dashboard import cache, state
from dashboard.comparison import MAP_POLICY
from dashboard.components.notices import refused_values
from dashboard.text import link, plain
from indicators.analysis.intervals import interval_text
from indicators.export.citation import bibtex, cite
from indicators.model import Direction, Indicator, LicenceClass, Source

PAGE = "data"
BULK = {
    LicenceClass.OPEN: "free to take, with attribution",
    LicenceClass.ATTRIBUTION: "free to take unchanged, with attribution",
    LicenceClass.NONCOMMERCIAL: "free to take for non-commercial use, with attribution",
    LicenceClass.QUOTE: "single figures and charts may be quoted; the whole comes from the publisher",
}
DIRECTIONS = {
    Direction.HIGHER_IS_BETTER: "higher is better governed",
    Direction.LOWER_IS_BETTER: "lower is better governed",
    Direction.NEITHER: "neither end is better",
}


def page() -> None:
    """Where every figure comes from."""
    chosen = state.choices(PAGE)
    st.title("Data")
    refused_values()
    opened = cache.snapshot()
    st.markdown(
        f"Every figure comes from a publisher's own file, through one build on "
        f"**{opened.created.isoformat()}** (snapshot `{opened.id}`)."
    )
    sources = cache.catalogue().sources
    source = sources[chosen.source or next(iter(sources))]
    st.segmented_control(
        "Source",
        list(sources),
        format_func=lambda id: sources[id].name,
        required=True,
        **state.bound(PAGE, "source", source.id),
    )
    _source(source)
    _indicators(source)
    _map()


def _source(source: Source) -> None:
    st.header(source.name)
    coverage = cache.coverage(source.id)
    st.markdown(
        "\n\n".join(
            [
                plain(source.description),
                f"**Publisher:** {link(source.publisher, source.homepage)}",
                f"**Licence:** {link(source.licence, source.licence_url)}. {plain(source.licence_note)} "
                f"In bulk: {BULK[source.licence_class]}.",
                f"**Years:** {coverage.first} to {coverage.last}. **Countries and territories:** "
                f"{coverage.countries}. **Values:** {coverage.rows:,}. "
                f"**Last build:** {cache.snapshot().created.isoformat()}.",
            ]
        )
    )
    newest = next((e for e in reversed(source.editions) if e.id in coverage.editions), None)
    left, right = st.columns(2)
    left.markdown("**Citation**")
    left.code(cite(source, newest, accessed=cache.snapshot().created), language=None, wrap_lines=True)
    right.markdown("**BibTeX**")
    right.code(bibtex(source, newest, accessed=cache.snapshot().created), language="bibtex", wrap_lines=True)
    st.subheader("Editions")
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "edition": edition.id,
                    "published": edition.published.isoformat()
                    if edition.precision == "day"
                    else f"{edition.published:%Y-%m}",
                    "held": "yes" if edition.id in coverage.editions else "not held",
                    "evidence": edition.evidence,
                }
                for edition in reversed(source.editions)
            ]
        ),
        hide_index=True,
        height=240,
        column_config={
            "edition": "Edition",
            "published": "Published",
            "held": "Here",
            "evidence": st.column_config.TextColumn("Where the date was read", width="large"),
        },
        alt=f"Editions of {source.name}",
    )
    st.subheader("Files it was built from")
    st.dataframe(
        pd.DataFrame(cache.snapshot().inputs[source.id])[["name", "path", "sha256"]],
        hide_index=True,
        column_config={
            "name": "Publisher's file",
            "path": st.column_config.LinkColumn("Publisher's address"),
            "sha256": "SHA-256",
        },
        alt=f"Input files of {source.name} with their hashes",
    )
    if source.exclusions:
        with st.expander(f"Left out on purpose, by the publisher's name: {len(source.exclusions)}"):
            st.markdown("\n".join(f"- {plain(e.label)}: {plain(e.reason)}" for e in source.exclusions))


def _indicators(source: Source) -> None:
    st.subheader("Indicators")
    for indicator in source.indicators:
        with st.expander(f"**{plain(indicator.name)}** ({plain(indicator.id)})"):
            st.markdown(_meaning(indicator))
            st.page_link(
                st.session_state["pages"]["compare"],
                label="Compare countries by it",
                query_params={"indicator": indicator.id},
                icon=":material/show_chart:",
            )


def _meaning(indicator: Indicator) -> str:
    lines = [
        plain(indicator.description),
        f"**Unit:** {plain(indicator.unit)}; {DIRECTIONS[indicator.direction]}.",
        f"**Interval:** {plain(interval_text(indicator))}.",
        f"**Year:** {plain(indicator.year_basis)}",
    ]
    changes = cache.catalogue().breaks_of(indicator.id)
    notes = [f"- {plain(caveat)}" for caveat in indicator.caveats]
    notes += [
        f"- From {change.year}, {'not comparable' if change.blocks else 'comparable, but'}: "
        f"{plain(change.what)} ({plain(change.evidence)})"
        for change in changes
    ]
    return "\n\n".join(lines) + "\n\n**Caveats**\n\n" + "\n".join(notes)


def _map() -> None:
    st.subheader("Maps and countries")
    st.markdown(
        f"{plain(MAP_POLICY)} Outlines and land borders: Natural Earth (public domain), by way of the npm "
        "package world-atlas. Codes, names and regions: Unicode CLDR."
    )
    with st.expander("What the outlines show where territory is disputed"):
        st.markdown("\n".join(f"- {plain(line)}" for line in cache.map_policy()))
