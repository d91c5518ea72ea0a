"""Codes of states as countries of today, where the year decides.

Numbers of state systems (Correlates of War, Gleditsch and Ward, Polity) follow a state through its history:
365 is the Soviet Union and then Russia, 345 is Yugoslavia and in the end Serbia. A publisher's own code of a
former state may be a country of today until a part of it left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indicators.loaders.parsing import Job
from indicators.loaders.sheets import Row

ON = 9999  # the last year of a spell that goes on


@dataclass(frozen=True)
class Spell:
    """The meaning of a number from `first` to `last`: `iso3`, or no country of today, and `why`."""

    first: int
    last: int
    iso3: str | None
    why: str


def iso3_of_state(
    job: Job, row: Row, *, number: str, name: str, year: int, spells: Mapping[str, Sequence[Spell]]
) -> str | None:
    """Return the country of a row's state in `year`, None if it is left out on purpose.

    `number` and `name` are columns. `spells` say what a number stands for where its name misleads; every
    other state is found by its name. Raises `SourceFileError` for a name, or a year of a spell, unknown.
    """
    if row.text(number) not in spells:
        return job.iso3_of_name(row, name)
    return iso3_of_spell(job, row, code=number, name=name, year=year, spells=spells)


def iso3_of_spell(
    job: Job, row: Row, *, code: str, name: str, year: int, spells: Mapping[str, Sequence[Spell]]
) -> str | None:
    """Return the country of a code that has spells, None where it is left out in that year.

    `code` and `name` are columns. Raises `SourceFileError` for a year that no spell covers.
    """
    for spell in spells[row.text(code)]:
        if spell.first <= year <= spell.last:
            return spell.iso3
    raise row.refuse(
        f"{row.text(name)} ({row.text(code)}) has a row of {year}, and no spell covers that year",
        f"Say in {job.source.id}.py which country it is then.",
    )
