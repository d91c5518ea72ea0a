"""US security assistance as it was known on a day: what pages and command line both ask.

Three sources that do not continue each other: the Greenbook (three groups by account, to fiscal year 2020),
ForeignAssistance.gov (Military alone, of some countries and years), and the reports on foreign military
training (to fiscal year 2020). None is spliced with another.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from indicators.assistance import groups as analysis
from indicators.assistance.groups import KEY, MILITARY, NADR, NARCOTICS, TOGETHER
from indicators.errors import QuestionError
from indicators.model import Break, BreakKind
from indicators.refusals import unknown

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot

GREENBOOK, PORTAL = "us_greenbook.military", "us_foreignassistance.military"
TRAINEES, COST = "us_fmtr.trainees", "us_fmtr.cost"
POPULATION = "wb_wdi.population"
# The figures of a year that have an origin of their own, by their column of `years`.
ORIGINS = {
    "military": GREENBOOK,
    "nadr": "us_greenbook.nadr",
    "narcotics_control": "us_greenbook.narcotics_control",
    "portal_military": PORTAL,
    "trainees": TRAINEES,
    "training_cost": COST,
}
COLUMN_OF = {
    MILITARY: "military", NADR: "nadr", NARCOTICS: "narcotics_control", TOGETHER: "together",
}  # fmt: skip
TRAINING = "trainees"
# What a reader may ask of: the three groups together, each apart, or places on courses.
AIDS = {
    "together": "Military, NADR and Narcotics Control together",
    "military": "Military",
    "nadr": "NADR (anti-terrorism, demining)",
    "narcotics_control": "Narcotics Control",
    TRAINING: "Trainees (places on courses)",
}
DOLLARS = {"current": "US$ of the year", "constant": "US$ of 2020"}
MILLION = 1e6

LAST_OF_GREENBOOK = 2020
SWITCH = Break(
    indicator=GREENBOOK,
    year=LAST_OF_GREENBOOK + 1,
    kind=BreakKind.DEFINITION,
    what="The Greenbook ends with fiscal year 2020. From 2021 on ForeignAssistance.gov alone is held, with "
    "Military alone, for eight countries: a difference across it is a change of source.",
    evidence="Greenbook prepared on 9 August 2022; ForeignAssistance.gov as asked on 2 October 2026.",
)
PROVISIONAL = (2024, 2025)
# A difference of less is rounding.
LEAST_REVISION = 5_000.0

FISCAL = (
    "Fiscal years run from October to September and bear the year in which they end: 2015 is October 2014 to "
    "September 2015."
)
DESCRIPTION = (
    "This describes what fell into the same years. It does not show that assistance changed governance, nor "
    "that governance changed assistance."
)
UZBEKISTAN_2015 = (
    "The portal has 37.0 million US$ more than the Greenbook, added in 2025 under Stabilization Operations "
    "and Security Sector Reform. That fits the armoured vehicles (MRAP) given to Uzbekistan in 2015 as "
    "Excess Defense Articles; the account was not seen, so that this reason is inferred, not read. Both "
    "figures stand."
)
# What is known of single fiscal years, beyond what holds of all.
NOTES = {
    ("UZB", 2015): UZBEKISTAN_2015,
    ("TJK", 2020): "The portal has 1.43 million US$ more: counter-drug money that was added later.",
    ("AFG", 2021): "A break in reporting, not a fact about assistance: 3.9 million US$ at the portal, after "
    "billions in the years before.",
}
INCOMPLETE = (
    "Fiscal year 2020 was still incomplete when the Greenbook was prepared; 2024 and 2025 are provisional: "
    "the portal goes on filling in its newest years."
)
MISSING = (
    "After fiscal year 2020 what is military is held for ten countries alone (Afghanistan, China, Iran, "
    "Kazakhstan, Kyrgyzstan, Pakistan, Russia, Tajikistan, Turkmenistan, Uzbekistan). China, Iran and Russia "
    "have no line there; Afghanistan 2023 was not read. For all others the portal's country file does not "
    "tell military from economic assistance.",
    "NADR and Narcotics Control after fiscal year 2020 are not held for any country.",
    "The 87 vehicles of 8 July 2015, which the article alone states, are in no account by name: gifts in "
    "kind by other channels are not itemised.",
    "NADR holds the State Department's Anti-terrorism Assistance, to which the State Department counts the "
    "five courses of the later defector Khalimov (2003 to 2014). The account does not tell it from demining "
    "and export controls, and the training reports have no NADR course of Tajikistan before 2020.",
    "The training reports leave out what is classified and nearly all police training by the State "
    "Department. They end with fiscal year 2020. A place on a course is no person: one may take several.",
    "No row is nothing recorded, not zero. Negative amounts are obligations taken back. Obligations are "
    "promises in law, not payments. Arms that a country buys are not in it.",
)

YEAR_COLUMNS = [
    *KEY, "military", "nadr", "narcotics_control", "together", "military_2020", "nadr_2020",
    "narcotics_control_2020", "together_2020", "together_per_head", "edition", "portal_military",
    "portal_edition", "portal_minus_greenbook", "trainees", "training_cost", "training_edition", "population",
    "status", "note",
]  # fmt: skip


@dataclass(frozen=True)
class Assistance:
    """Security assistance of all recipients as known on a day.

    `accounts`, `portal` and `programs` are rows of `us_greenbook_obligations`, of the obligations in
    `us_foreignassistance_military`, and of `us_fmtr_programs`; `courses` of `us_fmtr_activities`;
    `population` has iso3, year and value. A source without a held edition of that day has no rows, and
    `absent` says why in a sentence.
    """

    accounts: pd.DataFrame
    portal: pd.DataFrame
    programs: pd.DataFrame
    courses: pd.DataFrame
    population: pd.DataFrame
    absent: tuple[str, ...]
    as_of: dt.date

    @cached_property
    def groups(self) -> pd.DataFrame:
        """Return the accounts by group (`by_group`)."""
        return analysis.by_group(self.accounts)

    @cached_property
    def training(self) -> pd.DataFrame:
        """Return the programmes by year (`by_year`), with `training_edition`."""
        editions = self.programs.groupby(KEY)["edition"].max().rename("training_edition").reset_index()
        return analysis.by_year(self.programs).merge(editions, on=KEY)

    @cached_property
    def portal_years(self) -> pd.DataFrame:
        """Military of the portal, summed over sectors; columns `KEY`, value (US$), edition."""
        by = self.portal.groupby(KEY, as_index=False)
        return by.agg(value=("current_usd", "sum"), edition=("edition", "max"))

    def editions(self, aid: str) -> pd.DataFrame:
        """Return the edition of each amount; columns `KEY`, edition."""
        if aid == TRAINING:
            return self.training[[*KEY, "training_edition"]].rename(columns={"training_edition": "edition"})
        return self.accounts.groupby(KEY, as_index=False).agg(edition=("edition", "max"))

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """List where the portal's Military differs from the Greenbook's (`revised`), in US$."""
        first = self.amounts("military", "current")
        return analysis.revised(first, self.portal_years[[*KEY, "value"]], least=LEAST_REVISION)

    def amounts(self, aid: str, dollars: str) -> pd.DataFrame:
        """Return one of `AIDS` for each recipient and fiscal year; columns `KEY`, value (US$, or places).

        From the Greenbook and the training reports alone, so that all years are of one source. Raises
        `QuestionError` for what is not among `AIDS` or `DOLLARS`.
        """
        if aid not in AIDS:
            raise unknown("assistance", aid, AIDS)
        if dollars not in DOLLARS:
            raise unknown("dollars", dollars, DOLLARS)
        if aid == TRAINING:
            return self.training[[*KEY, "trainees"]].rename(columns={"trainees": "value"}).dropna()
        group = {column: name for name, column in COLUMN_OF.items()}[aid]
        figure = "current_usd" if dollars == "current" else "constant_2020_usd"
        of_group = self.groups[self.groups["group"] == group]
        return of_group[[*KEY, figure]].rename(columns={figure: "value"}).reset_index(drop=True)

    def years(
        self, countries: Collection[str] | None = None, years: tuple[int, int] | None = None
    ) -> pd.DataFrame:
        """Return a row for each recipient and fiscal year with any figure, in `YEAR_COLUMNS`.

        Money is in million US$ of the year, with `_2020` in million US$ of 2020; `together_per_head` in
        US$; `training_cost` in million US$ of the year. Missing is nothing recorded, or not held.
        """
        wide = (self if countries is None else self.of(countries))._wide()
        if years is not None:
            wide = wide[wide["fiscal_year"].between(*years)]
        return wide.reset_index(drop=True)

    def of(self, countries: Collection[str]) -> "Assistance":
        """Return the same tables for some recipients alone."""
        frames = {
            name: (rows := getattr(self, name))[rows["iso3"].isin(list(countries))]
            for name in ("accounts", "portal", "programs", "courses", "population")
        }
        return replace(self, **frames)

    def _wide(self) -> pd.DataFrame:
        current, constant = (
            self.groups.pivot(index=KEY, columns="group", values=figure).reindex(columns=list(COLUMN_OF))
            / MILLION
            for figure in analysis.DOLLARS
        )
        edition = self.accounts.groupby(KEY)["edition"].max()
        portal = self.portal_years.set_index(KEY)
        training = self.training.set_index(KEY)
        people = self.population.rename(columns={"year": "fiscal_year"}).set_index(KEY)["value"]
        table = pd.concat(
            [
                current.rename(columns=COLUMN_OF),
                constant.rename(columns={name: f"{column}_2020" for name, column in COLUMN_OF.items()}),
                edition,
                (portal["value"] / MILLION).rename("portal_military"),
                portal["edition"].rename("portal_edition"),
                training["trainees"].astype("Int32"),
                (training["cost_usd"] / MILLION).rename("training_cost"),
                training["training_edition"],
            ],
            axis="columns",
        )
        table["population"] = people.reindex(table.index)
        table["together_per_head"] = table["together"] * MILLION / table["population"]
        table["portal_minus_greenbook"] = table["portal_military"] - table["military"]
        table = table.sort_index().reset_index()
        table["status"] = [_status(row) for row in table.itertuples()]
        table["note"] = [_note(row) for row in table.itertuples()]
        return table[YEAR_COLUMNS]

    def by_account(self, countries: Collection[str]) -> pd.DataFrame:
        """Return the accounts of some recipients, in million US$; key the table's."""
        rows = self.of(countries).accounts
        return rows.assign(
            current=rows["current_usd"] / MILLION, constant_2020=rows["constant_2020_usd"] / MILLION
        )[
            [*KEY, "group", "publication_row", "funding_agency", "funding_account", "current",
             "constant_2020", "edition"]
        ].reset_index(drop=True)  # fmt: skip

    def by_program(self, countries: Collection[str]) -> pd.DataFrame:
        """Return trainees, cost in million US$ and number of courses by group of programmes.

        Key (iso3, fiscal_year, program_group). `courses` counts those of the reports on Central Asia, and is
        missing elsewhere.
        """
        own, key = self.of(countries), [*KEY, "program_group"]
        courses = own.courses.groupby(key).size().rename("courses").reset_index()
        found = analysis.by_program(own.programs).merge(courses, on=key, how="left")
        found["cost"] = found["cost_usd"] / MILLION
        kinds = {"trainees": "Int32", "courses": "Int16"}
        return found.astype(kinds)[[*key, "trainees", "cost", "courses"]]


