"""Check claims against the snapshot: as known on their day, which decides, and as known today (METHODS 5).

`check` takes a claim or an opinion of the article, `check_text` a sentence that a reader typed. Whatever an
indicator can test is computed; the rest keeps the verdict that editors found in other sources, and says so.
"""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from indicators.claims import inference
from indicators.claims.answer import (
    Answer,
    Basis,
    Missing,
    figure,
    has_edition_years,
    other_editions,
)
from indicators.claims.change import change_elements, number_elements
from indicators.claims.diagnosis import diagnose
from indicators.claims.explanation import explanation, is_of_rank, words_of
from indicators.claims.finding import (
    CheckedBy,
    Diagnosis,
    Editorial,
    Element,
    Finding,
    Judgement,
    Rating,
    Reason,
)
from indicators.claims.parse import cleaned, parse
from indicators.claims.rules import (
    judgement_of,
    outdated,
    rank_elements,
    score_element,
)
from indicators.claims.statements import (
    ChangeStatement,
    Number,
    RankStatement,
    Statement,
    Subject,
)
from indicators.errors import QuestionError
from indicators.model import Edition
from indicators.snapshot.snapshot import Snapshot
from indicators.story import Claim, IndicatorTest, Opinion, Verdict
from indicators.text import listed

# What an editor's verdict is called among the ratings.
EDITORS: dict[Verdict, Rating] = {
    Verdict.SUPPORTED: Rating.SUPPORTED,
    Verdict.PARTLY: Rating.PARTLY,
    Verdict.CONTRADICTED: Rating.REFUTED,
    Verdict.COULD_NOT_CHECK: Rating.NOT_ENOUGH_DATA,
}
READER = "a reader"


@dataclass(frozen=True, slots=True)
class _Judged:
    """A judgement with the figures that it rests on; `is_whole` where none that it needs is missing."""

    judgement: Judgement
    found: tuple[Answer, ...]
    is_whole: bool


def check(claim: Claim | Opinion, snapshot: Snapshot, *, as_of: dt.date) -> Finding:
    """Check a claim or opinion of the article as of the article's day and as of another.

    A claim that names a test is computed. Any other keeps its researched verdict, said to be an editor's. An
    opinion is never verified. A claim that cannot be answered is a finding too: nothing is raised for it.
    """
    article = snapshot.catalogue.narrative.article
    if isinstance(claim, Opinion):
        return _uncomputed(
            claim, snapshot, as_of, rating=Rating.NOT_CHECKABLE, reason=Reason.OPINION, editor=None
        )
    editor = Editorial(claim.verdict, claim.display, claim.value_found, claim.note, claim.references)
    if claim.test is None:
        rating = EDITORS[claim.verdict]
        return _uncomputed(
            claim, snapshot, as_of, rating=rating, reason=Reason.EDITORS_VERDICT, editor=editor
        )
    finding = _computed(_statement_of(claim.test, snapshot), snapshot, claimed_on=article.date, as_of=as_of)
    return replace(
        finding,
        id=claim.id,
        text=claim.paraphrase,
        claimant=f"{article.publisher}: {claim.attribution}",
        editor=editor,
    )


def check_text(
    text: str,
    snapshot: Snapshot,
    *,
    as_of: dt.date,
    claimed_on: dt.date | None = None,
    claimant: str = READER,
) -> Finding:
    """Check a sentence that a reader typed, in one of the forms of `parse.FORMS`.

    `claimed_on` is the day on which the claim was made: with it the claim is put to what was known then too.
    Raises `QuestionError` for a text that was not understood, saying which part, and for an index without a
    row is held.
    """
    if claimed_on is not None and claimed_on > as_of:
        raise QuestionError(
            "the day of the claim", f"{claimed_on} is after {as_of}", "Choose a day that is not after it."
        )
    statement = parse(text, snapshot.catalogue)
    indicators = statement.subject.indicators
    held = tuple(id for id in indicators if id in snapshot.indicators)
    if not held:
        snapshot.all_editions(indicators[0])  # says why it is not held
    statement = replace(statement, subject=replace(statement.subject, indicators=held))
    finding = _computed(statement, snapshot, claimed_on=claimed_on, as_of=as_of)
    return replace(finding, text=cleaned(text), claimant=claimant)


