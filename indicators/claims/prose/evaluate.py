"""Put one reading to the figures of one edition, or of two."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from indicators.claims.finding import Rating
from indicators.claims.prose.draft import decimals
from indicators.claims.prose.figures import Figures, Point, Table
from indicators.claims.prose.readings import Element, Reading
from indicators.claims.rules import agreement
from indicators.claims.statements import Hedge, Number

_EPSILON = 1e-9
# A streak of these compares each edition with the one before.
STREAK_MOVES = ("down", "up", "rank down", "rank up", "better", "worse")
_HEDGES = {hedge.value: hedge for hedge in Hedge}


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement of a reading with the figures (None if they are missing), and the figures in words."""

    agrees: bool | None
    truth: str
    reasons: tuple[str, ...] = ()
    points: tuple[Point, ...] = ()


class _MissingError(Exception):
    """A figure that a reading needs is not there."""


def evaluate(reading: Reading, figures: Figures, last: Point, first: Point | None) -> Agreement:
    """Evaluate a reading for edition `last`, and `first` where it is about a change."""
    try:
        return _RULES[reading.element](_Question(reading, figures, last, first))
    except _MissingError as error:
        return Agreement(None, str(error))


@dataclass(frozen=True, slots=True)
class _Question:
    reading: Reading
    figures: Figures
    last: Point
    first: Point | None

    @property
    def values(self) -> Mapping[str, Any]:
        return self.reading.values

    @property
    def iso3(self) -> str:
        if not self.reading.countries:
            raise _MissingError("no country is named")
        return self.reading.countries[0]

    @property
    def table(self) -> Table:
        return self.figures.table(self.last)

    @property
    def base(self) -> Point:
        if self.first is None:
            raise _MissingError("the edition to compare with is not held")
        return self.first

    def value(self, iso3: str, point: Point | None = None) -> float:
        point = point or self.last
        values = self.figures.table(point).values
        if iso3 not in values:
            raise _MissingError(f"{self.figures.label(point)} has no figure of {self.name(iso3)}")
        return values[iso3]

    def rank(self, iso3: str, point: Point | None = None) -> int:
        point = point or self.last
        ranks = self.figures.table(point).ranks
        if iso3 not in ranks:
            self.value(iso3, point)
            raise _MissingError(f"{self.figures.label(point)} has no rank of {self.name(iso3)}")
        return ranks[iso3]

    def name(self, iso3: str) -> str:
        return self.figures.catalogue.countries.by_iso3[iso3].name

    def number(self, key: str, *, size: bool = False) -> Number:
        value = float(self.values[key])
        written = int(self.values.get("dec", decimals(float(self.values[key]))))
        hedge = _HEDGES[self.values.get("hedge", "")]
        return Number(abs(value) if size and hedge is not Hedge.NONE else value, written, hedge)

    def group(self, table: Table) -> dict[str, float]:
        """Return the figures of the group that the reading names, the world's where it names none."""
        members = self.reading.members
        return {i: v for i, v in table.values.items() if members is None or i in members}

    def worded(self, iso3: str, point: Point | None = None) -> str:
        point = point or self.last
        table = self.figures.table(point)
        decimals = table.indicator.decimals
        rank = f"{table.ranks[iso3]} of {table.n}, " if iso3 in table.ranks else ""
        score = f"score {self.value(iso3, point):.{decimals}f}"
        return f"{self.name(iso3)} {rank}{score} ({self.figures.label(point)})"


def agrees(found: float, claimed: Number, *, step: float) -> bool:
    """Tell whether a figure agrees with a claimed number (METHODS 5.2)."""
    if claimed.hedge is Hedge.NEARLY:
        band = max(0.05 * abs(claimed.value), step)
        return (
            claimed.value - band - _EPSILON
            <= found
            <= claimed.value + 0.5 * 10.0**-claimed.decimals + _EPSILON
        )
    return agreement(found, claimed, step=step)[0] is not Rating.REFUTED


