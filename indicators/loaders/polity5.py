"""Center for Systemic Peace, Polity5: how democratic or autocratic a state's institutions are.

A third party's re-layout of p5v2018, from 1960 on. The codes -66, -77 and -88 of `polity` say that a state
was occupied, without government or in transition: they are no scores, and no observation comes of them.
`polity2` is the publisher's own series with such years filled in.
"""

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import Row, read_csv
from indicators.loaders.states import Spell, iso3_of_state
from indicators.snapshot.schema import observations

FILE = "polity5_1960_on.csv"
EDITION = "p5v2018"
LAST_YEAR = 2018

NAME, NUMBER = "polity_annual_country", "polity_annual_ccode"
SCORES = {"polity": "polity5.polity", "polity2": "polity5.polity2"}
SPECIAL = {-66, -77, -88}

# Two states have two rows in the year in which a part of them became independent: the later state counts.
SPELLS = {
    "530": (
        Spell(1960, 1992, "ETH", "Ethiopia with Eritrea."),
        Spell(1993, 1993, None, "Ethiopia without Eritrea (number 529) has a row of 1993 as well."),
    ),
    "625": (
        Spell(1960, 2010, "SDN", "Sudan with South Sudan."),
        Spell(2011, 2011, None, "Sudan without South Sudan (number 626) has a row of 2011 as well."),
    ),
}


def parse(job: Job) -> Parsed:
    """Observations of `polity5.polity` and `polity5.polity2`; raises `SourceFileError` for unknown states."""
    records: list[dict[str, object]] = []
    for row in read_csv(job.files[FILE], columns=[NAME, NUMBER, "year", *SCORES]):
        records += _records(job, row)
    return Parsed(observations(pd.DataFrame(records)))


def _records(job: Job, row: Row) -> list[dict[str, object]]:
    year = row.year("year")
    if year > LAST_YEAR:
        # An afterthought of the publisher's: nobody else has a score to compare with.
        if row.text(NAME) == "United States" and year <= 2020:
            return []
        raise row.refuse(f"a row of {year}; {EDITION} ends with {LAST_YEAR}", "Teach polity5.py the edition.")
    iso3 = iso3_of_state(job, row, number=NUMBER, name=NAME, year=year, spells=SPELLS)
    if iso3 is None:
        return []
    return [
        {
            "indicator": indicator,
            "iso3": iso3,
            "year": year,
            "edition": EDITION,
            "value": value,
            **row.origin(column),
        }
        for column, indicator in SCORES.items()
        if (value := row.decimal(column, missing=[""])) is not None and value not in SPECIAL
    ]
