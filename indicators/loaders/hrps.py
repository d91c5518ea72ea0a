"""Human Rights Protection Scores of Fariss, Kenwick and Reuning: a latent variable model of reports.

One row for each state and year with the scores of all reports and registers that enter the model, and
what comes out: the mean and the standard deviation of the posterior.
"""

import pandas as pd

from indicators.loaders.parsing import Job, Parsed
from indicators.loaders.sheets import read_csv
from indicators.loaders.states import ON, Spell, iso3_of_state
from indicators.snapshot.schema import observations

FILE = "HumanRightsProtectionScores_v4.01.csv"
EDITION = "v4.01"

# Correlates of War numbers whose name in the file is today's in all years, or never.
SPELLS = {
    "316": (
        Spell(1946, 1992, None, "Czechoslovakia, under the name and number of Czechia."),
        Spell(1993, ON, "CZE", "Czechia."),
    ),
    "345": (
        Spell(1946, 2005, None, "Yugoslavia, then Serbia and Montenegro."),
        Spell(2006, 2011, "SRB", "Serbia, still named Yugoslavia; Montenegro has rows of its own from 2006."),
        Spell(2012, 2018, None, "No report on Serbia enters: the figure is the model's alone."),
    ),
    "365": (
        Spell(1946, 1991, None, "The Soviet Union, under the name of Russia."),
        Spell(1992, ON, "RUS", "Russia."),
    ),
    "510": (
        Spell(1961, 1963, None, "Tanganyika, until it united with Zanzibar in April 1964."),
        Spell(1964, ON, "TZA", "Tanzania."),
    ),
    "816": (
        Spell(1954, 1975, None, "North Vietnam; the south is listed apart."),
        Spell(1976, ON, "VNM", "Vietnam."),
    ),
}


def parse(job: Job) -> Parsed:
    """Observations of `hrps.protection`, with the posterior's standard deviation as `standard_error`.

    Raises `SourceFileError` for a state that is not known.
    """
    records = []
    for row in read_csv(job.files[FILE], columns=["YEAR", "COW", "country_name", "theta_mean", "theta_sd"]):
        year = row.year("YEAR")
        iso3 = iso3_of_state(job, row, number="COW", name="country_name", year=year, spells=SPELLS)
        if iso3 is not None:
            records.append(
                {
                    "iso3": iso3,
                    "year": year,
                    "value": row.decimal("theta_mean"),
                    "standard_error": row.decimal("theta_sd"),
                    **row.origin("theta_mean"),
                }
            )
    frame = pd.DataFrame(records).assign(indicator="hrps.protection", edition=EDITION)
    return Parsed(observations(frame))
