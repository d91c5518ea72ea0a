"""The countries of the world: their codes, names, regions and land neighbours."""

import csv
import difflib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from indicators.errors import CatalogueError, ReaderError, UnknownError
from indicators.model import Country

FOCUS = "TJK"
NEIGHBOURS = ("AFG", "CHN", "KGZ", "UZB")
WIDER_REGION = ("KAZ", "TKM", "PAK", "IRN", "RUS")

COUNTRY_COLUMNS = ("iso3", "iso2", "name", "region", "subregion", "aliases")
BORDER_COLUMNS = ("iso3", "neighbour")
ALIAS_SEPARATOR = "|"


# Codes and names of two or three letters that are written with points: "U.S.". All others stand in letters
# alone, so that "N/A", "n.a." and "No." are no countries.
DOTTED = frozenset({"us", "usa", "uk", "uae"})
# "Republic of Moldova" and "Moldova, Republic of" are Moldova.
_REPUBLIC = re.compile(
    r"(the )?(islamic )?republic of (the )?(?P<name>.+)|(?P<before>.+?),? \(?(the )?republic of( the)?\)?",
    re.IGNORECASE,
)


def name_key(text: str) -> str:
    """Reduce a name to its letters and digits, without case and accents; `&` reads "and"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("&", " and ").replace("ı", "i"))
    return "".join(character for character in decomposed if character.isalnum())


def country_key(text: str) -> str:
    """Return the `name_key` of a country's code or name; empty for a placeholder such as "N/A" or "No."."""
    key = name_key(text)
    is_code = len(key) > 3 or text.strip().isalpha() or (key in DOTTED and text.isupper())
    return key if is_code else ""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Countries to show beside one: `title` says what group they are, `by_land` whether they border on it."""

    title: str
    members: tuple[str, ...]
    by_land: bool


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

    def neighbourhood(self, iso3: str) -> Neighbourhood:
        """Return the countries with a land border, or those of the sub-region for a country without one."""
        land = self.neighbours(iso3)
        country = self.by_iso3[iso3]
        if land:
            return Neighbourhood(f"Countries with a land border with {country.name}", land, by_land=True)
        others = tuple(
            other.iso3
            for other in self.by_iso3.values()
            if other.subregion == country.subregion and other.iso3 != iso3
        )
        title = f"Countries of {country.subregion}, as {country.name} has no land border"
        return Neighbourhood(title, others, by_land=False)

    def find(self, text: str) -> str | None:
        """Return the alpha-3 code for a code or name in data, however it is spelled; None for no country.

        "Congo" and "Korea" could be two countries and are none.
        """
        iso3 = self.names.get(country_key(text))
        republic = _REPUBLIC.fullmatch(" ".join(text.split()))
        if iso3 is None and republic is not None:
            key = name_key(republic["name"] or republic["before"])
            return self.names.get(key) if len(key) > 3 else None
        return iso3

    def find_in_prose(self, text: str, *, words: Collection[str] = ()) -> str | None:
        """Return the country that a piece of prose names; None for no country.

        A code of two or three letters counts in capitals alone, and not where it is one of `words`, the words
        of the language in small letters: "PR", "IT" and "per" are no countries, "USA" is one.
        """
        bare = text.strip("()[]\"' ")
        key = country_key(bare)
        if len(key) <= 3 and (not bare.isupper() or key in words):
            return None
        return self.find(bare)

    def resolve(self, text: str) -> str:
        """Return the code as `find` does; raise QuestionError, with suggestions, for what is no country."""
        iso3 = self.find(text)
        if iso3 is None:
            raise self._unknown(text)
        return iso3

    def may_be(self, text: str, iso3: str) -> bool:
        """Tell whether a name in data may mean a country: it is its name, or shares its words.

        "Congo" may be either Congo, "Tajikistan" may not be Uzbekistan.
        """
        found = self.find(text)
        if found is not None:
            return found == iso3
        country, words = self.by_iso3[iso3], _words(text)
        names = [_words(name) for name in (country.name, *country.aliases)]
        return bool(words) and any(words <= name or name <= words for name in names)

    def suggestions(self, text: str) -> tuple[str, ...]:
        """Return the countries that an unknown text may mean; empty if it could be any of several.

        Each has all its words in a name ("Korea"), or the one whose name is spelled much
        like it. A code is never guessed: between KSV and SLV lies another country.
        """
        key = country_key(text)
        if len(key) <= 3:
            return ()
        words = _words(text)
        sharing = [
            country.iso3
            for country in self.by_iso3.values()
            if any(words <= _words(name) for name in (country.name, *country.aliases))
        ]
        if words and sharing:
            return tuple(sharing) if len(sharing) <= 3 else ()
        ratios: dict[str, float] = {}
        for name in difflib.get_close_matches(key, [name for name in self.names if len(name) > 3], 12, 0.7):
            ratio = difflib.SequenceMatcher(None, name, key).ratio()
            ratios[self.names[name]] = max(ratio, ratios.get(self.names[name], 0))
        best = sorted(ratios, key=lambda iso3: -ratios[iso3])
        is_clear = best and (len(best) == 1 or ratios[best[0]] - ratios[best[1]] >= 0.1)
        return (best[0],) if is_clear and ratios[best[0]] >= 0.8 else ()

    def _unknown(self, text: str) -> UnknownError:
        close = " or ".join(f"{self.by_iso3[code].name} ({code})" for code in self.suggestions(text))
        return UnknownError(
            "Country",
            f'"{text if len(text) <= 60 else text[:57] + "..."}" is not the code or name of one country',
            f"Did you mean {close}?" if close else "Give an English name, or an ISO 3166-1 code such as TJK.",
        )


def _words(text: str) -> frozenset[str]:
    """Return the words of a name, without the most common ones."""
    words = (name_key(word) for word in re.split(r"[\s,/()-]+", text))
    return frozenset(word for word in words if word) - {"the", "of", "and", "republic", "rep"}


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