def _statement_of(test: IndicatorTest, snapshot: Snapshot) -> RankStatement:
    """Return the statement of an article's claim: it names no edition, so the newest of its day answers."""
    name = snapshot.catalogue.countries.by_iso3[test.country].name
    index = snapshot.catalogue.source_of(test.indicator).short_name
    subject = Subject(test.country, name, (test.indicator,), index)
    return RankStatement(subject, Number(test.rank), test.n_ranked, Basis.NEWEST)


def _uncomputed(
    claim: Claim | Opinion,
    snapshot: Snapshot,
    as_of: dt.date,
    *,
    rating: Rating,
    reason: Reason,
    editor: Editorial | None,
) -> Finding:
    article = snapshot.catalogue.narrative.article
    explanation = [f"{reason.words[0].upper()}{reason.words[1:]}."]
    if editor is not None:
        explanation += [editor.value_found, *([editor.note] if editor.note else [])]
    return Finding(
        id=claim.id,
        text=claim.paraphrase,
        claimant=f"{article.publisher}: {claim.attribution}"
        if isinstance(claim, Claim)
        else article.publisher,
        date=article.date,
        language="en",
        by=CheckedBy.EDITOR,
        indicator=None,
        country=None,
        names_edition=False,
        then=None,
        now=None,
        rating=rating,
        reasons=(reason,),
        diagnosis=(),
        newest=None,
        other_editions=(),
        explanation=tuple(explanation),
        limits=(article.verdict_rule,) if editor is not None else (),
        editor=editor,
        as_of=as_of,
        snapshot=snapshot.id,
    )


def _computed(
    statement: Statement, snapshot: Snapshot, *, claimed_on: dt.date | None, as_of: dt.date
) -> Finding:
    then = _judge(statement, snapshot, claimed_on) if claimed_on is not None else None
    now = _judge(statement, snapshot, as_of)
    judged_then = then.judgement if then else None
    # Where an edition restates all years, what is called an edition is the year that it describes.
    names_edition = statement.basis is not Basis.NEWEST and not _restates(statement, snapshot)
    was_right = (
        judged_then.rating.agrees
        if judged_then is not None
        else not names_edition and _was_right(statement, snapshot, now.judgement)
    )
    judged_now = now.judgement
    if was_right and judged_now.rating is Rating.REFUTED:
        judged_now = outdated(judged_now)
    verdict = judged_now if judged_then is None else judged_then
    newest = figure(
        snapshot,
        statement.subject.indicators,
        statement.subject.country,
        basis=Basis.NEWEST,
        year=None,
        day=as_of,
    )
    last = now.judgement.data[-1] if now.judgement.data else None
    both = tuple(one for one in (judged_then, judged_now) if one is not None)
    superseded = tuple(reason for reason in judged_now.reasons if reason is Reason.EDITION_SUPERSEDED)
    data = [datum for one in both for datum in one.data]
    return Finding(
        id="",
        text=statement.text,
        claimant=READER,
        date=claimed_on,
        language="en",
        by=CheckedBy.COMPUTED,
        indicator=data[-1].indicator if data else statement.subject.indicators[0],
        country=statement.subject.country,
        names_edition=names_edition,
        then=judged_then,
        now=judged_now,
        rating=verdict.rating,
        reasons=tuple(dict.fromkeys((*verdict.reasons, *superseded))),
        diagnosis=_diagnosis(statement, then, now, snapshot),
        newest=newest.datum if isinstance(newest, Answer) else None,
        other_editions=other_editions(snapshot, last, day=as_of) if last else (),
        explanation=explanation(judged_then, judged_now, newest, statement),
        limits=_limits(statement, [one for one in (then, now) if one], snapshot),
        editor=None,
        as_of=as_of,
        snapshot=snapshot.id,
    )


