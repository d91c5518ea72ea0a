"""Tell how fresh a source is: last fetch, due date of the next edition, and since when it is stale."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from indicators.model import Edition, Source


@dataclass(frozen=True, slots=True)
class Freshness:
    """The state of a source on a day.

    `newest_held` is the newest edition with rows. `fetched` is the day of the last fetch of any of its files,
    None where all were placed by hand. `stale_since` is the day from which a newer edition was there or due;
    `reason` says which, and is empty where nothing is stale.
    """

    newest_held: Edition | None
    fetched: dt.date | None
    next_due: dt.date | None
    stale_since: dt.date | None
    reason: str


def freshness(
    source: Source, held: Collection[str], inputs: Collection[Mapping[str, str]], *, today: dt.date
) -> Freshness:
    """Return the freshness of a source with rows of the editions `held`, built from the files `inputs`.

    An edition that the TOML knows and that is newer than all that is held makes it stale from its
    publication on; otherwise the day on which the next one was due does.
    """
    published = [edition for edition in source.editions if edition.published <= today]
    of_held = [edition for edition in published if edition.id in held]
    newest = of_held[-1] if of_held else None
    fetched = [dt.date.fromisoformat(file["fetched"][:10]) for file in inputs if file.get("fetched")]
    due = source.next_edition.due if source.next_edition else None
    newer = [e for e in published if newest is None or e.published > newest.published]
    since, reason = None, ""
    if newer:
        since = newer[0].published
        reason = f"{newer[-1].id} was published ({newer[-1].when}) and is not held"
    elif due is not None and due < today:
        since, reason = due, "an edition was due by then and none is known here"
    return Freshness(newest, max(fetched, default=None), due, since, reason)
