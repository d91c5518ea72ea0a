"""Check a text: every claim with its verdicts, its figures and a sentence, and what was not checked."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from indicators.claims.answer import Answer
from indicators.claims.finding import Rating
from indicators.claims.prose.context import Unchecked
from indicators.claims.prose.evaluate import STREAK_MOVES, evaluate
from indicators.claims.prose.figures import Figures, figures_of
from indicators.claims.prose.languages import ONLY_THESE, language_of
from indicators.claims.prose.lexicon import Lexicon, lexicon
from indicators.claims.prose.reader import read
from indicators.claims.prose.readings import Element, Reading
from indicators.claims.prose.verdict import Judged, Verdict, verdict_of
from indicators.errors import QuestionError
from indicators.model import Direction
from indicators.rank.ranks import ordinal
from indicators.snapshot.snapshot import Snapshot
from indicators.text import counted, listed

MAX_LENGTH = 50_000
_NEAR = 12
_MOVES = (Element.CHANGE_OF_SCORE, Element.CHANGE_OF_RANK, Element.DIRECTION)


@dataclass(frozen=True, slots=True)
class Checked:
    """One claim of a text: as read, with its verdicts."""

    reading: Reading
    span: str
    read: str
    verdict: Verdict
    explanation: str
    figures: tuple[Answer, ...]

    @property
    def judged(self) -> Judged:
        """The judgement that decides."""
        return self.verdict.first_judged


@dataclass(frozen=True, slots=True)
class Report:
    """All claims of a text, and what was not checked."""

    text: str
    claimed_on: dt.date | None
    as_of: dt.date
    claims: tuple[Checked, ...]
    unchecked: tuple[Unchecked, ...]


def check_prose(
    text: str, snapshot: Snapshot, *, as_of: dt.date, claimed_on: dt.date | None = None, assumed: str = ""
) -> Report:
    """Find every claim of a text and judge it; raises `QuestionError` for a text that is too long.

    `assumed` is the label of an index (`index_labels`) for claims of a text that names none.
    """
    if len(text) > MAX_LENGTH:
        raise QuestionError(
            "the text", f"it has {len(text)} characters, more than {MAX_LENGTH}", "Check it in parts."
        )
    if claimed_on is not None and claimed_on > as_of:
        raise QuestionError(
            "the day of the text", f"{claimed_on} is after {as_of}", "Choose a day that is not after it."
        )
    figures = figures_of(snapshot)
    language = language_of(text)
    if language is None:
        return Report(text, claimed_on, as_of, (), (Unchecked(0, len(text), ONLY_THESE),))
    readings, unchecked = read(text, _lexicon(figures, language), _scales(figures), assumed=assumed)
    claims = []
    for reading in _distinct(readings):
        verdict = verdict_of(reading, figures, claimed_on=claimed_on, as_of=as_of)
        claims.append(_checked(text, _oriented(reading, verdict, figures), verdict, figures))
    return Report(text, claimed_on, as_of, tuple(claims), tuple(unchecked))


def index_labels(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the labels of the indices that a text can be read for, in the order of the sources."""
    figures = figures_of(snapshot)
    names = _lexicon(figures, "en").by_label.values()
    labels = [
        name.label
        for name in names
        if name.index is not None and not name.is_publisher and name.label == name.index.label
    ]
    return tuple(label for label in dict.fromkeys(labels) if label != "Freedom House status")


def _distinct(readings: list[Reading]) -> list[Reading]:
    """Leave out a claim that another pattern has read from the same words."""
    kept: list[Reading] = []
    for reading in readings:
        if not any(
            replace(one, start=0, end=0) == replace(reading, start=0, end=0)
            and one.start < reading.end
            and reading.start < one.end
            for one in kept[-_NEAR:]
        ):
            kept.append(reading)
    return kept


@lru_cache(maxsize=8)
def _lexicon(figures: Figures, language: str) -> Lexicon:
    return lexicon(figures.catalogue, language)


@lru_cache(maxsize=2)
def _scales(figures: Figures) -> Mapping[str, tuple[float, bool]]:
    """Return the greatest value of each indicator, and whether more is worse."""
    known = figures.catalogue.indicators.values()
    return {i.id: (i.maximum, i.direction is Direction.LOWER_IS_BETTER) for i in known}


