"""The command that compares one country's figure of two years."""

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    as_of_option,
    country_codes,
    format_option,
    once,
    open_snapshot,
    snapshot_option,
    year_number,
)
from indicators.cli.output import Record, as_blocks, note, show
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.compare.change import Change
    from indicators.compare.figures import Figure

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


@click.command()
@once("--indicator", metavar="I", required=True, help="Id such as ti_cpi.score.")
@once("--country", metavar="C", required=True, help="Code or name of one country.")
@once("--from", "year_from", metavar="Y", type=year_number, required=True, help="The year described before.")
@once("--to", "year_to", metavar="Y", type=year_number, required=True, help="The year described after.")
@as_of_option
@format_option
@snapshot_option
def change(
    indicator: str,
    country: str,
    year_from: int,
    year_to: int,
    as_of: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Compare one country's figure of two years: the difference, its test, and what is in it.

    A change of the CPI is split by its sources, a change of rank by score and by who was ranked: positive is
    places gained. `standard_error` is as published, `comparison_error` the one that the test uses. `verdict`
    says whether the change is beyond the margin of error; `reason` why it is not tested. A change across a
    break of method is refused by its name.
    """
    from indicators.compare.change import change as change_of
    from indicators.snapshot import questions as answers

    if year_from >= year_to:
        raise QuestionError(
            "years", f"{year_from} is not before {year_to}", "Give the earlier year to --from."
        )
    there = open_snapshot(snapshot)
    codes = country_codes([country], there.catalogue.countries) or []
    if len(codes) != 1:
        raise QuestionError("country", f"{country[:60]!r} is not one country", "Give one code, such as TJK.")
    date = as_of or dt.date.today()
    found = change_of(there, indicator, codes[0], year_from, year_to, as_of=date)
    for sentence in answers.outdated(there, [indicator], as_of=date):
        note(sentence)
    record = _record(found)
    show(format, COLUMNS, [record], table=lambda: _table(record))


def _record(found: "Change") -> Record:
    test, sources, ranks = found.test, found.sources, found.ranks
    return {
        "indicator": found.indicator,
        "iso3": found.figure_from.iso3,
        **_figure(found.figure_from, "from"),
        **_figure(found.figure_to, "to"),
        "change": found.amount,
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
        "ranks_note": found.ranks_note,
        "flags": tuple(flag.label for flag in found.flags),
        "not_flagged_in": found.not_flagged,
        "breaks": tuple(f"{told.name}: {told.what.rstrip('.')}" for told in found.breaks),
        "sentence": found.sentence,
    }


def _figure(figure: "Figure", which: str) -> Record:
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


def _table(record: Record) -> str:
    """The sentence first, then what there is; a person need not read what is missing."""
    there = [column for column in COLUMNS if record[column] not in (None, ())]
    there.sort(key=lambda column: column != "sentence")
    return as_blocks(there, [record])
