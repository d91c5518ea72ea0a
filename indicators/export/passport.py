"""The passport of a chart: what its file must say of itself wherever it is found.

Title, filters, source, edition, licence, date, N, level of the interval, the link to this very view and
the id of the snapshot. The same lines stand in a picture's pixels, in SVG metadata, at the head of a CSV
file and in a Parquet file's metadata.
"""

import datetime as dt
import re
from dataclasses import asdict, dataclass
from typing import Any

STEM_COUNTRIES = 6


@dataclass(frozen=True, slots=True)
class Passport:
    """What a chart's file says of itself; `n` counts the rows or marks that the chart shows."""

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
        """The note below a chart, one statement a line."""
        return (
            f"Source: {self.source}. Edition: {self.edition}. Licence: {self.licence}.",
            f"{self.n}. Interval: {self.interval}.",
            *self.notes,
            f"{self.link} · snapshot {self.snapshot} · {self.accessed.isoformat()}",
        )

    def as_dict(self) -> dict[str, Any]:
        """Every field by name, fit for JSON."""
        return {**asdict(self), "accessed": self.accessed.isoformat(), "notes": list(self.notes)}


def file_stem(indicator: str, countries: tuple[str, ...], years: str) -> str:
    """The stem of a file's name: `ti_cpi.score_TJK-KGZ-UZB_2012-2025`; many countries are counted."""
    if not countries:
        which = "world"
    elif len(countries) <= STEM_COUNTRIES:
        which = "-".join(countries)
    else:
        which = f"{'-'.join(countries[:STEM_COUNTRIES])}-and-{len(countries) - STEM_COUNTRIES}-more"
    return re.sub(r"[^A-Za-z0-9._-]", "-", f"{indicator}_{which}_{years}").lstrip(".-")[:120]