def _was_right(statement: Statement, snapshot: Snapshot, now: Judgement) -> bool:
    """Tell whether a claim that disagrees today agreed on the day of an earlier edition."""
    if now.rating is not Rating.REFUTED:
        return False
    days = {e.published for e in _editions(statement, snapshot) if e.published < now.as_of}
    judged = (_judge(statement, snapshot, day).judgement for day in sorted(days, reverse=True))
    return any(judgement.rating.agrees for judgement in judged)


def _editions(statement: Statement, snapshot: Snapshot) -> Iterator[Edition]:
    for id in statement.subject.indicators:
        yield from snapshot.catalogue.editions_of(id)


def _restates(statement: Statement, snapshot: Snapshot) -> bool:
    return any(snapshot.catalogue.source_of(id).restates_history for id in statement.subject.indicators)


def _judge(statement: Statement, snapshot: Snapshot, day: dt.date) -> _Judged:
    """Judge the claim by what was known on a day.

    An edition whose exact day is unknown counts from the first day of its month for a claim that names
    it or states its figures, else from the last (METHODS 5.3).
    """
    judged = _judge_as_known(statement, snapshot, day)
    possible = [e for e in _editions(statement, snapshot) if e.possible_from <= day < e.published]
    if not possible or judged.judgement.rating.agrees:
        return judged
    edition = max(possible, key=lambda edition: edition.published)
    later = _judge_as_known(statement, snapshot, edition.published)
    names_edition = statement.basis in (Basis.EDITION, Basis.EITHER) and not _restates(statement, snapshot)
    is_known_by_name = (
        names_edition
        and judged.judgement.rating is Rating.NOT_ENOUGH_DATA
        and later.judgement.edition == edition.id
    )
    if not (is_known_by_name or later.judgement.rating.agrees):
        return judged
    limit = (
        f"We know only the {edition.precision.value} of publication of edition {edition.id} "
        f"({edition.when}). It counts from the first day for a claim that names it or states its figures."
    )
    found = tuple(replace(answer, limits=(*answer.limits, limit)) for answer in later.found)
    return replace(later, judgement=replace(later.judgement, as_of=day), found=found)


def _judge_as_known(statement: Statement, snapshot: Snapshot, day: dt.date) -> _Judged:
    """Judge the claim by what was out by a day: of two readings of its year the one that agrees."""
    subject = statement.subject
    can_differ = has_edition_years(snapshot, subject.indicators)
    basis = statement.basis
    if basis is Basis.EITHER:
        basis = Basis.EDITION if can_differ else Basis.YEAR
    first = _read(statement, snapshot, basis, day)
    if statement.basis not in (Basis.EITHER, Basis.EDITION) or not can_differ:
        return first
    if first.judgement.rating not in (Rating.REFUTED, Rating.NOT_ENOUGH_DATA):
        return first
    second = _read(statement, snapshot, Basis.YEAR, day)
    if not second.judgement.rating.agrees:
        return first
    return _on_other_basis(second, is_wrong=statement.basis is Basis.EDITION)


def _on_other_basis(judged: _Judged, *, is_wrong: bool) -> _Judged:
    """Return a judgement by the year described (METHODS 5.3): misleading if the claim names an edition."""
    last = judged.judgement.data[-1]
    element = Element(
        name="year basis",
        operator="=",
        claimed=None,
        decimals=0,
        hedge="",
        unit="",
        found=last.year,
        rating=Rating.MISLEADING if is_wrong else Rating.SUPPORTED,
        reasons=(Reason.YEAR_BASIS,),
        formula="METHODS 5.3, year basis",
        detail=f"The figures are those of the year described, {last.year}, in edition {last.edition}.",
    )
    elements = (*judged.judgement.elements, element)
    return replace(judged, judgement=judgement_of(elements, base=judged.judgement))


