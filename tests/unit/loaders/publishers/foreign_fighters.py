"""The two files of foreign fighters' estimates, a few rows; what is odd in them is odd here too."""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

FOCAL = "foreign_fighters_focal_2013_2017.csv"
ICSR = "icsr.csv"
STORED = "lukesonnet/foreign_fighters data/icsr.csv"
REGION = "Former Soviet republics (region)"


def focal() -> Grid:
    columns = "iso3 country publisher report_date estimate_low estimate_high estimate_point returned basis"
    first, second = ("ICSR (Zelin)", "2013-12-17"), ("ICSR (Neumann)", "2015-01-26")
    third, last = ("The Soufan Group", "2015-12-07"), ("The Soufan Center (Barrett)", "2017-10-24")
    wiki, news = "an article, citing the report of 2015-12-07", "a newspaper, summarising the report"
    return [
        [*columns.split(), "stored_text"],
        ["RUS", "Russia", *first, 45, 609, "", "", "range", STORED],
        ["TJK", "Tajikistan", *second, "", "", 190, "", "point estimate", STORED],
        ["", REGION, *third, "", "", 4700, "", "region total", wiki],
        ["TJK", "Tajikistan", *last, "", "", 1300, 147, 'as reported; total "more than 4,200"', news],
    ]


def icsr() -> Grid:
    """Lower-case names, old World Bank codes, and a midpoint that is the figure where there is no range."""
    return [
        ["country", "countrycode", "icsr.date", "icsr.low", "icsr.high", "icsr.mean"],
        ["kosovo", "KSV", 20131217, 4, 150, 77],
        ["palestine", "WBG", 20131217, 74, 114, 94],
        ["qatar", "QAT", 20131217, 15, 14, 14.5],
        ["russia", "RUS", 20131217, 45, 609, 216],
        ["iraq", "IRQ", 20150126, "", "", "NA"],
        ["russia", "RUS", 20150126, 800, 1500, 1150],
        ["tajikistan", "TJK", 20150126, "", "", 190],
    ]


def write(folder: Path) -> None:
    write_csv(folder / FOCAL, focal())
    write_csv(folder / ICSR, icsr())
