"""A country's standing in one year, in figures and in the words of METHODS 1.5 and 1.6."""

from dataclasses import dataclass, field
from enum import StrEnum

from indicators.model import Direction, Indicator
from indicators.rank.ranks import is_ordinal, ordinal, published_place

# Units that name a level, rather than count something.
LEVELS = ("category", "level", "rating", "score")


class Kind(StrEnum):
    """The kind of a place: what is known beyond its number."""

    MARGINAL_SET = "marginal_confidence_set"  # holds for one country alone
    SIMULTANEOUS_SET = "simultaneous_confidence_set"  # those of all countries hold together
    GRANULARITY_BAND = "granularity_band"
    TIE_GROUP = "tie_group"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Standing:
    """A country's place in one year among `n`, with what is known of it; places count from the best.

    `rank` is as published (`is_published`) where the publisher prints ranks that count from the best, else
    computed; None if there is no place; then `why` has the reason. `rank_from_worst` is the
    publisher's where it counts the other way. `lower` and `upper` are the best and the worst place of the
    marginal confidence set at `level`, or of the granularity band, as `kind` says; None for other kinds.
    `indistinguishable` are the countries, by code, that the same procedure does not tell apart from this
    one; empty unless there is a confidence set. `tied_with` have the same value. `is_adjusted` says
    whether the standard errors used differ from the published ones.
    """

    about: Indicator = field(repr=False)
    country: str
    iso3: str
    year: int
    edition: str
    value: float
    rank: int | None
    is_published: bool
    n: int | None
    tied_with: tuple[str, ...]
    kind: Kind
    lower: int | None
    upper: int | None
    level: float | None
    indistinguishable: tuple[str, ...]
    rank_from_worst: int | None = None
    is_adjusted: bool = False
    why: str = ""

    @property
    def indicator(self) -> str:
        """The indicator's id."""
        return self.about.id

    @property
    def sentence(self) -> str:
        """The standing in short: `Tajikistan: 162nd of 180 (90 % confidence set for its rank: ...`."""
        if self.kind is Kind.TIE_GROUP:
            return f"{self.country}: {self._group} ({self._label})."
        if self.rank is None:
            return f"{self.country}: {self.value:,.{self.about.decimals}f} ({self._label}). {self.why}"
        if self.level is not None:
            span = f"{self._percent} marginal confidence set for its rank: {self._span}"
            end = self._similar
        else:
            step = f"{10.0**-self.about.decimals:g}"
            span = f"places within one reporting step, {step}: {self._span}"
            end = "This is how fine the index is, not how uncertain."
        return f"{self.country}: {self.place} ({span}; {self._label}). {end}"

    @property
    def place(self) -> str:
        """Write `162nd of 180`, and whether it is computed or counted from the worst; empty if missing."""
        if self.rank is None or self.n is None:
            return ""
        if self.rank_from_worst is not None:
            n_tied = 1 + len(self.tied_with)
            return published_place(self.rank_from_worst, self.n, from_worst=True, n_tied=n_tied)
        return f"{ordinal(self.rank)} of {self.n}{'' if self.is_published else ', computed'}"

    @property
    def detail(self) -> str:
        """Explain what the sentence means and does not mean; empty if there is no place."""
        if self.kind is Kind.MARGINAL_SET:
            topic = self.about.topic[0].lower() + self.about.topic[1:]
            text = (
                "If the published error margins are right, the interval covers the rank by true score in at "
                f"least {self._percent} of cases. It says nothing about whether the index measures {topic}. "
                "It compares all countries at once, and so finds fewer differences than a test of one pair."
            )
            if self.is_adjusted:
                text += (
                    " Published margins that take the sources of the index as all there are were widened: "
                    "for a comparison they are a sample."
                )
            return text
        if self.kind is Kind.GRANULARITY_BAND:
            return (
                "If its value were one reporting step better or worse and all others as they are, it would "
                "have one of these places. No standard error is held to tell more by; none is invented."
            )
        if self.kind is Kind.TIE_GROUP:
            tied = "A place among so many who are tied would say nothing."
            if not is_ordinal(self.about):
                return tied
            best, worst = self.about.maximum, self.about.minimum
            if self.about.direction is Direction.LOWER_IS_BETTER:
                best, worst = worst, best
            return f"The scale goes from {best:g}, the best, to {worst:g}, the worst. {tied}"
        return ""

    @property
    def _label(self) -> str:
        """Write `CPI 2023`, with the edition if its name differs from the year described."""
        name = self.about.short_name
        text = f"{name if ',' in name else name.removesuffix(' score')} {self.year}"
        return text if self.edition == str(self.year) else f"{text}, edition {self.edition}"

    @property
    def _span(self) -> str:
        """Write a range of places: `127 to 179`, `127th to last`, `1st alone`."""
        lower, upper = self.lower or 0, self.upper or 0
        if lower == upper:
            return f"{ordinal(lower)} alone"
        return f"{ordinal(lower)} to last" if upper == self.n else f"{lower} to {upper}"

    @property
    def _similar(self) -> str:
        count = len(self.indistinguishable)
        if count == 0:
            return "With all countries compared at once, every other one can be told apart from it."
        whom = "1 country" if count == 1 else f"{count} countries"
        return f"With all countries compared at once, {whom} cannot be told apart from it."

    @property
    def _group(self) -> str:
        """Write a group: `one of 41 countries at level 3`, `one of 141 countries at 0 deaths`."""
        what = self.about.unit.split(",")[0]
        at = f"{what} {self.value:g}" if what in LEVELS else f"{self.value:g} {what}"
        at = at.replace("1 points", "1 point") if self.value == 1 else at
        others = len(self.tied_with)
        return f"one of {others + 1} countries at {at}" if others else f"the only country at {at}"

    @property
    def _percent(self) -> str:
        return f"{100 * (self.level or 0):g} %"
