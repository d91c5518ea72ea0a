"""Bad input is one line and exit status 2; names of countries may hold commas."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from indicators.answers.reading import country_codes
from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.paths import SNAPSHOT_VARIABLE
from tests.data.cli.running import CPI, assert_one_line, run

# Bad input


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("", "Missing command"),
        ("nonsense", "No such command 'nonsense'"),
        ("rank", "Missing option '--indicator'"),
        ("rank --indicator ti_cpi.score", "Missing option '--year'"),
        ("rank --indicator ti_cpi.scor --year 2014", "Did you mean ti_cpi.score"),
        ("rank --indicator ti_cpi.score --year 1900", "Years held: 2012 to 2025"),
        ("rank --indicator wb_wgi.rule_of_law --year 1997", "1996, 1998, 2000, 2002 to 20"),
        ("rank --indicator ti_cpi.score --year MMXIV", "'MMXIV' is not a year"),
        ("rank --indicator ti_cpi.score --year 2014.0", "'2014.0' is not a year"),
        ("rank --indicator ti_cpi.score --year 2014 --year 2015", "given more than once"),
        ("rank --indicator ti_cpi.score --year 2014 --country Congo", "(COD) or "),
        ("rank --indicator ti_cpi.score --year 2014 --country TJK,", '"" is not the code'),
        ("rank --indicator ti_cpi.score --year 2014 --country T,JK", '"T" is not the code'),
        ("rank --indicator ti_cpi.score --year 2014 --country TUV", "TUV has no value"),
        ("rank --indicator ti_cpi.score --year 2014 --as-of 2013-06-01", "Years held: 2012."),
        ("rank --indicator ti_cpi.score --year 2014 --as-of 1990-01-01", "came out in 2012-12-05"),
        ("rank --indicator vdem.electoral_democracy --year 2013 --as-of 2015-07-20", "is not held here"),
        ("rank --indicator ti_cpi.score --year 2014 --as-of 2015-02-30", "'2015-02-30' is not a day"),
        ("rank --indicator ti_cpi.score --year 2014 --as-of July", "'July' is not a day"),
        ("rank --indicator ti_cpi.score --year 2014 --format xml", "'xml' is not one of"),
        ("rank --indicator ti_cpi.score --year 2014 --colour", "No such option '--colour'"),
        ("rank --indicator ti_cpi.score --year 2014 TJK", "unexpected extra argument"),
        ("observations --indicator ti_cpi.score --year 1900", "Years held: 2012 to 2025"),
        ("observations --indicator ti_cpi.score --country TUV", "183 countries are held, from AFG to ZWE"),
        ("observations --country TJK --year 1900", "Years held of TJK: 19"),
        ("observations --as-of 1900-01-01", "no row is held"),
        ("observations --indicator cpi", "'cpi' is not known"),
        ("observations --indicator ti_cpi.score,", "'' is not known"),
        ("observations --indicator ti_cpi.score --edition v16", "'v16' is not known"),
        ("observations --edition v66", "'v66' is not known"),
        ("observations --indicator ti_cpi.score --edition 2014 --as-of 2014-12-02", "'2014' is not known"),
        ("observations --year 2014 --year-from 2012", "--year cannot be combined"),
        ("observations --year 2014 --year-to 2014", "--year cannot be combined"),
        ("observations --year-from 2015 --year-to 2014", "--year-from 2015 is after --year-to 2014"),
        ("claims --id C99", "'C99' is not known"),
        ("claims --id N01", "'N01' is not known"),
        ("claims --id C24 --as-of never", "'never' is not a day"),
        ("events --category sport", "Use one of: security, "),
        ("events --country Atlantis", '"Atlantis" is not the code'),
        ("events --year-from 2016 --year-to 2014", "is after"),
        ("sources --snapshot nowhere", "there is no snapshot here"),
        ("validate --snapshot nowhere", "there is no snapshot here"),
        ("build", "Missing option '--raw'"),
        ("build --raw nowhere --out nowhere", "there is no such folder"),
        ("build --raw nowhere --out nowhere --date soon", "'soon' is not a day"),
        ("build --raw nowhere --out nowhere --snapshot nowhere", "there is no snapshot here"),
    ],
)
def test_bad_input(line: str, part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert_one_line(run(*line.split()), part)
    assert list(tmp_path.iterdir()) == []


def test_an_error_stays_on_its_line_whatever_was_typed() -> None:
    assert_one_line(run("rank", *CPI, "--year", "2014", "--country", "Taj\nik\x1b[31m"), r"Taj ik\x1b[31m")
    assert_one_line(run("claims", "--id", "C\r\n24"))


def test_several_mistakes_in_what_people_wrote_are_all_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one error of several lines. The files are named by the code, so a copy of the code is broken."""
    root = Path(__file__).parents[3]
    shutil.copytree(root / "indicators", tmp_path / "indicators")
    shutil.copytree(root / "data", tmp_path / "data", ignore=shutil.ignore_patterns("*.previous", "raw"))
    events = tmp_path / "data" / "narrative" / "events.toml"
    events.write_text(events.read_text().replace('category = "', 'category = "x', 2))
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); from indicators.cli import main; main()"
    monkeypatch.delenv(SNAPSHOT_VARIABLE, raising=False)
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path), "sources"], capture_output=True, text=True, cwd=tmp_path
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("error: 2 mistake(s)")
    assert done.stderr.count("\n  - ") == 2
    assert "Traceback" not in done.stderr


# Names of countries


@pytest.mark.parametrize(
    ("given", "codes"),
    [
        (["TJK"], ["TJK"]),
        (["tj", "Tajikistan", "TJK"], ["TJK"]),
        (["KGZ, TJK"], ["KGZ", "TJK"]),
        (["PE,RU"], ["PER", "RUS"]),
        (["Korea, Rep."], ["KOR"]),
        (["TJK,Korea, Rep.,Iran, Islamic Rep.,Iran"], ["TJK", "KOR", "IRN"]),
        (["China (Macau, S.A.R., P.R.C.)"], ["MAC"]),
        (["TJK," * 5000 + "TJK"], ["TJK"]),
        ([], None),
    ],
)
def test_a_name_may_hold_commas(given: list[str], codes: list[str] | None, catalogue: Catalogue) -> None:
    assert country_codes(given, catalogue.countries) == codes


def test_every_name_that_is_known_is_read_as_its_country(catalogue: Catalogue) -> None:
    for iso3, country in catalogue.countries.by_iso3.items():
        for name in (iso3, country.iso2, country.name, *country.aliases):
            if name != "Taiwan, China":
                assert country_codes([name], catalogue.countries) == [iso3]


def test_a_name_that_is_also_a_list_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(QuestionError, match="one name and also a list"):
        country_codes(["Taiwan, China"], catalogue.countries)
