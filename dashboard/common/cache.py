"""Answer questions that several pages ask of the snapshot, each once: indicators, ranks, changes, coverage.

All readers share the answers; do not change them (`caching`).
"""

import contextlib
import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.common.caching import per_snapshot
from dashboard.common.palette import LOOKS
from dashboard.common.snapshot import catalogue as catalogue
from dashboard.common.snapshot import snapshot as snapshot
from indicators.catalogue.answering import answering_indicator
from indicators.claims.check import check
from indicators.claims.finding import Finding
from indicators.compare.change import Change, Contrast, OverYears, over_years
from indicators.compare.change import between as compare_two
from indicators.compare.intervals import with_interval
from indicators.errors import QuestionError
from indicators.model import INDICATOR_TOPICS, Direction, Indicator, Source
from indicators.rank.ask import Kind, Standing, league_sets, standing
from indicators.rank.ranks import league
from indicators.snapshot.hindsight import HINDSIGHT, Hindsight
from indicators.snapshot.hindsight import hindsight as later_figures
from indicators.story import Claim, Opinion

# Indicators in memory at once, each for one as-of day: a wide frame is about a megabyte.
PANELS = 48
RANKINGS = 96
# Findings in memory at once: the article's claims and opinions on a few days.
FINDINGS = 512

SET_WORDS = {
    Kind.MARGINAL_SET: "90 % confidence set of the rank, marginal",
    Kind.SIMULTANEOUS_SET: "90 % confidence set of the rank, simultaneous for the list",
    Kind.GRANULARITY_BAND: "ranks within one reporting step, no published error",
}


# The columns that a caption needs, with their types.
CAPTION_COLUMNS: dict[Any, Any] = {
    "iso3": object,
    "year": "int64",
    "value": "float64",
    "standard_error": "float64",
    "n_sources": "float64",
    "lower": "float64",
    "upper": "float64",
}


@dataclass(frozen=True)
class Panel:
    """One indicator as known on a day, pivoted once for drawing; read-only.

    `rows` are observations with `interval_lower` and `interval_upper`. `caption_rows` are their columns for
    captions, in plain types, from which pandas selects faster. `series` holds each country's columns as
    lists, in the order of its years. `outdated` says which edition of the day is missing, and which other
    indicator answers. With `hindsight` all rows are of a later edition, which that label names; `answered_on`
    is the day on which these figures were known.
    """

    indicator: Indicator
    source: Source
    as_of: dt.date
    answered_on: dt.date
    hindsight: str
    not_known: tuple[str, str, str] | None
    outdated: str | None
    is_excerpt: bool
    rows: pd.DataFrame
    caption_rows: pd.DataFrame = field(repr=False)
    years: tuple[int, ...]
    series: dict[str, dict[str, list[Any]]] = field(repr=False)

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last year with data."""
        return self.years[0], self.years[-1]

    @property
    def known_words(self) -> str:
        """`As known on 2015-07-20`, or the label of hindsight."""
        return f"Hindsight: {self.hindsight}" if self.hindsight else f"As known on {self.as_of.isoformat()}"


def panel(indicator: str, as_of: dt.date, *, hindsight: bool = False) -> Panel:
    """Return an indicator as known on a day, or its predecessor where its method is newer than the day.

    Raises `QuestionError` where nothing was known or no edition of the day is held. With `hindsight` the
    figures of a later edition, marked, answer in that case: to be shown, never to be judged by.
    """
    answer = answered_panel(indicator, as_of)
    if answer.not_known is not None and not hindsight:
        raise QuestionError(*answer.not_known)
    return answer


@per_snapshot(maxsize=PANELS)
def answered_panel(indicator: str, as_of: dt.date) -> Panel:
    """Return an indicator as known on a day, else in hindsight; raise `QuestionError` without either."""
    opened = snapshot()
    id = answering(indicator, as_of)
    answered, later, not_known = opened.catalogue.indicator(id), None, None
    try:
        known = opened.known(id, as_of)
        rows, outdated, is_excerpt = known.rows, known.outdated, known.is_excerpt
    except QuestionError as error:
        later = later_figures(opened, id, as_of)
        if later is None:
            raise
        not_known = (error.where, error.what, error.todo)
        rows, outdated, is_excerpt = later.rows, _in_hindsight(error, later), False
    if id != indicator:
        asked = opened.catalogue.indicator(indicator)
        outdated = " ".join(
            [f"{asked.name} did not exist on {as_of}; {answered.name} answers.", outdated or ""]
        ).strip()
    rows = with_interval(rows, answered)
    rows = rows if HINDSIGHT in rows else rows.assign(**{HINDSIGHT: False})
    return Panel(
        indicator=answered,
        source=opened.catalogue.source_of(id),
        as_of=as_of,
        answered_on=later.published if later else as_of,
        hindsight=later.sentence if later else "",
        not_known=not_known,
        outdated=outdated,
        is_excerpt=is_excerpt,
        rows=rows,
        caption_rows=rows[list(CAPTION_COLUMNS)].astype(CAPTION_COLUMNS),
        years=tuple(int(year) for year in sorted(rows["year"].unique())),
        series=_series(rows),
    )


def _in_hindsight(error: QuestionError, later: Hindsight) -> str:
    return f"{error.where}: {error.what}. In hindsight: {later.sentence}."


@per_snapshot(maxsize=1024)
def answering(indicator: str, as_of: dt.date) -> str:
    """Return the indicator that measured by a day what `indicator` measures (`answering_indicator`)."""
    return answering_indicator(catalogue(), indicator, as_of)


@per_snapshot(maxsize=256)
def base_year(indicator: str) -> int:
    """Return the year that "did it change since the article?" counts from, on every page.

    It is the newest data year of the edition of the article's day, or the year before if none is held.
    """
    day = catalogue().narrative.article.date
    with contextlib.suppress(QuestionError):
        known = panel(indicator, day)
        if known.indicator.id == indicator and known.years:
            return known.years[-1]
    return day.year - 1


def outdated_lines(indicators: Iterable[str], as_of: dt.date, *, hindsight: bool) -> list[str]:
    """List once each what of a day is not held or was measured by another indicator."""
    lines = []
    for id in indicators:
        try:
            lines.append(panel(id, as_of, hindsight=hindsight).outdated)
        except QuestionError as error:
            lines.append(f"{error.where}: {error.what}.")
    return list(dict.fromkeys(line for line in lines if line))


def _series(rows: pd.DataFrame) -> dict[str, dict[str, list[Any]]]:
    """Return each country's columns as plain lists, None where missing: lists serialise fastest."""
    columns = ["year", "edition", "value", "interval_lower", "interval_upper", "rank", "n_ranked"]
    plain = {name: rows[name].astype(object).where(rows[name].notna(), None).to_list() for name in columns}
    series: dict[str, dict[str, list[Any]]] = {}
    for number, iso3 in enumerate(rows["iso3"]):
        lists = series.setdefault(iso3, {name: [] for name in columns})
        for name in columns:
            lists[name].append(plain[name][number])
    return series


