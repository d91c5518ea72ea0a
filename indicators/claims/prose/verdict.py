"""Give a reading its verdicts: by what was known on the day of the text, and by what is known now."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from indicators.claims import inference
from indicators.claims.finding import Rating
from indicators.claims.prose.evaluate import Agreement, evaluate
from indicators.claims.prose.figures import Figures, Point
from indicators.claims.prose.readings import UNTESTABLE, Element, Reading, Year, YearWord

_MOVES = (Element.CHANGE_OF_SCORE, Element.CHANGE_OF_RANK, Element.DIRECTION)
_STILL = ("same", "not better", "not worse", "never down", "never up")
_SIMPLE = (Element.RANK, Element.RANK_OF_N, Element.SCORE)
# METHODS 5.1: a change of the CPI that rounds to no point on the sources of both years.
_NO_POINT = 0.5
_MOST_OTHER_YEARS = 6


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading put to the figures of one day."""

    rating: Rating
    truth: str
    reasons: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    last: Point | None = None
    first: Point | None = None
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on the day of the text (`then`, None without one) and `now`, with reasons and cautions."""

    then: Judged | None
    now: Judged
    reasons: tuple[str, ...]
    cautions: tuple[str, ...]

    @property
    def first_judged(self) -> Judged:
        """The judgement that decides: of the day of the text where it has one."""
        return self.now if self.then is None else self.then


def verdict_of(reading: Reading, figures: Figures, *, claimed_on: dt.date | None, as_of: dt.date) -> Verdict:
    """Judge a reading then and now (METHODS 5.1, 5.3)."""
    unasked = _not_checkable(reading, figures)
    if unasked is not None:
        return _same(unasked, claimed_on)
    if claimed_on is None:
        now = _undated(reading, figures, as_of)
        verdict = Verdict(None, now, now.reasons, now.cautions)
    else:
        then = _on_day(reading, figures, claimed_on)
        now = _since(reading, figures, then, as_of)
        reasons = (
            dict.fromkeys((*then.reasons, *now.reasons))
            if now.rating is not then.rating
            else dict.fromkeys(then.reasons)
        )
        verdict = Verdict(then, now, tuple(reasons), then.cautions)
    if not reading.index_named:
        return _ask_for_index(verdict, claimed_on)
    return verdict


def _not_checkable(reading: Reading, figures: Figures) -> Judged | None:
    if reading.element in UNTESTABLE:
        words = {
            Element.CAUSAL: "A cause cannot be tested by the figures of an index.",
            Element.FORECAST: "A forecast cannot be tested.",
            Element.OTHER: "No index that is held measures this.",
        }
        return Judged(Rating.NOT_CHECKABLE, words[reading.element], (reading.element.value.upper(),))
    if reading.index is None:
        if reading.foreign:
            return Judged(Rating.NOT_ENOUGH_DATA, f"{reading.foreign} is not held.", ("NOT_HELD",))
        return Judged(Rating.NOT_CHECKABLE, "No index is named.", ("INDEX_NOT_NAMED",))
    if not figures.held(reading.family):
        return Judged(Rating.NOT_ENOUGH_DATA, f"{reading.label} is not held.", ("NOT_HELD",))
    return None


def _same(judged: Judged, claimed_on: dt.date | None) -> Verdict:
    return Verdict(judged if claimed_on else None, judged, judged.reasons, ())


def _ask_for_index(verdict: Verdict, claimed_on: dt.date | None) -> Verdict:
    """Return no verdict where the text names no index: the reader is asked for it."""
    judged = verdict.first_judged
    truth = f"The text names no index. By the {judged.truth}" if judged.points else "The text names no index."
    asked = replace(
        judged, rating=Rating.NOT_CHECKABLE, truth=truth, reasons=("INDEX_NOT_NAMED",), cautions=()
    )
    return _same(asked, claimed_on)


def _undated(reading: Reading, figures: Figures, as_of: dt.date) -> Judged:
    judged = _on_day(reading, figures, as_of)
    if _is_named(reading) or judged.rating not in (Rating.REFUTED, Rating.NOT_ENOUGH_DATA):
        return judged
    earlier = _earlier_match(reading, figures, as_of)
    if earlier is None:
        return judged
    others = [reason for reason in judged.reasons if reason.startswith("MATCHES_OTHER_YEAR")]
    return replace(earlier, rating=Rating.OUTDATED, reasons=("EDITION_SUPERSEDED", *others))


def _earlier_match(reading: Reading, figures: Figures, as_of: dt.date) -> Judged | None:
    """Return the newest earlier edition by which an undated claim is right."""
    for point in reversed(figures.editions(reading.family)):
        if point.published <= as_of:
            judged = _at(reading, figures, point)
            if judged.rating in (Rating.SUPPORTED, Rating.MISLEADING):
                return judged
    return None


def _since(reading: Reading, figures: Figures, then: Judged, as_of: dt.date) -> Judged:
    """Judge by today's figures a claim that has a verdict of its day."""
    if then.rating is Rating.NOT_ENOUGH_DATA:
        return _undated(reading, figures, as_of)
    restates = figures.restates(reading.family)
    if (_is_named(reading) or reading.is_stated) and not restates:
        return then
    named_release = reading.release is not None
    if "was" in reading.values and then.first is not None and then.first.edition.isdigit():
        reading = replace(reading, base=Year(int(then.first.edition), YearWord.EDITION))
    now = _on_day(replace(reading, release=None, year=_year_then(reading, then, restates)), figures, as_of)
    if then.rating is Rating.REFUTED:
        return replace(then, points=then.points)
    if now.rating is Rating.REFUTED:
        superseded = ("EDITION_SUPERSEDED",)
        if named_release:
            return replace(now, rating=Rating.SUPPORTED, reasons=superseded)
        return replace(now, rating=Rating.OUTDATED, reasons=superseded)
    if now.rating is Rating.NOT_ENOUGH_DATA and _is_named(reading):
        return replace(then, reasons=())
    if now.rating is Rating.NOT_ENOUGH_DATA:
        return now
    return replace(now, rating=then.rating, reasons=then.reasons)


