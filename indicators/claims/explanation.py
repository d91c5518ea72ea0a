"""Put a judgement of a claim into words: the figures that were looked at, and what they say of it."""

from indicators.claims.answer import Answer, Missing, label_of
from indicators.claims.finding import Datum, Judgement
from indicators.claims.statements import ChangeStatement, RankStatement, Statement
from indicators.rank.ranks import ordinal


def words_of(one: Answer | Missing, statement: Statement) -> str:
    """Write a figure as `152nd of 175 (CPI 2014)` or `score 23 (CPI 2014)`, or say why it is missing."""
    if isinstance(one, Missing):
        return one.text.rstrip(".")
    return figure_words(one.datum, of_rank=is_of_rank(statement))


def figure_words(datum: Datum, *, of_rank: bool) -> str:
    """Write a figure with its edition: `152nd of 175, score 23 (CPI 2014)`, or without the place."""
    score = f"score {datum.value:.{datum.decimals}f}"
    place = f"{datum.place}, " if of_rank and datum.place else ""
    return f"{place}{score} ({label_of(datum)})"


def explanation(
    then: Judgement | None, now: Judgement, newest: Answer | Missing, statement: Statement
) -> tuple[str, ...]:
    """Say what was found on the day of the claim and since, in sentences, each once."""
    sentences = []
    if then is not None:
        sentences.append(_sentence(f"On the day of the claim, {then.as_of}", then))
        sentences += filter(None, [since_then(then, now)])
    else:
        sentences.append(_sentence(f"As known on {now.as_of}", now))
    judged = [one for one in (then, now) if one is not None]
    # Of a claim with a day, its day decides: what today's figures would infer is no reason.
    details = [(judged[0].text, element) for element in judged[0].elements if element.reasons]
    sentences += [e.detail for text, e in details if e.detail and e.detail.rstrip(".") not in text]
    ranked = {_number_ranked(one.data[-1]) for one in judged if one.data} - {None}
    if isinstance(statement, RankStatement) and len(ranked) > 1:
        sentences.append("The number ranked differs, so the two ranks are not a measure of change.")
    if isinstance(newest, Answer) and newest.datum not in now.data:
        newest_words = figure_words(newest.datum, of_rank=is_of_rank(statement))
        sentences.append(f"The newest edition on {now.as_of}: {newest_words}.")
    return tuple(dict.fromkeys(sentences))


def since_then(then: Judgement | None, now: Judgement | None) -> str:
    """Write today's figures if they differ: `Since then: 166 of 182 (CPI 2025).`; else empty."""
    if then is None or now is None or now.data == then.data:
        return ""
    if not now.data:
        return "" if now.text == then.text else f"Since then: {now.text}."
    of_rank = any(element.name.startswith("rank") for element in now.elements)
    figures = [f"{_short(datum, of_rank=of_rank)} ({label_of(datum)})" for datum in now.data]
    return f"Since then: {' to '.join(figures)}."


def _short(datum: Datum, *, of_rank: bool) -> str:
    """`166 of 182` for a published place that counts from the best, else the place or the value in words."""
    if of_rank and datum.rank and datum.place == f"{ordinal(datum.rank)} of {datum.n_ranked}":
        return f"{datum.rank} of {datum.n_ranked}"
    return (of_rank and datum.place) or f"{datum.value:.{datum.decimals}f}"


def _number_ranked(datum: Datum) -> int | None:
    return datum.n_ranked if datum.n_ranked is not None else datum.computed_n


def _sentence(when: str, judgement: Judgement) -> str:
    words = judgement.rating.words
    return f"{when}: {judgement.text}. {words[0].upper()}{words[1:]}."


def is_of_rank(statement: Statement) -> bool:
    """Tell whether the claim is about a rank, or a change of rank."""
    return isinstance(statement, RankStatement) or (
        isinstance(statement, ChangeStatement) and statement.of_rank
    )