@per_snapshot(maxsize=RANKINGS)
def ranking(indicator: str, year: int, as_of: dt.date, *, hindsight: bool = False) -> pd.DataFrame:
    """Return one year's rows, best first, with computed ranks (`rank.ranks.league`); empty without data."""
    known = panel(indicator, as_of, hindsight=hindsight)
    rows = known.rows[known.rows["year"] == year]
    if known.indicator.direction is Direction.NEITHER:
        return rows.sort_values(["value", "iso3"], ascending=[False, True], ignore_index=True)
    return league(rows, known.indicator, is_excerpt=known.is_excerpt)


@per_snapshot(maxsize=FINDINGS)
def finding(id: str, as_of: dt.date) -> Finding:
    """Check a claim or an opinion of the article, as of a day; raises `QuestionError`."""
    narrative = catalogue().narrative
    entries: tuple[Claim | Opinion, ...] = (*narrative.claims, *narrative.opinions)
    return check(next(entry for entry in entries if entry.id == id), snapshot(), as_of=as_of)


def tested(claim: Claim, as_of: dt.date) -> Finding | None:
    """Return the finding for a claim, as of a day; None if no indicator can test it."""
    return finding(claim.id, as_of) if claim.test else None


@per_snapshot(maxsize=RANKINGS)
def rank_sets(indicator: str, year: int, as_of: dt.date, focus: str, *, is_alone: bool) -> pd.DataFrame:
    """Add rank bounds to `ranking`: `set_lower`, `set_upper`, `set_words`, `distinguishable`.

    The sets are simultaneous for the list. If `focus` is the only country chosen, it gets its marginal set
    (METHODS 1.5). `distinguishable` says if a country differs from `focus` by more than the errors.
    """
    opened = snapshot()
    table = ranking(indicator, year, as_of)
    if opened.catalogue.indicator(indicator).direction is Direction.NEITHER:
        return table
    sets = league_sets(opened, indicator, year, as_of=as_of, focus=focus)
    sets = sets.rename(columns={"distinguishable_from_focus": "distinguishable"})
    sets["set_words"] = sets["kind"].map(SET_WORDS)
    if is_alone and focus in set(table["iso3"]):
        own = standing_of(indicator, focus, as_of, year)
        if own.kind is Kind.MARGINAL_SET:
            sets.loc[sets["iso3"] == focus, ["set_lower", "set_upper", "set_words"]] = (
                own.lower,
                own.upper,
                SET_WORDS[own.kind],
            )
    columns = ["iso3", "set_lower", "set_upper", "set_words", "distinguishable"]
    return table.merge(sets[columns], on="iso3", how="left")


