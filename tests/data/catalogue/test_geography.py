"""Countries, their names and borders: the committed files, and which mistakes are refused."""

import csv
from pathlib import Path

import pytest

from indicators.catalogue.geography import FOCUS, NEIGHBOURS, WIDER_REGION, Countries, name_key
from indicators.errors import CatalogueError, QuestionError

FOLDER = Path(__file__).parents[3] / "data" / "geography"


@pytest.fixture(scope="module")
def countries() -> Countries:
    return Countries.read(FOLDER)


# The committed countries and their names


def test_iso_3166_and_kosovo_and_nothing_else(countries: Countries) -> None:
    assert len(countries.by_iso3) == 249 + 1
    assert "XKX" in countries.by_iso3
    assert not {"YUG", "SCG", "SUN", "ANT", "CSK", "XKK", "EUR"} & set(countries.by_iso3)
    assert list(countries.by_iso3) == sorted(countries.by_iso3)


def test_tajikistan(countries: Countries) -> None:
    tajikistan = countries.by_iso3["TJK"]
    assert (tajikistan.iso2, tajikistan.name) == ("TJ", "Tajikistan")
    assert (tajikistan.region, tajikistan.subregion) == ("Asia", "Central Asia")


def test_the_code_of_namibia_is_not_read_as_missing(countries: Countries) -> None:
    assert countries.by_iso3["NAM"].iso2 == "NA"


@pytest.mark.parametrize(
    ("iso3", "name"),
    [
        ("CIV", "Côte d'Ivoire"),
        ("COD", "Congo (DRC)"),
        ("COG", "Congo (Republic)"),
        ("CPV", "Cabo Verde"),
        ("CZE", "Czechia"),
        ("HKG", "Hong Kong"),
        ("IRN", "Iran"),
        ("KOR", "South Korea"),
        ("MMR", "Myanmar"),
        ("PRK", "North Korea"),
        ("PSE", "Palestine"),
        ("RUS", "Russia"),
        ("TTO", "Trinidad and Tobago"),
        ("TUR", "Türkiye"),
    ],
)
def test_names_are_short_and_neutral(countries: Countries, iso3: str, name: str) -> None:
    assert countries.by_iso3[iso3].name == name


@pytest.mark.parametrize(
    ("subregion", "iso3"),
    [
        ("Central Asia", {"KAZ", "KGZ", "TJK", "TKM", "UZB"}),
        ("Northern Africa", {"DZA", "EGY", "ESH", "LBY", "MAR", "SDN", "TUN"}),
        ("Antarctica", {"ATA"}),
    ],
)
def test_subregions_of_the_un(countries: Countries, subregion: str, iso3: set[str]) -> None:
    assert {c.iso3 for c in countries.by_iso3.values() if c.subregion == subregion} == iso3


def test_regions_are_the_un_s_five_and_antarctica(countries: Countries) -> None:
    regions = {country.region for country in countries.by_iso3.values()}
    assert regions == {"Africa", "Americas", "Antarctica", "Asia", "Europe", "Oceania"}


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("TJK", "TJK"),
        ("tj", "TJK"),
        ("  tajikistan ", "TJK"),
        ("Taijikistan", "TJK"),  # CPI 2008
        ("Kyrgyz Republic", "KGZ"),  # WGI
        ("Iran, Islamic Rep.", "IRN"),  # WGI
        ("Congo, Dem. Rep.", "COD"),  # WGI
        ("CONGO (KINSHASA)", "COD"),  # Freedom House
        ("Congo-Brazzaville", "COG"),  # CPI 2010
        ("Cote d'Ivoire", "CIV"),
        ("Côte d’Ivoire", "CIV"),
        ("Turkey", "TUR"),
        ("TURKIYE", "TUR"),
        ("The Gambia", "GMB"),
        ("Trinidad & Tobago", "TTO"),
        ("Guinea Bissau", "GNB"),
        ("West Bank and Gaza", "PSE"),
        ("Macedonia", "MKD"),
        ("Kosovo", "XKX"),
        ("UK", "GBR"),
        ("China (P.R.C.)", "CHN"),
        ("U.S.", "USA"),
        ("KSV", "XKX"),  # CPI
        ("UVK", "XKX"),  # World Bank
        ("LWI", "XKX"),  # CPI 2014
        ("Republic of Uzbekistan", "UZB"),
        ("Georgia, Republic of", "GEO"),
        ("the Republic of the Gambia", "GMB"),
        ("Republic of China", "TWN"),
        ("TÜRKİYE", "TUR"),
        ("Türkıye", "TUR"),
        ("Republic of Türkiye", "TUR"),
        ("Türkiye (Turkey)", "TUR"),
    ],
)
def test_any_spelling_finds_the_country(countries: Countries, text: str, iso3: str) -> None:
    assert countries.resolve(text) == iso3


