"""Two figures of one indicator compared: difference, test, sentence, and what the difference is made of."""

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.follow import origin_link
from dashboard.common.notices import problem
from dashboard.common.text import number, plain
from indicators.compare.change import Change, Contrast
from indicators.compare.figures import Figure
from indicators.compare.splits import RankSplit, SourceSetSplit
from indicators.errors import NotComparable, QuestionError

Named = tuple[str, int]
Pair = tuple[Named, Named]


def pair_card(
    panel: cache.Panel, pair: Pair | None, as_of: dt.date, choose: Callable[[Pair], object]
) -> None:
    """The two figures to choose, and what is to be said of them; `choose` takes what the reader picked."""
    st.subheader("Two figures compared")
    if pair is None:
        st.caption("Choose countries or years with at least two values.")
        return
    found: Change | Contrast | None = None
    try:
        found = cache.between(panel.indicator.id, *pair, as_of)
        st.markdown(plain(found.sentence))
    except NotComparable as error:
        st.warning(f"**Not comparable.** {plain(error.what)} {plain(error.todo)}", icon=":material/block:")
    except QuestionError as error:
        problem(error)
    # Folded, because widgets and tables would be sent with every choice on the page.
    label = "Click on two points of the chart, or choose two figures here; the numbers behind them"
    folded = st.expander(label, key="pair-numbers", on_change="rerun")
    if not folded.open:
        return
    with folded:
        _choice(panel, pair, choose)
        if isinstance(found, Change):
            _change(found)
        elif found is not None:
            _contrast(found)


def _choice(panel: cache.Panel, pair: Pair, choose: Callable[[Pair], object]) -> None:
    held = [iso3 for iso3 in cache.country_options() if iso3 in panel.series]
    for number_, (column, (iso3, year)) in enumerate(zip(st.columns(2), pair, strict=True)):
        keys = _keys(number_)
        for key, value in zip(keys, (iso3, year), strict=True):
            if st.session_state.get(key) != value:
                st.session_state[key] = value
        with column:
            left, right = st.columns([2, 1])
            left.selectbox(
                ("First country", "Second country")[number_],
                held,
                format_func=cache.country_name,
                filter_mode="contains",
                key=keys[0],
                on_change=_picked,
                args=(choose,),
            )
            right.selectbox(
                ("First year", "Second year")[number_],
                list(reversed(panel.series[iso3]["year"])),
                key=keys[1],
                on_change=_picked,
                args=(choose,),
            )


def _keys(number_: int) -> tuple[str, str]:
    return f"pair-country-{number_}", f"pair-year-{number_}"


def _picked(choose: Callable[[Pair], object]) -> None:
    first, second = (tuple(st.session_state[key] for key in _keys(number_)) for number_ in (0, 1))
    if None not in (*first, *second):
        choose((first, second))


def _change(found: Change) -> None:
    _figures(found.indicator, (found.figure_from, found.figure_to))
    _test(found)
    for flag in found.flags:
        st.markdown(f":material/flag: {plain(flag.label)}")
    if found.not_flagged:
        st.caption(
            f"Transparency International's list of {plain(', '.join(found.not_flagged))} does not call it "
            "significant."
        )
    if found.sources is not None:
        _sources(found.sources)
    if found.ranks is not None:
        _places(found.ranks)
    if found.ranks_note:
        st.caption(plain(found.ranks_note))
    if found.breaks:
        told = "  \n".join(f"{plain(change.name)}: {plain(change.what)}" for change in found.breaks)
        st.caption(f"**Between the two, leaving them comparable**  \n{told}")


def _contrast(found: Contrast) -> None:
    _figures(found.indicator, (found.figure_a, found.figure_b))
    _test(found)


def _figures(indicator: str, figures: tuple[Figure, Figure]) -> None:
    rows = pd.DataFrame(
        {
            "Country": figure.country,
            "Year": figure.year,
            "Edition": figure.edition,
            "Value": figure.value,
            "Standard error (published)": figure.standard_error,
            "Comparison error": figure.comparison_error,
            "Sources": figure.n_sources,
            "Rank (published)": figure.rank,
            "of N": figure.n_ranked,
        }
        for figure in figures
    ).dropna(axis="columns", how="all")
    st.dataframe(
        rows,
        hide_index=True,
        width="stretch",
        column_config={"Year": st.column_config.NumberColumn(format="%d")},
        alt="The two figures with their standard errors and places",
    )
    with st.container(horizontal=True):
        for figure in figures:
            label = f"Origin: {figure.country} {figure.year}"
            origin_link(indicator, figure.iso3, figure.year, figure.edition, label)


def _test(found: Change | Contrast) -> None:
    digits = max(2, cache.catalogue().indicator(found.indicator).decimals + 1)
    test = found.test
    if test.interval is None:
        st.markdown(f"**Test:** none. {plain(test.words)}.")
    else:
        low, high = (number(bound, digits) for bound in test.interval)
        of = "of a rise" if isinstance(found, Change) else "that the first is higher"
        by = "by the published posterior intervals"
        if test.standard_error is not None:
            by = (
                f"standard error {number(test.standard_error, digits)}, z = {number(test.z, 2)}, "
                f"p = {number(test.p, 3)}"
            )
        st.markdown(
            f"**Test** (two-sided, {test.level:.0%}): difference {number(test.value, digits)}, {by}, "
            f"interval {low} to {high}; probability {of} {number(test.probability, 2)}: "
            f"**{test.verdict}**."
        )
    if test.overlap is not None:
        words = "overlap" if test.overlap else "do not overlap"
        st.caption(f"Producer's rule of thumb, which is not this test: the published intervals {words}.")


def _sources(split: SourceSetSplit) -> None:
    lines = [
        f"**Sources:** {number(split.headline, 0)} = {number(split.matched, 2)} on the {len(split.both)} "
        f"sources of both years, {number(split.composition, 2)} by sources that came or went, "
        f"{number(split.rounding, 2)} by rounding.",
        f"- In both: {plain(', '.join(split.both))}",
        *([f"- Went: {plain(', '.join(split.left))}"] if split.left else []),
        *([f"- Came: {plain(', '.join(split.joined))}"] if split.joined else []),
    ]
    st.markdown(lines[0] + "\n\n" + "\n".join(lines[1:]))


def _places(split: RankSplit) -> None:
    names = {"Came": split.came, "Went": split.went}
    lines = [
        f"**Places:** {split.rank_from} of {split.n_from} to {split.rank_to} of {split.n_to}: "
        f"{number(split.change, 0)} places = {number(split.score_effect, 0)} by the score, among the "
        f"{split.n_common} countries of both years ({split.common_rank_from} to {split.common_rank_to}), "
        f"and {number(split.coverage_effect, 0)} by who was ranked. Minus is places lost.",
        *(
            f"- {word}: {plain(', '.join(map(cache.country_name, who)))}"
            for word, who in names.items()
            if who
        ),
    ]
    st.markdown(lines[0] + "\n\n" + "\n".join(lines[1:]))
