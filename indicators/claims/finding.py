"""Hold the result of a claim check as frozen dataclasses (METHODS 5). Pages and exports read these.

A finding has two judgements: the claim against what was known on its own day (`then`), and against what is
known on the day that the reader asks for (`now`). The verdict is that of `then`; a claim without a day has
that of `now`. A judgement keeps the rating of every element of the claim and the published numbers that were
looked at, each with its place in the publisher's file.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from indicators.story import Display, Verdict


class Rating(StrEnum):
    """The classes of METHODS 5.1. Only people give PARTLY, to a claim in prose.

    OUTDATED is no verdict on a claim with a day: it says of today that an earlier edition agrees.
    """

    SUPPORTED = "SUPPORTED"
    SUPPORTED_APPROX = "SUPPORTED_APPROX"
    PARTLY = "PARTLY"
    OUTDATED = "OUTDATED"
    MISLEADING = "MISLEADING"
    NOT_SUPPORTED_BY_UNCERTAINTY = "NOT_SUPPORTED_BY_UNCERTAINTY"
    REFUTED = "REFUTED"
    NOT_ENOUGH_DATA = "NOT_ENOUGH_DATA"
    NOT_CHECKABLE = "NOT_CHECKABLE"

    @property
    def rating_value(self) -> int | None:
        """Return ClaimReview's `ratingValue`, 1 to 5 (5 is best); None without a rating."""
        return _RATING_VALUES[self]

    @property
    def words(self) -> str:
        """The rating for readers, as it stands in a sentence."""
        return _WORDS[self]

    @property
    def agrees(self) -> bool:
        """Tell whether the claim's numbers agree with the data, whatever its inference."""
        return self in _AGREEING


_RATING_VALUES: Mapping[Rating, int | None] = {
    Rating.SUPPORTED: 5,
    Rating.SUPPORTED_APPROX: 4,
    Rating.PARTLY: 3,
    Rating.OUTDATED: 3,
    Rating.MISLEADING: 2,
    Rating.NOT_SUPPORTED_BY_UNCERTAINTY: 2,
    Rating.REFUTED: 1,
    Rating.NOT_ENOUGH_DATA: None,
    Rating.NOT_CHECKABLE: None,
}
_WORDS: Mapping[Rating, str] = {
    Rating.SUPPORTED: "supported",
    Rating.SUPPORTED_APPROX: "supported approximately",
    Rating.PARTLY: "partly right",
    Rating.OUTDATED: "outdated: an earlier edition agrees, the newest does not",
    Rating.MISLEADING: "misleading: the numbers agree, what is inferred from them does not",
    Rating.NOT_SUPPORTED_BY_UNCERTAINTY: "not supported: the change is within the margin of error",
    Rating.REFUTED: "refuted",
    Rating.NOT_ENOUGH_DATA: "not enough data",
    Rating.NOT_CHECKABLE: "an opinion or nothing measurable: not checked",
}
_AGREEING = (
    Rating.SUPPORTED,
    Rating.SUPPORTED_APPROX,
    Rating.MISLEADING,
    Rating.NOT_SUPPORTED_BY_UNCERTAINTY,
)
# METHODS 5.1, lowest first. Missing data comes below REFUTED: what disagrees disagrees, whatever is missing.
PRECEDENCE = (
    Rating.NOT_CHECKABLE,
    Rating.REFUTED,
    Rating.NOT_ENOUGH_DATA,
    Rating.OUTDATED,
    Rating.MISLEADING,
    Rating.NOT_SUPPORTED_BY_UNCERTAINTY,
    Rating.PARTLY,
    Rating.SUPPORTED_APPROX,
    Rating.SUPPORTED,
)


def lowest(ratings: Iterable[Rating]) -> Rating:
    """Return the lowest of some ratings (METHODS 5.1, precedence); raises `ValueError` for none."""
    return min(ratings, key=PRECEDENCE.index)


