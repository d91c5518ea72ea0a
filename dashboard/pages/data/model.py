"""Build the coverage chart's content: the same for the page and its downloads."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.common import cache
from dashboard.common.text import sentence
from dashboard.pages.data.choices import Choices
from indicators.captions.trend import coverage_sentence
from indicators.export.passport import Passport, file_stem

# The chart begins here; files hold every year.
FIRST_YEAR = 1990


@dataclass(frozen=True)
class Coverage:
    """Number of the chosen countries with a value of each source in each year, as known on a day."""

    table: pd.DataFrame
    names: dict[str, str]
    as_of: dt.date

    @property
    def title(self) -> str:
        """The heading of the chart."""
        return "Coverage of each source, by data year"

    @property
    def subtitle(self) -> str:
        """The countries and the day in words."""
        who = ", ".join(self.names.values())
        return f"{who}. As known on {self.as_of.isoformat()}. Darker: more of these countries have a value."

    def exported(self) -> pd.DataFrame:
        """Return the cells: source, year, countries with a value, countries chosen; key (source, year)."""
        cells = self.table.rename_axis("source").reset_index().melt("source", var_name="year").dropna()
        rows = cells.astype({"year": int, "value": int}).rename(columns={"value": "countries_with_a_value"})
        rows["countries_chosen"] = len(self.names)
        return rows.sort_values(["source", "year"], ignore_index=True)

    def alternative(self) -> str:
        """Describe the chart in words."""
        return coverage_sentence(self.table, names=self.names, first=FIRST_YEAR)

    def finding(self) -> str:
        """Say how complete the coverage is."""
        return sentence(self.alternative(), 1)

    def passport(self, link: str) -> Passport:
        """Return the passport of the chart's files."""
        opened = cache.snapshot()
        return Passport(
            title=self.title,
            subtitle=self.subtitle,
            stem=file_stem("coverage", tuple(self.names), self.as_of.isoformat()),
            indicator="",
            source="this project's snapshot of the publishers named",
            edition="every edition published by that day",
            licence="facts about coverage: free",
            accessed=opened.created,
            n=f"N = {len(self.table)} sources, {len(self.names)} countries",
            interval="none",
            notes=("Tables of events, assistance and estimates are left out: they are not yearly series.",),
            link=link,
            snapshot=opened.id,
        )


def about_coverage(choices: Choices, as_of: dt.date) -> Coverage:
    """Return the coverage of the chosen countries, as known on a day."""
    names = {iso3: cache.country_name(iso3) for iso3 in choices.countries}
    return Coverage(cache.coverage_by_year(choices.countries, as_of), names, as_of)
