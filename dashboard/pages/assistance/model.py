"""Build the content of Security assistance from choices: the same for page, link and downloads."""

import datetime as dt
from typing import Any

import pandas as pd

from dashboard.common import cache
from dashboard.common.address import number_word
from dashboard.common.text import number
from dashboard.pages.assistance.choices import Choices
from dashboard.pages.assistance.compared import against, coinciding, side_by_side
from dashboard.pages.assistance.parts import (
    OverYears,
    View,
    events_of,
    known_on,
    money_unit,
    panel_of,
    ruled,
    subtitle,
    unit,
    years_of,
)
from indicators.assistance.ask import (
    COST,
    DESCRIPTION,
    FISCAL,
    INCOMPLETE,
    LAST_OF_GREENBOOK,
    MILLION,
    ORIGINS,
    PORTAL,
    SWITCH,
    TRAINEES,
    TRAINING,
    Assistance,
    for_each_inhabitant,
    notes_of,
    span,
)
from indicators.compare.intervals import interval_text
from indicators.export.passport import file_stem
from indicators.model import Break, Indicator
from indicators.snapshot.hindsight import HINDSIGHT

SOURCES = ("us_greenbook", "us_foreignassistance", "us_fmtr", "wb_wdi")
SECTION_1004 = "Section 1004"


def about_assistance(choices: Choices, as_of: dt.date) -> View:
    """Return the chosen view; raise `QuestionError` if we have no data for it as of the day."""
    known = known_on(as_of)
    views = {
        "years": _over_years, "neighbours": side_by_side, "scatter": against,
        "conditionality": coinciding,
    }  # fmt: skip
    return views[choices.view](choices, known)


def _over_years(choices: Choices, known: Assistance) -> OverYears:
    iso3, name = choices.recipient, cache.country_name(choices.recipient)
    rows = known.years([iso3])
    years, notices = years_of(
        choices, known, span([rows]) or span([known.accounts, known.programs, known.portal])
    )
    table = rows[rows["fiscal_year"].between(*years)]
    programs = known.by_program([iso3])
    panel, reason = panel_of(choices, known.as_of)
    measure = panel.indicator if panel else cache.catalogue().indicator(choices.measure)
    breaks = cache.catalogue().breaks_of(measure.id)
    scaled = for_each_inhabitant(table) if choices.per == "head" else table
    money = money_unit(choices.dollars, choices.per)
    series = panel.series.get(iso3) if panel else None
    scores = sum(years[0] <= year <= years[1] for year in series["year"]) if series else 0
    return OverYears(
        title=f"US security assistance to {name}, and {measure.short_name}",
        subtitle=subtitle(name, years, f"Money: {money}", known),
        stem=file_stem("us_security_assistance", (iso3,), f"{years[0]}-{years[1]}"),
        rows=_with_measure(table, panel, iso3, years),
        sources=(*SOURCES, measure.source),
        n=f"N = {int(table['together'].notna().sum())} fiscal years of the Greenbook, "
        f"{int(table['portal_military'].notna().sum())} of the portal, "
        f"{int(table['trainees'].notna().sum())} of training, {scores} years of governance",
        notes=(
            FISCAL,
            *([INCOMPLETE] if years[1] >= LAST_OF_GREENBOOK else []),
            *([f"Fiscal year {SWITCH.boundary}: {SWITCH.what}"] if years[1] >= SWITCH.boundary else []),
            *(f"Fiscal year {b.year}: {b.what}" for b in training_breaks(years)),
            *(f"{b.year}: {b.what}" for b in breaks if years[0] < b.boundary <= years[1]),
            *notes_of(table, {iso3: name}),
            *(["◆ in the article, ● context. Hollow: confirmed in part."] if choices.marks != "none" else []),
            *([panel.outdated] if panel and panel.outdated else []),
            DESCRIPTION,
        ),
        words=(*_year_words(table, programs), *notes_of(table, {iso3: name})),
        years=years,
        span=span([rows]) or years,
        notices=(*notices, *known.absent, *([reason] if reason else []), *_no_record(rows, name)),
        measure=measure,
        interval=_interval(measure, series, years),
        name=name,
        iso3=iso3,
        table=_charted(scaled, programs, choices),
        programs=programs,
        series=series,
        breaks=breaks,
        money=money,
        people=unit(TRAINING, choices.dollars, choices.per),
        events=events_of(choices, iso3, years, known.as_of),
        ruled=ruled(iso3, years, known.as_of),
        hindsight=panel.hindsight if panel else "",
    )


def _interval(measure: Indicator, series: dict[str, list[Any]] | None, years: tuple[int, int]) -> str:
    """Describe the interval, or say that the producer's interval is missing here."""
    bounds = zip(series["year"], series["interval_lower"], strict=True) if series else ()
    if measure.interval_level is None or any(
        years[0] <= year <= years[1] and lower is not None for year, lower in bounds
    ):
        return interval_text(measure)
    return "not available for the values shown"


