"""Compare several recipients: side by side, against governance, and by years of rise while worse."""

import pandas as pd

from dashboard.common import cache
from dashboard.common.frames import tuples
from dashboard.common.text import number
from dashboard.pages.assistance.choices import Choices
from dashboard.pages.assistance.parts import (
    Against,
    Coincided,
    SideBySide,
    coincided,
    first_to_last,
    subtitle,
    unit,
    years_of,
)
from dashboard.pages.assistance.side_by_side_chart import tenfold
from indicators.assistance import groups as analysis
from indicators.assistance.ask import (
    AIDS,
    DESCRIPTION,
    FISCAL,
    MILLION,
    PORTAL,
    SWITCH,
    TRAINING,
    Assistance,
    notes_of,
    span,
)
from indicators.export.passport import file_stem
from indicators.model import Direction, Indicator
from indicators.rank.ranks import ordinal
from indicators.snapshot.questions import year_spans

CHANCE = (
    "At a level of 90 %, about 1 test in 20 calls a country worse that did not change. A slow decline can "
    "stay within the margin of error over 5 years."
)


def _amounts(choices: Choices, known: Assistance) -> pd.DataFrame:
    """Return the chosen kind of assistance of all recipients in the unit of a chart, with `per_head`."""
    amounts = known.amounts(choices.aid, choices.dollars).merge(known.editions(choices.aid))
    amounts = analysis.per_head(amounts, known.population)
    if choices.aid == TRAINING:
        return amounts.assign(per_head=amounts["per_head"] * MILLION)
    return amounts.assign(value=amounts["value"] / MILLION)


def _source(aid: str) -> str:
    return "us_fmtr" if aid == TRAINING else "us_greenbook"


def side_by_side(choices: Choices, known: Assistance) -> SideBySide:
    """Compare one kind of assistance between the chosen countries."""
    names = {iso3: cache.country_name(iso3) for iso3 in choices.countries}
    every = _amounts(choices, known)
    sources = [_source(choices.aid), "wb_wdi"]
    if choices.aid == "military" and choices.dollars == "current" and len(known.portal):
        later = known.portal_years[known.portal_years["fiscal_year"] >= SWITCH.boundary]
        portal = analysis.per_head(later, known.population)
        every = pd.concat([every, portal.assign(value=portal["value"] / MILLION)], ignore_index=True)
        sources.append(PORTAL.partition(".")[0])
    years, notices = years_of(choices, known, span([every]))
    rows = every[every["iso3"].isin(list(names)) & every["fiscal_year"].between(*years)]
    rows = rows.assign(aid=choices.aid).sort_values(["iso3", "fiscal_year"], ignore_index=True)
    without = [name for iso3, name in names.items() if iso3 not in set(rows["iso3"])]
    least = 10 ** tenfold(rows["value"])[0]
    below = rows[rows["value"] < least]
    units = (unit(choices.aid, choices.dollars, "total"), unit(choices.aid, choices.dollars, "head"))
    return SideBySide(
        title=f"US security assistance side by side: {AIDS[choices.aid]}",
        subtitle=subtitle(", ".join(names.values()), years, f"Above: {units[0]}; below: {units[1]}", known),
        stem=file_stem(f"us_{choices.aid}", tuple(names), f"{years[0]}-{years[1]}"),
        rows=rows,
        sources=tuple(sources),
        n=f"N = {rows['iso3'].nunique()} countries, {len(rows)} fiscal years",
        notes=(
            FISCAL,
            "Each grid line is ten times the one below it. A missing mark means no record, not zero.",
            *([f"Not drawn, because too small or negative: {_named(below, names)}."] if len(below) else []),
            *([f"No record: {', '.join(without)}."] if without else []),
            *([f"Fiscal year {SWITCH.boundary}: {SWITCH.what}"] if years[1] >= SWITCH.boundary else []),
            *(notes_of(known.years(list(names), years), names) if choices.aid == "military" else ()),
            DESCRIPTION,
        ),
        words=(),
        spoken=tuple(
            f"{names[row.iso3]}: {number(row.mean, 2)} {units[0]} on average of {row.years} fiscal years."
            for row in tuples(analysis.over_years(rows[rows["fiscal_year"] < SWITCH.boundary]))
        ),
        years=years,
        span=span([every]) or years,
        notices=(*notices, *known.absent),
        names=names,
        units=units,
    )


