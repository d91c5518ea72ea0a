"""Compare two figures of one indicator: difference, test, sentence, and the parts of the difference."""

import datetime as dt
from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard.common import cache
from dashboard.common.follow import origin_link
from dashboard.common.notices import problem
from dashboard.common.tables import draw_table
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
    """Draw the comparison of two figures; `choose` takes the pair that the reader picks."""
    st.header("Do two figures differ?")
    if pair is None:
        st.caption("Choose countries or years with at least two values.")
        return
    comparison: Change | Contrast | None = None
    try:
        comparison = cache.between(panel.indicator.id, *pair, as_of)
        st.markdown(plain(comparison.sentence))
    except NotComparable as error:
        st.warning(f"**Not comparable.** {plain(error.what)} {plain(error.todo)}", icon=":material/block:")
    except QuestionError as error:
        problem(error)
    # Folded, so that a choice on the page does not send these widgets and tables again.
    label = "Click on two points of the chart, or choose two figures here"
    folded = st.expander(label, key="pair-numbers", on_change="rerun")
    if not folded.open:
        return
    with folded:
        _choice(panel, pair, choose)
        if comparison is not None:
            _figures(comparison)
            _test(comparison)
        if isinstance(comparison, Change):
            _change(comparison)


def _choice(panel: cache.Panel, pair: Pair, choose: Callable[[Pair], object]) -> None:
    countries = [iso3 for iso3 in cache.country_options() if iso3 in panel.series]
    for number_, (column, (iso3, year)) in enumerate(zip(st.columns(2), pair, strict=True)):
        keys = _keys(number_)
        for key, value in zip(keys, (iso3, year), strict=True):
            if st.session_state.get(key) != value:
                st.session_state[key] = value
        with column:
            left, right = st.columns([2, 1])
            left.selectbox(
                ("First country", "Second country")[number_],
                countries,
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


def _change(change: Change) -> None:
    for flag in change.flags:
        st.markdown(f":material/flag: {plain(flag.label)}")
    if change.not_flagged:
        st.caption(
            f"Transparency International's list of {plain(', '.join(change.not_flagged))} does not include "
            "this change as significant."
        )
    if change.sources is not None:
        _sources(change.sources)
    if change.ranks is not None:
        _places(change.ranks)
    if change.ranks_note:
        st.caption(plain(change.ranks_note))
    if change.breaks:
        breaks = "  \n".join(f"{plain(one.name)}: {plain(one.what)}" for one in change.breaks)
        st.caption(f"**Method changes in between; the figures stay comparable**  \n{breaks}")


def _pair(comparison: Change | Contrast) -> tuple[Figure, Figure]:
    if isinstance(comparison, Change):
        return comparison.figure_from, comparison.figure_to
    return comparison.figure_a, comparison.figure_b


def _figures(comparison: Change | Contrast) -> None:
    figures = _pair(comparison)
    unit = cache.catalogue().indicator(comparison.indicator).unit
    rows = pd.DataFrame(
        {
            "Country": figure.country,
            "Data year": figure.year,
            "Edition": figure.edition,
            f"Value, {unit}": figure.value,
            "Standard error (published)": figure.standard_error,
            "Comparison error": figure.comparison_error,
            "Sources": figure.n_sources,
            "Rank (published)": figure.rank,
            "Countries ranked": figure.n_ranked,
        }
        for figure in figures
    ).dropna(axis="columns", how="all")
    draw_table(
        rows,
        column_config={"Data year": st.column_config.NumberColumn(format="%d")},
        alt="The two figures with their standard errors and ranks",
    )
    with st.container(horizontal=True):
        for figure in figures:
            label = f"Origin: {figure.country} {figure.year}"
            origin_link(comparison.indicator, figure.iso3, figure.year, figure.edition, label)


def _test(comparison: Change | Contrast) -> None:
    digits = max(2, cache.catalogue().indicator(comparison.indicator).decimals + 1)
    test = comparison.test
    if test.interval is None:
        st.markdown(f"**Not tested.** {plain(test.words)}.")
    else:
        low, high = (number(bound, digits) for bound in test.interval)
        of = "of a rise" if isinstance(comparison, Change) else "that the first is higher"
        by = "from the published posterior intervals"
        if test.standard_error is not None:
            by = (
                f"standard error {number(test.standard_error, digits)}, z = {number(test.z, 2)}, "
                f"p = {number(test.p, 3)}"
            )
        st.markdown(
            f"The difference of {number(test.value, digits)} is **{test.verdict}**. Two-sided test at "
            f"{test.level:.0%}: {by}, interval {low} to {high}. "
            f"Probability {of}: {number(test.probability, 2)}."
        )
    if test.overlap is not None:
        words = "overlap" if test.overlap else "do not overlap"
        st.caption(f"The publisher's rule of thumb, not this test: the published intervals {words}.")


def _sources(split: SourceSetSplit) -> None:
    lines = [
        f"**Why did the score change by {number(split.headline, 0)} points?** {number(split.matched, 2)} "
        f"from the {len(split.both)} sources of both years, {number(split.composition, 2)} from sources "
        f"added or dropped, {number(split.rounding, 2)} from rounding.",
        f"- In both years: {plain(', '.join(split.both))}",
        *([f"- Dropped: {plain(', '.join(split.left))}"] if split.left else []),
        *([f"- Added: {plain(', '.join(split.joined))}"] if split.joined else []),
    ]
    st.markdown(lines[0] + "\n\n" + "\n".join(lines[1:]))


def _places(split: RankSplit) -> None:
    names = {"Added": split.came, "Dropped": split.went}
    lines = [
        f"**Why did the rank go from {split.rank_from} of {split.n_from} to {split.rank_to} of "
        f"{split.n_to}?** That is {number(split.change, 0)} ranks; minus means worse. "
        f"{number(split.score_effect, 0)} come from the score, among the {split.n_common} countries of both "
        f"years ({split.common_rank_from} to {split.common_rank_to}), and {number(split.coverage_effect, 0)} "
        "from countries added or dropped.",
        *(
            f"- {word}: {plain(', '.join(map(cache.country_name, countries)))}"
            for word, countries in names.items()
            if countries
        ),
    ]
    st.markdown(lines[0] + "\n\n" + "\n".join(lines[1:]))