def _year_then(reading: Reading, then: Judged, restates: bool) -> Year | None:
    """Keep the year described of a claim that names its year or release."""
    if restates and _is_named(reading) and then.last is not None:
        return Year(then.last.year, YearWord.DESCRIBED)
    return reading.year


def _is_named(reading: Reading) -> bool:
    return reading.year is not None or reading.release is not None or bool(reading.back)


def _on_day(reading: Reading, figures: Figures, day: dt.date) -> Judged:
    """Judge by what was known on a day; an edition of a month counts if its figures are stated."""
    family = reading.family
    point, why = _last(reading, figures, day)
    possible = figures.possible(family, day)
    is_open = reading.year is None and reading.release is None
    earlier = _before(reading, figures, possible) if is_open and not figures.restates(family) else None
    if earlier is not None:
        later = _at(reading, figures, earlier)
        if later.rating in (Rating.SUPPORTED, Rating.MISLEADING):
            return later
    judged = _missing(why) if point is None else _at(reading, figures, point)
    if judged.rating is Rating.REFUTED and reading.year is not None and reading.year.word is YearWord.EITHER:
        other = _described(reading, figures, day)
        if other is not None and other.rating is Rating.SUPPORTED:
            return replace(other, reasons=(*other.reasons, "YEAR_BASIS"))
    if judged.rating is Rating.REFUTED and judged.last is not None:
        judged = replace(judged, reasons=(*judged.reasons, *_diagnosis(reading, figures, judged.last)))
    return judged


def _missing(why: str) -> Judged:
    code, _, words = why.partition(": ")
    return Judged(Rating.NOT_ENOUGH_DATA, words, (code,))


def _last(reading: Reading, figures: Figures, day: dt.date) -> tuple[Point | None, str]:
    """Return the edition that judges a reading, or the reason why there is none."""
    family, label = reading.family, reading.label
    if figures.restates(family):
        return _restated(reading, figures, day)
    if reading.year is None:
        point = figures.newest(family, day)
        return _before(
            reading, figures, point
        ), f"NOT_HELD: the edition of {label} that was the newest on {day} is not held"
    point = _named_point(reading.year, family, figures)
    if point is None:
        return None, f"NOT_HELD: {label} {reading.year.year} is not held"
    if point.possible_from > day:
        return None, f"NOT_KNOWN_THEN: {figures.label(point)} was published {point.published}, after {day}"
    return _before(
        reading, figures, point
    ), f"NOT_HELD: an edition of {label} before {point.edition} is not held"


def _before(reading: Reading, figures: Figures, point: Point | None) -> Point | None:
    """Return the edition so many before one as the reading says."""
    for _ in range(reading.back):
        point = figures.previous(reading.family, point) if point is not None else None
    return point