@pytest.mark.parametrize(
    "text",
    [
        "Yugoslavia",
        "Serbia and Montenegro",
        "Soviet Union",
        "Russia (Soviet Union)",
        "Czechoslovakia",
        "Netherlands Antilles",
        "Crimea",
        "Tibet",
        "Somaliland",
        "Northern Cyprus",
        "West Bank",
        "Zanzibar",
        "Sub-Saharan Africa",
        "World",
        "ROM",
        "ZAR",
        "",
        "-",
        "..",
        "N/A",
        "n.a.",
        "#N/A",
        "n/r",
        "No.",
        "Republic of",
    ],
)
def test_what_is_no_country_of_today_is_refused(countries: Countries, text: str) -> None:
    with pytest.raises(QuestionError):
        countries.resolve(text)


@pytest.mark.parametrize(
    ("text", "suggestions"),
    [
        ("Congo", ["Congo (DRC) (COD)", "Congo (Republic) (COG)"]),
        ("Korea", ["South Korea (KOR)", "North Korea (PRK)"]),
        ("Tadjikistan", ["Tajikistan (TJK)"]),
        ("Uzbekstan", ["Uzbekistan (UZB)"]),
    ],
)
def test_a_refusal_says_what_comes_close(countries: Countries, text: str, suggestions: list[str]) -> None:
    with pytest.raises(QuestionError, match=f'"{text}" is not the code or name of one country') as raised:
        countries.resolve(text)
    assert raised.value.todo.startswith("Did you mean ")
    for suggestion in suggestions:
        assert suggestion in raised.value.todo


def test_a_refusal_of_what_nothing_comes_close_to_says_what_to_give(countries: Countries) -> None:
    with pytest.raises(QuestionError, match="an ISO 3166-1 code such as TJK"):
        countries.resolve("xyzzy")


@pytest.mark.parametrize("text", ["KSW", "SLW", "N/A", "Irak", "Republic of"])
def test_suggestion_is_never_a_wrong_neighbour(countries: Countries, text: str) -> None:
    assert countries.suggestions(text) == ()


@pytest.mark.parametrize(
    ("text", "iso3"),
    [
        ("USA", "USA"),
        ("(TJK)", "TJK"),
        ("UK", "GBR"),
        ("U.S.", "USA"),
        ("tajikistan", "TJK"),
        ("tjk", None),
        ("per", None),
        ("Is", None),
        ("IT", None),
        ("PR", None),
        ("N/A", None),
        ("No.", None),
    ],
)
def test_code_in_prose_is_written_in_capitals(countries: Countries, text: str, iso3: str | None) -> None:
    assert countries.find_in_prose(text, words={"it", "pr"}) == iso3


@pytest.mark.parametrize(
    ("text", "iso3", "may"),
    [
        ("Tajikistan", "TJK", True),
        ("Tajikistan", "UZB", False),
        ("Niger", "NGA", False),
        ("Congo", "COG", True),
        ("Congo", "COD", True),
        ("Morocco / Western Sahara", "MAR", True),
        ("Nowhere", "TJK", False),
    ],
)
def test_name_that_may_be_a_country(countries: Countries, text: str, iso3: str, may: bool) -> None:
    assert countries.may_be(text, iso3) is may