def _rank(q: _Question) -> Agreement:
    rank, claimed, n = q.rank(q.iso3), q.number("rank"), q.values.get("n")
    reasons = []
    right = agrees(rank, claimed, step=1)
    if not right and claimed.hedge is Hedge.NONE:
        first, last = q.table.block(q.iso3)
        right = first <= claimed.value <= last
        reasons.append("TIE" if right else "RANK_DIFFERS")
    if n is not None and int(n) != q.table.n:
        right = False
        reasons.append("N_DIFFERS")
    return Agreement(right, q.worded(q.iso3), tuple(reasons), (q.last,))


def _score(q: _Question) -> Agreement:
    value, claimed = q.value(q.iso3), q.number("score")
    right = agrees(value, claimed, step=_step(claimed))
    return Agreement(right, q.worded(q.iso3), () if right else ("VALUE_DIFFERS",), (q.last,))


def _step(claimed: Number) -> float:
    return 1.0 if claimed.decimals == 0 else 10.0**-claimed.decimals


def _change(q: _Question) -> Agreement:
    if "percent" in q.values:
        old, new = q.value(q.iso3, q.base), q.value(q.iso3)
        change = (new / old - 1) * 100 if old else 0.0
        claimed = q.number("percent")
    elif q.reading.element is Element.CHANGE_OF_RANK:
        change = float(q.rank(q.iso3, q.base) - q.rank(q.iso3))
        claimed = q.number("places", size=True)
    else:
        change = q.value(q.iso3) - q.value(q.iso3, q.base)
        claimed = q.number("change", size=True)
    key = "percent" if "percent" in q.values else ("places" if "places" in q.values else "change")
    sign = float(q.values[key])
    is_sized = claimed.hedge is not Hedge.NONE and key != "percent"
    right = agrees(abs(change) if is_sized else change, claimed, step=_step(claimed)) and change * sign >= 0
    reasons = () if right else (("DIRECTION_DIFFERS",) if change * sign < 0 else ("VALUE_DIFFERS",))
    return Agreement(right, _moved(q), reasons, (q.base, q.last))


def _moved(q: _Question) -> str:
    return f"{q.worded(q.iso3, q.base)}, then {q.worded(q.iso3)}"


def _direction(q: _Question) -> Agreement:
    is_rank = q.values.get("of") == "rank"
    word = str(q.values["dir"])
    is_judged = word in ("better", "worse", "not better", "not worse")

    def figure(point: Point) -> float:
        if not is_rank:
            return q.value(q.iso3, point) * (q.table.sign if is_judged else 1)
        rank = -q.rank(q.iso3, point)
        return float(-rank if is_judged and q.table.from_worst else rank)

    if word in ("never down", "never up"):
        series = [figure(p) for p in q.figures.between(q.reading.family, q.base, q.last)]
        sign = 1 if word == "never down" else -1
        right = all((b - a) * sign >= 0 for a, b in pairwise(series))
        return Agreement(right, _moved(q), () if right else ("DIRECTION_DIFFERS",), (q.base, q.last))
    change = figure(q.last) - figure(q.base)
    right = {
        "up": change > 0,
        "better": change > 0,
        "down": change < 0,
        "worse": change < 0,
        "same": change == 0,
        "not better": change <= 0,
        "not worse": change >= 0,
        "changed": change != 0,
    }[word]
    reasons: tuple[str, ...] = ()
    if not right:
        is_inverted = is_judged and q.table.sign < 0 and change
        reasons = ("DIRECTION_DIFFERS", *(("SCALE_INVERTED",) if is_inverted else ()))
    return Agreement(right, _moved(q), reasons, (q.base, q.last))


def _superlative(q: _Question) -> Agreement:
    if "since" in q.values:
        return _superlative_in_time(q)
    if q.values.get("of") == "change":
        return _superlative_change(q)
    return _rank_in_group(q)