def _no_record(rows: pd.DataFrame, name: str) -> tuple[str, ...]:
    return (f"There is no record of assistance for {name}.",) if rows.empty else ()


def _with_measure(
    table: pd.DataFrame, panel: cache.Panel | None, iso3: str, years: tuple[int, int]
) -> pd.DataFrame:
    """Join the fiscal years with the measure of the calendar year of the same number."""
    if panel is None:
        return table
    scores = panel.rows[(panel.rows["iso3"] == iso3) & panel.rows["year"].between(*years)]
    names = {"year": "fiscal_year", "value": "governance", "edition": "governance_edition"}
    scores = scores.rename(columns=names | {f"interval_{b}": f"governance_{b}" for b in ("lower", "upper")})
    columns = ["fiscal_year", "governance", "governance_lower", "governance_upper", "governance_edition"]
    merged = table.merge(scores[columns], on="fiscal_year", how="outer")
    return merged.assign(iso3=iso3, measure=panel.indicator.id, **{HINDSIGHT: bool(panel.hindsight)})


def _charted(table: pd.DataFrame, programs: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """Rename the chart's figures to the same names in both kinds of dollars; the portal has current ones."""
    ending = "_2020" if choices.dollars == "constant" else ""
    money = {name: table[f"{name}{ending}"] for name in ("military", "nadr", "narcotics_control", "together")}
    counter = programs[programs["program_group"] == SECTION_1004].set_index("fiscal_year")["trainees"]
    people = table["population"] / MILLION if choices.per == "head" else 1
    section = table["fiscal_year"].map(counter).astype("float64").fillna(0) / people
    charted = table.assign(
        **money,
        section_1004=section.where(table["trainees"].notna()),
        trainees=table["trainees"].astype("float64"),
    )
    return charted.assign(portal_military=float("nan")) if ending else charted


def training_breaks(years: tuple[int, int]) -> list[Break]:
    """Return the method changes of the training reports within some fiscal years."""
    return [b for b in cache.catalogue().breaks_of(TRAINEES) if years[0] < b.boundary <= years[1]]


def figures_of(view: OverYears) -> pd.DataFrame:
    """Return every figure of the recipient's years with unit, edition and `number` (`address.number_word`).

    Columns fiscal_year, figure, value, unit, edition, number; money in million US$ of the year.
    """
    known = cache.catalogue()
    editions = {PORTAL: "portal_edition", TRAINEES: "training_edition", COST: "training_edition"}
    records = []
    for row in view.rows.to_dict("records"):
        year = int(row["fiscal_year"])
        for column, id in ORIGINS.items():
            if pd.notna(row[column]):
                edition = str(row[editions.get(id, "edition")])
                unit_ = "places on courses" if id == TRAINEES else "million US$"
                records.append((year, known.indicator(id).short_name, float(row[column]), unit_, edition, id))
        if pd.notna(row.get("governance")):
            about = (view.measure.short_name, float(row["governance"]), view.measure.unit)
            records.append((year, *about, str(row["governance_edition"]), view.measure.id))
    columns = ["fiscal_year", "figure", "value", "unit", "edition", "number"]
    rows = pd.DataFrame(records, columns=columns)
    words = [
        number_word(id, view.iso3, year, edition)
        for id, year, edition in zip(rows["number"], rows["fiscal_year"], rows["edition"], strict=True)
    ]
    return rows.assign(value=rows["value"].round(4), number=pd.Series(words, index=rows.index, dtype="str"))


def _year_words(table: pd.DataFrame, programs: pd.DataFrame) -> tuple[str, ...]:
    """Name the fiscal year with the most trainees, and its obligations."""
    if table["trainees"].notna().sum() == 0:
        return ()
    row = table.sort_values("trainees", ascending=False, kind="stable").iloc[0]
    year = int(row["fiscal_year"])
    counted = programs[(programs["fiscal_year"] == year) & programs["trainees"].notna()]
    largest = counted.sort_values("trainees").iloc[-1]
    kind = ", counter-narcotics" if largest["program_group"] == SECTION_1004 else ""
    of = f"{int(largest['trainees'])} of them in {largest['program_group']}{kind}"
    if pd.notna(largest["courses"]):
        of += f" ({int(largest['courses'])} courses)"
    words = [f"Most trainees: {int(row['trainees'])} in fiscal year {year}, {of}."]
    amounts = [
        f"{label} {number(row[column], 2)}"
        for column, label in (
            ("military", "Military"),
            ("nadr", "NADR"),
            ("narcotics_control", "Narcotics Control"),
        )
        if pd.notna(row[column])
    ]
    if amounts:
        words.append(f"Obligations in that fiscal year, in million US$ of the year: {', '.join(amounts)}.")
    return tuple(words)