@per_snapshot(maxsize=1024)
def standing_of(indicator: str, iso3: str, as_of: dt.date, year: int | None = None) -> Standing:
    """Return where a country stands in a year, else in its newest (`rank.ask`); raises as it does."""
    return standing(snapshot(), indicator, iso3, year, as_of=as_of)


@per_snapshot(maxsize=1024)
def changes_of(indicator: str, iso3: str, as_of: dt.date) -> tuple[OverYears, ...]:
    """Return a country's change over five and over ten years to its newest (`compare.change.over_years`)."""
    return over_years(snapshot(), indicator, iso3, as_of=as_of)


@per_snapshot(maxsize=256)
def between(indicator: str, a: tuple[str, int], b: tuple[str, int], as_of: dt.date) -> Change | Contrast:
    """Compare two figures of an indicator (`compare.change.between`); raises as it does."""
    return compare_two(snapshot(), indicator, a, b, as_of=as_of)


def with_category(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """Add the publisher's category of country and year, such as `fh_fiw_status`, if there is one."""
    name = f"{source}_status"
    if name not in snapshot().tables:
        return rows
    key = ["iso3", "year", "edition"]
    categories = _table(name)[[*key, "status"]].rename(columns={"status": name})
    return rows.merge(categories, on=key, how="left")


@per_snapshot(maxsize=8)
def _table(name: str) -> pd.DataFrame:
    return snapshot().table(name)


@dataclass(frozen=True)
class Coverage:
    """Sizes of a source in the snapshot; `years` and `countries` have an observation in some edition.

    A source with tables alone has no `values`. `editions` are the ones in the snapshot; `tables` counts rows.
    """

    years: str
    countries: int
    values: int
    editions: frozenset[str]
    tables: dict[str, int]


@per_snapshot(maxsize=64)
def coverage(source: str) -> Coverage:
    """Return the years, countries, values, editions and tables that the snapshot holds of a source."""
    opened = snapshot()
    counts = opened.held[source]
    rows = {resource["name"]: resource["rows"] for resource in opened.package["resources"]}
    tables = [table.name for table in opened.catalogue.source(source).tables]
    return Coverage(
        years=counts["years"],
        countries=counts["countries"],
        values=counts["values"],
        editions=frozenset(counts["editions"]),
        tables={name: rows[name] for name in tables if name in rows},
    )


def sources() -> list[Source]:
    """Return the sources in the snapshot, in the order of their names."""
    inputs = snapshot().inputs
    return sorted(
        (source for id, source in catalogue().sources.items() if id in inputs), key=lambda source: source.name
    )


@per_snapshot(maxsize=16)
def coverage_by_year(countries: tuple[str, ...], as_of: dt.date) -> pd.DataFrame:
    """Count the countries that have a value of a source in a year, in an edition published by `as_of`.

    Index: the short names of `sources`. Columns: years without a gap. A cell without any country is missing.
    """
    opened = snapshot()
    held = opened.table("coverage", countries=countries)
    published = {
        (source.id, edition.id)
        for source in opened.catalogue.sources.values()
        for edition in source.editions
        if edition.published <= as_of
    }
    pairs = pd.MultiIndex.from_frame(held[["source", "edition"]])
    known = held[pairs.isin(list(published))]
    counts = known.drop_duplicates(["source", "iso3", "year"]).groupby(["source", "year"]).size()
    table = counts.unstack("year").reindex([source.id for source in sources() if source.indicators])
    if len(table.columns):
        table = table.reindex(columns=range(int(table.columns.min()), int(table.columns.max()) + 1))
    return table.rename(index={source.id: source.short_name for source in sources()})


@per_snapshot(maxsize=2)
def indicator_options() -> list[str]:
    """Return the indicators that the snapshot holds, by topic, the main ones of a topic first."""
    opened = snapshot()
    known = opened.catalogue.indicators
    held = [id for id in known if id in opened.indicators]
    return sorted(held, key=lambda id: (INDICATOR_TOPICS.index(known[id].topic), not known[id].headline))


@lru_cache(maxsize=1)
def country_options() -> list[str]:
    """Return every country code: the region first, in the order of the palette, then the world by name."""
    by_iso3 = catalogue().countries.by_iso3
    world = sorted((iso3 for iso3 in by_iso3 if iso3 not in LOOKS), key=lambda iso3: by_iso3[iso3].name)
    return [*LOOKS, *world]


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Return every country's English name by its code."""
    return {iso3: country.name for iso3, country in catalogue().countries.by_iso3.items()}


def country_name(iso3: str) -> str:
    """Return a country's English name."""
    return country_names()[iso3]
