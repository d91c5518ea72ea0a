"""Describe a chart in its own file: title, filters, source, edition, licence, date, N and more.

The passport also names the interval level, the link to this view and the snapshot id. The same lines appear
in a picture's pixels, in SVG metadata, at the head of a CSV file and in a Parquet file's metadata.
"""

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

STEM_COUNTRIES = 6


@dataclass(frozen=True, slots=True)
class Passport:
    """Hold the facts that a chart's file states; `n` counts the rows or marks of the chart."""

    title: str
    subtitle: str
    stem: str
    indicator: str
    source: str
    edition: str
    licence: str
    accessed: dt.date
    n: str
    interval: str
    notes: tuple[str, ...]
    link: str
    snapshot: str

    def lines(self) -> tuple[str, ...]:
        """Return the note below a chart, one statement per line."""
        return (
            f"Source: {self.source}. Edition: {self.edition}. Licence: {self.licence}.",
            f"{self.n}. Interval: {self.interval}.",
            *self.notes,
            f"{self.link} · snapshot {self.snapshot} · {self.accessed.isoformat()}",
        )

    def as_dict(self) -> dict[str, Any]:
        """Return every field by name, ready for JSON."""
        return {**asdict(self), "accessed": self.accessed.isoformat(), "notes": list(self.notes)}


def file_stem(indicator: str, countries: tuple[str, ...], years: str) -> str:
    """Return the stem of a file's name: `ti_cpi.score_TJK-KGZ_2012-2025`; long lists are counted."""
    if not countries:
        which = "world"
    elif len(countries) <= STEM_COUNTRIES:
        which = "-".join(countries)
    else:
        which = f"{'-'.join(countries[:STEM_COUNTRIES])}-and-{len(countries) - STEM_COUNTRIES}-more"
    return re.sub(r"[^A-Za-z0-9._-]", "-", f"{indicator}_{which}_{years}").lstrip(".-")[:120]