def test_neighbourhood_is_the_chosen_country_s_own(countries: Countries) -> None:
    moldova = countries.neighbourhood("MDA")
    assert (moldova.members, moldova.by_land) == (("ROU", "UKR"), True)
    assert moldova.title == "Countries with a land border with Moldova"
    assert countries.neighbourhood("TJK").members == ("AFG", "CHN", "KGZ", "UZB")
    iceland = countries.neighbourhood("ISL")
    assert iceland.by_land is False
    assert {"NOR", "FRO", "GBR"} < set(iceland.members)
    assert "ISL" not in iceland.members
    assert iceland.title == "Countries of Northern Europe, as Iceland has no land border"


def test_every_name_and_alias_finds_its_own_country(countries: Countries) -> None:
    for iso3, country in countries.by_iso3.items():
        for text in (iso3, country.iso2, country.name, *country.aliases):
            assert countries.resolve(text) == iso3


def test_the_aliases_are_those_that_people_wrote(countries: Countries) -> None:
    with (FOLDER / "aliases.csv").open(encoding="utf-8", newline="") as file:
        written = {(row["iso3"], row["alias"]) for row in csv.DictReader(file)}
    read = {(iso3, alias) for iso3, country in countries.by_iso3.items() for alias in country.aliases}
    assert read == written


# The committed borders


def test_the_neighbours_of_tajikistan(countries: Countries) -> None:
    assert countries.neighbours(FOCUS) == NEIGHBOURS == ("AFG", "CHN", "KGZ", "UZB")
    assert not set(NEIGHBOURS) & set(WIDER_REGION)


@pytest.mark.parametrize(
    ("iso3", "neighbours"),
    [
        ("BWA", "NAM ZAF ZMB ZWE"),
        ("CYP", ""),
        ("DJI", "ERI ETH SOM"),
        ("ESH", "DZA MAR MRT"),
        ("ESP", "AND FRA GIB MAR PRT"),
        ("FRA", "AND BEL CHE DEU ESP ITA LUX MCO"),
        ("GUF", "BRA SUR"),
        ("ISL", ""),
        ("LKA", ""),
        ("LSO", "ZAF"),
        ("PAK", "AFG CHN IND IRN"),
        ("PSE", "EGY ISR JOR"),
        ("UZB", "AFG KAZ KGZ TJK TKM"),
        ("XKX", "ALB MKD MNE SRB"),
    ],
)
def test_land_neighbours(countries: Countries, iso3: str, neighbours: str) -> None:
    assert countries.neighbours(iso3) == tuple(neighbours.split())


def test_how_many_borders_there_are(countries: Countries) -> None:
    numbers = {iso3: len(neighbours) for iso3, neighbours in countries.borders.items()}
    assert sum(numbers.values()) == 2 * 324
    # China's fourteen, and Hong Kong and Macao; Russia's fourteen.
    assert sorted(numbers, key=lambda iso3: -numbers[iso3])[:2] == ["CHN", "RUS"]
    assert (numbers["CHN"], numbers["RUS"]) == (16, 14)


def test_an_unknown_code_has_no_neighbours_to_ask_for(countries: Countries) -> None:
    with pytest.raises(QuestionError, match='"YUG"'):
        countries.neighbours("YUG")


# Small files with mistakes


HEADER = "iso3,iso2,name,region,subregion,aliases"
TAJIKISTAN = "TJK,TJ,Tajikistan,Asia,Central Asia,Taijikistan"
UZBEKISTAN = "UZB,UZ,Uzbekistan,Asia,Central Asia,"
BORDERS = ("iso3,neighbour", "TJK,UZB", "UZB,TJK")


def read(folder: Path, countries: tuple[str, ...], borders: tuple[str, ...] = BORDERS) -> Countries:
    (folder / "countries.csv").write_text("\n".join(countries), encoding="utf-8")
    (folder / "borders.csv").write_text("\n".join(borders), encoding="utf-8")
    return Countries.read(folder)


def mistakes(
    folder: Path, countries: tuple[str, ...], borders: tuple[str, ...] = BORDERS
) -> list[tuple[str, str]]:
    """Which file and row, and what is wrong with it."""
    with pytest.raises(CatalogueError) as raised:
        read(folder, countries, borders)
    return [(str(Path(mistake.where).relative_to(folder)), mistake.what) for mistake in raised.value.mistakes]


