"""Answer how one country's figures of two years differ: the difference, its test and its parts."""

import datetime as dt

from indicators.answers.answer import Answer, Record
from indicators.compare.change import Change
from indicators.compare.change import change as change_of
from indicators.compare.figures import Figure
from indicators.errors import QuestionError
from indicators.snapshot import questions
from indicators.snapshot.snapshot import Snapshot

FIGURE_COLUMNS = (
    "year",
    "edition",
    "value",
    "standard_error",
    "comparison_error",
    "n_sources",
    "published_rank",
    "published_n",
)
COLUMNS = (
    "indicator",
    "iso3",
    *(f"{column}_from" for column in FIGURE_COLUMNS),
    *(f"{column}_to" for column in FIGURE_COLUMNS),
    "change",
    "verdict",
    "reason",
    "z",
    "p",
    "probability",
    "level",
    "interval_lower",
    "interval_upper",
    "intervals_overlap",
    "matched",
    "composition",
    "rounding",
    "sources_both",
    "sources_left",
    "sources_joined",
    "rank_from",
    "n_from",
    "rank_to",
    "n_to",
    "rank_change",
    "score_effect",
    "coverage_effect",
    "n_common",
    "came",
    "went",
    "ranks_note",
    "flags",
    "not_flagged_in",
    "breaks",
    "sentence",
)


def change(
    snapshot: Snapshot, indicator: str, iso3: str, year_from: int, year_to: int, *, as_of: dt.date
) -> Answer:
    """Compare one country's figures of two years in one record; raise as `compare.change.change`."""
    if year_from >= year_to:
        raise QuestionError("years", f"{year_from} is not before {year_to}", "Give the earlier year first.")
    result = change_of(snapshot, indicator, iso3, year_from, year_to, as_of=as_of)
    notes = questions.outdated(snapshot, [indicator], as_of=as_of)
    return Answer(COLUMNS, [_record(result)], notes)


def _record(result: Change) -> Record:
    test, sources, ranks = result.test, result.sources, result.ranks
    return {
        "indicator": result.indicator,
        "iso3": result.figure_from.iso3,
        **_figure(result.figure_from, "from"),
        **_figure(result.figure_to, "to"),
        "change": result.amount,
        "verdict": test.verdict.value,
        "reason": test.reason or None,
        "z": test.z,
        "p": test.p,
        "probability": test.probability,
        "level": test.level if test.is_tested else None,
        "interval_lower": test.interval[0] if test.interval else None,
        "interval_upper": test.interval[1] if test.interval else None,
        "intervals_overlap": test.overlap,
        "matched": sources.matched if sources else None,
        "composition": sources.composition if sources else None,
        "rounding": sources.rounding if sources else None,
        "sources_both": sources.both if sources else (),
        "sources_left": sources.left if sources else (),
        "sources_joined": sources.joined if sources else (),
        "rank_from": ranks.rank_from if ranks else None,
        "n_from": ranks.n_from if ranks else None,
        "rank_to": ranks.rank_to if ranks else None,
        "n_to": ranks.n_to if ranks else None,
        "rank_change": ranks.change if ranks else None,
        "score_effect": ranks.score_effect if ranks else None,
        "coverage_effect": ranks.coverage_effect if ranks else None,
        "n_common": ranks.n_common if ranks else None,
        "came": ranks.came if ranks else (),
        "went": ranks.went if ranks else (),
        "ranks_note": result.ranks_note,
        "flags": tuple(flag.label for flag in result.flags),
        "not_flagged_in": result.not_flagged,
        "breaks": tuple(f"{crossed.name}: {crossed.what.rstrip('.')}" for crossed in result.breaks),
        "sentence": result.sentence,
    }


def _figure(figure: Figure, which: str) -> Record:
    values = (
        figure.year,
        figure.edition,
        figure.value,
        figure.standard_error,
        figure.comparison_error,
        figure.n_sources,
        figure.rank,
        figure.n_ranked,
    )
    return {f"{column}_{which}": value for column, value in zip(FIGURE_COLUMNS, values, strict=True)}
