"""What people may write in our TOML files, and what they are told when they slip."""

import datetime as dt
import tomllib
from enum import StrEnum
from pathlib import Path

import pytest

from indicators.catalogue.reading import Mistakes, Table, check_unique, read_toml
from indicators.errors import CatalogueError
from indicators.model import DateSpan, Precision


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark_blue"


def table(toml: str) -> Table:
    return Table(tomllib.loads(toml), "colours.toml, sky", Mistakes())


def told(table: Table) -> list[str]:
    """What a person is told of this table, without the place."""
    try:
        table.mistakes.raise_any()
    except CatalogueError as error:
        assert all(mistake.where == table.where for mistake in error.mistakes)  # noqa: PT017
        return [f"{mistake.what}. {mistake.todo}" for mistake in error.mistakes]
    return []


def test_every_type_is_read_as_it_is_written() -> None:
    sky = table("""
        name = "sky"
        tags = ["wide", "high"]
        count = 3
        share = 0.5
        whole_share = 2
        range = [10, 20]
        open = true
        since = 2015-07-20
        colour = "dark_blue"
        season = "spring"
        page = "https://example.org/sky"
        seen = "2015-05"
        verse = '''
first line
  second line
'''
        codes = { TAJ = "TJK", ROM = "ROU" }
    """)
    assert sky.text("name") == "sky"
    assert sky.texts("tags") == ("wide", "high")
    assert sky.whole("count") == 3
    assert (sky.number("share"), sky.number("whole_share")) == (0.5, 2.0)
    assert sky.wholes("range") == (10, 20)
    assert sky.truth("open") is True
    assert sky.date("since") == dt.date(2015, 7, 20)
    assert sky.choice("colour", Colour) is Colour.DARK_BLUE
    assert sky.word("season", ("spring", "autumn")) == "spring"
    assert sky.address("page") == "https://example.org/sky"
    assert sky.optional_partial_date("seen") == "2015-05"
    assert sky.block("verse") == "first line\n  second line"
    assert sky.texts_by_name("codes") == (("TAJ", "TJK"), ("ROM", "ROU"))
    sky.finish()
    assert told(sky) == []


def test_what_is_optional_may_be_missing() -> None:
    sky = table("")
    assert sky.optional_text("note") is None
    assert sky.optional_texts("tags") == ()
    assert sky.optional_whole("count") is None
    assert sky.optional_truth("open") is None
    assert sky.optional_date("since") is None
    assert sky.optional_word("season", ("spring", "autumn")) is None
    assert sky.optional_partial_date("seen") is None
    assert sky.optional_span("verified") is None
    assert sky.optional_table("inner") is None
    assert told(sky) == []


def test_a_long_text_may_be_wrapped() -> None:
    sky = table('note = """\nOne sentence\n    on two lines."""')
    assert sky.text("note") == "One sentence on two lines."


@pytest.mark.parametrize(
    ("method", "message"),
    [
        ("text", "`key` is missing. Add `key`: a text in quotes."),
        ("texts", "`key` is missing. Add `key`: a list in square brackets."),
        ("whole", "`key` is missing. Add `key`: a whole number without quotes."),
        ("number", "`key` is missing. Add `key`: a number without quotes."),
        ("truth", "`key` is missing. Add `key`: true or false, without quotes."),
        ("date", "`key` is missing. Add `key`: a date without quotes, such as 2015-07-20."),
        ("table", "`key` is missing. Add `key`: a table."),
        ("tables", "`key` is missing. Add `key`: a list in square brackets."),
        ("address", "`key` is missing. Add `key`: a text in quotes."),
    ],
)
def test_what_is_required_must_be_there(method: str, message: str) -> None:
    sky = table("")
    getattr(sky, method)("key")
    assert told(sky) == [message]