def _named_rows(rows: pd.DataFrame, choices: Choices, panel: cache.Panel) -> pd.DataFrame:
    """Add the columns that name assistance and measure."""
    editions = first_to_last(panel.rows["edition"])
    return rows.assign(aid=choices.aid, measure=panel.indicator.id, measure_edition=editions)


def _named(rows: pd.DataFrame, names: dict[str, str]) -> str:
    return ", ".join(f"{names[row.iso3]} {row.fiscal_year} ({number(row.value, 4)})" for row in tuples(rows))


def against(choices: Choices, known: Assistance) -> Against:
    """Compare one kind of assistance with a measure; raise `QuestionError` if we do not have the measure."""
    panel = cache.panel(choices.measure, known.as_of)
    measure = panel.indicator
    every = analysis.beside(_amounts(choices, known), panel.rows)
    chosen, notices = years_of(choices, known, span([every]))
    years = analysis.comparable_years(chosen, cache.catalogue().breaks_of(measure.id))
    if years != chosen:
        notices = (
            *notices,
            f"{measure.short_name} is comparable from {years[0]} on. Earlier years are left out.",
        )
    pairs = every[every["fiscal_year"].between(*years)]
    points = analysis.means(pairs)
    column = "per_head" if choices.per == "head" else "value"
    trace = pairs[pairs["iso3"] == choices.recipient]
    rows = pd.concat([points.assign(kind="mean of years"), trace.assign(kind="one year", years=1)])
    name = cache.country_name(choices.recipient)
    hidden = int((points[column] < 10 ** tenfold(points[column])[0]).sum())
    of = unit(choices.aid, choices.dollars, choices.per)
    return Against(
        title=f"{AIDS[choices.aid]} against {measure.short_name}",
        subtitle=subtitle(
            f"Every recipient's mean; {name} year by year", years, f"Horizontal axis: {of} (log scale)", known
        ),
        stem=file_stem(
            f"us_{choices.aid}_against_{measure.id}", (choices.recipient,), f"{years[0]}-{years[1]}"
        ),
        rows=_named_rows(rows, choices, panel),
        sources=(_source(choices.aid), "wb_wdi", measure.source),
        n=f"N = {len(points)} recipients, {len(pairs)} fiscal years; {name} {len(trace)}",
        notes=(
            FISCAL,
            "A country's mean covers the fiscal years with both assistance and the measure. Each fiscal year "
            "is paired with the calendar year of the same number.",
            *([f"Not drawn, because too small or negative: {hidden} recipients."] if hidden else []),
            DESCRIPTION,
        ),
        words=_place_words(points, column, choices.recipient, name, measure, of),
        years=years,
        span=span([every]) or years,
        notices=(*notices, *known.absent, *([panel.outdated] if panel.outdated else [])),
        measure=measure,
        names={
            iso3: cache.country_name(iso3) for iso3 in dict.fromkeys((choices.recipient, *choices.countries))
        },
        points=points.assign(shown=points[column]),
        trace=trace.assign(shown=trace[column]),
        unit=of,
    )


def _place_words(
    points: pd.DataFrame, column: str, iso3: str, name: str, measure: Indicator, unit_: str
) -> tuple[str, ...]:
    """Word the recipient's means, and count the others that had more or were governed worse."""
    recipient = points[points["iso3"] == iso3]
    if recipient.empty:
        return (f"{name}: no fiscal year has both assistance and the measure.",)
    row, others = recipient.iloc[0], points[points["iso3"] != iso3]
    sign = -1 if measure.direction is Direction.LOWER_IS_BETTER else 1
    more = int((others[column] > row[column]).sum())
    worse = int((sign * others["score"] < sign * row["score"]).sum())
    return (
        f"{name} received {number(row[column], 2)} {unit_} on average over {row['years']} fiscal years, with "
        f"a mean {measure.short_name} of {number(row['score'], max(1, measure.decimals))}. {more} of "
        f"{len(others)} other recipients received more, and {worse} had a worse mean.",
    )