def _named_point(year: Year, family: Sequence[str], figures: Figures) -> Point | None:
    if year.word is YearWord.DESCRIBED:
        return figures.of_year(family, year.year) or figures.of_edition(family, year.year)
    return figures.of_edition(family, year.year) or figures.of_year(family, year.year)


def _restated(reading: Reading, figures: Figures, day: dt.date) -> tuple[Point | None, str]:
    family, label = reading.family, reading.label
    if reading.release is not None:
        named = [p for p in figures.editions(family) if _release_has(p.edition, reading.release.year)]
        release = named[-1] if named else None
        if release is None:
            return None, f"NOT_HELD: the edition {reading.release.year} of {label} is not held"
    else:
        release = figures.newest(family, day)
        if release is None:
            return None, f"NOT_HELD: the edition of {label} that was the newest on {day} is not held"
    if reading.year is None:
        return release, ""
    point = figures.release(family, release, reading.year.year)
    return point, f"NO_VALUE: {figures.label(release)} does not describe {reading.year.year}"


def _release_has(edition: str, year: int) -> bool:
    """Tell whether the id of a release names a year: `HDR23-24` names 2023 and 2024, `2024-update` 2024."""
    text = f"{year}"
    digits = "".join(c if c.isdigit() else " " for c in edition).split()
    return text in digits or (edition.startswith("HDR") and text[2:] in digits)


def _described(reading: Reading, figures: Figures, day: dt.date) -> Judged | None:
    if reading.year is None:
        return None
    point = figures.of_year(reading.family, reading.year.year)
    if point is None or point.possible_from > day:
        return None
    return _at(reading, figures, point)


def _at(reading: Reading, figures: Figures, last: Point) -> Judged:
    """Judge by one edition, and for a change by the edition of its base."""
    first = _first(reading, figures, last)
    of_rank = reading.element is Element.CHANGE_OF_RANK or reading.values.get("of") == "rank"
    if (
        of_rank
        and first is not None
        and figures.table(first).is_computed is not figures.table(last).is_computed
    ):
        return Judged(
            Rating.NOT_ENOUGH_DATA,
            "the ranks of the report before are not held",
            ("NO_VALUE",),
            (),
            last,
            first,
        )
    agreement = evaluate(reading, figures, last, first)
    if agreement.agrees is None:
        return Judged(Rating.NOT_ENOUGH_DATA, agreement.truth, ("NO_VALUE",), (), last, first)
    rating = Rating.SUPPORTED if agreement.agrees else Rating.REFUTED
    judged = Judged(rating, agreement.truth, agreement.reasons, (), last, first, agreement.points)
    if agreement.agrees and reading.element in _MOVES and first is not None:
        judged = _infer(reading, figures, judged, first, last)
    if agreement.agrees and reading.element is Element.COMPARISON:
        judged = _compare(reading, figures, judged, agreement, last)
    if figures.table(last).is_computed and reading.element in (
        Element.RANK,
        Element.RANK_OF_N,
        Element.CHANGE_OF_RANK,
    ):
        judged = replace(judged, cautions=(*judged.cautions, "COMPUTED_RANK"))
    return judged


def _first(reading: Reading, figures: Figures, last: Point) -> Point | None:
    """Return the edition of the base of a change; the one before where none is named."""
    family = reading.family
    since = reading.values.get("since")
    if reading.base is not None:
        if figures.restates(family):
            return figures.release(family, last, reading.base.year)
        named = _named_point(reading.base, family, figures)
        if named is not None and named.published >= last.published and reading.base.word is YearWord.EITHER:
            return figures.of_year(family, reading.base.year)
        return named
    if reading.element is Element.SUPERLATIVE and since is not None and not reading.relative:
        same = [p for p in figures.editions(family) if p.indicator == last.indicator]
        if figures.restates(family):
            return figures.release(family, last, min(figures.years(last)))
        return same[0]
    point: Point | None = last
    for _ in range(max(reading.relative, 1)):
        point = figures.previous(family, point) if point is not None else None
    return point


