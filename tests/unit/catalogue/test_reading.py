"""What people may write in our TOML files, and what they read when they slip."""

import datetime as dt
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import Field

from indicators.catalogue.reading import Mistakes, NotEmpty, TomlFile, check_unique, read_toml
from indicators.errors import CatalogueError
from indicators.model import Address, Direction, Pairs, SomeTexts, Texts
from indicators.story import PartialDate


@dataclass(frozen=True)
class Colour:
    id: str
    share: float = 0.5
    tags: Texts = ()


@dataclass(frozen=True)
class Sky:
    name: str
    count: int
    open: bool
    since: dt.date
    direction: Direction
    page: Address
    tags: SomeTexts
    codes: Pairs
    range: tuple[int, int]
    colours: Annotated[tuple[Colour, ...], NotEmpty]
    seen: PartialDate | None = None
    level: Annotated[int, Field(ge=0, le=100)] = 95


WRITTEN = '''
name = """
The sky
    above"""
count = 3
open = true
since = 2015-07-20
direction = "neither"
page = "https://example.org/sky"
tags = ["wide", "high"]
range = [10, 20]
seen = "2015-05"

[codes]
TAJ = "TJK"

[[colours]]
id = "red"

[[colours]]
id = "dark_blue"
share = 2
tags = ["b"]
'''


def file_of(text: str) -> TomlFile:
    return TomlFile("sky.toml", tomllib.loads(text), Mistakes())


def read(text: str) -> Sky | None:
    return file_of(text).read(Sky)


def mistakes_in(text: str) -> list[str]:
    """Everything that a person reads of a file, without the file's name."""
    file = file_of(text)
    file.read(Sky)
    try:
        file.mistakes.raise_any()
    except CatalogueError as error:
        assert all(str(mistake).startswith("sky.toml") for mistake in error.mistakes)  # noqa: PT017
        return [str(mistake).removeprefix("sky.toml").removeprefix(", ") for mistake in error.mistakes]
    return []


def test_every_type_is_read_as_it_is_written() -> None:
    sky = Sky(
        name="The sky above",
        count=3,
        open=True,
        since=dt.date(2015, 7, 20),
        direction=Direction.NEITHER,
        page="https://example.org/sky",
        tags=("wide", "high"),
        codes=(("TAJ", "TJK"),),
        range=(10, 20),
        colours=(Colour("red"), Colour("dark_blue", 2.0, ("b",))),
        seen="2015-05",
    )
    assert read(WRITTEN) == sky
    assert mistakes_in(WRITTEN) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "what", "todo"),
    [
        ("count = 3", "", "", "`count` is missing", "Add `count`"),
        ("count = 3", "count = true", "", "`count` is True", "a whole number"),
        ("count = 3", 'count = "3"', "", "`count` is '3'", "a whole number"),
        ("count = 3", "count = 3.0", "", "`count` is 3.0", "a whole number"),
        ("open = true", "open = 1", "", "`open` is 1", "true or false"),
        ("2015-07-20", '"2015-07-20"', "", "`since` is '2015-07-20'", "such as 2015-07-20"),
        ("2015-07-20", "2015-07-20T10:00:00", "", "`since` is 2015-07-20T10:00:00", "such as 2015-07-20"),
        ('"neither"', '"sideways"', "", "`direction` is 'sideways'", "higher_is_better, lower_is_better"),
        ('"neither"', "3", "", "`direction` is 3", "higher_is_better, lower_is_better"),
        ("https://", "ftp://", "", "`page` is 'ftp://example.org/sky'", "https://"),
        ("org/sky", "org/a b", "", "`page` is 'https://example.org/a b'", "https://"),
        ('["wide", "high"]', "[]", "", "`tags` is empty", "at least one"),
        ('["wide", "high"]', '"wide"', "", "`tags` is 'wide'", "a list in square brackets"),
        ('["wide", "high"]', '["wide", 1]', "", "entry 2 of `tags` is 1", "a text in quotes"),
        ('["wide", "high"]', '["wide", " "]', "", "entry 2 of `tags` is empty", "leave the key out"),
        ('["wide", "high"]', '["a", "a"]', "", "`tags` is ['a', 'a']", "once"),
        ("[10, 20]", '[10, "20"]', "", "entry 2 of `range` is '20'", "a whole number"),
        ('"2015-05"', '"2015-13"', "", "`seen` is '2015-13'", '"2015-05"'),
        ('"2015-05"', '"May 2015"', "", "`seen` is 'May 2015'", '"2015-05"'),
        ("range =", "level = 101\nrange =", "", "`level` is 101", "at most 100"),
        ("range =", "level = -1\nrange =", "", "`level` is -1", "0 or more"),
        ('TAJ = "TJK"', "TAJ = 3", "[codes]: ", "`TAJ` is 3", "a text in quotes"),
        ('id = "red"', "", "[[colours]] 1: ", "`id` is missing", "Add `id`"),
        ('id = "red"', 'id = ""', "[[colours]] 1: ", "`id` is empty", "Write it"),
        ("share = 2", "share = true", '[[colours]] 2 "dark_blue": ', "`share` is True", "a number"),
        ("share = 2", "share = nan", '[[colours]] 2 "dark_blue": ', "`share` is nan", "a finite number"),
        ("share = 2", "shaer = 2", '[[colours]] 2 "dark_blue": ', "`shaer` is not a key", "mean `share`"),
        ("share = 2", "zzz = 2", '[[colours]] 2 "dark_blue": ', "`zzz` is not a key", "Remove it"),
    ],
)
def test_mistake_names_place_value_and_remedy(old: str, new: str, place: str, what: str, todo: str) -> None:
    assert old in WRITTEN
    [mistake] = mistakes_in(WRITTEN.replace(old, new, 1))
    where, _, rest = mistake.partition(what)
    assert where.removeprefix(": ") == place
    assert todo in rest


