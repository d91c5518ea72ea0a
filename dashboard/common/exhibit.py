"""What a chart shows: the one interface of every page's model, its chart card and its files."""

from typing import Protocol

import pandas as pd

from indicators.export.passport import Passport


class Exhibit(Protocol):
    """What a chart shows for some choices: the same for the page, its link and its downloads."""

    @property
    def title(self) -> str:
        """The heading of the chart."""

    @property
    def subtitle(self) -> str:
        """The filters in words."""

    def alternative(self) -> str:
        """Describe the chart in words: its caption, and its text for those who do not see it."""

    def exported(self) -> pd.DataFrame:
        """Return the rows behind the chart as a file has them."""

    def passport(self, link: str) -> Passport:
        """Return what a file of this chart says of itself; `link` leads to the view."""
