"""Uppsala Conflict Data Program: deaths in organized violence within a country's borders.

One row for each state and year. A row of 0 is a recorded zero: UCDP looked and found no organized violence
above its thresholds. Until release 25.1 column names end in `_cy`; from 26.1 on they do not.
"""

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import Row, read_csv
from indicators.loaders.states import ON, Spell, iso3_of_state
from indicators.snapshot.schema import observations

# Our indicators by UCDP's columns, without the ending that older releases have.
DEATHS = {
    "cumulative_total_deaths_in_orgvio_best": "ucdp.deaths_best",
    "cumulative_total_deaths_in_orgvio_low": "ucdp.deaths_low",
    "cumulative_total_deaths_in_orgvio_high": "ucdp.deaths_high",
    "sb_total_deaths_best": "ucdp.state_based_deaths",
    "ns_total_deaths_best": "ucdp.non_state_deaths",
    "os_total_deaths_best": "ucdp.one_sided_deaths",
}
TOTAL = "cumulative_total_deaths_in_orgvio_best"
KINDS = ("sb_total_deaths_best", "ns_total_deaths_best", "os_total_deaths_best")

# Gleditsch and Ward's numbers whose name in the file is not that of one country of today.
SPELLS = {
    "345": (
        Spell(1989, 2005, None, "Yugoslavia, then Serbia and Montenegro: deaths are those of all of it."),
        Spell(2006, ON, "SRB", "Montenegro has rows of its own from 2006 on."),
    ),
    "365": (
        Spell(1989, 1991, None, "The Soviet Union until December 1991: deaths are those of all of it."),
        Spell(1992, ON, "RUS", "Russia within its own borders."),
    ),
    "484": (Spell(1989, ON, "COG", "UCDP calls it Congo; the other Congo is `DR Congo (Zaire)`."),),
    "678": (
        Spell(1989, 1990, None, "North Yemen, until it united with the south in May 1990."),
        Spell(1991, ON, "YEM", "Yemen, which UCDP goes on calling `Yemen (North Yemen)`."),
    ),
}


def parse(job: Job) -> Parsed:
    """Return observations of the six `ucdp.*` counts, each file with the release that its rows name.

    Raises `SourceFileError` for an unknown state, and where the three kinds of violence do not add up.
    """
    records: list[dict[str, object]] = []
    for path in job.files.values():
        sheet = read_csv(path, columns=[])
        # What has neither generation's names is refused for lack of the newer ones.
        ending, release = ("_cy", "version") if "country_cy" in sheet.columns else ("", "Version")
        named = [f"{column}{ending}" for column in ("country", "country_id", "year", *DEATHS)]
        sheet.require([*named, release])
        for row in sheet:
            records += _records(job, row, ending, release)
    return Parsed(observations(pd.DataFrame(records)))


def _records(job: Job, row: Row, ending: str, release: str) -> list[dict[str, object]]:
    year = row.year(f"year{ending}")
    deaths = {column: row.decimal(f"{column}{ending}") for column in DEATHS}
    if sum(deaths[kind] or 0 for kind in KINDS) != deaths[TOTAL]:
        raise row.refuse(
            f"the three kinds of violence do not add up to {deaths[TOTAL]:g}", "Look whether columns moved."
        )
    iso3 = iso3_of_state(
        job, row, number=f"country_id{ending}", name=f"country{ending}", year=year, spells=SPELLS
    )
    if iso3 is None:
        return []
    shared = {"iso3": iso3, "year": year, "edition": row.text(release)}
    return [
        {**shared, "indicator": DEATHS[column], "value": value, **row.origin(f"{column}{ending}")}
        for column, value in deaths.items()
    ]