class Reason(StrEnum):
    """The reason for a rating; codes for files, `words` for readers."""

    ROUNDING = "ROUNDING"
    HEDGE = "HEDGE"
    TIE_RULE = "TIE_RULE"
    COMPUTED_RANK = "COMPUTED_RANK"
    YEAR_BASIS = "YEAR_BASIS"
    VALUE_DIFFERS = "VALUE_DIFFERS"
    RANK_DIFFERS = "RANK_DIFFERS"
    N_DIFFERS = "N_DIFFERS"
    DIRECTION_DIFFERS = "DIRECTION_DIFFERS"
    SCALE_INVERTED = "SCALE_INVERTED"
    BREAK_CROSSED = "BREAK_CROSSED"
    N_CHANGED = "N_CHANGED"
    SOURCE_SET_CHANGED = "SOURCE_SET_CHANGED"
    NOT_DISTINGUISHABLE = "NOT_DISTINGUISHABLE"
    NOT_TESTED = "NOT_TESTED"
    NOT_KNOWN_THEN = "NOT_KNOWN_THEN"
    DAY_UNCERTAIN = "DAY_UNCERTAIN"
    NOT_HELD = "NOT_HELD"
    NO_VALUE = "NO_VALUE"
    NO_RANK = "NO_RANK"
    EDITION_SUPERSEDED = "EDITION_SUPERSEDED"
    EDITORS_VERDICT = "EDITORS_VERDICT"
    OPINION = "OPINION"

    @property
    def words(self) -> str:
        """The reason for readers, a clause without a full stop."""
        return _REASONS[self]


_REASONS: Mapping[Reason, str] = {
    Reason.ROUNDING: "agrees once the published figure is rounded as the claim is",
    Reason.HEDGE: "agrees within the band that the claim's own word allows",
    Reason.TIE_RULE: "the place is right under another rule for ties",
    Reason.COMPUTED_RANK: "the producer prints no rank here; ours, computed, agrees",
    Reason.YEAR_BASIS: "right for the other of edition year and year described",
    Reason.VALUE_DIFFERS: "the figure differs",
    Reason.RANK_DIFFERS: "the rank differs",
    Reason.N_DIFFERS: "the number ranked differs",
    Reason.DIRECTION_DIFFERS: "the direction differs",
    Reason.SCALE_INVERTED: "on this scale a higher figure is the worse one",
    Reason.BREAK_CROSSED: "the method changed in between: the two figures do not compare",
    Reason.N_CHANGED: "who was ranked changed: part of the move comes of that",
    Reason.SOURCE_SET_CHANGED: "the sources changed: on those of both years the score did not move so",
    Reason.NOT_DISTINGUISHABLE: "the difference is within the margin of error",
    Reason.NOT_TESTED: "no margin of error is known, so the change was not tested",
    Reason.NOT_KNOWN_THEN: "not known then: it was published later",
    Reason.DAY_UNCERTAIN: "only the month or year of publication is known, and that day lies in it",
    Reason.NOT_HELD: "the edition of that day is not held",
    Reason.NO_VALUE: "no figure is held for this country and year",
    Reason.NO_RANK: "no rank: none is printed, and none can be computed",
    Reason.EDITION_SUPERSEDED: "a newer edition gives another figure",
    Reason.EDITORS_VERDICT: "an editor's verdict from other sources, not computed",
    Reason.OPINION: "an opinion: never verified",
}


class CheckedBy(StrEnum):
    """Name who reached the verdict: this program from the snapshot, or an editor from other sources."""

    COMPUTED = "computed"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Origin:
    """The place of a number in its publisher's file, as `indicators.snapshot.trace` gives it.

    `sheet` is empty for a file that has none, `row` is counted as a reader counts it. `address` is where the
    publisher offers the file, or the page it was taken from where `by_hand` is true.
    """

    file: str
    sha256: str
    sheet: str
    row: int
    column: str
    address: str
    by_hand: bool