def assistance(snapshot: "Snapshot", *, as_of: dt.date) -> Assistance:
    """Return the security assistance in the snapshot as known on a day."""
    absent: dict[str, str] = {}

    def table(name: str, indicator: str) -> pd.DataFrame:
        rows = snapshot.table(name)
        try:
            editions = snapshot.known(indicator, as_of).rows["edition"].unique()
        except QuestionError as error:
            absent.setdefault(indicator, f"{error.where}: {error.what}.")
            return rows.iloc[:0]
        return rows[rows["edition"].isin(editions)].reset_index(drop=True)

    portal = table("us_foreignassistance_military", PORTAL)
    programs = table("us_fmtr_programs", TRAINEES)
    courses = table("us_fmtr_activities", TRAINEES)
    try:
        population = snapshot.as_of(POPULATION, as_of)
    except QuestionError as error:
        absent[POPULATION] = f"No amount for each inhabitant: {error.where}: {error.what}."
        population = snapshot.all_editions(POPULATION).iloc[:0]
    return Assistance(
        accounts=table("us_greenbook_obligations", GREENBOOK),
        portal=portal[portal["transaction_type"] == "Obligations"].reset_index(drop=True),
        programs=programs,
        courses=courses,
        population=population[["iso3", "year", "value"]],
        absent=tuple(absent.values()),
        as_of=as_of,
    )