def test_all_mistakes_are_reported_together() -> None:
    broken = WRITTEN.replace("count = 3", "").replace("open = true", "open = 1").replace("share", "shaer")
    assert [re.findall("`(.*?)`", mistake)[0] for mistake in mistakes_in(broken)] == [
        "count",
        "open",
        "shaer",
    ]


def test_entries_without_mistakes_can_still_be_checked() -> None:
    file = file_of(WRITTEN.replace('id = "red"', "id = 3"))
    sky = file.read(Sky)
    assert sky is not None
    assert [colour.id for colour in sky.colours] == ["dark_blue"]
    assert file.places("colours") == ['sky.toml, [[colours]] 2 "dark_blue"']
    assert not file.is_whole


def test_list_without_entries_is_a_mistake() -> None:
    head = WRITTEN.partition("[[colours]]")[0]
    assert mistakes_in("colours = []\n" + head) == [": `colours` is []. Write at least one."]
    [mistake] = mistakes_in('colours = ["red"]\n' + head)
    assert mistake == ": entry 1 of `colours` is 'red'. Write a table."


def test_repeated_id_is_a_mistake() -> None:
    mistakes = Mistakes()
    check_unique("sky.toml", ["red", "blue", "red", "red"], mistakes)
    with pytest.raises(CatalogueError) as error:
        mistakes.raise_any()
    assert [mistake.where for mistake in error.value.mistakes] == ["sky.toml, red"]


def test_no_mistake_raises_nothing() -> None:
    Mistakes().raise_any()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'name = "red"\nname: blue\n', r"sky\.toml: not valid TOML in UTF-8: .*line 2"),
        (b'name = "\xff"', r"sky\.toml: not valid TOML in UTF-8"),
        (None, r"sky\.toml: there is no such file"),
    ],
)
def test_unreadable_file_is_one_mistake(tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "sky.toml").write_bytes(content)
    mistakes = Mistakes()
    assert read_toml(tmp_path / "sky.toml", mistakes).read(Sky) is None
    with pytest.raises(CatalogueError, match=message) as error:
        mistakes.raise_any()
    assert len(error.value.mistakes) == 1


def test_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "sky.toml").write_bytes(b"\xef\xbb\xbf" + WRITTEN.encode())
    assert read_toml(tmp_path / "sky.toml", Mistakes()).read(Sky) == read(WRITTEN)
