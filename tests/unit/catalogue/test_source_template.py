"""The commented template of a source: it names every key, and it is a valid source."""

import dataclasses
import re
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.reading import Mistakes
from indicators.catalogue.sources import read_source
from indicators.errors import CatalogueError
from indicators.model import (
    Edition,
    Exclusion,
    IgnoredColumns,
    Indicator,
    InputFile,
    NextEdition,
    SideTable,
    Source,
)

TEMPLATE = Path(__file__).parents[3] / "docs" / "source-template.toml"
PARTS = (Source, InputFile, Exclusion, IgnoredColumns, Edition, NextEdition, Indicator, SideTable)
# What the reading writes itself: an edition and an indicator belong to the source of their file.
NOT_WRITTEN = {"source"}


def read(text: str, catalogue: Catalogue, folder: Path) -> Source:
    path = folder / "example_index.toml"
    path.write_text(text, encoding="utf-8")
    mistakes = Mistakes()
    source = read_source(path, catalogue.countries, mistakes)
    mistakes.raise_any()
    assert source is not None
    return source


@pytest.mark.parametrize("part", PARTS)
def test_template_names_every_key(part: type) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    keys = {field.name for field in dataclasses.fields(part)} - NOT_WRITTEN
    named = set(re.findall(r"^(?:# )?(\w+) = ", text, re.MULTILINE))
    named |= set(re.findall(r"^\[+(?:\w+\.)?(\w+)\]+", text, re.MULTILINE))
    assert keys - named == set()


def test_template_is_a_source(catalogue: Catalogue, tmp_path: Path) -> None:
    source = read(TEMPLATE.read_text(encoding="utf-8"), catalogue, tmp_path)
    assert [indicator.id for indicator in source.indicators] == ["example_index.score", "example_index.media"]
    assert source.indicators[1].unit == "points, 0-100"  # from the template that it names
    assert source.ignored_columns


def test_source_that_is_not_embedded_says_why(catalogue: Catalogue, tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8").replace("embedded = true", "embedded = false", 1)
    with pytest.raises(CatalogueError, match="Give the reason in `not_embedded_because`"):
        read(text, catalogue, tmp_path)
    source = read(text.replace("# not_embedded_because", "not_embedded_because"), catalogue, tmp_path)
    assert source.not_embedded_because.startswith("The licence is in doubt")


@pytest.mark.parametrize(
    ("old", "new", "mistake"),
    [
        ('like = "score"', 'like = "scores"', "`like` is 'scores', which is not known"),
        ('id = "example_index.score"', 'id = "example.score"', "Begin it with the source"),
        ("interval_level = 90", "", "Give a level in per cent"),
        ("[100, 195]       #", "[195, 100]       #", "`countries_per_year` is [195, 100]"),
        ('KSV = "XKX"', 'KSV = "KSV"', "KSV stands for 'KSV', no country"),
        ('first_edition = "2014"', 'first_edition = "2013"', "`first_edition` is '2013', no edition"),
        ('other_methods = ["example_index.media"]', 'other_methods = ["x.y"]', "`other_methods` names 'x.y'"),
        ('in_part = ["example_index.media"]', 'in_part = ["x.y"]', "`in_part` names 'x.y'"),
        ('key = ["iso3", "year"]', 'key = ["iso3", "date"]', "`key` names 'date', which is not a column"),
        ('api = "worldbank_v2"', "", "`api` and `codes` go together"),
        ('id = "2015"', 'id = "2014"', "this id is used more than once"),
        ('id = "2015"', 'id = "2015"\nsource = "vdem"', "`source` is not a key of this table"),
    ],
)
def test_parts_of_a_source_must_agree(
    catalogue: Catalogue, tmp_path: Path, old: str, new: str, mistake: str
) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(CatalogueError) as error:
        read(text.replace(old, new, 1), catalogue, tmp_path)
    assert mistake in str(error.value)