def conditionality(
    snapshot: "Snapshot", known: Assistance, *, measure: str, aid: str = TOGETHER, dollars: str = "current"
) -> pd.DataFrame:
    """List the fiscal years in which assistance rose while a measure was worse than five years before.

    `groups.conditionality` for every recipient; amounts in US$ or places. Raises `QuestionError` for a
    measure that is not a measure of governance, or has no edition of the day.
    """
    indicator = snapshot.catalogue.indicator(measure)
    if indicator.is_context:
        raise QuestionError(indicator.name, "is not a measure of governance", "Choose one that is.")
    rows = snapshot.as_of(measure, known.as_of)
    breaks = snapshot.catalogue.breaks_of(measure)
    judged = analysis.compared_with_before(rows, indicator, breaks)
    return analysis.conditionality(known.amounts(aid, dollars), judged)


def for_each_inhabitant(table: pd.DataFrame) -> pd.DataFrame:
    """Return rows of `Assistance.years` with money in US$ per inhabitant, and trainees per million.

    Missing without a population of the calendar year: none is carried to another.
    """
    money = [
        name
        for name in YEAR_COLUMNS
        if name.startswith(("military", "nadr", "narcotics", "together", "portal_m"))
        or name == "training_cost"
    ]
    money.remove("together_per_head")
    people = table["population"] / MILLION
    shares = {name: table[name].astype("float64") / people for name in [*money, "trainees"]}
    return table.assign(**shares)


