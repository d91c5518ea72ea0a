"""State numbers through history: which country a row counts for, and when it counts for none."""

import importlib
import itertools

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import SourceFileError
from indicators.loaders.sheets import Row
from indicators.loaders.states import ON, Spell, iso3_of_state
from tests.unit.loaders.workbooks import job

SPELLS = {
    "345": (Spell(1992, 2005, None, "A union of two."), Spell(2006, ON, "SRB", "Serbia.")),
}


def country(catalogue: Catalogue, number: str, name: str, year: int) -> str | None:
    row = Row("file.csv", "", 7, {"number": number, "name": name})
    return iso3_of_state(job(catalogue, "ucdp"), row, number="number", name="name", year=year, spells=SPELLS)


@pytest.mark.parametrize(("year", "iso3"), [(1992, None), (2005, None), (2006, "SRB"), (2024, "SRB")])
def test_a_number_stands_for_another_country_after_a_year(
    catalogue: Catalogue, year: int, iso3: str | None
) -> None:
    assert country(catalogue, "345", "Serbia (Yugoslavia)", year) == iso3


def test_a_number_without_spells_goes_by_its_name(catalogue: Catalogue) -> None:
    assert country(catalogue, "702", "Tajikistan", 1992) == "TJK"
    assert country(catalogue, "315", "Czechoslovakia", 1992) is None  # excluded in ucdp.toml


def test_a_year_that_no_spell_covers_is_refused(catalogue: Catalogue) -> None:
    with pytest.raises(SourceFileError) as error:
        country(catalogue, "345", "Yugoslavia", 1991)
    assert str(error.value) == (
        "file.csv, row 7: Yugoslavia (345) has a row of 1991, and no spell covers that year. "
        "Say in ucdp.py which country it is then."
    )


@pytest.mark.parametrize("loader", ["ucdp", "polity5", "hrps"])
def test_spells_of_a_number_follow_one_another_without_gap(loader: str, catalogue: Catalogue) -> None:
    spells = importlib.import_module(f"indicators.loaders.{loader}").SPELLS
    assert spells
    for of_number in spells.values():
        assert all(spell.iso3 is None or spell.iso3 in catalogue.countries.by_iso3 for spell in of_number)
        assert all(spell.why for spell in of_number)
        for before, after in itertools.pairwise(of_number):
            assert after.first == before.last + 1
