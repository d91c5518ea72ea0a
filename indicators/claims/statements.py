"""The statements that data can be compared with: a rank, a score, or a change of either."""

from dataclasses import dataclass, field
from enum import StrEnum

from indicators.claims.answer import Basis
from indicators.rank.ranks import ordinal


class Hedge(StrEnum):
    """The claim's own word before a number (METHODS 5.2)."""

    NONE = ""
    ABOUT = "about"
    NEARLY = "nearly"
    MORE = "more than"
    LESS = "less than"
    AT_LEAST = "at least"
    AT_MOST = "at most"

    @property
    def operator(self) -> str:
        """The comparison that it stands for."""
        return _OPERATORS[self]


_OPERATORS = {
    Hedge.NONE: "=",
    Hedge.ABOUT: "=",
    Hedge.NEARLY: "=",
    Hedge.MORE: ">",
    Hedge.LESS: "<",
    Hedge.AT_LEAST: ">=",
    Hedge.AT_MOST: "<=",
}


class Move(StrEnum):
    """The direction in which a claim says that a figure moved: the number of a score, the place of a rank.

    A rank that falls is a later place, which is a greater number.
    """

    FELL = "fell"
    ROSE = "rose"
    IMPROVED = "improved"
    WORSENED = "worsened"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a claim writes it: its decimals are the claim's own precision."""

    value: float
    decimals: int = 0
    hedge: Hedge = Hedge.NONE

    @property
    def text(self) -> str:
        """The number as it was written, with its hedge."""
        return " ".join(filter(None, (self.hedge.value, f"{self.value:.{self.decimals}f}")))


@dataclass(frozen=True, slots=True)
class Subject:
    """The country and index of a claim; `indicators` go by its name, the first is the name's own."""

    country: str
    country_name: str
    indicators: tuple[str, ...]
    index: str


@dataclass(frozen=True, slots=True)
class RankStatement:
    """COUNTRY ranks R of N in INDEX; `n` is None if the claim does not give N.

    `says_edition` tells `edition 2014` from `CPI 2014`, of this and of the other statements.
    """

    subject: Subject
    rank: Number
    n: int | None
    basis: Basis
    year: int | None = None
    says_edition: bool = field(default=False, compare=False)

    @property
    def years(self) -> tuple[int | None, ...]:
        """The year that it names, None for the newest."""
        return (self.year,)

    @property
    def text(self) -> str:
        """The claim in its plain form, which reads back as itself."""
        number = ordinal(int(self.rank.value))
        place = " ".join(filter(None, (self.rank.hedge.value, number)))
        of = f" of {self.n}" if self.n is not None else ""
        return f"{self.subject.country_name} ranks {place}{of} in {_index(self)}"


@dataclass(frozen=True, slots=True)
class ScoreStatement:
    """COUNTRY scored V in INDEX."""

    subject: Subject
    score: Number
    basis: Basis
    year: int | None = None
    says_edition: bool = field(default=False, compare=False)

    @property
    def years(self) -> tuple[int | None, ...]:
        """The year that it names, None for the newest."""
        return (self.year,)

    @property
    def text(self) -> str:
        """The claim in its plain form, which reads back as itself."""
        return f"{self.subject.country_name} scored {self.score.text} in {_index(self)}"


@dataclass(frozen=True, slots=True)
class ChangeStatement:
    """INDEX of COUNTRY moved from A to B between Y and Z; with `of_rank` its rank did.

    `emphatic` says that the claim calls the change significant, real or dramatic. `n_from` and `n_to` are how
    many were ranked, None where the claim does not say.
    """

    subject: Subject
    move: Move
    before: Number
    after: Number
    year_from: int
    year_to: int
    basis: Basis
    of_rank: bool = False
    emphatic: bool = False
    n_from: int | None = None
    n_to: int | None = None
    says_edition: bool = field(default=False, compare=False)

    @property
    def years(self) -> tuple[int | None, ...]:
        """The two years that it names."""
        return (self.year_from, self.year_to)

    @property
    def text(self) -> str:
        """The claim in its plain form, which reads back as itself."""
        what = f"{self.subject.index} rank" if self.of_rank else self.subject.index
        adverb = " significantly" if self.emphatic else ""
        numbers = [
            number.text + (f" of {n}" if n is not None else "")
            for number, n in ((self.before, self.n_from), (self.after, self.n_to))
        ]
        between = "between {} and {}"
        if self.basis is Basis.YEAR:
            between = "between the years {} and {}"
        elif self.basis is Basis.EDITION:
            index = self.subject.index
            between = (
                "between editions {} and {}" if self.says_edition else f"in {index} {{}} to {index} {{}}"
            )
        moved = f"{what} of {self.subject.country_name} {self.move.value}{adverb}"
        years = between.format(self.year_from, self.year_to)
        return f"{moved} from {numbers[0]} to {numbers[1]} {years}"


Statement = RankStatement | ScoreStatement | ChangeStatement


def _index(statement: RankStatement | ScoreStatement) -> str:
    index, year = statement.subject.index, statement.year
    if year is None:
        return index
    words = {
        Basis.EDITION: f"edition {year}" if statement.says_edition else f"{year}",
        Basis.YEAR: f"for the year {year}",
        Basis.EITHER: f"in {year}",
    }
    return f"{index} {words[statement.basis]}"
