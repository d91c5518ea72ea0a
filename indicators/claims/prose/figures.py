"""Hold published figures by edition, read from the snapshot once per indicator."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from indicators.claims.answer import Answer, answer_of, edition_label, edition_years, ranked_table
from indicators.claims.prose.indexes import STATUS
from indicators.model import Direction, Indicator
from indicators.snapshot.snapshot import Snapshot

# The least value of each group of human development (UNDP's fixed cut-offs since 2014).
HDI_GROUPS = (("very high", 0.8), ("high", 0.7), ("medium", 0.55), ("low", 0.0))
# V-Dem's Regimes of the World, by the number of the class.
REGIMES = ("closed autocracy", "electoral autocracy", "electoral democracy", "liberal democracy")
_CACHED_READERS = 2
# Frames in memory at once: a text asks for a few indices, each with its figures and their origins.
_MOST_FRAMES = 32
_MOST_TABLES = 600


@dataclass(frozen=True, slots=True)
class Point:
    """One edition of one indicator, and the year that it describes."""

    indicator: str
    edition: str
    year: int
    published: dt.date
    possible_from: dt.date

    @property
    def is_month_only(self) -> bool:
        """Tell whether the day of publication is not known."""
        return self.possible_from < self.published


@dataclass(frozen=True)
class Table:
    """The figures of one point: by country the value, and the rank where there is one."""

    point: Point
    indicator: Indicator
    values: Mapping[str, float]
    ranks: Mapping[str, int]
    n: int | None
    is_computed: bool
    statuses: Mapping[str, str]
    frame: pd.DataFrame

    @property
    def sign(self) -> int:
        """1 where a higher figure is better, else -1."""
        return -1 if self.indicator.direction is Direction.LOWER_IS_BETTER else 1

    @property
    def from_worst(self) -> bool:
        """Tell whether the publisher's rank 1 is the worst."""
        return self.indicator.rank_from_worst and not self.is_computed

    def block(self, iso3: str) -> tuple[int, int]:
        """Return the first and the last place that the countries at the value of one share."""
        shared = [
            self.ranks[i]
            for i, value in self.values.items()
            if value == self.values[iso3] and i in self.ranks
        ]
        first = min(shared)
        return first, max(first + len(shared) - 1, max(shared))