def _oriented(reading: Reading, verdict: Verdict, figures: Figures) -> Reading:
    """Say of "N places separate A and B" which of them leads, and name the year of a first edition."""
    values, last, first = dict(reading.values), verdict.first_judged.last, verdict.first_judged.first
    if values.get("op") == "apart" and last is not None:
        values["op"] = "ahead"
        if not evaluate(
            replace(reading, values={"op": "ahead", **{k: v for k, v in values.items() if k == "by"}}),
            figures,
            last,
            None,
        ).agrees:
            values["op"] = "behind"
    if values.get("since") in ("first", "years"):
        values["since"] = first.edition if first is not None else None
    if (
        values.get("streak", 1) is None
        and last is not None
        and first is not None
        and reading.index is not None
    ):
        is_move = values["what"] in STREAK_MOVES
        values["streak"] = len(figures.between(reading.family, first, last)) - is_move
    return replace(reading, values=values)


def _checked(text: str, reading: Reading, verdict: Verdict, figures: Figures) -> Checked:
    judged = verdict.first_judged
    answers = _answers(reading, judged, figures)
    explanation = _explanation(verdict)
    return Checked(
        reading,
        text[reading.start : reading.end],
        _as_read(reading, judged, figures),
        verdict,
        explanation,
        answers,
    )


def _answers(reading: Reading, judged: Judged, figures: Figures) -> tuple[Answer, ...]:
    answers = []
    for point in judged.points:
        for iso3 in reading.countries:
            if iso3 in figures.table(point).values:
                answers.append(figures.answer(point, iso3))
    return tuple({id(answer): answer for answer in answers}.values())


def _explanation(verdict: Verdict) -> str:
    """Say the verdict and the figures that it rests on, then today's if they are others."""
    judged = verdict.first_judged
    first = _capital(judged.truth.rstrip("."))
    if judged.rating not in (Rating.NOT_CHECKABLE, Rating.NOT_ENOUGH_DATA):
        first = f"{_capital(judged.rating.words)}: {judged.truth.rstrip('.')}"
    if verdict.then is None or verdict.now.truth == verdict.then.truth:
        return f"{first}."
    return f"{first}. Since then: {verdict.now.truth.rstrip('.')}."


def rating_words(rating: Rating) -> str:
    """Write a rating in a few words, for the head of a list."""
    return "not checked" if rating is Rating.NOT_CHECKABLE else rating.words


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _as_read(reading: Reading, judged: Judged, figures: Figures) -> str:
    """Say how a claim was read, as in `I read: Tajikistan, CPI, rank 152 of 175, edition 2014`."""
    names = figures.catalogue.countries.by_iso3
    parts = [listed([names[i].name for i in reading.countries if i in names])]
    parts.append(reading.index.label if reading.index is not None else reading.foreign)
    parts.append(_claimed_words(reading))
    if judged.last is not None:
        is_move = judged.first is not None and reading.element in _MOVES
        first = f"{judged.first.edition} to " if is_move and judged.first is not None else ""
        parts.append(f"{'editions' if is_move else 'edition'} {first}{judged.last.edition}")
    return f"I read: {', '.join(part for part in parts if part)}."


def _claimed_words(reading: Reading) -> str:
    """Write what is claimed: `rank 152 of 175`, `score 23`, `up 3 places`."""
    values = reading.values
    hedge = f"{values['hedge']} " if values.get("hedge") else ""
    match reading.element:
        case Element.RANK | Element.RANK_OF_N:
            of = f" of {values['n']}" if "n" in values else ""
            return f"rank {hedge}{values['rank']}{of}"
        case Element.SCORE if "score" in values:
            return f"score {hedge}{values['score']}"
        case Element.CHANGE_OF_SCORE | Element.CHANGE_OF_RANK:
            key = next(k for k in ("places", "change", "percent") if k in values)
            unit = {"places": "places", "change": "points", "percent": "per cent"}[key]
            unit = unit.removesuffix("s") if abs(values[key]) == 1 else unit
            return f"{'down' if values[key] < 0 else 'up'} {hedge}{abs(values[key]):g} {unit}"
    return _other_words(reading)


