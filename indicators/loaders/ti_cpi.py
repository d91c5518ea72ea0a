"""Transparency International's Corruption Perceptions Index.

`CPI Historical` of the newest workbook holds the whole 0-100 series with every source's score; the
publisher has never revised it, so a year's row is the edition of that year. The other workbooks must
agree with it. The 0-10 scale of 1995-2011 is an indicator of its own, never joined to it.
"""

from pathlib import Path

import pandas as pd

from indicators.loaders import ti_cpi_changes, ti_cpi_old_scale, ti_cpi_workbooks
from indicators.loaders.parsing import Job, Parsed, agree
from indicators.loaders.sheets import read_sheet
from indicators.snapshot.schema import observations

NEWEST = "CPI2025_Results.xlsx"
OLDER = "CPI2023_Global_Results__Trends.xlsx"

FIGURES = {
    "CPI score": "value",
    "Rank": "rank",
    "Standard error": "standard_error",
    "Number of sources": "n_sources",
    "Lower CI": "lower",
    "Upper CI": "upper",
}

# The columns of `CPI Historical` that hold one source's score each, by the id that our table gives them.
SOURCES = {
    "African Development Bank CPIA": "afdb_cpia",
    "Bertelsmann Foundation Sustainable Governance Index": "bertelsmann_sgi",
    "Bertelsmann Foundation Transformation Index": "bertelsmann_bti",
    "Economist Intelligence Unit Country Ratings": "eiu",
    "Freedom House Nations in Transit": "fh_nations_in_transit",
    "Global Insights Country Risk Ratings": "global_insight",
    "IMD World Competitiveness Yearbook": "imd_wcy",
    "PERC Asia Risk Guide": "perc",
    "PRS International Country Risk Guide": "prs_icrg",
    "Varieties of Democracy Project": "vdem",
    "World Bank CPIA": "wb_cpia",
    "World Economic Forum EOS": "wef_eos",
    "World Justice Project Rule of Law Index": "wjp",
    "Transparency International Bribe Payers Survey": "ti_bribe_payers",
}


def parse(job: Job) -> Parsed:
    """Return observations of `ti_cpi.score` and `ti_cpi.score_1995_2011`, and two tables.

    `ti_cpi_sources` has iso3, year, source, score (0-100, higher is cleaner); key (iso3, year, source).
    `ti_cpi_significant_changes` is described in `ti_cpi_changes`. Raises `SourceFileError` where a file is
    not as described, or a workbook disagrees with the newest.
    """
    scores, sources = _history(job, job.files[NEWEST], "CPI Historical")
    if OLDER in job.files:
        _check_older_history(job, scores, sources)
    ti_cpi_workbooks.check(job, scores)
    changes = ti_cpi_changes.parse(job, scores)
    tables = {"ti_cpi_sources": sources, "ti_cpi_significant_changes": changes}
    return Parsed(observations(pd.concat([scores, ti_cpi_old_scale.parse(job)])), tables)


def _check_older_history(job: Job, scores: pd.DataFrame, sources: pd.DataFrame) -> None:
    """Raise unless the history in the workbook of 2023 has the same scores and sources' scores."""
    older_scores, older_sources = _history(job, job.files[OLDER], "CPI Historical (internal)")
    key, figures = ["iso3", "year"], list(FIGURES.values())
    for ours, theirs, on in (
        (scores[key + figures], older_scores[key + figures], key),
        (sources, older_sources, [*key, "source"]),
    ):
        agree(ours, theirs, on=on, file=OLDER, tolerance=ti_cpi_workbooks.ROUNDING)


def _history(job: Job, path: Path, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the scores of all years, and the score of every source behind each."""
    records, sources = [], []
    for row in read_sheet(path, name, header=4, columns=["ISO3", "Year", *FIGURES, *SOURCES]):
        iso3 = job.iso3_of_code(row, "ISO3", "Country / Territory")
        if iso3 is None:
            continue
        year = row.year("Year")
        record = {ours: row.required_number(theirs) for theirs, ours in FIGURES.items()}
        records.append({"iso3": iso3, "year": year, **record, **row.origin("CPI score")})
        scores = {ours: row.number_of(theirs, missing=[""]) for theirs, ours in SOURCES.items()}
        given = {name: score for name, score in scores.items() if score is not None}
        if len(given) != record["n_sources"]:
            raise row.refuse(
                f"{len(given)} source scores, but 'Number of sources' is {record['n_sources']:g}",
                "A source's column may be new or renamed: compare the header with SOURCES in ti_cpi.py.",
            )
        sources += [{"iso3": iso3, "year": year, "source": name, "score": s} for name, s in given.items()]
    frame = pd.DataFrame(records)
    frame["indicator"] = "ti_cpi.score"
    frame["edition"] = frame["year"].astype(str)
    # TI prints no N: it ranks every country that it scores.
    frame["n_ranked"] = frame.groupby("year")["iso3"].transform("size")
    table = pd.DataFrame(sources).sort_values(["iso3", "year", "source"], ignore_index=True)
    return frame, table.astype({"year": "int16", "score": "float64"})