def test_two_countries_without_a_mistake(tmp_path: Path) -> None:
    countries = read(tmp_path, (HEADER, UZBEKISTAN, TAJIKISTAN))
    assert list(countries.by_iso3) == ["TJK", "UZB"]
    assert countries.by_iso3["TJK"].aliases == ("Taijikistan",)
    assert countries.by_iso3["UZB"].aliases == ()
    assert countries.neighbours("TJK") == ("UZB",)


def test_a_country_twice(tmp_path: Path) -> None:
    found = mistakes(tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN, TAJIKISTAN))
    assert found == [("countries.csv, row 4", "TJK is there a second time")]


def test_an_alias_of_two_countries(tmp_path: Path) -> None:
    found = mistakes(tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN + "Bukhara|TAIJI-KISTAN"))
    what = '"Taijikistan" is TJK and "TAIJI-KISTAN" is UZB: one name, several countries'
    assert found == [("countries.csv", what)]


def test_an_alias_that_is_another_country_s_code(tmp_path: Path) -> None:
    found = mistakes(tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN + "Tj."))
    assert found == [("countries.csv", '"TJ" is TJK and "Tj." is UZB: one name, several countries')]


def test_a_code_that_is_none(tmp_path: Path) -> None:
    found = mistakes(tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN, "kaz,K,Kazakhstan,Asia,Central Asia,"))
    assert found == [("countries.csv, row 4", '"kaz" and "K" are not a three- and a two-letter code')]


def test_a_country_without_a_region(tmp_path: Path) -> None:
    found = mistakes(tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN, "KAZ,KZ,Kazakhstan,,Central Asia,"))
    assert found == [("countries.csv, row 4", "name, region or subregion is empty")]


def test_a_row_that_is_too_long(tmp_path: Path) -> None:
    found = mistakes(tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN, "IRN,IR,Iran, Islamic Republic,Asia,,"))
    assert found == [("countries.csv, row 4", "there are 7 cells, not 6")]


def test_a_border_of_an_unknown_country(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN), (*BORDERS, "TJK,KGZ", "KGZ,TJK", "KGZ,UZB", "UZB,KGZ")
    )
    assert found == [(f"borders.csv, row {row}", "KGZ is not in countries.csv") for row in (4, 5, 6, 7)]


def test_a_border_with_one_side(tmp_path: Path) -> None:
    found = mistakes(tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN), ("iso3,neighbour", "TJK,UZB"))
    assert found == [("borders.csv, row 2", "TJK borders on UZB, but UZB not on TJK")]


def test_a_border_twice_and_a_border_on_itself(tmp_path: Path) -> None:
    found = mistakes(tmp_path, (HEADER, TAJIKISTAN, UZBEKISTAN), (*BORDERS, "TJK,UZB", "UZB,UZB"))
    assert found == [
        ("borders.csv, row 4", "TJK, UZB is there a second time"),
        ("borders.csv, row 5", "UZB borders on itself"),
    ]


def test_columns_that_are_not_ours(tmp_path: Path) -> None:
    found = mistakes(tmp_path, ("code,name", "TJK,Tajikistan"), ("iso3,neighbor",))
    assert found == [
        ("countries.csv, row 1", "the columns are not iso3, iso2, name, region, subregion, aliases"),
        ("borders.csv, row 1", "the columns are not iso3, neighbour"),
    ]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"(?s)countries\.csv: there is no .*borders\.csv: there is no"):
        Countries.read(tmp_path)


def test_all_mistakes_are_reported_together(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        (HEADER, TAJIKISTAN, TAJIKISTAN, UZBEKISTAN + "Tajikistan"),
        ("iso3,neighbour", "TJK,UZB", "TJK,QQQ"),
    )
    assert len(found) == 5


def test_what_does_not_count_in_a_name() -> None:
    assert name_key("Côte d’Ivoire") == name_key("COTE D'IVOIRE") == "cotedivoire"
    assert name_key("Bosnia & Herzegovina") == name_key("Bosnia and Herzegovina")
    assert name_key("Guinea") != name_key("Guinea-Bissau")