def _superlative_change(q: _Question) -> Agreement:
    now, then = q.table, q.figures.table(q.base)
    is_rank = q.values.get("by") == "rank"
    changes = {
        i: float(then.ranks[i] - now.ranks[i]) if is_rank else now.values[i] - then.values[i]
        for i in q.group(now)
        if (i in then.ranks and i in now.ranks if is_rank else i in then.values)
    }
    if q.iso3 not in changes:
        raise _MissingError(f"no change of {q.name(q.iso3)} is held")
    extreme = min(changes.values()) if q.values["which"] == "worst" else max(changes.values())
    right = changes[q.iso3] == extreme
    if q.values.get("sole") and list(changes.values()).count(extreme) > 1:
        right = False
    leaders = ", ".join(q.name(i) for i, v in sorted(changes.items()) if v == extreme)
    return Agreement(right, f"{_moved(q)}; the extreme is {leaders} ({extreme:+g})", (), (q.base, q.last))


def _superlative_in_time(q: _Question) -> Agreement:
    family = q.reading.family
    points = [p for p in q.figures.between(family, q.base, q.last) if q.iso3 in q.figures.table(p).values]
    if q.last not in points:
        raise _MissingError(f"{q.figures.label(q.last)} has no figure of {q.name(q.iso3)}")
    is_rank = q.values.get("of") == "rank"
    sign = 1 if is_rank else q.table.sign
    series = {p: -float(q.rank(q.iso3, p)) if is_rank else q.value(q.iso3, p) * sign for p in points}
    if any(p.indicator != q.last.indicator for p in points):
        series = {p: v for p, v in series.items() if p.indicator == q.last.indicator}
    own = series[q.last]
    right = own <= min(series.values()) if q.values["which"] == "worst" else own >= max(series.values())
    if q.values.get("sole") and list(series.values()).count(own) > 1:
        right = False
    extreme = (min if q.values["which"] == "worst" else max)(series, key=lambda point: series[point])
    truth = (
        f"{q.worded(q.iso3)}; the {q.values['which']} since {points[0].year} is {q.worded(q.iso3, extreme)}"
    )
    return Agreement(right, truth, () if right else ("VALUE_DIFFERS",), (q.last,))


def _rank_in_group(q: _Question) -> Agreement:
    table = q.table
    own = q.value(q.iso3)
    group = q.group(table)
    if q.iso3 not in group:
        raise _MissingError(f"{q.name(q.iso3)} is not among the countries of the group")
    by_rank = q.values.get("by") == "rank" and table.ranks
    goodness = {
        i: -float(table.ranks[i]) * (-1 if table.from_worst else 1) if by_rank else v * table.sign
        for i, v in group.items()
        if not by_rank or i in table.ranks
    }
    mine = goodness[q.iso3]
    is_worst = q.values["which"] == "worst"
    ahead = [i for i, v in goodness.items() if (v < mine if is_worst else v > mine)]
    tied = sum(v == mine for v in goodness.values()) - 1
    place, wanted = len(ahead) + 1, int(q.values.get("place", 1))
    right = place <= wanted <= place + tied if "place" in q.values else place == 1
    reasons = ("TIE",) if right and tied and (wanted != place or "place" not in q.values) else ()
    if q.values.get("sole") and tied:
        right = False
    tie = f", tied with {tied} more" if tied else ""
    truth = f"{q.worded(q.iso3)}: {place} from the {q.values['which']} of {len(goodness)}{tie}"
    if ahead and len(ahead) <= 3:
        truth += f"; ahead: {', '.join(q.name(i) for i in sorted(ahead))}"
    del own
    return Agreement(right, truth, reasons, (q.last,))


def _among(q: _Question) -> Agreement:
    table = q.table
    group = q.group(table)
    mine = q.value(q.iso3) * table.sign
    is_worst = q.values["end"] == "worst"
    ahead = sum((v * table.sign < mine) if is_worst else (v * table.sign > mine) for v in group.values())
    limit = float(q.values["share"]) * len(group) if "share" in q.values else float(q.values["among"])
    right = ahead + 1 <= limit
    truth = f"{q.worded(q.iso3)}: {ahead + 1} from the {q.values['end']} of {len(group)}"
    return Agreement(right, truth, (), (q.last,))