def _other_words(reading: Reading) -> str:
    """Write a claim without a plain figure: `lowest in Central Asia`, `ahead by 2`."""
    values = reading.values
    hedge = f"{values['hedge']} " if values.get("hedge") else ""
    group = values.get("group")
    where = "" if group is None else " in the world" if group == "world" else f" of {group}"
    by = " by rank" if values.get("by") == "rank" or values.get("of") == "rank" else ""
    match reading.element:
        case Element.SUPERLATIVE if "since" in values:
            return f"{values['which']} since {values['since']}{by}"
        case Element.SUPERLATIVE if values.get("of") == "change":
            return f"{'largest fall' if values['which'] == 'worst' else 'largest rise'}{where}"
        case Element.SUPERLATIVE | Element.RANK_IN_GROUP if "which" in values:
            place = f"{ordinal(int(values['place']))} " if "place" in values else ""
            return f"{place}{values['which']}{where}"
        case Element.AMONG:
            most = f"{100 * values['share']:.0f} %" if "share" in values else values["among"]
            return f"among the {values['end']} {most}"
        case Element.COMPARISON if values.get("op") == "ratio":
            return f"{hedge}{values['ratio']:g} times"
        case Element.COMPARISON if "op" in values:
            gap = f" by {hedge}{values['gap']:g}" if "gap" in values else ""
            return f"{values['op']}{gap}{by}"
        case Element.AVERAGE if "mean" in values:
            return f"average {hedge}{values['mean']:g}{where}"
        case Element.AVERAGE if values.get("op") in ("below", "above"):
            return f"{values['op']} the average{where}"
        case Element.COUNT if "limit" in values:
            share = f"{values['count']:.0f} %" if values.get("pct") else values["count"]
            return f"{hedge}{share} of the countries below {values['limit']}"
        case Element.COUNT:
            return f"{hedge}{values['count']} countries {values['status']}"
        case Element.STATUS if "status" in values:
            was = f"from {values['was']} to " if "was" in values else ""
            return f"{was}{'not ' if values.get('negated') else ''}{values['status']}"
        case Element.DIRECTION if "dir" in values:
            return f"{values['dir']}{by}"
        case Element.STREAK:
            what = values.get("status", values["what"]) if values["what"] == "status" else values["what"]
            return f"{what} {values['streak']} times in a row"
    return reading.element.value.replace("_", " ")


def summary(report: Report) -> str:
    """Count the claims of a text by verdict in one sentence."""
    if not report.claims:
        return "No claim about an index was found in the text."
    ratings = [one.judged.rating for one in report.claims]
    counts = (
        ("right", sum(r in (Rating.SUPPORTED, Rating.SUPPORTED_APPROX) for r in ratings)),
        ("wrong", ratings.count(Rating.REFUTED)),
        ("misleading", ratings.count(Rating.MISLEADING)),
        ("outdated", ratings.count(Rating.OUTDATED)),
        ("not testable", sum(r in (Rating.NOT_CHECKABLE, Rating.NOT_ENOUGH_DATA) for r in ratings)),
    )
    parts = [f"{count} {words}" for words, count in counts if count]
    found = counted(len(ratings), "claim", "claims")
    return f"{found} found: {', '.join(parts)}."


def record(report: Report) -> dict[str, list[dict[str, Any]]]:
    """Return the report as the JSON of the command line."""
    return {
        "claims": [_claim_record(one) for one in report.claims],
        "not_checked": [
            {"start": one.start, "end": one.end, "text": report.text[one.start : one.end], "why": one.why}
            for one in report.unchecked
        ],
    }


def _claim_record(one: Checked) -> dict[str, Any]:
    reading, judged = one.reading, one.judged
    last, first = judged.last, judged.first
    has_base = first is not None and (
        reading.element in (Element.CHANGE_OF_SCORE, Element.CHANGE_OF_RANK, Element.DIRECTION)
        or "was" in reading.values
    )
    return {
        "start": reading.start,
        "end": reading.end,
        "span": one.span,
        "index": last.indicator if last is not None else (reading.index.family[0] if reading.index else None),
        "countries": list(reading.countries),
        "edition": last.edition if last is not None else None,
        "year": last.year if last is not None else None,
        "from_edition": first.edition if first is not None and has_base else None,
        "from_year": first.year if first is not None and has_base else None,
        "element": reading.element.value,
        "values": dict(reading.values),
        "read": one.read,
        "verdict_then": _code(one.verdict.then.rating) if one.verdict.then is not None else None,
        "verdict_now": _code(one.verdict.now.rating),
        "reasons": list(one.verdict.reasons),
        "cautions": list(one.verdict.cautions),
        "explanation": one.explanation,
        "figures": [_figure(answer) for answer in one.figures],
        "unread": list(reading.unread),
    }


def _code(rating: Rating) -> str:
    return Rating.SUPPORTED.value if rating is Rating.SUPPORTED_APPROX else rating.value


def _figure(answer: Answer) -> Mapping[str, Any]:
    datum = answer.datum
    rank, n = (
        (datum.rank, datum.n_ranked) if datum.rank is not None else (datum.computed_rank, datum.computed_n)
    )
    return {
        "country": datum.iso3,
        "value": datum.value,
        "rank": rank,
        "n": n,
        "edition": datum.edition,
        "year": datum.year,
        "origin": {
            "file": datum.origin.file,
            "sheet": datum.origin.sheet,
            "row": datum.origin.row,
            "column": datum.origin.column,
            "sha256": datum.origin.sha256,
            "address": datum.origin.address,
        },
    }
