"""Give the figures that a later edition prints for the years before a day without a held edition.

They were not known on that day: they are shown as such, and no verdict about the day rests on them.
"""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.model import BLOCKING, BreakKind, Edition
from indicators.snapshot.snapshot import Snapshot

HINDSIGHT = "hindsight"


@dataclass(frozen=True)
class Hindsight:
    """Rows of a later edition, each with `hindsight` true, for the years that could be known of on a day.

    `rows` has the columns of `indicators.snapshot.schema` and `hindsight`; key (iso3, year).
    """

    rows: pd.DataFrame
    edition: Edition
    as_of: dt.date

    @property
    def published(self) -> dt.date:
        """The day on which the edition came out, which is after `as_of`."""
        return self.edition.published

    @property
    def sentence(self) -> str:
        """A label for the figures: `2021 update, not known on 2015-07-20`."""
        return f"{edition_name(self.edition)}, not known on {self.as_of}"


def hindsight(snapshot: Snapshot, indicator: str, as_of: dt.date) -> Hindsight | None:
    """Return the figures of the earliest later edition, None where an edition of the day answers.

    The edition is held whole, is comparable with the newest one of that day, and covers the last year that
    could be described by then; later years are left out. None where there is no such edition. Raises
    `QuestionError` for an unknown indicator, or one without rows.
    """
    rows = snapshot.all_editions(indicator)
    if _answers(snapshot, indicator, as_of):
        return None
    rows = rows[rows["year"] <= last_describable_year(as_of)]
    every_years = snapshot.catalogue.indicator(indicator).every_years
    for edition in _later_editions(snapshot, indicator, as_of):
        found = rows[rows["edition"] == edition.id]
        if len(found) and found["year"].max() > last_describable_year(as_of) - every_years:
            return Hindsight(found.assign(**{HINDSIGHT: True}).reset_index(drop=True), edition, as_of)
    return None


def last_describable_year(as_of: dt.date) -> int:
    """Return the last whole year before a day: no edition of that day describes a later one."""
    return as_of.year - 1


def edition_name(edition: Edition) -> str:
    """Return how a sentence calls an edition: `2021 update` for `2021-update`, else `edition v10`."""
    year, _, kind = edition.id.partition("-")
    return f"{year} {kind}" if kind in ("update", "release") else f"edition {edition.id}"


def _answers(snapshot: Snapshot, indicator: str, as_of: dt.date) -> bool:
    try:
        snapshot.known(indicator, as_of)
    except QuestionError:
        return False
    return True


def _later_editions(snapshot: Snapshot, indicator: str, as_of: dt.date) -> list[Edition]:
    """Return the editions after a day that are held whole, up to the first with a new method."""
    editions = snapshot.catalogue.editions_of(indicator)
    held = set(snapshot.held_editions(indicator))
    anew = _first_of_new_methods(snapshot.catalogue, indicator)
    begun = any(edition.published <= as_of for edition in editions)
    later = []
    for edition in (edition for edition in editions if edition.published > as_of):
        if begun and edition.id in anew:
            break
        begun = True
        if edition.id in held and indicator not in edition.in_part:
            later.append(edition)
    return later


def _first_of_new_methods(catalogue: Catalogue, indicator: str) -> set[str]:
    """Return the editions that apply a new method to all years; a release alone does not count."""
    applies = (indicator, catalogue.indicator(indicator).source)
    return {
        change.edition
        for change in catalogue.breaks
        if change.indicator in applies
        and change.year is None
        and change.kind in BLOCKING
        and change.kind is not BreakKind.RELEASE
    }