def _infer(reading: Reading, figures: Figures, judged: Judged, first: Point, last: Point) -> Judged:
    """Ask whether what a claim infers from two right figures holds (METHODS 1 and 3.2)."""
    iso3 = reading.countries[0]
    before, after = figures.answer(first, iso3), figures.answer(last, iso3)
    of_rank = reading.element is Element.CHANGE_OF_RANK or reading.values.get("of") == "rank"
    if inference.breaks(figures.snapshot, before.datum, after.datum):
        return replace(judged, rating=Rating.MISLEADING, reasons=(*judged.reasons, "BREAK_CROSSED"))
    reasons, cautions, rating = list(judged.reasons), list(judged.cautions), judged.rating
    if of_rank:
        counts = [figures.table(point).n for point in (first, last)]
        if counts[0] != counts[1]:
            split = inference.rank_split(before, after)
            if split is not None and split.coverage_effect:
                rating = Rating.MISLEADING
                reasons.append("N_CHANGED")
            else:
                cautions.append("N_CHANGED")
    elif reading.values.get("dir") not in _STILL:
        split_by_source = inference.source_split(figures.snapshot, before.datum, after.datum)
        headline = after.datum.value - before.datum.value
        if split_by_source is not None and headline and (split_by_source.left or split_by_source.joined):
            matched = split_by_source.matched
            if matched * headline <= 0 or abs(matched) < _NO_POINT:
                rating = Rating.MISLEADING
                reasons.append("SOURCE_SET_CHANGED")
        test = inference.significance(figures.snapshot, before, after)
        if test.is_tested and not test.is_beyond and headline:
            if reading.values.get("emphatic"):
                rating = Rating.MISLEADING
                reasons.append("NOT_SIGNIFICANT")
            else:
                cautions.append("NOT_SIGNIFICANT")
    return replace(judged, rating=rating, reasons=tuple(reasons), cautions=tuple(cautions))


def _compare(reading: Reading, figures: Figures, judged: Judged, agreement: Agreement, last: Point) -> Judged:
    """Ask whether two countries differ by more than the margin of error."""
    if reading.values.get("op") == "equal" or reading.values.get("by") == "rank":
        return judged
    own = figures.answer(last, reading.countries[0])
    for other in reading.countries[1:]:
        test = inference.significance(figures.snapshot, figures.answer(last, other), own)
        if test.is_tested and not test.is_beyond:
            if reading.values.get("emphatic"):
                return replace(judged, rating=Rating.MISLEADING, reasons=(*judged.reasons, "NOT_SIGNIFICANT"))
            return replace(judged, cautions=(*judged.cautions, "NOT_SIGNIFICANT"))
    return judged


def _diagnosis(reading: Reading, figures: Figures, last: Point) -> tuple[str, ...]:
    """Name where a wrong number comes from: another year's, or beyond the number ranked."""
    if reading.element not in _SIMPLE:
        return ()
    found = []
    n = figures.table(last).n
    if "rank" in reading.values and n is not None and int(reading.values["rank"]) > n:
        found.append("RANK_BEYOND_N")
    years = []
    for point in figures.editions(reading.family):
        if point.indicator != last.indicator or point == last or figures.restates(reading.family):
            continue
        agreement = evaluate(reading, figures, point, None)
        if agreement.agrees and "TIE" not in agreement.reasons:
            years.append(point.edition)
    if years:
        found.append(f"MATCHES_OTHER_YEAR:{','.join(years[-_MOST_OTHER_YEARS:])}")
    return (*found, *_other_countries(reading, figures, last))


def _other_countries(reading: Reading, figures: Figures, last: Point) -> tuple[str, ...]:
    """Name a country of a similar name that has the figure."""
    names = figures.catalogue.countries.by_iso3
    own = names[reading.countries[0]].name
    values, ranks, claimed = figures.table(last).values, figures.table(last).ranks, reading.values
    for iso3, value in values.items():
        may = ("rank" in claimed and ranks.get(iso3) == claimed["rank"]) or (
            "score" in claimed and abs(value - claimed["score"]) < 1
        )
        if may and iso3 != reading.countries[0] and iso3 in names and _similar(own, names[iso3].name):
            other = replace(reading, countries=(iso3,))
            if evaluate(other, figures, last, None).agrees:
                return (f"MATCHES_OTHER_COUNTRY:{iso3}",)
    return ()


def _similar(one: str, other: str) -> bool:
    first, second = (
        set(name.casefold().replace("-", " ").split())
        - {"the", "of", "republic", "and", "united", "south", "north", "saint", "new"}
        for name in (one, other)
    )
    return (
        bool(first & second)
        or other.casefold().startswith(one.casefold())
        or one.casefold().startswith(other.casefold())
    )