@pytest.mark.parametrize(
    ("method", "toml", "message"),
    [
        ("text", "key = 3", "`key` is 3. Write a text in quotes."),
        ("text", 'key = "  "', "`key` is empty. Write it."),
        ("optional_text", 'key = ""', "`key` is empty. Write it, or leave the key out."),
        ("whole", "key = true", "`key` is True. Write a whole number without quotes."),
        ("whole", 'key = "3"', "`key` is '3'. Write a whole number without quotes."),
        ("whole", "key = 3.0", "`key` is 3.0. Write a whole number without quotes."),
        ("number", "key = true", "`key` is True. Write a number without quotes."),
        ("number", "key = nan", "`key` is nan. Write a finite number."),
        ("truth", "key = 1", "`key` is 1. Write true or false, without quotes."),
        (
            "date",
            'key = "2015-07-20"',
            "`key` is '2015-07-20'. Write a date without quotes, such as 2015-07-20.",
        ),
        (
            "date",
            "key = 2015-07-20T10:00:00",
            "`key` is 2015-07-20T10:00:00. Write a date without quotes, such as 2015-07-20.",
        ),
        ("texts", "key = []", "`key` is empty. Name at least one."),
        ("texts", 'key = "a"', "`key` is 'a'. Write a list in square brackets."),
        ("texts", 'key = ["a", 1]', "`key` is ['a', 1]. Write a list of texts in quotes, none empty."),
        ("texts", 'key = ["a", "a"]', "`key` names 'a' more than once. Remove the repetition."),
        ("wholes", 'key = [1, "2"]', "`key` is [1, '2']. Write a list of whole numbers without quotes."),
        ("wholes", "key = []", "`key` is []. Write a list of whole numbers without quotes."),
        ("table", "key = []", "`key` is []. Write a table."),
        ("tables", 'key = ["a"]', "entry 1 of `key` is 'a'. Write it as a [[key]] table."),
        (
            "address",
            'key = "ftp://example.org"',
            "`key` is 'ftp://example.org'. Write an address that begins with http:// or https://.",
        ),
        (
            "address",
            'key = "https://example.org/a b"',
            "`key` is 'https://example.org/a b'. Write an address that begins with http:// or https://.",
        ),
        (
            "optional_partial_date",
            'key = "2015-13"',
            '`key` is \'2015-13\', which is no date. Write "2015", "2015-05" or "2015-05-28", in quotes.',
        ),
        (
            "optional_partial_date",
            'key = "May 2015"',
            '`key` is \'May 2015\', which is no date. Write "2015", "2015-05" or "2015-05-28", in quotes.',
        ),
    ],
)
def test_a_value_of_another_kind_is_a_mistake(method: str, toml: str, message: str) -> None:
    sky = table(toml)
    getattr(sky, method)("key")
    assert told(sky) == [message]


def test_a_word_outside_its_vocabulary_is_a_mistake_that_names_the_vocabulary() -> None:
    sky = table('colour = "blue"\nseason = "winter"')
    sky.choice("colour", Colour)
    sky.word("season", ("spring", "autumn"))
    assert told(sky) == [
        "`colour` is 'blue', which is not known. Use one of: red, dark_blue.",
        "`season` is 'winter', which is not known. Use one of: spring, autumn.",
    ]


def test_a_key_that_nobody_asked_for_is_a_mistake() -> None:
    sky = table('name = "sky"\nnmae = "sky"')
    sky.text("name")
    sky.finish()
    assert told(sky) == ["`nmae` is not a key of this table. Remove it, or use one of: name."]


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("2015-05-27", "2015-05-27", "day"),
        ("2016-02-01", "2016-02-29", "month"),
        ("2015-01-01", "2015-12-31", "year"),
        ("2015-05-27", "2015-06-19", "range"),
    ],
)
def test_a_span_is_a_day_a_whole_month_a_whole_year_or_a_range(start: str, end: str, precision: str) -> None:
    sky = table(f'start = {start}\nend = {end}\nprecision = "{precision}"')
    assert sky.span() == DateSpan(
        dt.date.fromisoformat(start), dt.date.fromisoformat(end), Precision(precision)
    )
    assert told(sky) == []


