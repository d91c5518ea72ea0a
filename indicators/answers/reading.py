"""Read the texts of a question: countries, years, lists."""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from indicators.errors import QuestionError

if TYPE_CHECKING:
    from indicators.catalogue.geography import Countries

# "Korea, Dem. People's Rep." has two pieces, "China (Macau, S.A.R., P.R.C.)" three.
PIECES_OF_A_NAME = 3
# A row of `figures.assistance` for each of these.
ASSISTANCE_BY = ("year", "account", "program")
# What a finding says of the place of a country, then and now.
PLACE_COLUMNS = ("year", "edition", "value", "rank", "n", "computed_rank", "computed_n", "tied_with")
# Of `score.score`.
DRAWS = 2_000
MAX_DRAWS = 10_000
# The most years of a window on either side of its event: the longest series has 80 years.
MAX_YEARS = 40


def draws_number(text: str) -> int:
    """Parse a number of draws, 0 to `MAX_DRAWS`; raises `QuestionError` for anything else."""
    if not (text.isascii() and text.isdigit() and int(text[:9]) <= MAX_DRAWS):
        raise QuestionError("draws", f"{text[:60]!r}", f"Write a number from 0 to {MAX_DRAWS}.")
    return int(text)


def year_number(text: str) -> int:
    """Parse a year of four digits; raises `QuestionError` for anything else."""
    if not re.fullmatch("[1-9][0-9]{3}", text):
        raise QuestionError("year", f"{text[:60]!r} is not a year", "Write it as 2014.")
    return int(text)


def listed(texts: Sequence[str]) -> list[str] | None:
    """Split the values of a repeatable option at commas; None if it is absent."""
    return list(dict.fromkeys(piece.strip() for text in texts for piece in text.split(","))) or None


def country_codes(texts: Sequence[str], countries: "Countries") -> list[str] | None:
    """Return the codes of the countries in a repeatable, comma separated option; None if it is absent.

    A name may itself contain commas ("Korea, Rep."). Raises `QuestionError` for a text that names no
    country, and for a text that is both one name and a list of countries ("Taiwan, China").
    """
    from indicators.catalogue.geography import country_key

    def keys(text: str) -> tuple[str, ...]:
        return tuple(country_key(piece) for piece in text.split(","))

    names: dict[tuple[str, ...], str] = {(key,): iso3 for key, iso3 in countries.names.items()}
    for iso3, country in countries.by_iso3.items():
        names |= {keys(alias): iso3 for alias in country.aliases}
    found_codes: list[str] = []
    for text in texts:
        codes = _read_pieces(keys(text), names)
        if codes is None:
            # Piece by piece, so that the error names the first piece that is not a country.
            codes = [countries.resolve(piece.strip()) for piece in text.split(",")]
        if len(codes) > 1 and keys(text) in names:
            raise QuestionError("Country", f'"{text}" is one name and also a list', "Give codes instead.")
        found_codes += codes
    return list(dict.fromkeys(found_codes)) or None


def one_country(text: str, countries: "Countries") -> str:
    """Return the code of the one country that a text names; raises `QuestionError` otherwise."""
    codes = country_codes([text], countries) or []
    if len(codes) != 1:
        raise QuestionError("country", f"{text[:60]!r} is not one country", "Give one code, such as TJK.")
    return codes[0]


def _read_pieces(pieces: tuple[str, ...], names: Mapping[tuple[str, ...], str]) -> list[str] | None:
    """Read the pieces as countries, each from as few pieces as possible; None if that fails."""
    readings: dict[int, list[str] | None] = {len(pieces): []}
    for start in reversed(range(len(pieces))):
        readings[start] = None
        for end in range(min(start + PIECES_OF_A_NAME, len(pieces)), start, -1):
            code, rest = names.get(pieces[start:end]), readings[end]
            if code is not None and rest is not None:
                readings[start] = [code, *rest]
    return readings[0]
