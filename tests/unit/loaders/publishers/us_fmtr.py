"""The Foreign Military Training Report as extracted: programmes of all countries, courses of Central Asia.

Figures are invented, but for the six courses of Tajikistan in 2015 that add up to 886 trainees.
"""

from pathlib import Path

from tests.unit.loaders.workbooks import Grid, write_csv

PRINTED, SUMMED = "printed program total", "sum of parsed course rows"
OLD_IMET = "International Military Education And  Training (IMET)"


def programs() -> Grid:
    """Costs and trainees of 0, a name with two blanks, two printed names of one country, states now gone."""
    columns = "fiscal_year,iso3,country_as_printed,program,trainees,cost_usd,basis,report_edition"
    return [
        [*columns.split(",")],
        ["1999", "KAZ", "Kazakhstan", OLD_IMET, "2.0", "3064.0", SUMMED, "1999_2000"],
        ["2003", "BOL", "Bolivia", "Foreign Military Financing (FMF)", "5.0", "700.0", SUMMED, "2003_2004"],
        ["2003", "BOL", "Bolivia INC", "Foreign Military Financing (FMF)", "4.0", "0.0", SUMMED, "2003_2004"],
        ["2003", "NIC", "Nicaragua", "CTFP", "6.0", "", SUMMED, "2003_2004"],
        ["2004", "KEN", "Kenya", "Foreign Military Financing (FMF)", "0.0", "0.0", SUMMED, "2004_2005"],
        ["2005", "SCG", "Serbia and Montenegro", "CTFP", "3.0", "30.0", SUMMED, "2005_2006"],
        ["2008", "", "Indochina", "IMET-1", "1.0", "10.0", PRINTED, "2008_2009"],
        ["2009", "KGZ", "Kyrgyzstan", "Regional Centers", "9.0", "900.0", PRINTED, "2009_2010"],
        ["2015", "TJK", "Tajikistan", "Section 1004", "886.0", "5076000.0", PRINTED, "2015_2016"],
        ["2015", "TJK", "Tajikistan", "PKO", "25.0", "0.0", PRINTED, "2015_2016"],
        ["2015", "TCD", "Chad", "Section 1203", "0.0", "0.0", PRINTED, "2015_2016"],
        ["2016", "NER", "Niger", "Section 1207", "0.0", "166926.5", PRINTED, "2016_2017"],
    ]


def courses() -> Grid:
    """Dates with years of two digits, no dates, `$` for no cost, and the run-together cells of 2009."""
    columns = (
        "fy,country,program_short,course,quantity,cost,start_date,end_date,location,student_unit,us_unit,page,"
        "report,iso3"
    )
    section = ["2015", "Tajikistan", "Section 1004"]
    place = ["Tajikistan", "MGSO", "ODA - 12", "38", "2015_2016", "TJK"]
    numbers = ("71", "94", "100", "112", "149", "360")
    return [
        columns.split(","),
        _line("1999|Kazakhstan, Republic Of|IMET|LANGUAGE|1|$2,840|||||||1999_2000|KAZ", OLD_IMET),
        _line("1999|Kazakhstan|IMET|RIFLES|1|224|11/1/01|2/28/02|||||1999_2000|KAZ", OLD_IMET),
        *(
            [*section, f"CTJ {n}", quantity, "$846,000", "10/1/2014", "11/5/2014", *place]
            for n, quantity in enumerate(numbers, start=1)
        ),
        _line("2015|Tajikistan|PKO|Staff  officers|25|$0|4/1/2015|4/9/2015|||-|39|2015_2016|TJK", "PKO"),
        _line("2009|Kyrgyzstan|R|PASS 09-5|2 Garmisch,|23178  3/27/2009||6/19/2009|||||2009_2010|KGZ"),
        _line("2009|Kyrgyzstan|R|Officers|1|$|8/24/2009 8/28/2009|||SF Brigade||18|2009_2010|KGZ"),
    ]


def _line(text: str, program: str = "Regional Centers") -> list[object]:
    cells: list[object] = [*text.split("|")]
    cells[2] = program
    return cells


def write_programs(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "fmtr_country_program_fy1999_2020.csv", grid)


def write_courses(folder: Path, grid: Grid) -> Path:
    return write_csv(folder / "fmtr_activities_central_asia_fy1999_2020.csv", grid)


def write(folder: Path) -> None:
    write_programs(folder, programs())
    write_courses(folder, courses())
