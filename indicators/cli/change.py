"""Define the command that compares one country's figures of two years."""

from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    Request,
    indicator_option,
    once,
    one_country,
    one_country_option,
    request_options,
    year_number,
)
from indicators.cli.output import Record, as_blocks, note
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
@indicator_option
@one_country_option
@once("--from", "year_from", metavar="Y", type=year_number, required=True, help="The earlier data year.")
@once("--to", "year_to", metavar="Y", type=year_number, required=True, help="The later data year.")
@request_options
def change(indicator: str, country: str, year_from: int, year_to: int, request: Request) -> None:
    """Compare one country's figures of two years: the difference, its test and its parts.

    A change of the CPI is split by its sources, a change of rank by score and by the countries ranked:
    positive means ranks gained. `standard_error` is the published error, `comparison_error` the error that
    the test uses. `verdict` says if the change is beyond the margin of error, `reason` why it is not tested.
    A change across a break of method is refused, with the name of the break.
    """
    from indicators.compare.change import change as change_of
    from indicators.snapshot import questions as answers

    if year_from >= year_to:
        raise QuestionError(
            "years", f"{year_from} is not before {year_to}", "Give the earlier year to --from."
        )
    opened = request.open()
    iso3 = one_country(country, opened.catalogue.countries)
    result = change_of(opened, indicator, iso3, year_from, year_to, as_of=request.day)
    for sentence in answers.outdated(opened, [indicator], as_of=request.day):
        note(sentence)
    record = _record(result)
    request.show(COLUMNS, [record], table=lambda: _table(record))


def _record(result: "Change") -> Record:
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
    """Write the sentence first, then the columns that have a value."""
    columns = [column for column in COLUMNS if record[column] not in (None, ())]
    columns.sort(key=lambda column: column != "sentence")
    return as_blocks(columns, [record])
