"""An indicator as known on a day, ready to be asked about one country or one year.

A page asks several questions of one indicator in a row: so the newest few are kept, for all who ask. What
comes out is new; what is kept is never written to.
"""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from indicators.model import Indicator
from indicators.snapshot.snapshot import Snapshot

# A wide one is a few megabytes.
KEPT = 8


@dataclass(frozen=True, eq=False)
class Sheet:
    """The rows of `Snapshot.known` of one indicator and day; `is_excerpt` as there."""

    about: Indicator
    rows: pd.DataFrame
    is_excerpt: bool

    def of_country(self, iso3: str) -> pd.DataFrame:
        """Return the rows of one country by year; empty if it has none."""
        return self.rows.take(np.flatnonzero(self.rows["iso3"] == iso3))

    def of_year(self, year: int) -> pd.DataFrame:
        """Return the rows of one year by country; empty if there are none."""
        return self.rows.take(np.flatnonzero(self._years == year))

    @cached_property
    def _years(self) -> npt.NDArray[np.int64]:
        return self.rows["year"].to_numpy(dtype="int64")


@lru_cache(maxsize=KEPT)
def sheet(snapshot: Snapshot, indicator: str, as_of: dt.date) -> Sheet:
    """Return an indicator as known on a day; raises `QuestionError` as `Snapshot.known` does."""
    known = snapshot.known(indicator, as_of)
    return Sheet(snapshot.catalogue.indicator(indicator), known.rows, known.is_excerpt)
