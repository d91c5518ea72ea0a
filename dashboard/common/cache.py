"""Every cache of the dashboard: the snapshot, opened once a process, and its indicators, read at first use.

What is here is shared by all readers and never written to. Nothing is kept in Streamlit's caches: a
visitor can clear those for everybody.
"""

import datetime as dt
import json
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import pandas as pd

from dashboard.common.palette import LOOKS
from dashboard.common.snapshot import catalogue, snapshot
from indicators.claims.check import check
from indicators.claims.finding import Finding
from indicators.compare.change import Change, Contrast, OverYears, over_years
from indicators.compare.change import between as compare_two
from indicators.compare.intervals import with_interval
from indicators.errors import ReaderError
from indicators.model import INDICATOR_TOPICS, Direction, Indicator, Source
from indicators.paths import DATA
from indicators.rank.ask import Kind, Standing, league_sets, standing
from indicators.rank.ranks import league
from indicators.snapshot.schema import DATAPACKAGE
from indicators.snapshot.snapshot import Snapshot
from indicators.story import Claim, Opinion

# Indicators kept in memory at once, each for one as-of day: a wide frame is about a megabyte.
PANELS = 48
RANKINGS = 96
# The article's claims and opinions on its day and on a few others.
FINDINGS = 512

SET_WORDS = {
    Kind.MARGINAL_SET: "90 % confidence set of its rank, marginal",
    Kind.SIMULTANEOUS_SET: "90 % confidence set of its rank, simultaneous for the list",
    Kind.GRANULARITY_BAND: "places within one reporting step, no published error",
}


