"""Tell what is behind a change of the CPI: its sources, and what its producer calls it."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from indicators.compare.figures import Figure
from indicators.compare.splits import SourceSetSplit, source_set_split
from indicators.errors import QuestionError
from indicators.snapshot.comparison_errors import CPI
from indicators.snapshot.snapshot import Snapshot

# The lists of these editions have every earlier year: what they leave out was not called significant.
WHOLE_LISTS = ("2022", "2023")
# The table has the ids that the loader gives to the names of the workbooks.
SOURCE_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "afdb_cpia": "African Development Bank CPIA",
        "bertelsmann_bti": "Bertelsmann Transformation Index",
        "bertelsmann_sgi": "Bertelsmann Sustainable Governance Indicators",
        "eiu": "Economist Intelligence Unit Country Ratings",
        "fh_nations_in_transit": "Freedom House Nations in Transit",
        "global_insight": "Global Insight Country Risk Ratings",
        "imd_wcy": "IMD World Competitiveness Yearbook",
        "perc": "PERC Asia Risk Guide",
        "prs_icrg": "PRS International Country Risk Guide",
        "ti_bribe_payers": "TI Bribe Payers Survey",
        "vdem": "Varieties of Democracy",
        "wb_cpia": "World Bank CPIA",
        "wef_eos": "WEF Executive Opinion Survey",
        "wjp": "World Justice Project Rule of Law Index",
    }
)


@dataclass(frozen=True, slots=True)
class Flag:
    """A change that the producer itself calls significant: `direction` is improved or declined."""

    edition: str
    direction: str
    label: str


def sources(
    snapshot: Snapshot, iso3: str, years: tuple[int, int], *, headline: float
) -> SourceSetSplit | None:
    """Split a change of score by source set, the sources by name; None where no source scored both years."""
    own = snapshot.table("ti_cpi_sources", countries=[iso3])
    named = own.assign(source=own["source"].map(lambda id: SOURCE_NAMES.get(id, id)))
    old, new = (named[named["year"] == year].set_index("source")["score"] for year in years)
    try:
        return source_set_split(old, new, headline=headline)
    except QuestionError:
        return None


def flags(
    snapshot: Snapshot, then: Figure, now: Figure, *, as_of: dt.date
) -> tuple[tuple[Flag, ...], tuple[str, ...]]:
    """Return the flags of a change in either order, and the editions that list other changes only.

    Editions published later than `as_of` do not exist.
    """
    first, last = sorted((then.year, now.year))
    published = [e.id for e in snapshot.catalogue.editions_of(CPI) if e.published <= as_of]
    own = snapshot.table("ti_cpi_significant_changes", countries=[then.iso3])
    pair = own[(own["year_from"] == first) & (own["year_to"] == last) & own["edition"].isin(published)]
    found = tuple(
        Flag(str(edition), str(direction), _label(str(edition), first))
        for edition, direction in zip(pair["edition"], pair["direction"], strict=True)
    )
    listed = {flag.edition for flag in found}
    asked = [edition for edition in WHOLE_LISTS if edition in published and first < last == int(edition)]
    return found, tuple(edition for edition in asked if edition not in listed)


def _label(edition: str, year_from: int) -> str:
    since = "" if edition in WHOLE_LISTS else f" since selected year {year_from}"
    return f"TI lists this change as significant{since}, edition {edition}"
