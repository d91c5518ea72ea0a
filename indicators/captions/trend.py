"""Describe a chart in a few short sentences, computed from its rows: its caption and its text.

They name what is shown and in which unit, the range, first and last values with the test of their difference
(`compare.significance`), gaps, changes of method, events, and who has no value. Changes beyond the margin of
error come first, by size.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

import pandas as pd

from indicators.captions.wording import NAMED, Words, absent, brief, fitting, span_of
from indicators.compare.figures import estimates
from indicators.compare.significance import Estimate, Significance, Verdict, significance
from indicators.compare.words import verb
from indicators.model import Break, Indicator, Uncertainty
from indicators.story import Event
from indicators.text import counted, listed

# What a trend's sentence reads of its rows.
COLUMNS = ("iso3", "year", "value", "standard_error", "n_sources", "lower", "upper")


@dataclass(frozen=True, slots=True)
class _Change:
    """A country's first and last value, and the test of their difference.

    The test is None where there is one value, and in hindsight.
    """

    first: Estimate
    last: Estimate
    test: Significance | None


def trend_sentence(
    rows: pd.DataFrame,
    indicator: Indicator,
    *,
    names: Mapping[str, str],
    years: tuple[int, int],
    breaks: Sequence[Break] = (),
    events: Sequence[Event] = (),
    lag: int = 0,
    base: int | None = None,
    tested: bool = True,
) -> str:
    """Describe a trend: span, range, changes with their test, gaps, breaks, marks, who has no value.

    `rows` are observations of one indicator in the columns of `snapshot.schema`, one for each country and
    year; the text covers the countries of `names` within `years`, the first one in full. The largest
    change beyond the margin of error is always among them. `breaks` and `events` are those of the picture.
    With a `lag` years are those of editions, as on its axis. Changes count from the first value in `base` or
    later, else from the first value shown. Figures of hindsight are not `tested`: no verdict about a day
    rests on them. A missing value is named as missing. Methods: METHODS 1.2 to 1.4, 3.2.
    """
    words = Words(indicator, names, lag)
    shown = _values(rows, indicator, names, years)
    within = sorted((b for b in breaks if years[0] < b.boundary <= years[1]), key=lambda b: b.boundary)
    blocking = [change for change in within if change.blocks]
    noted = [change.boundary for change in within if not change.blocks]
    overview = _overview(shown, words, years, blocking)
    changes = {
        iso3: _change(_from(own, base), indicator, blocking, tested=tested) for iso3, own in shown.items()
    }
    around = [
        _gaps(shown, words),
        *(f"Not comparable across {words.year(b.boundary)}: {brief(b.what)}." for b in blocking),
        f"Method changed in {words.years(noted)}; values stay comparable." if noted else "",
        _marked(events),
    ]
    return fitting(
        lambda detailed: [
            overview,
            *_changes(changes, words, base=base, detailed=detailed),
            *around,
            absent(names, shown, most=1 + detailed) if shown else "",
        ]
    )


def change_sentence(
    rows: pd.DataFrame,
    indicator: Indicator,
    *,
    iso3: str,
    name: str,
    years: tuple[int, int],
    breaks: Sequence[Break] = (),
    lag: int = 0,
    base: int | None = None,
    tested: bool = True,
) -> str:
    """State one country's first and last value within `years`, with the test of their difference.

    With a `base` the change counts from the first value in that year or later, and a second sentence names
    the other first years that give another verdict.
    """
    words = Words(indicator, {iso3: name}, lag)
    own = _values(rows, indicator, words.names, years).get(iso3)
    if own is None:
        return f"{name} has no value for {words.span(*years)}."
    blocking = [change for change in breaks if years[0] < change.boundary <= years[1] and change.blocks]
    change = _change(_from(own, base), indicator, blocking, tested=tested)
    others = _other_bases(own, change, indicator, blocking, words) if base is not None else ""
    return f"{_in_full(change, words)} {others}".strip()


def timeline_sentence(events: Sequence[Event], *, years: tuple[int, int], labels: Mapping[str, str]) -> str:
    """Describe events in words: number, span, number of the article's, number in each category.

    `years` are those drawn; `labels` names the categories in the order of their lanes.
    """
    if not events:
        return f"No confirmed event, {span_of(*years)}."
    first = max(years[0], min(event.when.start.year for event in events))
    last = min(years[1], max(event.when.end.year for event in events))
    counts = Counter[str](event.category for event in events)
    lanes = [f"{label} {counts[name]}" for name, label in labels.items() if counts[name]]
    article = sum(event.in_article for event in events)
    return (
        f"{counted(len(events), 'event')}, {span_of(first, last)}, {article} of them the article's. "
        f"By category: {', '.join(lanes)}."
    )


def coverage_sentence(table: pd.DataFrame, *, names: Mapping[str, str], first: int) -> str:
    """Describe the holdings in words: number of sources, fullest, sparsest, with gaps, without any value.

    `table` counts the countries of `names` with a value by source (index) and year (columns), missing where
    none has; years from `first` on are told.
    """
    cells = table[[year for year in table.columns if int(year) >= first]]
    held = {
        str(source): [int(year) for year in cells.columns[own]] for source, own in cells.notna().iterrows()
    }
    order = sorted((source for source in held if held[source]), key=lambda source: -len(held[source]))
    who = listed(list(names.values()), most=NAMED)
    head = f"What is held of {counted(len(held), 'source')} for {who}"
    if not order:
        return f"{head}: no value from {first} on."
    spans = {
        source: f"{source} {counted(len(years), 'year')}, {span_of(years[0], years[-1])}"
        for source, years in held.items()
        if years
    }
    every = [year for years in held.values() for year in years]
    parts = [f"{head}, {span_of(min(every), max(every))}."]
    if len(names) > 1:
        full = int((cells == len(names)).to_numpy().sum())
        parts.append(
            f"{full} of {counted(len(every), 'pair')} of source and year with a value have all "
            f"{len(names)} countries."
        )
    most, fewest = order[:NAMED], order[NAMED:][-NAMED:]
    parts.append(f"Most years: {'; '.join(spans[source] for source in most)}.")
    if fewest:
        parts.append(f"Fewest: {'; '.join(spans[source] for source in reversed(fewest))}.")
    broken = [source for source in held if held[source] and _missing(set(held[source]), 1)]
    if broken:
        parts.append(f"With years left out: {listed(broken, most=NAMED)}.")
    parts.append(absent({source: source for source in held}, order, most=NAMED))
    return " ".join(filter(None, parts))


# The parts of a trend


def _values(
    rows: pd.DataFrame, indicator: Indicator, names: Mapping[str, str], years: tuple[int, int]
) -> dict[str, list[Estimate]]:
    """Return the values by country in the order of `names` and by year; omit a country without any."""
    chosen = rows["iso3"].isin(list(names)) & rows["year"].between(*years) & rows["value"].notna()
    own = rows.loc[chosen, list(COLUMNS)].sort_values("year")
    found: dict[str, list[Estimate]] = {iso3: [] for iso3 in names}
    for iso3, estimate in estimates(own, indicator, names):
        found[iso3].append(estimate)
    return {iso3: values for iso3, values in found.items() if values}


def _overview(
    shown: Mapping[str, list[Estimate]], words: Words, years: tuple[int, int], blocking: Sequence[Break]
) -> str:
    """Describe the lines, the years that have values, and the range, apart for each method."""
    what = f"{words.indicator.name} {words.unit}"
    every = [value for own in shown.values() for value in own]
    if not every:
        return f"{what}, {words.span(*years)}: no value of {listed(list(words.names.values()), most=NAMED)}."
    span = words.span(min(value.year for value in every), max(value.year for value in every))
    who = counted(len(shown), "country", "countries") if len(shown) > 1 else every[0].country
    if len(every) == 1:
        return f"{what}, {span}: one value, {who} {words.value(every[0].value)}."
    cuts = [change.boundary for change in blocking]
    parts = [
        list(part)
        for _, part in groupby(sorted(every, key=lambda v: v.year), lambda v: sum(c <= v.year for c in cuts))
    ]
    if len(parts) == 1:
        return f"{what}, {span}: {who}, {_range(every, words)}."
    ranges = [f"{words.span(part[0].year, part[-1].year)} {_range(part, words)}" for part in parts]
    return f"{what}, {span}: {who}; {'; '.join(ranges)}."


def _range(values: Sequence[Estimate], words: Words) -> str:
    low, high = min(value.value for value in values), max(value.value for value in values)
    if low == high:
        return f"{words.value(low)} throughout" if len(values) > 1 else f"at {words.value(low)}"
    return f"between {_end(values, low, words)} and {_end(values, high, words)}"


def _end(values: Sequence[Estimate], at: float, words: Words) -> str:
    """Describe one end of the range, with the country and the year if there is more than one."""
    there = [value for value in values if value.value == at]
    first = min(value.year for value in there)
    holders = {value.country for value in there if value.year == first}
    who = ""
    if len({value.country for value in values}) > 1:
        holders_named = [name for name in words.names.values() if name in holders]
        who = " and ".join(holders_named) if len(holders) <= 2 else f"{len(holders)} countries"
    when = words.year(first) if len({value.year for value in values}) > 1 else ""
    is_repeated = any(value.year > first for value in there)
    inside = " in ".join(filter(None, [f"first {who}".strip() if is_repeated else who, when]))
    return f"{words.value(at)} ({inside})" if inside else words.value(at)


def _from(own: Sequence[Estimate], base: int | None) -> Sequence[Estimate]:
    """Return the values in `base` or later; all of them if fewer than two are left."""
    since = [value for value in own if base is not None and value.year >= base]
    return since if len(since) > 1 else own


def _other_bases(
    own: Sequence[Estimate],
    change: _Change,
    indicator: Indicator,
    blocking: Sequence[Break],
    words: Words,
) -> str:
    """Name the other first years from which a tested change has another verdict; empty if there are none."""
    if change.test is None or not change.test.is_tested:
        return ""
    others: dict[str, list[int]] = {}
    for value in own[:-1]:
        test = significance(indicator, own[-1], value, breaks=blocking)
        if test.is_tested and test.verdict is not change.test.verdict:
            others.setdefault(test.verdict.value, []).append(value.year)
    return " ".join(
        f"Counted from {words.years(years)} instead, the change is {verdict}."
        for verdict, years in others.items()
    )


def _change(
    own: Sequence[Estimate], indicator: Indicator, blocking: Sequence[Break], *, tested: bool
) -> _Change:
    first, last = own[0], own[-1]
    if first.year == last.year or not tested:
        return _Change(first, last, None)
    return _Change(first, last, significance(indicator, last, first, breaks=blocking))


def _changes(changes: Mapping[str, _Change], words: Words, *, base: int | None, detailed: int) -> list[str]:
    """Describe the first country's change in full, `detailed` others in brief, and count the rest.

    Others beyond the margin of error come first, by size, and before the first country unless its own change
    is beyond the margin and as large; one of them at least is named.
    """
    years = [year for change in changes.values() for year in (change.first.year, change.last.year)]
    if not changes or (len(changes) == 1 and len(set(years)) == 1):
        return []
    span = min(years), max(years)
    if span[0] == span[1]:
        told = [f"{change.last.country} {words.value(change.last.value)}" for change in changes.values()]
        return [f"{listed(told, most=1 + detailed)}."]
    focus = changes.get(next(iter(words.names)))
    own = [_in_full(focus, words)] if focus else []
    others = sorted((change for change in changes.values() if change is not focus), key=_size, reverse=True)
    most = max(detailed, 1 if others and _size(others[0]) else 0)
    if not others[:most]:
        return own
    told = [_in_brief(change, words, span) for change in others]
    ends = "First to last value" if base is None else words.span(*span)
    in_brief = f"{ends}{_test_of_all(others, focus)}: {listed(told, most=most)}."
    is_ahead = focus is not None and _size(others[0]) > _size(focus)
    return [in_brief, *own] if is_ahead else [*own, in_brief]


def _size(change: _Change) -> float:
    """Return the size of a change beyond the margin of error, 0 for any other; the largest comes first."""
    return abs(change.test.value) if change.test is not None and change.test.is_beyond else 0.0


def _in_full(change: _Change, words: Words) -> str:
    first, last, test = change.first, change.last, change.test
    name, began = first.country, f"{words.value(first.value)} in {words.year_in_full(first.year)}"
    if first.year == last.year:
        return f"{name} has one value, {began}."
    ended = f"{words.value(last.value)} in {words.year_in_full(last.year)}"
    if test is None:
        return f"{name} was at {began} and at {ended}; hindsight is not tested."
    if test.verdict is Verdict.NOT_COMPARABLE:
        return f"{name}: {began}, {ended}; the two are not comparable."
    if first.value == last.value:
        return f"{name} was at {began} and at {ended} (no change)."
    moved = words.change(test.value)
    return f"{name} {verb(test, words.indicator.direction)} from {began} to {ended} ({moved}; {test.words})."


def _in_brief(change: _Change, words: Words, span: tuple[int, int]) -> str:
    first, last, test = change.first, change.last, change.test
    began = "" if first.year == span[0] else f" ({words.year(first.year)})"
    ended = "" if last.year == span[1] else f" ({words.year(last.year)})"
    text = f"{first.country} {words.value(first.value)}"
    if first.year == last.year:
        return f"{text} ({words.year(first.year)})"
    text += f"{began} to {words.value(last.value)}{ended}"
    if test is None:
        return text
    if first.value == last.value and test.verdict is not Verdict.NOT_COMPARABLE:
        return f"{text} (no change)"
    if test.is_beyond:
        return f"{text} ({verb(test, words.indicator.direction)}, beyond)"
    if test.is_tested:
        return f"{text} (within)"
    is_said = words.indicator.uncertainty is Uncertainty.NONE and test.verdict is Verdict.NOT_TESTED
    return text if is_said else f"{text} ({test.verdict})"


def _test_of_all(others: Sequence[_Change], focus: _Change | None) -> str:
    """Introduce the brief verdicts; if there is none, give the reason unless the first country gave it."""
    tests = [change.test for change in others if change.test is not None]
    if any(test.is_tested for test in tests):
        return ", within or beyond the margin of error"
    said = focus is not None and focus.test is not None and focus.first.value != focus.last.value
    reasons = {test.words for test in tests if test.verdict is Verdict.NOT_TESTED}
    return "" if said or len(reasons) != 1 else f" ({reasons.pop()})"


def _gaps(shown: Mapping[str, list[Estimate]], words: Words) -> str:
    """List the years without a value between others: for all countries, for the first, and for more."""
    step = words.indicator.every_years
    of = {iso3: _missing({value.year for value in own}, step) for iso3, own in shown.items()}
    common = _missing({value.year for own in shown.values() for value in own}, step)
    focus = next(iter(words.names))
    own = of.get(focus, set()) - common
    others = [iso3 for iso3, years in of.items() if iso3 != focus and years - common]
    parts = []
    if common:
        parts.append(f"No value{' of any country' if len(shown) > 1 else ''} in {words.years(common)}.")
    if own:
        parts.append(f"{words.names[focus]} has no value in {words.years(own)}.")
    if others:
        more = "more " if own else ""
        parts.append(f"Gaps in {counted(len(others), f'{more}country', f'{more}countries')}.")
    return " ".join(parts)


def _missing(years: Collection[int], step: int) -> set[int]:
    """Return the missing years between others for a producer that publishes every `step` years."""
    return {year for before, after in pairwise(sorted(years)) for year in range(before + step, after, step)}


def _marked(events: Sequence[Event]) -> str:
    if not events:
        return ""
    article = sum(event.in_article for event in events)
    context = len(events) - article
    kinds = [(article, "of the article"), (context, "of its context")]
    told = [f"{counted(count, 'event')} {kind}" for count, kind in kinds if count]
    return f"Marked: {listed(told)}."