def _comparison(q: _Question) -> Agreement:
    right, words = True, [q.worded(q.iso3)]
    for other in q.reading.countries[1:]:
        right = _compares(q, other) and right
        words.append(q.worded(other))
    if len(words) == 1:
        raise _MissingError("no other country is named")
    return Agreement(right, "; ".join(words), (), (q.last,))


def _compares(q: _Question, other: str) -> bool:
    is_rank = q.values.get("by") == "rank"
    op = str(q.values["op"])
    own, its = q.value(q.iso3), q.value(other)
    if op == "equal":
        return q.rank(q.iso3) == q.rank(other) if is_rank else own == its
    if op == "ratio":
        ratio = own / its if its else 0.0
        hedge = _HEDGES[q.values.get("hedge", "")]
        return agrees(
            ratio, Number(float(q.values["ratio"]), 0 if hedge is Hedge.NONE else 1, hedge), step=0.1
        )
    if is_rank:
        lead = float(q.rank(other) - q.rank(q.iso3)) * (-1 if q.table.from_worst else 1)
    elif op in ("higher", "lower"):
        lead = own - its
    else:
        lead = (own - its) * q.table.sign
    if op == "apart":
        return agrees(abs(lead), q.number("gap"), step=1)
    right = lead > 0 if op in ("ahead", "higher") else lead < 0
    right = right or (bool(q.values.get("or_equal")) and lead == 0)
    if right and "gap" in q.values:
        gap = q.number("gap")
        right = agrees(abs(lead), gap, step=_step(gap))
    return right


def _average(q: _Question) -> Agreement:
    group = q.group(q.table)
    if not group:
        raise _MissingError("no figure of the group is held")
    mean = sum(group.values()) / len(group)
    truth = f"mean of {len(group)} countries {mean:.2f} ({q.figures.label(q.last)})"
    op = q.values.get("op")
    if op in ("below", "above"):
        own = q.value(q.iso3)
        right = own < mean if op == "below" else own > mean
        return Agreement(right, f"{q.worded(q.iso3)}; {truth}", (), (q.last,))
    if op == "count":
        below = sum(value < float(q.values["limit"]) for value in group.values())
        found = below / len(group) * 100 if q.values.get("pct") else float(below)
        right = agrees(found, q.number("count"), step=1)
        words = (
            f"{below} of {len(group)} countries are below {q.values['limit']:g} ({q.figures.label(q.last)})"
        )
        return Agreement(right, words, (), (q.last,))
    claimed = q.number("mean")
    right = agrees(mean, claimed, step=_step(claimed))
    return Agreement(right, truth, () if right else ("VALUE_DIFFERS",), (q.last,))


def _status(q: _Question) -> Agreement:
    statuses = q.table.statuses
    if q.iso3 not in statuses:
        raise _MissingError(f"{q.figures.label(q.last)} gives no status of {q.name(q.iso3)}")
    found, claimed = statuses[q.iso3], str(q.values["status"])
    truth = f"{q.name(q.iso3)} is {found} ({q.figures.label(q.last)})"
    right = found != claimed if q.values.get("negated") else found == claimed
    points: tuple[Point, ...] = (q.last,)
    if "was" in q.values:
        before = q.figures.table(q.base).statuses.get(q.iso3)
        if before is None:
            raise _MissingError(f"{q.figures.label(q.base)} gives no status of {q.name(q.iso3)}")
        right = right and before == q.values["was"]
        truth = f"{q.name(q.iso3)} was {before} ({q.figures.label(q.base)}); {truth}"
        points = (q.base, q.last)
    return Agreement(right, truth, (), points)


def _count(q: _Question) -> Agreement:
    if "limit" in q.values:
        return _average(q)
    members = q.reading.members
    statuses = {i: s for i, s in q.table.statuses.items() if members is None or i in members}
    if not statuses:
        raise _MissingError("no statuses are held")
    count = sum(status == q.values["status"] for status in statuses.values())
    right = agrees(count, q.number("count"), step=1)
    truth = f"{count} of {len(statuses)} countries are {q.values['status']} ({q.figures.label(q.last)})"
    return Agreement(right, truth, () if right else ("VALUE_DIFFERS",), (q.last,))


