"""A judgement of a claim in words: the figures that were looked at, and what they say of it."""

from indicators.claims.answer import Answer, Missing, label_of
from indicators.claims.finding import Datum, Judgement
from indicators.claims.statements import ChangeStatement, RankStatement, Statement


def words_of(one: Answer | Missing, statement: Statement) -> str:
    """`152nd of 175 (CPI 2014)`, `score 23 (CPI 2014)`, or why there is none."""
    if isinstance(one, Missing):
        return one.text.rstrip(".")
    return figure_words(one.datum, of_rank=is_of_rank(statement))


def figure_words(datum: Datum, *, of_rank: bool) -> str:
    """A figure with its edition: `152nd of 175, score 23 (CPI 2014)`, without the place if so asked."""
    score = f"score {datum.value:.{datum.decimals}f}"
    place = f"{datum.place}, " if of_rank and datum.place else ""
    return f"{place}{score} ({label_of(datum)})"


def explanation(
    then: Judgement | None, now: Judgement, newest: Answer | Missing, statement: Statement
) -> tuple[str, ...]:
    """What was found on the day of the claim and on that asked for, in sentences, each once."""
    sentences = []
    if then is not None:
        sentences.append(_sentence(f"On the day of the claim, {then.as_of}", then))
    if then is None or (now.text, now.rating) != (then.text, then.rating):
        sentences.append(_sentence(f"As known on {now.as_of}", now))
    judged = [one for one in (then, now) if one is not None]
    details = [(one.text, element) for one in judged for element in one.elements if element.reasons]
    sentences += [e.detail for text, e in details if e.detail and e.detail.rstrip(".") not in text]
    ranked = [one.data[-1].n_ranked for one in judged if one.data]
    if isinstance(statement, RankStatement) and len(set(ranked)) > 1:
        sentences.append("The number ranked differs, so the two ranks are not a measure of change.")
    if isinstance(newest, Answer) and newest.datum not in now.data:
        newest_words = figure_words(newest.datum, of_rank=is_of_rank(statement))
        sentences.append(f"The newest edition on {now.as_of}: {newest_words}.")
    return tuple(dict.fromkeys(sentences))


def _sentence(when: str, judgement: Judgement) -> str:
    words = judgement.rating.words
    return f"{when}: {judgement.text}. {words[0].upper()}{words[1:]}."


def is_of_rank(statement: Statement) -> bool:
    """Whether a place is claimed, or a change of place."""
    return isinstance(statement, RankStatement) or (
        isinstance(statement, ChangeStatement) and statement.of_rank
    )
