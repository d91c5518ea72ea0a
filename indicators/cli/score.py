"""The command that makes the composite of governance risk: score."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.cli.options import (
    FOLDER,
    as_of_option,
    country_codes,
    country_option,
    format_option,
    listed,
    once,
    open_snapshot,
    snapshot_option,
    year_number,
)
from indicators.cli.output import Record, as_table, note, records_of, show
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.catalogue.geography import Countries
    from indicators.score.inputs import Inputs, Material
    from indicators.score.sensitivity import Range
    from indicators.score.structure import Structure

DRAWS = 2_000
MAX_DRAWS = 10_000
TABLE_COLUMNS = (
    "iso3",
    "part",
    "value",
    "score",
    "computed_rank",
    "computed_n",
    "range_lower",
    "range_upper",
    "contribution",
    "weight",
    "coverage",
    "reason",
)


def draws_number(text: str) -> int:
    """A number of draws, 0 to `MAX_DRAWS`; raises `QuestionError` for anything else."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= MAX_DRAWS):
        raise QuestionError("draws", f"{text[:60]!r}", f"Write a number from 0 to {MAX_DRAWS}.")
    return int(text)


@click.command()
@once(
    "--year", metavar="Y", type=year_number, help="The year described. The newest with a score if left out."
)
@country_option
@click.option(
    "--part", "parts", metavar="P", multiple=True, help="Id of a pillar or indicator. All if left out."
)
@once("--preset", metavar="P", help="Weights by a name: equal, corruption_first, repression_first, ...")
@click.option(
    "--weights",
    metavar="W",
    multiple=True,
    help="Weights such as corruption=2,media=0; what is not named keeps its own.",
)
@once(
    "--structure",
    metavar="FILE",
    type=FOLDER,
    help="TOML of another structure; otherwise data/structure.toml.",
)
@once("--data", metavar="FILE", type=FOLDER, help="CSV of country, year, indicator, value, for --structure.")
@once(
    "--draws",
    metavar="N",
    type=draws_number,
    default=[str(DRAWS)],
    help=f"How many draws the range is from; 0 for none. Default {DRAWS}.",
)
@as_of_option
@format_option
@snapshot_option
def score(
    year: int | None,
    countries: tuple[str, ...],
    parts: tuple[str, ...],
    preset: str | None,
    weights: tuple[str, ...],
    structure: Path | None,
    data: Path | None,
    draws: int,
    as_of: dt.date | None,
    format: str,
    snapshot: Path | None,
) -> None:
    """Score governance risk from 0 to 100, 100 the worst: the composite, its pillars and indicators.

    The range of the composite holds 5 to 95 % of the scores over plausible methods and published errors; it
    is no confidence interval. With --data and --structure the same is done with your own figures.
    """
    from indicators.score.ask import DEFAULT_STRUCTURE, gather, read_structure
    from indicators.score.table import COLUMNS, score_table
    from indicators.score.weights import parse_weights, weighted

    if data is not None and structure is None:
        raise QuestionError("--data", "it needs a structure", "Name its TOML with --structure.")
    if data is not None and (as_of or snapshot):
        raise QuestionError("--data", "your own figures have no snapshot and no editions", "Leave them out.")
    plan = read_structure(structure or DEFAULT_STRUCTURE)
    plan = weighted(plan, preset, parse_weights(weights, plan.ids))
    asked = listed(parts)
    for part in asked or ():
        plan.part(part)
    if data is not None:
        material, known = _own(data, plan)
    else:
        there = open_snapshot(snapshot)
        material = gather(there, plan, as_of=as_of or dt.date.today())
        known = there.catalogue.countries
    codes = country_codes(countries, known)
    inputs = material.of_year(year or material.newest_year())
    scores = inputs.score()
    _check_countries(codes, inputs)
    for text in material.notes:
        note(text)
    for id, reason in inputs.reasons.items():
        note(f"{id}: {reason}")
    ranges = _range(inputs, draws)
    found = score_table(inputs, scores, ranges=ranges, countries=codes)
    if asked is not None:
        absent = [part for part in asked if part not in scores.structure.ids]
        if absent:
            note(f"not in the structure of {inputs.year}: {', '.join(absent)}")
        found = found[found["part"].isin(asked)]
    records = records_of(found)
    show(format, COLUMNS, records, table=lambda: _text(inputs, ranges, records))


def _own(data: Path, structure: "Structure") -> tuple["Material", "Countries"]:
    from indicators.catalogue.geography import Countries
    from indicators.paths import DATA
    from indicators.score.own_data import read_own

    countries = Countries.read(DATA / "geography")
    return read_own(data, structure, countries), countries


def _check_countries(codes: Sequence[str] | None, inputs: "Inputs") -> None:
    for iso3 in codes or ():
        if iso3 not in inputs.values.index:
            held = f"{len(inputs.values)} countries have values in {inputs.year}."
            raise QuestionError(f"score of {inputs.year}", f"{iso3} has no value of any indicator", held)


def _range(inputs: "Inputs", draws: int) -> "Range | None":
    """The range of the composite; None without draws, and with a note where none can be had."""
    from indicators.score.sensitivity import uncertainty

    if not draws:
        return None
    try:
        return uncertainty(
            inputs.values,
            inputs.structure,
            below=inputs.below,
            above=inputs.above,
            pool=inputs.pool,
            groups=inputs.groups,
            draws=draws,
        )
    except QuestionError as error:
        note(str(error))
        return None


def _text(inputs: "Inputs", ranges: "Range | None", records: Sequence[Record]) -> str:
    from indicators.score.sensitivity import NAME

    lines = [f"{inputs.structure.name} {inputs.year}, 0 to 100, 100 is worst"]
    if ranges is not None:
        lines.append(f"range: 5 to 95 % of {len(ranges.scores)} draws, a {NAME}, no confidence interval")
    return "\n".join([*lines, as_table(TABLE_COLUMNS, records)])