def coinciding(choices: Choices, known: Assistance) -> Coincided:
    """Find the years in which assistance rose while a measure was worse; raise as `against` does."""
    panel = cache.panel(choices.measure, known.as_of)
    measure = panel.indicator
    every = coincided(known.as_of, measure.id, choices.aid, choices.dollars)
    years, notices = years_of(choices, known, span([every]))
    tested = span([every[every["rose_while_worse"].notna()]])
    if choices.years is None and tested:
        years = tested
    table = every[every["fiscal_year"].between(*years)]
    counts = analysis.by_recipient(table)
    name = cache.country_name(choices.recipient)
    of = unit(choices.aid, choices.dollars, "total")
    return Coincided(
        title=f"Years in which assistance rose while {measure.short_name} was worse than five years before",
        subtitle=subtitle(f"{AIDS[choices.aid]}; every recipient", years, f"Assistance in {of}", known),
        stem=file_stem(f"us_{choices.aid}_while_{measure.id}", (), f"{years[0]}-{years[1]}"),
        rows=_named_rows(table.merge(known.editions(choices.aid)), choices, panel),
        sources=(_source(choices.aid), measure.source),
        n=f"N = {int((counts['testable'] > 0).sum())} recipients with a testable year, "
        f"{int(counts['testable'].sum())} testable fiscal years",
        notes=(
            FISCAL,
            "Rose: more than in the fiscal year before, in the same source. Worse: the year of the same "
            "number is worse than 5 years before beyond the margin of error, two-sided at 90 %. The CPI's "
            "errors are without their finite-population factor.",
            CHANCE,
            DESCRIPTION,
        ),
        words=_coincided_words(table, counts, choices.recipient, name, measure),
        years=years,
        span=span([every]) or years,
        notices=(*notices, *known.absent, *([panel.outdated] if panel.outdated else [])),
        measure=measure,
        names={
            iso3: cache.country_name(iso3) for iso3 in dict.fromkeys((choices.recipient, *choices.countries))
        },
        counts=counts,
    )


def _coincided_words(
    table: pd.DataFrame, counts: pd.DataFrame, iso3: str, name: str, measure: Indicator
) -> tuple[str, ...]:
    """Word the recipient's count and rank, and how often assistance rose over all recipients."""
    recipient = counts[counts["iso3"] == iso3]
    if recipient.empty:
        return (f"{name} has no record of assistance in these years.",)
    row = recipient.iloc[0]
    if not row["testable"]:
        reasons = table[table["iso3"] == iso3]["untestable"].dropna().value_counts()
        why = "; ".join(f"{reason} ({n})" for reason, n in reasons.head(3).items())
        return (f"{name} has no testable year in {int(reasons.sum())} fiscal years: {why}.", *_pooled(counts))
    tested = table[(table["iso3"] == iso3) & table["rose_while_worse"].notna()]["fiscal_year"]
    which = f" ({', '.join(map(str, row['years']))})" if row["years"] else ""
    tied = int(row["n_tied"]) - 1
    placed = int((counts["testable"] > 0).sum())
    answer = (
        f"assistance rose in {row['rose_while_worse']} of {row['worse']} fiscal years with worse "
        f"{measure.short_name} than 5 years before{which}, and in {row['rose_otherwise']} of "
        f"{row['otherwise']} other testable years"
        if row["worse"]
        else f"{measure.short_name} was never worse than 5 years before by more than the margin of error. "
        f"Assistance rose in {row['rose_otherwise']} of {row['otherwise']} testable years"
    )
    return (
        f"{name}: {answer}. Testable: {year_spans(tested)}.",
        f"By the number of such years {name} is {ordinal(int(row['place']))} of {placed} recipients"
        + (f", with {tied} others." if tied > 1 else ", with one other." if tied else "."),
        *_pooled(counts),
    )


def _pooled(counts: pd.DataFrame) -> tuple[str, ...]:
    worse, otherwise = analysis.shares(counts)
    if worse.share is None or otherwise.share is None:
        return ()
    return (
        f"Over all recipients, assistance rose in {worse.rose:,} of {worse.years:,} fiscal years with worse "
        f"governance ({worse.share:.0%}), and in {otherwise.rose:,} of {otherwise.years:,} other testable "
        f"years ({otherwise.share:.0%}).",
    )