class _CachedSnapshot(Snapshot):
    """A snapshot that keeps the rows of each indicator that a text asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.__dict__.update(snapshot.__dict__)
        self._kept: dict[tuple[str, str], pd.DataFrame] = {}

    def _part(self, name: str, indicator: str) -> pd.DataFrame:
        key = (name, indicator)
        if key not in self._kept:
            while len(self._kept) >= _MOST_FRAMES:
                self._kept.pop(next(iter(self._kept)), None)
            self._kept[key] = super()._part(name, indicator)
        return self._kept[key]

    def table(self, name: str, *, countries: object = None) -> pd.DataFrame:
        key = ("table", name)
        if key not in self._kept:
            self._kept[key] = super().table(name)
        whole = self._kept[key]
        return whole if countries is None else whole[whole["iso3"].isin(list(countries))]  # type: ignore[call-overload]


class Figures:
    """The editions of each index, in order, and their tables."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = _CachedSnapshot(snapshot)
        self.catalogue = snapshot.catalogue
        self._tables: dict[Point, Table] = {}
        self._points: dict[str, tuple[Point, ...]] = {}
        self._answers: dict[tuple[Point, str], Answer] = {}
        self._held = frozenset(snapshot.indicators)
        self._families: dict[tuple[str, ...], tuple[Point, ...]] = {}
        self._years: dict[tuple[str, str], frozenset[int]] = {}
        self._known: dict[tuple[str, ...], list[dt.date]] = {}

    def restates(self, family: Sequence[str]) -> bool:
        """Tell whether every edition of an index holds all years."""
        return self.catalogue.source_of(_base(family[0])).restates_history

    def held(self, family: Sequence[str]) -> tuple[str, ...]:
        """Return the indicators of a family that the snapshot holds."""
        return tuple(id for id in family if _base(id) in self._held)

    def editions(self, family: Sequence[str]) -> tuple[Point, ...]:
        """Return the editions held of an index by publication, each for the newest year that it describes."""
        key = tuple(family)
        if key not in self._families:
            points = [point for id in self.held(family) for point in self._editions_of(id)]
            self._families[key] = tuple(sorted(points, key=lambda point: (point.published, point.year)))
        return self._families[key]

    def newest(self, family: Sequence[str], day: dt.date) -> Point | None:
        """Return the newest edition of a day; None where it is not held: no older one stands in for it."""
        known = [point for point in self.editions(family) if point.published <= day]
        if not known:
            return None
        newest = max(published for published in self._published(family) if published <= day)
        point = known[-1]
        return point if newest <= point.published else None

    def _published(self, family: Sequence[str]) -> list[dt.date]:
        """Return the days of publication of all editions of an index, held or not."""
        key = tuple(family)
        if key not in self._known:
            self._known[key] = [
                edition.published
                for id in self.held(family)
                for edition in self.catalogue.editions_of(_base(id))
            ]
        return self._known[key]

    def possible(self, family: Sequence[str], day: dt.date) -> Point | None:
        """Return the edition that may have been out on a day because only its month is known."""
        later = [p for p in self.editions(family) if p.possible_from <= day < p.published]
        return later[-1] if later else None

    def of_edition(self, family: Sequence[str], year: int) -> Point | None:
        """Return the edition that a year names, such as 2014 or 2011-12."""
        named = [p for p in self.editions(family) if year in edition_years(p.edition)]
        exact = [p for p in named if p.published.year == year]
        return (exact or named)[-1] if named else None

    def of_year(self, family: Sequence[str], year: int) -> Point | None:
        """Return the newest edition that describes a year."""
        described = [p for p in self.editions(family) if p.year == year]
        return described[-1] if described else None

    def release(self, family: Sequence[str], release: Point, year: int) -> Point | None:
        """Return one release of a source that restates its history, put to another year."""
        if year not in self.years(release):
            return None
        return Point(release.indicator, release.edition, year, release.published, release.possible_from)

    def years(self, release: Point) -> frozenset[int]:
        """Return the years that a release describes."""
        key = (release.indicator, release.edition)
        if key not in self._years:
            rows = self.snapshot.all_editions(release.indicator)
            self._years[key] = frozenset(
                int(y) for y in rows[rows["edition"] == release.edition]["year"].unique()
            )
        return self._years[key]

    def previous(self, family: Sequence[str], point: Point) -> Point | None:
        """Return the edition before one; of a source that restates its history the year before."""
        if self.restates(family):
            return self.release(family, point, point.year - 1)
        earlier = [p for p in self.editions(family) if p.published < point.published]
        return earlier[-1] if earlier else None

    def between(self, family: Sequence[str], first: Point, last: Point) -> list[Point]:
        """Return the points from one to another, both among them, in order."""
        if self.restates(family):
            years = range(first.year, last.year + 1)
            released = [self.release(family, last, year) for year in years]
            return [point for point in released if point is not None]
        return [p for p in self.editions(family) if first.published <= p.published <= last.published]

    def table(self, point: Point) -> Table:
        """Return the figures of a point."""
        if point not in self._tables:
            if len(self._tables) >= _MOST_TABLES:
                self._tables.clear()
                self._answers.clear()
            self._tables[point] = self._read_table(point)
        return self._tables[point]

    def answer(self, point: Point, iso3: str) -> Answer:
        """Return one figure with its origin."""
        key = (point, iso3)
        if key not in self._answers:
            table = self.table(point)
            base = _base(point.indicator)
            edition = next(e for e in self.catalogue.editions_of(base) if e.id == point.edition)
            self._answers[key] = answer_of(
                self.snapshot, table.indicator, iso3, table.frame, edition, day=point.published
            )
        return self._answers[key]

    def label(self, point: Point) -> str:
        """Name a point for readers: `CPI 2014`, `RSF 2022, year 2021`."""
        product = self.catalogue.source_of(_base(point.indicator)).short_name
        return edition_label(product, point.edition, point.year)

    def _editions_of(self, id: str) -> tuple[Point, ...]:
        if id not in self._points:
            base = _base(id)
            rows = self.snapshot.all_editions(base)
            years = rows.groupby("edition")["year"].max().to_dict()
            self._points[id] = tuple(
                Point(id, edition.id, int(years[edition.id]), edition.published, edition.possible_from)
                for edition in self.catalogue.editions_of(base)
                if edition.id in years and base not in edition.in_part
            )
        return self._points[id]

    def _read_table(self, point: Point) -> Table:
        base = _base(point.indicator)
        indicator = self.catalogue.indicator(base)
        rows = self.snapshot.all_editions(base)
        rows = rows[(rows["edition"] == point.edition) & (rows["year"] == point.year)]
        rows = rows[rows["value"].notna()].reset_index(drop=True)
        # A text on the countries of an index does not mean the territories beside them.
        rows = rows[~rows["iso3"].isin(indicator.unranked)].reset_index(drop=True)
        frame = ranked_table(rows, indicator)
        is_computed = not frame["rank"].notna().any()
        ranks = frame["computed_rank" if is_computed else "rank"]
        n = frame["computed_n" if is_computed else "n_ranked"].dropna()
        return Table(
            point=point,
            indicator=indicator,
            values=dict(zip(frame["iso3"], frame["value"].astype(float), strict=True)),
            ranks={i: int(r) for i, r in zip(frame["iso3"], ranks, strict=True) if not pd.isna(r)},
            n=int(n.iloc[0]) if len(n) else None,
            is_computed=is_computed,
            statuses=self._statuses(point, frame),
            frame=frame,
        )

    def _statuses(self, point: Point, frame: pd.DataFrame) -> Mapping[str, str]:
        pairs = list(zip(frame["iso3"], frame["value"].astype(float), strict=True))
        if point.indicator in (STATUS, "fh_fiw.total"):
            rows = self.snapshot.table("fh_fiw_status")
            rows = rows[(rows["edition"] == point.edition) & rows["iso3"].isin(frame["iso3"])]
            return {iso3: str(status) for iso3, status in zip(rows["iso3"], rows["status"], strict=True)}
        if point.indicator == "undp_hdr.hdi":
            return {iso3: next(name for name, least in HDI_GROUPS if value >= least) for iso3, value in pairs}
        if point.indicator == "vdem.regime":
            return {iso3: REGIMES[int(value)] for iso3, value in pairs}
        return {}


def _base(id: str) -> str:
    """Return the indicator whose editions answer for an index that is a side table."""
    return "fh_fiw.total" if id == STATUS else id


@lru_cache(maxsize=_CACHED_READERS)
def figures_of(snapshot: Snapshot) -> Figures:
    """Return the figures of a snapshot; the newest few are kept."""
    return Figures(snapshot)
