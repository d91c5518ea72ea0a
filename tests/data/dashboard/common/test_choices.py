"""The address of a page: what it says, what it refuses, and that it says the same when read again."""

import datetime as dt
import itertools
import re
import string
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.common import cache
from dashboard.common.choices import (
    ALL,
    AREAS,
    AXES,
    CHARTS,
    EVENT_MARKS,
    FIRST_DAY,
    FIRST_YEAR,
    INTERVALS,
    LAST_YEAR,
    MAX_COUNTRIES,
    PAGE_FIELDS,
    SCOPES,
    Choices,
    Reading,
    figure_word,
    link,
    number_word,
    read,
    write,
)
from dashboard.common.palette import CATEGORIES
from indicators.claims.parse import MAX_LENGTH
from indicators.story import CLAIM_TOPICS, Verdict

KNOWN = cache.catalogue()
PAGES = ("compare", "claims", "timeline", "country", "data", "")
COUNTRIES = sorted(KNOWN.countries.by_iso3)
INDICATORS = sorted(KNOWN.indicators)
CLAIMS = [entry.id for entry in (*KNOWN.narrative.claims, *KNOWN.narrative.opinions)]

# What has an effect on some charts only stands in the address of those.
ACTS_ON = {"year": ("ranking", "map"), "area": ("map",), "marks": ("trend",)}


def several(options: list[str], least: int = 0) -> st.SearchStrategy[tuple[str, ...]]:
    picked = st.lists(st.sampled_from(options), min_size=least, max_size=MAX_COUNTRIES, unique=True)
    return picked.map(tuple)


a_year = st.integers(FIRST_YEAR, LAST_YEAR)
a_span = st.tuples(a_year, a_year).map(lambda pair: (min(pair), max(pair)))
a_search = st.text(max_size=60).map(lambda text: " ".join(text.split()))
a_day = st.dates(FIRST_DAY, dt.date.today())

a_figure = st.builds(figure_word, st.sampled_from(COUNTRIES), a_year)
CHOSEN = {
    "compare": st.builds(
        Choices,
        indicator=st.sampled_from(INDICATORS),
        countries=several(COUNTRIES, least=1),
        years=st.none() | a_span,
        chart=st.sampled_from(CHARTS),
        year=st.none() | a_year,
        area=st.sampled_from(AREAS),
        axis=st.sampled_from(AXES),
        marks=st.sampled_from(EVENT_MARKS),
        intervals=st.sampled_from(INTERVALS),
        pair=st.lists(
            st.builds(figure_word, st.sampled_from(COUNTRIES), a_year), max_size=2, unique=True
        ).map(tuple),
        as_of=st.none() | a_day,
    ),
    "claims": st.builds(
        Choices,
        verdict=st.sampled_from([ALL, "opinion", *Verdict]).map(str),
        topic=st.sampled_from([ALL, *CLAIM_TOPICS]),
        search=a_search,
        claim=st.sampled_from(["", *CLAIMS]),
        check=a_search,
        as_of=st.none() | a_day,
    ),
    "timeline": st.builds(
        Choices,
        years=st.none() | a_span,
        category=several(list(CATEGORIES)),
        places=several(COUNTRIES),
        beneath=st.sampled_from(["none", *INDICATORS]),
        event=st.sampled_from(["", *(event.id for event in KNOWN.narrative.events)]),
        as_of=st.none() | a_day,
    ),
    "country": st.builds(
        Choices,
        country=st.sampled_from(COUNTRIES),
        scope=st.sampled_from(SCOPES),
        as_of=st.none() | a_day,
    ),
    "data": st.builds(
        Choices,
        source=st.sampled_from(["", *KNOWN.sources]),
        countries=several(COUNTRIES, least=1),
        number=st.builds(
            number_word,
            st.sampled_from(INDICATORS),
            st.sampled_from(COUNTRIES),
            a_year,
            st.sampled_from(["2014", "2024-update", "v16"]),
        ),
        as_of=st.none() | a_day,
    ),
    "": st.builds(Choices, as_of=st.none() | a_day),
}


def in_effect(page: str, choices: Choices) -> Choices:
    """The choices without those that have no effect on what the page shows."""
    idle = [name for name, charts in ACTS_ON.items() if page == "compare" and choices.chart not in charts]
    return replace(choices, **{name: getattr(Choices(), name) for name in idle})