def _read(statement: Statement, snapshot: Snapshot, basis: Basis, day: dt.date) -> _Judged:
    figures = tuple(_figure(statement, snapshot, basis, year, day) for year in statement.years)
    elements = _elements(statement, figures, snapshot)
    data = tuple(one.datum for one in figures if isinstance(one, Answer))
    base = Judgement(
        as_of=day,
        edition=data[-1].edition if data else None,
        rating=Rating.NOT_ENOUGH_DATA,
        elements=(),
        data=data,
        reasons=(),
        text="; ".join(words_of(one, statement) for one in figures),
    )
    found = tuple(one for one in figures if isinstance(one, Answer))
    return _Judged(judgement_of(elements, base=base), found, len(found) == len(figures))


def _figure(
    statement: Statement, snapshot: "Snapshot", basis: Basis, year: int | None, day: dt.date
) -> Answer | Missing:
    """Return the figure that a claim names; none if it names an edition that cannot be found by a year.

    Where every edition restates all years, what one of them printed is not what another says of its year.
    """
    subject = statement.subject
    if statement.says_edition and _restates(statement, snapshot):
        held = list(dict.fromkeys(e for id in subject.indicators for e in snapshot.held_editions(id)))
        is_held = any(str(year) in edition for edition in held)
        return Missing(
            Reason.NO_VALUE if is_held else Reason.NOT_HELD,
            f"{subject.index} edition {year} is {'not read by its year' if is_held else 'not held'}: every "
            f"edition restates all years, so that no other stands in for it (held: {listed(held)}). For the "
            f'year described write "in {year}".',
        )
    return figure(snapshot, subject.indicators, subject.country, basis=basis, year=year, day=day)


def _elements(
    statement: Statement, figures: tuple[Answer | Missing, ...], snapshot: "Snapshot"
) -> tuple[Element, ...]:
    elements: list[Element] = []
    for place, one in enumerate(figures):
        if isinstance(one, Missing):
            elements.append(_missing_element(statement, place, one))
        elif isinstance(statement, ChangeStatement):
            elements += number_elements(statement, place, one)
        elif isinstance(statement, RankStatement):
            elements += rank_elements(statement.rank, statement.n, one)
        else:
            elements.append(score_element("score", statement.score, one))
    if isinstance(statement, ChangeStatement):
        before, after = figures
        if isinstance(before, Answer) and isinstance(after, Answer):
            elements += change_elements(statement, elements, before, after, snapshot)
    return tuple(elements)


def _missing_element(statement: Statement, place: int, missing: Missing) -> Element:
    suffix = (" from", " to")[place] if isinstance(statement, ChangeStatement) else ""
    return Element(
        name=f"{'rank' if is_of_rank(statement) else 'score'}{suffix}",
        operator="=",
        claimed=None,
        decimals=0,
        hedge="",
        unit="",
        found=None,
        rating=Rating.NOT_ENOUGH_DATA,
        reasons=(missing.reason,),
        formula="METHODS 5.3, vintage",
        detail=missing.text,
    )


def _diagnosis(
    statement: Statement, then: _Judged | None, now: _Judged, snapshot: Snapshot
) -> tuple[Diagnosis, ...]:
    """Find sources of the numbers on the first day on which they disagree."""
    for judged in (then, now):
        if judged and judged.judgement.rating is Rating.REFUTED and judged.is_whole:
            return diagnose(statement, judged.found, snapshot, day=judged.judgement.as_of)
        if judged and judged.judgement.rating.agrees:
            return ()
    return ()


def _limits(statement: Statement, judged: Iterable[_Judged], snapshot: Snapshot) -> tuple[str, ...]:
    """List the limits of the figures, and the changes that leave them comparable."""
    limits = []
    if _restates(statement, snapshot) and statement.basis is Basis.EDITION and not statement.says_edition:
        limits.append(
            f"{statement.subject.index} restates all its years in every edition: the year of the claim is "
            "read as the year described. Editions that are not held may have printed another figure."
        )
    for one in judged:
        limits += [limit for found in one.found for limit in found.limits]
        if isinstance(statement, ChangeStatement) and one.is_whole:
            limits += inference.told(snapshot, one.found[0].datum, one.found[1].datum)
    return tuple(dict.fromkeys(limits))