# What `trend_sentence` reads of the rows.
TOLD = {
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

    `rows` are observations with `interval_lower` and `interval_upper`; `told` are of those the columns that a
    sentence needs, in plain types, which pandas selects from faster; `series` gives for each country its
    columns as lists, in the order of its years.
    """

    indicator: Indicator
    source: Source
    outdated: str | None
    is_excerpt: bool
    rows: pd.DataFrame
    told: pd.DataFrame = field(repr=False)
    years: tuple[int, ...]
    series: dict[str, dict[str, list[Any]]] = field(repr=False)

    @property
    def span(self) -> tuple[int, int]:
        """The first and the last year with data."""
        return self.years[0], self.years[-1]


def panel(indicator: str, as_of: dt.date) -> Panel:
    """An indicator as known on a day; raises `QuestionError` where nothing was, or where it is not held."""
    return panel_of(snapshot(), indicator, as_of)


@lru_cache(maxsize=PANELS)
def panel_of(opened: Snapshot, indicator: str, as_of: dt.date) -> Panel:
    """`panel` of a given snapshot."""
    indicator_ = opened.catalogue.indicator(indicator)
    known = opened.known(indicator, as_of)
    rows = with_interval(known.rows, indicator_)
    return Panel(
        indicator=indicator_,
        source=opened.catalogue.source_of(indicator),
        outdated=known.outdated,
        is_excerpt=known.is_excerpt,
        rows=rows,
        told=rows[list(TOLD)].astype(TOLD),
        years=tuple(int(year) for year in sorted(rows["year"].unique())),
        series=_series(rows),
    )


def _series(rows: pd.DataFrame) -> dict[str, dict[str, list[Any]]]:
    """Each country's columns as plain lists, None where missing: they serialise fastest."""
    columns = ["year", "edition", "value", "interval_lower", "interval_upper", "rank", "n_ranked"]
    plain = {name: rows[name].astype(object).where(rows[name].notna(), None).to_list() for name in columns}
    series: dict[str, dict[str, list[Any]]] = {}
    for number, iso3 in enumerate(rows["iso3"]):
        own = series.setdefault(iso3, {name: [] for name in columns})
        for name in columns:
            own[name].append(plain[name][number])
    return series


def ranking(indicator: str, year: int, as_of: dt.date) -> pd.DataFrame:
    """One year's rows, best first, with computed ranks (`analysis.ranks.league`); empty without data."""
    return _ranking(snapshot(), indicator, year, as_of)


@lru_cache(maxsize=RANKINGS)
def _ranking(opened: Snapshot, indicator: str, year: int, as_of: dt.date) -> pd.DataFrame:
    known = panel_of(opened, indicator, as_of)
    rows = known.rows[known.rows["year"] == year]
    if known.indicator.direction is Direction.NEITHER:
        return rows.sort_values(["value", "iso3"], ascending=[False, True], ignore_index=True)
    return league(rows, known.indicator, is_excerpt=known.is_excerpt)


def tested(claim: Claim, as_of: dt.date) -> Finding | None:
    """What the snapshot says of a claim, as of a day; None where no indicator can test it."""
    return finding(claim, as_of) if claim.test else None


def finding(claim: Claim | Opinion, as_of: dt.date) -> Finding:
    """The finding on a claim or an opinion of the article, as of a day (`indicators.claims.check`)."""
    return _finding(snapshot(), claim, as_of)


@lru_cache(maxsize=FINDINGS)
def _finding(opened: Snapshot, claim: Claim | Opinion, as_of: dt.date) -> Finding:
    return check(claim, opened, as_of=as_of)


def rank_sets(indicator: str, year: int, as_of: dt.date, countries: tuple[str, ...]) -> pd.DataFrame:
    """`ranking` with what is known of each place: `set_lower`, `set_upper`, `set_words`, `distinguishable`.

    The sets are simultaneous for the list; of one chosen country its own is the marginal one (METHODS 1.5).
    `distinguishable` says whether a country can be told apart from the first of `countries`.
    """
    return _rank_sets(snapshot(), indicator, year, as_of, countries[:2])


@lru_cache(maxsize=RANKINGS)
def _rank_sets(
    opened: Snapshot, indicator: str, year: int, as_of: dt.date, countries: tuple[str, ...]
) -> pd.DataFrame:
    table = _ranking(opened, indicator, year, as_of)
    if opened.catalogue.indicator(indicator).direction is Direction.NEITHER:
        return table
    focus, *others = countries
    sets = league_sets(opened, indicator, year, as_of=as_of, focus=focus)
    sets = sets.rename(columns={"distinguishable_from_focus": "distinguishable"})
    sets["set_words"] = sets["kind"].map(SET_WORDS)
    if not others and focus in set(table["iso3"]):
        own = _standing_of(opened, indicator, focus, as_of, year)
        if own.kind is Kind.MARGINAL_SET:
            sets.loc[sets["iso3"] == focus, ["set_lower", "set_upper", "set_words"]] = (
                own.lower,
                own.upper,
                SET_WORDS[own.kind],
            )
    columns = ["iso3", "set_lower", "set_upper", "set_words", "distinguishable"]
    return table.merge(sets[columns], on="iso3", how="left")


def standing_of(indicator: str, iso3: str, as_of: dt.date, year: int | None = None) -> Standing:
    """Where a country stands in a year, else in its newest (`indicators.rank.ask`), with its errors."""
    return _standing_of(snapshot(), indicator, iso3, as_of, year)


@lru_cache(maxsize=1024)
def _standing_of(opened: Snapshot, indicator: str, iso3: str, as_of: dt.date, year: int | None) -> Standing:
    return standing(opened, indicator, iso3, year, as_of=as_of)


def changes_of(indicator: str, iso3: str, as_of: dt.date) -> tuple[OverYears, ...]:
    """A country's change over five and over ten years to its newest (`compare.change.over_years`)."""
    return _changes_of(snapshot(), indicator, iso3, as_of)


@lru_cache(maxsize=1024)
def _changes_of(opened: Snapshot, indicator: str, iso3: str, as_of: dt.date) -> tuple[OverYears, ...]:
    return over_years(opened, indicator, iso3, as_of=as_of)


def between(indicator: str, a: tuple[str, int], b: tuple[str, int], as_of: dt.date) -> Change | Contrast:
    """Two figures of an indicator compared (`indicators.compare.change.between`), with its errors."""
    return _between(snapshot(), indicator, a, b, as_of)


@lru_cache(maxsize=256)
def _between(
    opened: Snapshot, indicator: str, a: tuple[str, int], b: tuple[str, int], as_of: dt.date
) -> Change | Contrast:
    return compare_two(opened, indicator, a, b, as_of=as_of)


def with_category(rows: pd.DataFrame, source: str) -> pd.DataFrame:
    """Rows with the producer's category of country and year, such as `fh_fiw_status`, where it has one."""
    return _with_category(snapshot(), rows, f"{source}_status")


def _with_category(opened: Snapshot, rows: pd.DataFrame, name: str) -> pd.DataFrame:
    if name not in opened.tables:
        return rows
    key = ["iso3", "year", "edition"]
    categories = _table(opened, name)[[*key, "status"]].rename(columns={"status": name})
    return rows.merge(categories, on=key, how="left")


@lru_cache(maxsize=8)
def _table(opened: Snapshot, name: str) -> pd.DataFrame:
    return opened.table(name)


@dataclass(frozen=True)
class Coverage:
    """What the snapshot holds of a source; `years` and `countries` have an observation in some edition.

    A source of tables alone has no `values`; `editions` are those held, `tables` counts rows by name.
    """

    years: str
    countries: int
    values: int
    editions: frozenset[str]
    tables: dict[str, int]


def coverage(source: str) -> Coverage:
    """Years, countries, values, editions and tables that the snapshot holds of a source."""
    return _coverage(snapshot(), source)


@lru_cache(maxsize=64)
def _coverage(opened: Snapshot, source: str) -> Coverage:
    held = opened.held[source]
    rows = {resource["name"]: resource["rows"] for resource in opened.package["resources"]}
    tables = [table.name for table in opened.catalogue.source(source).tables]
    return Coverage(
        years=held["years"],
        countries=held["countries"],
        values=held["values"],
        editions=frozenset(held["editions"]),
        tables={name: rows[name] for name in tables if name in rows},
    )


def sources() -> list[Source]:
    """The sources that the snapshot holds, in the order of their names."""
    held = snapshot().inputs
    return sorted(
        (source for id, source in catalogue().sources.items() if id in held), key=lambda source: source.name
    )


def coverage_by_year(countries: tuple[str, ...], as_of: dt.date) -> pd.DataFrame:
    """How many of some countries have a value of a source in a year, in an edition published by `as_of`.

    Index: the short names of `sources`; columns: years without a gap; missing where none has.
    """
    return _coverage_by_year(snapshot(), countries, as_of)


@lru_cache(maxsize=16)
def _coverage_by_year(opened: Snapshot, countries: tuple[str, ...], as_of: dt.date) -> pd.DataFrame:
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


def indicator_options() -> list[str]:
    """The indicators that the snapshot holds, by topic, the main ones of a topic first."""
    return _indicator_options(snapshot())


@lru_cache(maxsize=2)
def _indicator_options(opened: Snapshot) -> list[str]:
    known = opened.catalogue.indicators
    held = [id for id in known if id in opened.indicators]
    return sorted(held, key=lambda id: (INDICATOR_TOPICS.index(known[id].topic), not known[id].headline))


@lru_cache(maxsize=1)
def map_policy() -> tuple[str, ...]:
    """What the outlines show where territory is disputed, a line each."""
    package = json.loads((DATA / "geography" / DATAPACKAGE).read_text(encoding="utf-8"))
    return tuple(package["map_policy"])


@lru_cache(maxsize=1)
def country_options() -> list[str]:
    """Every country by its code: the region first, in the order of the palette, then the world by name."""
    by_iso3 = catalogue().countries.by_iso3
    world = sorted((iso3 for iso3 in by_iso3 if iso3 not in LOOKS), key=lambda iso3: by_iso3[iso3].name)
    return [*LOOKS, *world]


@lru_cache(maxsize=1)
def country_names() -> dict[str, str]:
    """Every country's English name by its code."""
    return {iso3: country.name for iso3, country in catalogue().countries.by_iso3.items()}


def country_name(iso3: str) -> str:
    """A country's English name."""
    return country_names()[iso3]


@lru_cache(maxsize=1)
def label_points() -> dict[str, tuple[float, float]]:
    """Where a country's name may stand on a map: the middle of its largest outline (longitude, latitude)."""
    world = json.loads((DATA / "geography" / "world.geojson").read_text(encoding="utf-8"))
    points = {}
    for feature in world["features"]:
        shape = feature["geometry"]
        rings = (
            [shape["coordinates"][0]] if shape["type"] == "Polygon" else [p[0] for p in shape["coordinates"]]
        )
        largest = max(rings, key=len)
        longitudes, latitudes = zip(*largest, strict=True)
        points[feature["id"]] = (
            (min(longitudes) + max(longitudes)) / 2,
            (min(latitudes) + max(latitudes)) / 2,
        )
    return points


def warm(patience: Callable[[], None] = lambda: None) -> threading.Thread:
    """Make what the first pages show, before the first visitor comes; the rest in a thread that is returned.

    The rest takes longer than a server should take to start: sets of ranks, the Country page, assistance.
    It waits by `patience` before each of its parts. Every question is one that the pages themselves ask, so
    that nothing here has to know what they need.
    """
    from dashboard.pages.overview import page as home

    today = dt.date.today()
    home.warm(today)
    _compared(today, "trend")
    rest = threading.Thread(target=_warm_rest, args=(today, patience), name="warm", daemon=True)
    rest.start()
    return rest


def _warm_rest(today: dt.date, patience: Callable[[], None]) -> None:
    from dashboard.common.choices import Choices
    from dashboard.pages.assistance.model import about_assistance
    from dashboard.pages.country.model import portrait
    from dashboard.pages.risk.model import about_risk

    try:
        for part in (
            lambda: _compared(today, "ranking"),
            lambda: _compared(today, "map"),
            lambda: portrait(Choices(), today).alternative(),
            lambda: about_assistance(Choices(), today),
            lambda: about_risk(Choices(), today).range(),
        ):
            patience()
            part()
    except ReaderError as error:
        logging.getLogger(__name__).error("%s", error)
    except Exception:
        logging.getLogger(__name__).exception("some pages could not be made beforehand")


def _compared(today: dt.date, kind: str) -> None:
    """What Compare shows of its defaults in a kind of chart."""
    from dashboard.common.choices import Choices
    from dashboard.pages.compare import charts as drawn
    from dashboard.pages.compare.model import comparison

    asked = Choices(chart=kind)
    shown = comparison(asked, today)
    drawn.chart(asked, today)
    shown.passport("")
    shown.alternative()
    if (pair := shown.pair(())) is not None:
        between(asked.indicator, *pair, today)
