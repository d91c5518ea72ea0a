"""The countries of the world: their codes, names, regions and land neighbours."""

import csv
import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import CatalogueError, QuestionError, ReaderError
from indicators.model import Country

FOCUS = "TJK"
NEIGHBOURS = ("AFG", "CHN", "KGZ", "UZB")
WIDER_REGION = ("KAZ", "TKM", "PAK", "IRN", "RUS")

COUNTRY_COLUMNS = ("iso3", "iso2", "name", "region", "subregion", "aliases")
BORDER_COLUMNS = ("iso3", "neighbour")
ALIAS_SEPARATOR = "|"


def name_key(text: str) -> str:
    """Return a name without case, accents, punctuation and spaces; `&` reads "and"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    return "".join(character for character in decomposed if character.isalnum())


@dataclass(frozen=True, slots=True)
class Countries:
    """Every country and territory of ISO 3166-1, and Kosovo, by code and by any of its names.

    `by_iso3` is in the order of the codes; `borders` gives the land neighbours of countries with any;
    `names` leads from the `name_key` of a code, name or alias to the code.
    """

    by_iso3: Mapping[str, Country]
    borders: Mapping[str, tuple[str, ...]]
    names: Mapping[str, str]

    @classmethod
    def read(cls, folder: Path) -> "Countries":
        """Read countries.csv and borders.csv; raises CatalogueError with every mistake in either."""
        mistakes: list[ReaderError] = []
        countries = _read_countries(folder / "countries.csv", mistakes)
        names = _index_names(countries, folder / "countries.csv", mistakes)
        borders = _read_borders(folder / "borders.csv", countries, mistakes)
        if mistakes:
            raise CatalogueError(mistakes)
        return cls(dict(sorted(countries.items())), borders, names)

    def neighbours(self, iso3: str) -> tuple[str, ...]:
        """Return the countries with a land border, in the order of their codes; none for an island.

        Raises QuestionError for an unknown code.
        """
        if iso3 not in self.by_iso3:
            raise self._unknown(iso3)
        return self.borders.get(iso3, ())

    def resolve(self, text: str) -> str:
        """Return the ISO 3166-1 alpha-3 code for a code, name or alias in any spelling.

        Raises QuestionError, with the names that come close, for an unknown or ambiguous name:
        "Congo" and "Korea" are refused.
        """
        iso3 = self.names.get(name_key(text))
        if iso3 is None:
            raise self._unknown(text)
        return iso3

    def _unknown(self, text: str) -> QuestionError:
        close = difflib.get_close_matches(name_key(text), self.names, n=12, cutoff=0.7)
        # Several aliases of one country may come close: each country once, the closest first.
        codes = list(dict.fromkeys(self.names[key] for key in close))[:3]
        suggestions = " or ".join(f"{self.by_iso3[code].name} ({code})" for code in codes)
        return QuestionError(
            "Country",
            f'"{text if len(text) <= 60 else text[:57] + "..."}" is not the code or name of one country',
            f"Did you mean {suggestions}?"
            if suggestions
            else "Give an English name, or an ISO 3166-1 code such as TJK.",
        )


def _read_rows(
    path: Path, columns: tuple[str, ...], mistakes: list[ReaderError]
) -> Iterator[tuple[str, ...]]:
    """Yield the name of each row for error messages, then its cells in the order of `columns`."""
    if not path.is_file():
        mistakes.append(ReaderError(str(path), "there is no such file", "Build it: `make geography`."))
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = tuple(next(rows, ()))
        if header != columns:
            expected = ", ".join(columns)
            mistakes.append(
                ReaderError(f"{path}, row 1", f"the columns are not {expected}", "Mend the header.")
            )
            return
        for number, row in enumerate(rows, start=2):
            where = f"{path}, row {number}"
            if len(row) == len(columns):
                yield (where, *row)
            else:
                what = f"there are {len(row)} cells, not {len(columns)}"
                mistakes.append(ReaderError(where, what, "Quote cells that hold a comma."))


def _read_countries(path: Path, mistakes: list[ReaderError]) -> dict[str, Country]:
    countries: dict[str, Country] = {}
    for where, iso3, iso2, name, region, subregion, aliases in _read_rows(path, COUNTRY_COLUMNS, mistakes):
        if not (_is_code(iso3, 3) and _is_code(iso2, 2)):
            what = f'"{iso3}" and "{iso2}" are not a three- and a two-letter code'
            mistakes.append(ReaderError(where, what, "Use the codes of ISO 3166-1, in capitals."))
        if not (name and region and subregion):
            mistakes.append(ReaderError(where, "name, region or subregion is empty", "Fill it in."))
        if iso3 in countries:
            what = f"{iso3} is there a second time"
            mistakes.append(ReaderError(where, what, "Keep one row for each country."))
            continue
        others = tuple(alias for alias in aliases.split(ALIAS_SEPARATOR) if alias)
        countries[iso3] = Country(iso3, iso2, name, region, subregion, others)
    return countries


def _is_code(text: str, length: int) -> bool:
    return len(text) == length and text.isascii() and text.isalpha() and text.isupper()


def _index_names(countries: Mapping[str, Country], path: Path, mistakes: list[ReaderError]) -> dict[str, str]:
    owners: dict[str, dict[str, str]] = defaultdict(dict)
    for iso3, country in countries.items():
        for text in (iso3, country.iso2, country.name, *country.aliases):
            owners[name_key(text)].setdefault(iso3, text)
    for claims in owners.values():
        if len(claims) > 1:
            what = " and ".join(f'"{text}" is {iso3}' for iso3, text in claims.items())
            mistakes.append(
                ReaderError(
                    str(path), f"{what}: one name, several countries", "Take the alias out of aliases.csv."
                )
            )
    return {key: next(iter(claims)) for key, claims in owners.items()}


def _read_borders(
    path: Path, countries: Mapping[str, Country], mistakes: list[ReaderError]
) -> dict[str, tuple[str, ...]]:
    pairs: dict[tuple[str, str], str] = {}
    for where, iso3, neighbour in _read_rows(path, BORDER_COLUMNS, mistakes):
        for code in dict.fromkeys((iso3, neighbour)):
            if code not in countries:
                todo = "Correct the code, or add the country to countries.csv."
                mistakes.append(ReaderError(where, f"{code} is not in countries.csv", todo))
        if iso3 == neighbour:
            mistakes.append(ReaderError(where, f"{iso3} borders on itself", "Take the row out."))
        if (iso3, neighbour) in pairs:
            what = f"{iso3}, {neighbour} is there a second time"
            mistakes.append(ReaderError(where, what, "Take the row out."))
        pairs[iso3, neighbour] = where
    for (iso3, neighbour), where in pairs.items():
        if (neighbour, iso3) not in pairs:
            what = f"{iso3} borders on {neighbour}, but {neighbour} not on {iso3}"
            mistakes.append(
                ReaderError(where, what, "A border has two sides: add the other or take this out.")
            )
    borders: dict[str, list[str]] = defaultdict(list)
    for iso3, neighbour in sorted(pairs):
        borders[iso3].append(neighbour)
    return {iso3: tuple(neighbours) for iso3, neighbours in borders.items()}