def notes_of(table: pd.DataFrame, names: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Return the notes of the rows of `Assistance.years`, each with its fiscal year and country."""
    noted = table[table["note"] != ""]
    return tuple(
        f"{(names or {}).get(iso3, iso3)}, fiscal year {year}: {note}"
        for iso3, year, note in zip(noted["iso3"], noted["fiscal_year"], noted["note"], strict=True)
    )


def _status(row: Any) -> str:
    """Name the parts of a fiscal year that are not complete."""
    year = int(row.fiscal_year)
    if year in PROVISIONAL:
        return "provisional"
    return "incomplete" if year == LAST_OF_GREENBOOK and pd.notna(row.together) else ""


def _note(row: Any) -> str:
    parts: list[str] = []
    own = NOTES.get((row.iso3, int(row.fiscal_year)))
    differs = abs(row.portal_minus_greenbook) * MILLION >= LEAST_REVISION
    if differs:
        parts.append(
            f"Military is {row.military:.2f} million US$ in the Greenbook ({row.edition}) and "
            f"{row.portal_military:.2f} at the portal ({row.portal_edition})."
        )
    if own and (differs or pd.isna(row.military)) and pd.notna(row.portal_military):
        parts.append(own)
    elif differs:
        parts.append("The portal goes on revising; the reason is not known here.")
    return " ".join(parts)


def span(frames: Iterable[pd.DataFrame]) -> tuple[int, int] | None:
    """Return the first and the last fiscal year of some frames; None if all are empty."""
    years = [int(year) for frame in frames if len(frame) for year in frame["fiscal_year"].agg(["min", "max"])]
    return (min(years), max(years)) if years else None