@pytest.mark.parametrize(
    ("start", "end", "precision", "message"),
    [
        (
            "2015-05-28",
            "2015-05-27",
            "range",
            "`end` 2015-05-27 is before `start` 2015-05-28. Put the earlier date first.",
        ),
        (
            "2015-05-27",
            "2015-05-28",
            "day",
            "2015-05-27 to 2015-05-28 is not a day. "
            'Write start = 2015-05-27 and end = 2015-05-27, or precision = "range".',
        ),
        (
            "2015-02-01",
            "2015-02-27",
            "month",
            "2015-02-01 to 2015-02-27 is not a month. "
            'Write start = 2015-02-01 and end = 2015-02-28, or precision = "range".',
        ),
        (
            "2015-02-01",
            "2015-12-31",
            "year",
            "2015-02-01 to 2015-12-31 is not a year. "
            'Write start = 2015-01-01 and end = 2015-12-31, or precision = "range".',
        ),
        (
            "2015-05-27",
            "2015-05-27",
            "range",
            'a range from 2015-05-27 to itself. Write precision = "day".',
        ),
        (
            "2015-05-28",
            "2015-05-27",
            "week",
            "`precision` is 'week', which is not known. Use one of: day, month, year, range.",
        ),
    ],
)
def test_a_span_whose_parts_disagree_is_a_mistake(start: str, end: str, precision: str, message: str) -> None:
    sky = table(f'start = {start}\nend = {end}\nprecision = "{precision}"')
    sky.span()
    assert told(sky) == [message]


def test_a_span_in_a_table_of_its_own_holds_nothing_else() -> None:
    sky = table('seen = { start = 2015-05-27, end = 2015-05-27, precision = "day", where = "online" }')
    sky.optional_span("seen")
    with pytest.raises(CatalogueError, match=r"colours\.toml, sky, seen: `where` is not a key of this table"):
        sky.mistakes.raise_any()


def test_an_entry_is_called_by_its_id_or_else_by_its_number() -> None:
    colours = table('[[colours]]\nid = "red"\n[[colours]]\nname = "blue"')
    assert [entry.where for entry in colours.tables("colours")] == [
        "colours.toml, sky, red",
        "colours.toml, sky, colours entry 2",
    ]


def test_a_missing_table_is_one_mistake_not_one_per_key() -> None:
    sky = table("")
    check = sky.table("check")
    check.text("how")
    check.text("supports_if")
    assert told(sky) == ["`check` is missing. Add `check`: a table."]


def test_an_id_used_twice_is_a_mistake() -> None:
    mistakes = Mistakes()
    check_unique("colours.toml", ["red", "blue", "red", "red"], mistakes)
    with pytest.raises(CatalogueError) as error:
        mistakes.raise_any()
    assert [str(mistake) for mistake in error.value.mistakes] == [
        "colours.toml, red: this id is used more than once. Give each entry its own."
    ]


def test_no_mistake_raises_nothing() -> None:
    Mistakes().raise_any()


def test_a_file_that_is_not_toml_is_one_mistake_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "colours.toml").write_text('name = "red"\nname: blue\n')
    mistakes = Mistakes()
    read_toml(tmp_path / "colours.toml", mistakes).text("name")
    with pytest.raises(CatalogueError, match=r"colours\.toml: not valid TOML in UTF-8: .*line 2") as error:
        mistakes.raise_any()
    assert len(error.value.mistakes) == 1


def test_a_file_that_is_not_there_is_one_mistake(tmp_path: Path) -> None:
    mistakes = Mistakes()
    read_toml(tmp_path / "colours.toml", mistakes).text("name")
    with pytest.raises(CatalogueError, match=r"colours\.toml: there is no such file") as error:
        mistakes.raise_any()
    assert len(error.value.mistakes) == 1


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "colours.toml").write_bytes(b'\xef\xbb\xbfname = "red"\r\n')
    mistakes = Mistakes()
    assert read_toml(tmp_path / "colours.toml", mistakes).text("name") == "red"
    mistakes.raise_any()