# Written, and read again


@pytest.mark.parametrize("page", PAGES)
@given(data=st.data())
def test_an_address_written_from_choices_gives_the_same_choices(page, data):
    choices = data.draw(CHOSEN[page])
    assert read(page, write(page, choices)) == Reading(in_effect(page, choices))


@pytest.mark.parametrize("page", PAGES)
@given(data=st.data())
def test_a_link_is_a_valid_url_that_carries_the_address(page, data):
    choices = data.draw(CHOSEN[page])
    address = urlsplit(link("https://example.org/risk/", page, choices))
    assert (address.scheme, address.netloc, address.path) == ("https", "example.org", f"/risk/{page}")
    assert re.fullmatch(r"(?:[A-Za-z0-9._~,=&-]|%[0-9A-F]{2})*", address.query)
    assert dict(parse_qsl(address.query, keep_blank_values=True)) == write(page, choices)


@given(st.text())
@example("a" * 79 + " b")
@example(" two  words\n")
def test_a_search_is_written_as_it_was_read(text):
    first = read("claims", {"search": text}).choices
    assert len(first.search) <= 80
    assert read("claims", write("claims", first)).choices == first


def test_a_link_keeps_commas_and_dots_for_people_to_read():
    choices = Choices(indicator="wb_wgi.rule_of_law", countries=("TJK", "KGZ"), years=(2010, 2015))
    assert link("http://127.0.0.1:8501", "compare", choices) == (
        "http://127.0.0.1:8501/compare?indicator=wb_wgi.rule_of_law&countries=TJK,KGZ&years=2010-2015"
        "&chart=trend&marks=article"
    )


@pytest.mark.parametrize("page", ["claims", "timeline", "data"])
def test_an_address_without_choices_has_no_parameters(page):
    assert link("http://host", page, Choices()) == f"http://host/{page}"


@pytest.mark.parametrize("chart", CHARTS)
def test_choices_that_the_chart_does_not_use_are_left_out(chart):
    written = write("compare", Choices(chart=chart, year=2014, area="world", marks="none"))
    assert {name for name in ACTS_ON if name in written} == {n for n, on in ACTS_ON.items() if chart in on}


# Read


GOOD = {
    "compare": {
        "indicator": "wb_wgi.rule_of_law", "countries": "TJK,KGZ", "years": "2005-2010", "chart": "map",
        "year": "2010", "axis": "edition", "area": "world", "marks": "none", "as_of": "2024-12-31",
        "intervals": "hidden", "pair": "TJK:2015,TJK:2016",
    },
    "claims": {
        "verdict": "supported", "topic": "Corruption", "search": "bribe", "claim": "C24",
        "check": "Tajikistan scored 23 in CPI in 2014", "as_of": "2024-12-31",
    },
    "timeline": {
        "years": "2005-2010", "category": "corruption,unrest", "places": "TJK", "beneath": "none",
        "event": KNOWN.narrative.events[0].id, "as_of": "2024-12-31",
    },
    "data": {
        "source": "wb_wgi", "countries": "TJK", "number": "ti_cpi.score:TJK:2014:2014",
        "as_of": "2024-12-31",
    },
    "country": {"country": "KGZ", "scope": "Corruption", "as_of": "2024-12-31"},
    "": {"as_of": "2024-12-31"},
}  # fmt: skip
FIELDS = [(page, name) for page in PAGES for name in PAGE_FIELDS[page]]
HOSTILE = {
    "a word": "nonsense",
    "script": "<script>alert(1)</script>",
    "encoded zero": "%00",
    "zero": "\x00",
    "nothing": "",
    "blank": " ",
    "very long": "x" * 100_000,
    "no day": "2015-13-45",
    "a path": "../../etc/passwd",
    "sql": "'; DROP TABLE observations; --",
    "lines": "a\r\nSet-Cookie: b=c",
    "emoji": "🦄",
}


@pytest.mark.parametrize(("page", "name"), FIELDS)
def test_a_good_value_is_taken_and_nothing_is_refused(page, name):
    reading = read(page, {name: GOOD[page][name]})
    assert reading.refused == ()
    assert reading.choices != Choices()


