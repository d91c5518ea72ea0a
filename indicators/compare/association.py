"""Tell how far two indicators order countries alike."""

from dataclasses import dataclass
from math import atanh, sqrt, tanh

import pandas as pd

from indicators.compare.significance import LEVEL, quantile

# Fewer pairs say nothing of a correlation.
FEWEST = 10


@dataclass(frozen=True)
class Correlation:
    """Spearman's rank correlation of `n` countries, with its interval at `LEVEL`."""

    value: float
    lower: float
    upper: float
    n: int


def correlation(x: pd.Series, y: pd.Series) -> Correlation | None:
    """Return Spearman's correlation with Fisher's interval (METHODS 1.7).

    None for fewer than FEWEST pairs, or for a column without spread.

    The variance on Fisher's scale is (1 + r^2 / 2) / (n - 3): Bonett and Wright 2000, for |r| below 0.95.
    """
    n = len(x)
    if n < FEWEST or x.nunique() < 2 or y.nunique() < 2:
        return None
    value = float(x.rank().corr(y.rank()))
    if abs(value) >= 1:
        return Correlation(value, value, value, n)
    reach = quantile(LEVEL) * sqrt((1 + value**2 / 2) / (n - 3))
    return Correlation(value, tanh(atanh(value) - reach), tanh(atanh(value) + reach), n)