@dataclass(frozen=True, slots=True)
class Datum:
    """One published number that was looked at: key (indicator, iso3, year, edition).

    `product` is the short name of the source; `year` the year described. `released` is the day from which the
    edition exists, `released_text` says it in no more precision than is known. `value` is in full precision,
    `decimals` are as the producer prints. `standard_error` is as published, `comparison_error`
    the one that a comparison uses (METHODS 1.1 to 1.4: of the CPI se*); None where none is published. `rank`
    of `n_ranked` is the producer's, `computed_rank` of `computed_n` ours; None where there is none.
    `tied_with` are the other countries at this value; `place` is the rank in words, empty where none can be
    told.
    """

    indicator: str
    source: str
    product: str
    iso3: str
    year: int
    edition: str
    released: dt.date
    released_text: str
    value: float
    decimals: int
    standard_error: float | None
    comparison_error: float | None
    rank: int | None
    n_ranked: int | None
    computed_rank: int | None
    computed_n: int | None
    tied_with: tuple[str, ...]
    place: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class Element:
    """One part of a claim, and the result of its check.

    `name` is rank, number ranked, score (of a change with " from" or " to" behind it), direction,
    comparability, who was ranked, sources, significance or year basis. `claimed` is the number as typed (None
    for a direction or an inference), with its `decimals`; `operator` is =, >, <, >=, <=, or a word such as
    fell or significant; `hedge` is the claim's own word such as about. `found` is the number it was put to,
    None where there is none. `formula` names the rule of METHODS; `outputs` are what it computed, by name.
    `detail` is a sentence, empty where nothing is to be added.
    """

    name: str
    operator: str
    claimed: float | None
    decimals: int
    hedge: str
    unit: str
    found: float | None
    rating: Rating
    reasons: tuple[Reason, ...]
    formula: str
    outputs: tuple[tuple[str, float], ...] = ()
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The claim put to what was known on a day.

    `edition` is the edition that answered (the later one of a change), None where none did. `data` holds the
    one number looked at, or the two of a change, earlier year first; less where one is missing. `rating` is
    the lowest of the elements'. `text` holds the figures with their editions in words, or why there is none.
    """

    as_of: dt.date
    edition: str | None
    rating: Rating
    elements: tuple[Element, ...]
    data: tuple[Datum, ...]
    reasons: tuple[Reason, ...]
    text: str

    @property
    def year(self) -> int | None:
        """The year described by the figure that answered, the later one of a change; None where none did."""
        return self.data[-1].year if self.data else None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A possible source of a number that disagrees, such as `MATCHES_OTHER_YEAR:2021`; never support."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Editorial:
    """The editors' finding about a claim of the article, and how cautiously it may be shown."""

    verdict: Verdict
    display: Display
    value_found: str
    note: str | None
    references: tuple[str, ...]

    @property
    def caution(self) -> str:
        """Say how cautiously the claim may be shown; empty if it needs no caution."""
        return self.display.words


# A claim that is shown so is not established, whatever supports it: it gets no number.
_UNRATED_DISPLAYS = (Display.REPORTED, Display.INDICATOR, Display.OPINION, Display.UNVERIFIED)


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of checking one claim or opinion.

    `id` is the claim's, empty for a text that a reader typed. `date` is the day of the claim, None where it
    has none; `then` is None with it, and `then` and `now` are where nothing was computed. `rating` is the one
    verdict: that of `then`, of `now` only for a claim without a day. `language` is an ISO 639-1 code.
    `indicator` and `country` are None where no indicator tests the claim. `names_edition` says whether the
    claim names its edition or year; a claim that names none is put to the newest edition of each day.
    `newest` is the figure in the newest edition as of the day asked for. `other_editions` hold the figure of
    `now` in the other editions. `explanation` and `limits` are sentences. `snapshot` is the id of the one
    that answered.
    """

    id: str
    text: str
    claimant: str
    date: dt.date | None
    language: str
    by: CheckedBy
    indicator: str | None
    country: str | None
    names_edition: bool
    then: Judgement | None
    now: Judgement | None
    rating: Rating
    reasons: tuple[Reason, ...]
    diagnosis: tuple[Diagnosis, ...]
    newest: Datum | None
    other_editions: tuple[Datum, ...]
    explanation: tuple[str, ...]
    limits: tuple[str, ...]
    editor: Editorial | None
    as_of: dt.date
    snapshot: str

    @property
    def is_opinion(self) -> bool:
        """Tell whether the finding is about an opinion, which is never verified."""
        return Reason.OPINION in self.reasons

    @property
    def rating_value(self) -> int | None:
        """Return ClaimReview's `ratingValue`; None without a rating, or without an established result.

        An editor's verdict on what is shown as reported, as a judgement, as one reading or as unconfirmed
        has no number: the caution would be lost on its way.
        """
        if self.by is CheckedBy.EDITOR and self.editor and self.editor.display in _UNRATED_DISPLAYS:
            return None
        return self.rating.rating_value

    @property
    def words(self) -> str:
        """The rating for readers, said to be an editor's where it is: ClaimReview's `alternateName`."""
        if self.by is CheckedBy.COMPUTED or self.is_opinion:
            return self.rating.words
        caution = f"; {self.editor.caution}" if self.editor and self.editor.caution else ""
        return f"{self.rating.words} (an editor's verdict{caution})"
