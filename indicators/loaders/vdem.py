"""Read V-Dem (Varieties of Democracy): ten releases side by side, none of them whole.

Every release estimates all years anew: v10 to v15 are extracts in V-Dem's own columns, and the regime of v15
stands in the file of the Episodes of Regime Transformation; v5, v6.1 and v7.1 come from R packages that hold
sovereign states alone, under names of their own; v16 comes from Our World in Data (a file for each index)
and, for two variables and 63 countries, from an extract. One variable has one id in all releases but v5,
which defined electoral democracy otherwise; no release fills another's gaps.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from indicators.loaders import marquez
from indicators.loaders.checks import Once, check_last_line, number
from indicators.loaders.parsing import Job, Parsed, agree
from indicators.loaders.sheets import Row, read_csv
from indicators.model import Status
from indicators.snapshot.schema import observations

FIRST_YEAR = 1990
FIRST_IN_FILES = 1789  # of Our World in Data's files; years before 1990 are left out


@dataclass(frozen=True)
class Extract:
    """A file in V-Dem's own layout: its release, the last year of that, our variables by V-Dem's.

    `bounded` variables have `_codelow` and `_codehigh` beside them, and `_sd` where `has_sd`. Countries stand
    there by V-Dem's code, or by a name of Gleditsch and Ward in the column `names`.
    """

    edition: str
    last_year: int
    variables: Mapping[str, str]
    bounded: tuple[str, ...] = ()
    has_sd: bool = False
    names: str = ""


HIGH_LEVEL = {
    "v2x_polyarchy": "electoral_democracy",
    "v2x_libdem": "liberal_democracy",
    "v2x_partipdem": "participatory_democracy",
    "v2x_delibdem": "deliberative_democracy",
    "v2x_egaldem": "egalitarian_democracy",
}
# What the Episodes of Regime Transformation, V-Dem's own, print of an older release.
PRINTED = {"v2x_polyarchy": "electoral_democracy", "v2x_regime": "regime"}

EXTRACTS = {
    "vdem_v5_polyarchy_1990_2012.csv": Extract(
        "v5", 2012, {"v2x_polyarchy": "electoral_democracy_v5"}, names="country_name"
    ),
    "vdem_v6.1_indices_1990_2015.csv": Extract(
        "v6.1",
        2015,
        {**HIGH_LEVEL, "v2xcs_ccsi": "core_civil_society", "v2x_execorr": "executive_corruption"},
        bounded=tuple(HIGH_LEVEL),
        names="country_name",
    ),
    "vdem_v7.1_indices_1990_2016.csv": Extract("v7.1", 2016, HIGH_LEVEL, names="extended_country_name"),
    **{
        f"vdem_v{release}_polyarchy_1990_{last}_from_ERT.csv": Extract(
            f"v{release}", last, PRINTED, bounded=("v2x_polyarchy",)
        )
        for release, last in ((10, 2019), (11, 2020), (12, 2021), (13, 2022))
    },
    "vdem_v14_extract_1990_2023.csv": Extract(
        "v14",
        2023,
        {
            "v2x_polyarchy": "electoral_democracy",
            "v2x_libdem": "liberal_democracy",
            "v2x_corr": "political_corruption",
            "v2x_execorr": "executive_corruption",
            "v2x_pubcorr": "public_sector_corruption",
            "v2x_rule": "rule_of_law",
            "v2x_civlib": "civil_liberties",
            "v2x_clphy": "physical_integrity",
            "v2x_clpol": "political_civil_liberties",
            "v2x_clpriv": "private_civil_liberties",
            "v2x_freexp_altinf": "freedom_of_expression",
            "v2x_frassoc_thick": "freedom_of_association",
            "v2xcs_ccsi": "core_civil_society",
            "v2csreprss": "civil_society_repression",
            "v2cseeorgs": "civil_society_entry_and_exit",
            "v2clrelig": "religious_freedom",
            "v2csrlgrep": "religious_repression",
            "v2psbars": "barriers_to_parties",
            "v2psparban": "party_ban",
            "v2psoppaut": "opposition_autonomy",
            "v2x_neopat": "neopatrimonialism",
            "v2x_regime": "regime",
            "v2clacfree": "academic_and_cultural_expression",
            "v2meharjrn": "harassment_of_journalists",
            "v2mecenefm": "media_censorship",
            "v2cltort": "freedom_from_torture",
            "v2clkill": "freedom_from_political_killings",
            "v2caviol": "political_violence",
        },
    ),
    "vdem_v15_high_level_indices_1990_2024.csv": Extract(
        "v15", 2024, HIGH_LEVEL, bounded=tuple(HIGH_LEVEL), has_sd=True
    ),
    "vdem_v16_religion_63_countries_2000_2025.csv": Extract(
        "v16",
        2025,
        {"v2clrelig": "religious_freedom", "v2csrlgrep": "religious_repression"},
    ),
}

# V-Dem's file of episodes of release v15, which has the regime, and the index that `V15` has too.
EPISODES = "ert.csv"
V15 = "vdem_v15_high_level_indices_1990_2024.csv"
BOUNDS = {"v2x_polyarchy": "value", "v2x_polyarchy_codelow": "lower", "v2x_polyarchy_codehigh": "upper"}

# Releases whose states and years Our World in Data's files of v16 must know.
JUDGED_BY = ("v14", "v15", "v16")

# Our World in Data's files of release v16: its label of the figure, and our variable.
OWID_EDITION = "v16"
OWID_LAST_YEAR = 2025
OWID_FILES = {
    "electoral-democracy-index_1990_2025.csv": ("Electoral democracy index", "electoral_democracy"),
    "liberal-democracy-index_1990_2025.csv": ("Liberal democracy index", "liberal_democracy"),
    "rule-of-law-index_1990_2025.csv": ("Rule of Law index", "rule_of_law"),
    "freedom-of-expression-index_1990_2025.csv": ("Freedom of expression index", "freedom_of_expression"),
    "human-rights-index-vdem_1990_2025.csv": ("Human Rights Index", "civil_liberties"),
    "political-corruption-index_1990_2025.csv": ("Political Corruption Index", "political_corruption"),
    "political-regime_1990_2025.csv": ("Political regime", "owid_regime"),
}
# What Our World in Data computes itself; everything else is V-Dem's estimate as it stands.
OWID_DERIVED = "owid_regime"

# From then on the packages have Serbia; the one of v5 has Yugoslavia once more beside it.
SERBIA_FROM = 2006

CONTINENTS = ("Africa", "Asia", "Europe", "North America", "Oceania", "South America", "World")
OWID_AGGREGATES = {name for place in CONTINENTS for name in (place, f"{place} (population-weighted)")}

# Before its first year V-Dem does not judge a state. Our World in Data gives it the figures of Yugoslavia
# (Serbia), Czechoslovakia (Czechia) or Sudan, which are no estimates of that country.
FIRST_JUDGED = {"BIH": 1992, "HRV": 1991, "MKD": 1991, "SSD": 2011, "SVK": 1993}


def parse(job: Job) -> Parsed:
    """Read the `vdem.*` variables in every release among the job's files.

    Raises `SourceFileError` for an unknown unit, a year that the release cannot have, or a row of Our World
    in Data's that V-Dem's own files do not know.
    """
    records: list[dict[str, object]] = []
    for file, extract in EXTRACTS.items():
        if file in job.files:
            records += _extract(job, file, extract)
    if EPISODES in job.files:
        records += _regime(job, pd.DataFrame(records))
    judged = {(str(record["iso3"]), record["year"]) for record in records if record["edition"] in JUDGED_BY}
    for file, (label, variable) in OWID_FILES.items():
        records += _owid(job, file, label, variable, judged)
    return Parsed(observations(pd.DataFrame(records)))


def _extract(job: Job, file: str, extract: Extract) -> Iterator[dict[str, object]]:
    ends = ("_codelow", "_codehigh", *(("_sd",) if extract.has_sd else ()))
    needed = [*extract.variables, *(f"{name}{end}" for name in extract.bounded for end in ends)]
    units = [extract.names] if extract.names else ["country_name", "country_text_id"]
    for row in read_csv(job.files[file], columns=[*units, "year", *needed]):
        iso3, year = _unit(job, row, extract)
        if iso3 is None or year < FIRST_YEAR:
            continue
        for name, variable in extract.variables.items():
            value = row.decimal(name, missing=[""])
            if value is None:
                continue
            yield {
                "indicator": f"vdem.{variable}",
                "iso3": iso3,
                "year": year,
                "edition": extract.edition,
                "value": value,
                **(_bounds(row, name, has_sd=extract.has_sd) if name in extract.bounded else {}),
                **row.origin(name),
            }


def _regime(job: Job, others: pd.DataFrame) -> list[dict[str, object]]:
    """Read the regime of release v15; raises unless the file has the index and bounds of that release."""
    check_last_line(job.files[EPISODES])
    of_release = EXTRACTS[V15]
    needed = ["country_name", "country_text_id", "year", "v2x_regime", *BOUNDS]
    once = Once()
    records: list[dict[str, object]] = []
    indices = []
    for row in read_csv(job.files[EPISODES], columns=needed):
        year = _year(row, "year", of_release.edition, of_release.last_year)
        iso3 = None if year < FIRST_YEAR else job.iso3_of_code(row, "country_text_id", "country_name")
        if iso3 is None:
            continue
        once.check(row, iso3, year)
        index = {ours: number(row, theirs, missing=("NA",)) for theirs, ours in BOUNDS.items()}
        indices.append({"iso3": iso3, "year": year, **index})
        regime = number(row, "v2x_regime", missing=("NA",))
        if regime is not None:
            records.append(
                {
                    "indicator": "vdem.regime",
                    "iso3": iso3,
                    "year": year,
                    "edition": of_release.edition,
                    "value": regime,
                    **row.origin("v2x_regime"),
                }
            )
    release = others[
        (others["indicator"] == "vdem.electoral_democracy") & (others["edition"] == of_release.edition)
    ]
    key = ["iso3", "year"]
    agree(release[[*key, *BOUNDS.values()]], pd.DataFrame(indices), on=key, file=EPISODES, tolerance=0.0005)
    return records


def _unit(job: Job, row: Row, extract: Extract) -> tuple[str | None, int]:
    """Return the country of a row, None for one that is left out, and its year."""
    if not extract.names:
        year = _year(row, "year", extract.edition, extract.last_year)
        return job.iso3_of_code(row, "country_text_id", "country_name"), year
    year = _checked(row, marquez.year(row), extract.edition, extract.last_year)
    if row.text(extract.names) == "Yugoslavia" and year >= SERBIA_FROM:
        return None, year
    return marquez.country(job, row, extract.names), year


def _bounds(row: Row, name: str, *, has_sd: bool) -> dict[str, object]:
    """Return V-Dem's 68 % interval of a variable that has a value, and the posterior's standard deviation."""
    bounds: dict[str, object] = {
        "lower": row.decimal(f"{name}_codelow"),
        "upper": row.decimal(f"{name}_codehigh"),
    }
    return bounds | {"standard_error": row.decimal(f"{name}_sd")} if has_sd else bounds


def _owid(
    job: Job, file: str, label: str, variable: str, judged: set[tuple[str, object]]
) -> Iterator[dict[str, object]]:
    status = Status.DERIVED if variable == OWID_DERIVED else Status.NORMAL
    for row in read_csv(job.files[file], columns=["Entity", "Code", "Year", label]):
        year = _year(row, "Year", OWID_EDITION, OWID_LAST_YEAR)
        if year < FIRST_YEAR or row.cells["Entity"] in OWID_AGGREGATES:
            continue
        iso3 = job.iso3_of_code(row, "Code", "Entity")
        if iso3 is None or year < FIRST_JUDGED.get(iso3, FIRST_YEAR):
            continue
        if (iso3, year) not in judged and year < OWID_LAST_YEAR:
            raise row.refuse(
                f"{iso3} has a figure of {year}, a year without one in V-Dem's own files",
                "If it is another state's figure, add the country to FIRST_JUDGED in vdem.py.",
            )
        yield {
            "indicator": f"vdem.{variable}",
            "iso3": iso3,
            "year": year,
            "edition": OWID_EDITION,
            "value": row.decimal(label),
            "status": status.value,
            **row.origin(label),
        }


def _year(row: Row, column: str, edition: str, last: int) -> int:
    return _checked(row, row.year(column, first=FIRST_IN_FILES), edition, last)


def _checked(row: Row, year: int, edition: str, last: int) -> int:
    """Return the year of a row; one after the release's last means that the file is of a newer release."""
    if year > last:
        raise row.refuse(
            f"a row of {year}; release {edition} ends with {last}", "Teach vdem.py the file's release."
        )
    return year
