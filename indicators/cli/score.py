"""Define the command that computes the composite of governance risk."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from indicators.answers.reading import DRAWS, country_codes, draws_number, listed, year_number
from indicators.cli.options import (
    FOLDER,
    Request,
    country_option,
    grouped,
    once,
    request_options,
)
from indicators.cli.output import as_table
from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.answers.score import Scored
    from indicators.catalogue.geography import Countries
    from indicators.score import Material, Structure

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


@dataclass(frozen=True)
class Plan:
    """Hold the options that choose the structure, its weights and a reader's own figures."""

    preset: str | None
    weights: tuple[str, ...]
    structure: Path | None
    data: Path | None

    def weighted(self) -> "Structure":
        """Return the structure with its preset and weights."""
        from indicators.score import read_structure
        from indicators.score.ask import DEFAULT_STRUCTURE
        from indicators.score.weights import parse_weights, weighted

        structure = read_structure(self.structure or DEFAULT_STRUCTURE)
        return weighted(structure, self.preset, parse_weights(self.weights, structure.ids))


plan_options = grouped(
    "plan",
    Plan,
    once("--preset", metavar="P", help="Named weights: equal, corruption_first, repression_first, ..."),
    click.option(
        "--weights",
        metavar="W",
        multiple=True,
        help="Weights such as corruption=2,media=0; other parts keep theirs.",
    ),
    once(
        "--structure",
        metavar="FILE",
        type=FOLDER,
        help="TOML of another structure. Default data/structure.toml.",
    ),
    once("--data", metavar="FILE", type=FOLDER, help="CSV of country, year, indicator, value."),
)


@click.command()
@once("--year", metavar="Y", type=year_number, help="The data year. Default: the newest with a score.")
@country_option
@click.option(
    "--part", "parts", metavar="P", multiple=True, help="Id of a pillar or indicator. Default: all."
)
@plan_options
@once(
    "--draws",
    metavar="N",
    type=draws_number,
    default=[str(DRAWS)],
    help=f"Number of draws for the range; 0 for none. Default {DRAWS}.",
)
@request_options
def score(
    year: int | None,
    countries: tuple[str, ...],
    parts: tuple[str, ...],
    plan: Plan,
    draws: int,
    request: Request,
) -> None:
    """Score governance risk from 0 to 100, 100 the worst: the composite, its pillars and indicators.

    The range of the composite covers 5 to 95 % of the scores over plausible methods and published errors;
    it is not a confidence interval. --data and --structure score your own figures in the same way.
    """
    from indicators.answers.score import score as answer

    if plan.data is not None and plan.structure is None:
        raise QuestionError("--data", "it needs a structure", "Name its TOML with --structure.")
    if plan.data is not None and (request.as_of or request.snapshot):
        raise QuestionError(
            "--data", "your own figures have no snapshot and no editions", "Omit --as-of and --snapshot."
        )
    structure = plan.weighted()
    part_ids = listed(parts)
    for part in part_ids or ():
        structure.part(part)
    material, known = _material(plan, structure, request)
    codes = country_codes(countries, known)
    scored = answer(material, year=year, countries=codes, parts=part_ids, draws=draws)
    request.answer(scored.answer, table=lambda: _text(scored))


def _material(plan: Plan, structure: "Structure", request: Request) -> tuple["Material", "Countries"]:
    from indicators.catalogue.geography import Countries
    from indicators.paths import DATA
    from indicators.score import gather
    from indicators.score.own_data import read_own

    if plan.data is None:
        opened = request.open()
        return gather(opened, structure, as_of=request.day), opened.catalogue.countries
    countries = Countries.read(DATA / "geography")
    return read_own(plan.data, structure, countries), countries


def _text(scored: "Scored") -> str:
    from indicators.score.sensitivity import NAME

    inputs, ranges = scored.inputs, scored.ranges
    lines = [f"{inputs.structure.name} {inputs.year}, 0 to 100, 100 is worst"]
    if ranges is not None:
        lines.append(f"range: 5 to 95 % of {len(ranges.scores)} draws, a {NAME}, not a confidence interval")
    return "\n".join([*lines, as_table(TABLE_COLUMNS, scored.answer.records)])