@pytest.mark.parametrize("bad", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize(("page", "name"), [field for field in FIELDS if field[1] not in ("search", "check")])
def test_a_bad_value_is_named_in_a_line_and_the_others_are_kept(page, name, bad):
    reading = read(page, {**GOOD[page], name: bad})
    (line,) = reading.refused
    assert line.startswith(f"{name}: ")
    assert line.isprintable()
    assert len(line) < 800
    others = {other: value for other, value in GOOD[page].items() if other != name}
    assert reading.choices == read(page, others).choices


@pytest.mark.parametrize("text", ["x" * (MAX_LENGTH + 1), " x" * (MAX_LENGTH + 1)])
def test_a_claim_that_is_too_long_is_named_in_a_line_and_the_others_are_kept(text):
    reading = read("claims", {**GOOD["claims"], "check": text})
    (line,) = reading.refused
    assert line.startswith("check: a claim of ")
    assert reading.choices == replace(read("claims", GOOD["claims"]).choices, check="")


@given(st.text(max_size=MAX_LENGTH))
def test_a_claim_to_check_is_written_as_it_was_read(text):
    first = read("claims", {"check": text}).choices
    assert first.check == " ".join(text.split())
    assert read("claims", write("claims", first)).choices == first


def test_every_bad_value_has_its_own_line():
    reading = read("compare", dict.fromkeys(PAGE_FIELDS["compare"], "banana"))
    assert [line.partition(":")[0] for line in reading.refused] == list(PAGE_FIELDS["compare"])
    assert reading.choices == Choices()


@pytest.mark.parametrize("page", PAGES)
def test_parameters_of_others_are_ignored(page):
    strangers = {"utm_source": "mail", "<script>": "1", "Indicator": "x", "embed": "true"}
    assert read(page, {**strangers, **GOOD[page]}) == read(page, GOOD[page])


def test_parameters_of_another_page_are_ignored():
    assert read("claims", {"chart": "pie", "countries": "QQQ"}) == Reading(Choices())


def test_what_an_address_does_not_name_is_as_it_was():
    base = Choices(countries=("CHN",), chart="map")
    assert read("compare", {"year": "2014"}, base=base).choices == replace(base, year=2014)


def test_countries_are_read_by_code_name_or_alias_each_once():
    reading = read("compare", {"countries": "tjk, Tajikistan,KG,Iran"})
    assert reading == Reading(replace(Choices(), countries=("TJK", "KGZ", "IRN")))


def test_five_hundred_codes_make_one_short_line():
    codes = [
        "".join(letters) for letters in itertools.islice(itertools.product(string.digits, repeat=3), 500)
    ]
    reading = read("compare", {"countries": ",".join(["TJK", *codes])})
    (line,) = reading.refused
    assert "'000'" in line
    assert len(line) < 200
    assert reading.choices.countries == ("TJK",)


def test_an_unknown_country_leaves_the_others():
    reading = read("compare", {"countries": "TJK,QQQ,UZB"})
    assert reading.choices.countries == ("TJK", "UZB")
    assert "'QQQ'" in reading.refused[0]


def test_countries_beyond_the_limit_are_counted():
    reading = read("compare", {"countries": ",".join(COUNTRIES[:20])})
    assert reading.choices.countries == tuple(COUNTRIES[:MAX_COUNTRIES])
    assert "20 countries" in reading.refused[0]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2013-2020", (2013, 2020)),
        ("2014", (2014, 2014)),
        (" 2014 ", (2014, 2014)),
        ("1900-2100", (1900, 2100)),
    ],
)
def test_years_are_a_span_or_one_year(text, years):
    assert read("compare", {"years": text}) == Reading(Choices(years=years))


def test_years_that_run_backwards_are_turned_and_said_so():
    reading = read("compare", {"years": "2020-2013"})
    assert reading.choices.years == (2013, 2020)
    assert "backwards" in reading.refused[0]


@pytest.mark.parametrize("text", ["20-2013", "2013-", "2013-20200", "1850-2014", "2014-9999", "2013 to 2014"])
def test_what_is_no_span_of_years_is_refused(text):
    reading = read("compare", {"years": text})
    assert reading.choices.years is None
    assert len(reading.refused) == 1


def test_a_day_is_read_as_a_day():
    assert read("compare", {"as_of": "2015-07-20"}).choices.as_of == dt.date(2015, 7, 20)
    assert "still to come" in read("compare", {"as_of": "9999-12-31"}).refused[0]
