"""Share between views the words of the comparison, its rows, and the passport of its files."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, replace

import pandas as pd

from dashboard.common import cache
from dashboard.common.figure import Figure
from dashboard.pages.compare.model import Comparison
from indicators.export.passport import Passport
from indicators.model import Indicator


@dataclass(frozen=True)
class View(ABC):
    """A view of a comparison: an `Exhibit`, and the figure that draws it."""

    view: Comparison

    # The word of the address, which also ends the name of a file.
    word = ""

    @property
    def title(self) -> str:
        return self.view.indicator.name

    @property
    def subtitle(self) -> str:
        return self.view.subtitle

    @property
    def notes(self) -> tuple[str, ...]:
        """The notes of the chart and its files."""
        return self.view.notes

    @property
    def edition(self) -> str:
        """The editions shown, in words; empty for those of the comparison."""
        return ""

    @property
    def parts(self) -> tuple[tuple[Indicator, str], ...]:
        """Every indicator shown, with its edition; one if it is the comparison's own."""
        return ()

    @property
    def count(self) -> str:
        """The number of countries and values shown, in words."""
        return self.view.count

    @abstractmethod
    def figure(self) -> Figure:
        """Draw the view."""

    @abstractmethod
    def finding(self) -> str:
        """Say in one plain sentence what the chart shows."""

    def alternative(self) -> str:
        """Describe the whole chart in words."""
        return f"{self.title}. {self.subtitle} {self.finding()}"

    def exported(self) -> pd.DataFrame:
        """Return the rows behind the chart as a file has them."""
        return self.view.exported()

    def passport(self, link: str) -> Passport:
        passport = self.view.passport(link)
        if self.parts:
            known = cache.catalogue()
            sources = list(dict.fromkeys(known.sources[indicator.source] for indicator, _ in self.parts))
            passport = replace(
                passport,
                indicator=",".join(indicator.id for indicator, _ in self.parts),
                source="; ".join(source.attribution for source in sources),
                licence="; ".join(f"{source.licence} ({source.licence_url})" for source in sources),
                edition=", ".join(dict.fromkeys(f"{one.source} {edition}" for one, edition in self.parts)),
                interval="none shown",
            )
        return replace(
            passport,
            title=self.title,
            subtitle=self.subtitle,
            stem=f"{passport.stem}_{self.word}",
            edition=self.edition or passport.edition,
            notes=self.notes,
            n=self.count,
        )
