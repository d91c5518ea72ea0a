"""What the Data page's picture of the holdings shows: the same for the page and its downloads."""

import datetime as dt
from dataclasses import dataclass

import pandas as pd

from dashboard.common import cache
from dashboard.pages.data.choices import Choices
from indicators.captions.trend import coverage_sentence
from indicators.export.passport import Passport, file_stem

# The picture begins here; files hold every year.
FIRST_YEAR = 1990


@dataclass(frozen=True)
class Coverage:
    """How many of the chosen countries have a value of each source in each year, as known on a day."""

    table: pd.DataFrame
    names: dict[str, str]
    as_of: dt.date

    @property
    def title(self) -> str:
        """The heading of the picture."""
        return "What is held of each source, by year described"

    @property
    def subtitle(self) -> str:
        """The countries and the day in words."""
        who = ", ".join(self.names.values())
        return f"{who}. As known on {self.as_of.isoformat()}. The darker, the more of them have a value."

    def exported(self) -> pd.DataFrame:
        """The cells as rows: source, year, countries with a value, countries chosen; key (source, year)."""
        cells = self.table.rename_axis("source").reset_index().melt("source", var_name="year").dropna()
        rows = cells.astype({"year": int, "value": int}).rename(columns={"value": "countries_with_a_value"})
        rows["countries_chosen"] = len(self.names)
        return rows.sort_values(["source", "year"], ignore_index=True)

    def alternative(self) -> str:
        """The picture in words: its caption, and its text for those who do not see it."""
        return coverage_sentence(self.table, names=self.names, first=FIRST_YEAR)

    def passport(self, link: str) -> Passport:
        """What a file of this picture says of itself."""
        opened = cache.snapshot()
        return Passport(
            title=self.title,
            subtitle=self.subtitle,
            stem=file_stem("coverage", tuple(self.names), self.as_of.isoformat()),
            indicator="",
            source="this project's snapshot of the publishers named",
            edition="all held that were published by then",
            licence="facts about holdings: free",
            accessed=opened.created,
            n=f"N = {len(self.table)} sources, {len(self.names)} countries",
            interval="none",
            notes=("Tables of events, assistance and estimates that are no yearly series are not in it.",),
            link=link,
            snapshot=opened.id,
        )


def about_coverage(choices: Choices, as_of: dt.date) -> Coverage:
    """What is held for the chosen countries, as known on a day."""
    names = {iso3: cache.country_name(iso3) for iso3 in choices.countries}
    return Coverage(cache.coverage_by_year(choices.countries, as_of), names, as_of)