def _streak(q: _Question) -> Agreement:
    family = q.reading.family
    what = str(q.values["what"])
    is_move = what in STREAK_MOVES
    length = int(q.values["streak"] or len(q.figures.between(family, q.base, q.last)) - is_move)
    is_one_scale = what not in ("rank down", "rank up", "first", "last", "status")
    all_points = [p for p in _series(q, family) if not is_one_scale or p.indicator == q.last.indicator]
    points = all_points[-(length + is_move) :]
    if len(points) < length + is_move:
        return Agreement(None, "the editions before are not held")
    tables = [q.figures.table(p) for p in points]
    right = _lasts(q, what, tables)
    words = ", ".join(
        f"{p.edition if not q.figures.restates(family) else p.year} {_worded(q, what, t)}"
        for p, t in zip(points, tables, strict=True)
    )
    return Agreement(right, f"{q.name(q.iso3)}: {words}", () if right else ("STREAK_BROKEN",), tuple(points))


def _series(q: _Question, family: Sequence[str]) -> list[Point]:
    if q.figures.restates(family):
        years = sorted(year for year in q.figures.years(q.last) if year <= q.last.year)
        released = [q.figures.release(family, q.last, year) for year in years]
        return [point for point in released if point is not None]
    return [p for p in q.figures.editions(family) if p.published <= q.last.published]


def _lasts(q: _Question, what: str, tables: list[Table]) -> bool:
    iso3 = q.iso3
    if what == "status":
        return all(table.statuses.get(iso3) == q.values["status"] for table in tables)
    if any(iso3 not in table.values for table in tables):
        raise _MissingError(f"an edition has no figure of {q.name(iso3)}")
    values = [table.values[iso3] for table in tables]
    pairs = list(pairwise(values))
    sign = q.table.sign
    if what == "score":
        return len(set(values)) == 1
    if what in ("down", "up", "better", "worse"):
        want = {"down": -1, "up": 1, "better": sign, "worse": -sign}[what]
        return all((b - a) * want > 0 for a, b in pairs)
    if what in ("rank down", "rank up", "first"):
        ranks = [table.ranks[iso3] for table in tables if iso3 in table.ranks]
        if len(ranks) < len(tables):
            raise _MissingError(f"an edition has no rank of {q.name(iso3)}")
        if what == "first":
            return set(ranks) == {1}
        return all((b > a) if what == "rank down" else (b < a) for a, b in pairwise(ranks))
    if what in ("last", "first in group"):
        members = q.reading.members
        for table in tables:
            group = [v * table.sign for i, v in table.values.items() if members is None or i in members]
            own = table.values[iso3] * table.sign
            if own != (min(group) if what == "last" else max(group)):
                return False
        return True
    limit = float(q.values["limit"])
    return all(value > limit if what == "above" else value < limit for value in values)


def _worded(q: _Question, what: str, table: Table) -> str:
    if what == "status":
        return str(table.statuses.get(q.iso3, "-"))
    if what in ("rank down", "rank up", "first"):
        return str(table.ranks.get(q.iso3, "-"))
    return f"{table.values.get(q.iso3, float('nan')):.{table.indicator.decimals}f}"


_RULES: Mapping[Element, Callable[[_Question], Agreement]] = {
    Element.RANK: _rank,
    Element.RANK_OF_N: _rank,
    Element.SCORE: _score,
    Element.CHANGE_OF_SCORE: _change,
    Element.CHANGE_OF_RANK: _change,
    Element.DIRECTION: _direction,
    Element.SUPERLATIVE: _superlative,
    Element.RANK_IN_GROUP: _rank_in_group,
    Element.AMONG: _among,
    Element.COMPARISON: _comparison,
    Element.AVERAGE: _average,
    Element.STATUS: _status,
    Element.COUNT: _count,
    Element.STREAK: _streak,
}
