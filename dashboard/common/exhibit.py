"""Define one interface for everything a chart shows: page models, chart cards and files use it."""

from typing import Protocol

import pandas as pd

from indicators.export.passport import Passport


class Exhibit(Protocol):
    """The content of a chart for some choices: the same for the page, its link and its downloads."""

    @property
    def title(self) -> str:
        """The heading of the chart."""

    @property
    def subtitle(self) -> str:
        """The filters in words."""

    def alternative(self) -> str:
        """Describe the whole chart in words, for readers who do not see it."""

    def finding(self) -> str:
        """Say in one plain sentence what the chart shows."""

    def exported(self) -> pd.DataFrame:
        """Return the rows behind the chart as a file has them."""

    def passport(self, link: str) -> Passport:
        """Return the passport of the chart's files; `link` leads to the view."""
