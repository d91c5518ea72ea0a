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
from dashboard.common.address import (
    ALL,
    EVENT_MARKS,
    FIRST_DAY,
    FIRST_YEAR,
    LAST_YEAR,
    MAX_COUNTRIES,
    Choices,
    Reading,
    link,
    number_word,
    read,
)
from dashboard.common.palette import CATEGORIES
from dashboard.pages import PAGES
from dashboard.pages.assistance.choices import PER, VIEWS, is_measure
from dashboard.pages.claims.choices import Choices as Claims
from dashboard.pages.compare.choices import ACTS_ON, AREAS, AXES, CHARTS, INTERVALS, figure_word
from dashboard.pages.compare.choices import Choices as Compare
from dashboard.pages.country.choices import SCOPES
from dashboard.pages.risk.choices import VIEWS as SCORES
from dashboard.pages.risk.scores import default_structure
from indicators.assistance.ask import AIDS, DOLLARS
from indicators.claims.parse import MAX_LENGTH
from indicators.story import CLAIM_TOPICS, Verdict

KNOWN = cache.catalogue()
FORMS: dict[str, type[Choices]] = {page.path: page.choices for page in PAGES}
COUNTRIES = sorted(KNOWN.countries.by_iso3)
INDICATORS = sorted(KNOWN.indicators)
STEPS = [step.id for step in KNOWN.narrative.story]
CLAIMS = [entry.id for entry in (*KNOWN.narrative.claims, *KNOWN.narrative.opinions)]


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
        FORMS["compare"],
        indicator=st.sampled_from(INDICATORS),
        countries=several(COUNTRIES, least=1),
        years=st.none() | a_span,
        chart=st.sampled_from(list(CHARTS)),
        year=st.none() | a_year,
        area=st.sampled_from(list(AREAS)),
        axis=st.sampled_from(list(AXES)),
        marks=st.sampled_from(list(EVENT_MARKS)),
        intervals=st.sampled_from(list(INTERVALS)),
        pair=st.lists(
            st.builds(figure_word, st.sampled_from(COUNTRIES), a_year), max_size=2, unique=True
        ).map(tuple),
        as_of=st.none() | a_day,
    ),
    "story": st.builds(FORMS["story"], step=st.sampled_from(["", *STEPS])),
    "claims": st.builds(
        FORMS["claims"],
        verdict=st.sampled_from([ALL, "opinion", *Verdict]).map(str),
        topic=st.sampled_from([ALL, *CLAIM_TOPICS]),
        search=a_search,
        claim=st.sampled_from(["", *CLAIMS]),
        check=a_search,
        as_of=st.none() | a_day,
    ),
    "check": st.builds(
        FORMS["check"],
        text=a_search,
        written_on=st.none() | a_day,
        assumed=st.sampled_from(["", "CPI", "RSF", "HDI"]),
        as_of=st.none() | a_day,
    ),
    "timeline": st.builds(
        FORMS["timeline"],
        years=st.none() | a_span,
        category=several(list(CATEGORIES)),
        places=several(COUNTRIES),
        beneath=st.sampled_from(["none", *INDICATORS]),
        event=st.sampled_from(["", *(event.id for event in KNOWN.narrative.events)]),
        as_of=st.none() | a_day,
    ),
    "country": st.builds(
        FORMS["country"],
        country=st.sampled_from(COUNTRIES),
        countries=several(COUNTRIES, least=1),
        scope=st.sampled_from(SCOPES),
        as_of=st.none() | a_day,
    ),
    "data": st.builds(
        FORMS["data"],
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
    "assistance": st.builds(
        FORMS["assistance"],
        view=st.sampled_from(list(VIEWS)),
        recipient=st.sampled_from(COUNTRIES),
        measure=st.sampled_from([id for id in INDICATORS if is_measure(id)]),
        aid=st.sampled_from(list(AIDS)),
        dollars=st.sampled_from(list(DOLLARS)),
        per=st.sampled_from(list(PER)),
        countries=several(COUNTRIES, least=1),
        years=st.none() | a_span,
        marks=st.sampled_from(list(EVENT_MARKS)),
        as_of=st.none() | a_day,
    ),
    "risk": st.builds(
        FORMS["risk"],
        show=st.sampled_from(list(SCORES)),
        country=st.sampled_from(COUNTRIES),
        countries=several(COUNTRIES, least=1),
        year=st.none() | a_year,
        preset=st.sampled_from([preset.id for preset in default_structure().presets]),
        weights=st.sampled_from([(), (f"{default_structure().ids[1]}:2",)]),
        as_of=st.none() | a_day,
    ),
    "": st.builds(FORMS[""], as_of=st.none() | a_day),
}


def in_effect(choices: Choices) -> Choices:
    """The choices without the ones that do not change the page."""
    if not isinstance(choices, Compare):
        return choices
    idle = [name for name, charts in ACTS_ON.items() if choices.chart not in charts]
    return replace(choices, **{name: getattr(Compare(), name) for name in idle})


# Written, and read again


@pytest.mark.parametrize("page", FORMS)
@given(data=st.data())
def test_an_address_written_from_choices_gives_the_same_choices(page, data):
    choices = data.draw(CHOSEN[page])
    assert read(type(choices), choices.written()) == Reading(in_effect(choices))


@pytest.mark.parametrize("page", FORMS)
@given(data=st.data())
def test_a_link_is_a_valid_url_that_carries_the_address(page, data):
    choices = data.draw(CHOSEN[page])
    address = urlsplit(link("https://example.org/risk/", choices))
    assert (address.scheme, address.netloc, address.path) == ("https", "example.org", f"/risk/{page}")
    assert re.fullmatch(r"(?:[A-Za-z0-9._~,=&-]|%[0-9A-F]{2})*", address.query)
    assert dict(parse_qsl(address.query, keep_blank_values=True)) == choices.written()


@given(st.text())
@example("a" * 79 + " b")
@example(" two  words\n")
def test_a_search_is_written_as_it_was_read(text):
    first = read(Claims, {"search": text}).choices
    assert len(first.search) <= 80
    assert read(Claims, first.written()).choices == first


def test_a_link_keeps_commas_and_dots_for_people_to_read():
    choices = Compare(indicator="wb_wgi.rule_of_law", countries=("TJK", "KGZ"), years=(2010, 2015))
    assert link("http://127.0.0.1:8501", choices) == (
        "http://127.0.0.1:8501/compare?indicator=wb_wgi.rule_of_law&countries=TJK,KGZ&years=2010-2015"
        "&chart=trend&marks=article"
    )


@pytest.mark.parametrize("page", [page for page in FORMS if page != "compare"])
def test_an_address_without_choices_has_no_parameters(page):
    assert link("http://host", FORMS[page]()) == f"http://host/{page}"


@pytest.mark.parametrize("chart", CHARTS)
def test_choices_that_the_chart_does_not_use_are_left_out(chart):
    chosen = Compare(
        chart=chart,
        year=2014,
        area="world",
        marks="none",
        against="fh_fiw.total",
        axis="edition",
        intervals="hidden",
    )
    written = chosen.written()
    assert {name for name in ACTS_ON if name in written} == {n for n, on in ACTS_ON.items() if chart in on}


# Read


GOOD = {
    "compare": {
        "indicator": "wb_wgi.rule_of_law", "countries": "TJK,KGZ", "years": "2005-2010", "chart": "map",
        "year": "2010", "axis": "edition", "area": "world", "marks": "none", "as_of": "2024-12-31",
        "hindsight": "hidden", "intervals": "hidden", "pair": "TJK:2015,TJK:2016",
        "against": "fh_fiw.total",
    },
    "claims": {
        "verdict": "supported", "topic": "Corruption", "search": "bribe", "claim": "C24",
        "check": "Tajikistan scored 23 in CPI in 2014", "as_of": "2024-12-31", "hindsight": "hidden",
    },
    "check": {
        "text": "Tajikistan is 164th in the CPI.", "written_on": "2025-02-20", "assumed": "RSF",
        "as_of": "2024-12-31", "hindsight": "hidden",
    },
    "timeline": {
        "years": "2005-2010", "category": "corruption,unrest", "places": "TJK", "beneath": "none",
        "event": KNOWN.narrative.events[0].id, "as_of": "2024-12-31", "hindsight": "hidden",
    },
    "data": {
        "source": "wb_wgi", "countries": "TJK", "number": "ti_cpi.score:TJK:2014:2014",
        "methods": "1", "since": "2024-01-31", "as_of": "2024-12-31", "hindsight": "hidden",
    },
    "story": {"step": "party", "as_of": "2024-12-31", "hindsight": "hidden"},
    "assistance": {
        "view": "scatter", "recipient": "KGZ", "measure": "ti_cpi.score", "aid": "military",
        "dollars": "constant", "per": "head", "countries": "TJK", "years": "2005-2010", "marks": "none",
        "as_of": "2024-12-31", "hindsight": "hidden",
    },
    "risk": {
        "show": "parts", "country": "KGZ", "countries": "TJK", "year": "2020",
        "preset": default_structure().presets[1].id, "weights": f"{default_structure().ids[1]}:2",
        "as_of": "2024-12-31", "hindsight": "hidden",
    },
    "country": {
        "country": "KGZ", "countries": "TJK", "scope": "Corruption", "as_of": "2024-12-31",
        "hindsight": "hidden",
    },
    "": {"as_of": "2024-12-31", "hindsight": "hidden"},
}  # fmt: skip
FIELDS = [(page, name) for page, form in FORMS.items() for name in form.readers()]
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
    reading = read(FORMS[page], {name: GOOD[page][name]})
    assert reading.refused == ()
    assert reading.choices != FORMS[page]()


@pytest.mark.parametrize(
    ("page", "name"), [field for field in FIELDS if field[1] not in ("search", "check", "text")]
)
def test_a_bad_value_is_named_in_a_line_and_the_others_are_kept(page, name):
    others = {other: value for other, value in GOOD[page].items() if other != name}
    kept = read(FORMS[page], others).choices
    for kind, bad in HOSTILE.items():
        reading = read(FORMS[page], {**GOOD[page], name: bad})
        (line,) = reading.refused
        assert line.startswith(f"{name}: "), kind
        assert line.isprintable(), kind
        assert len(line) < 800, kind
        assert reading.choices == kept, kind


@pytest.mark.parametrize("text", ["x" * (MAX_LENGTH + 1), " x" * (MAX_LENGTH + 1)])
def test_a_claim_that_is_too_long_is_named_in_a_line_and_the_others_are_kept(text):
    reading = read(Claims, {**GOOD["claims"], "check": text})
    (line,) = reading.refused
    assert line.startswith("check: a claim of ")
    assert reading.choices == replace(read(Claims, GOOD["claims"]).choices, check="")


@given(st.text(max_size=MAX_LENGTH))
def test_a_claim_to_check_is_written_as_it_was_read(text):
    first = read(Claims, {"check": text}).choices
    assert first.check == " ".join(text.split())
    assert read(Claims, first.written()).choices == first


def test_every_bad_value_has_its_own_line():
    reading = read(Compare, dict.fromkeys(Compare.readers(), "banana"))
    assert [line.partition(":")[0] for line in reading.refused] == list(Compare.readers())
    assert reading.choices == Compare()


@pytest.mark.parametrize("page", FORMS)
def test_parameters_of_others_are_ignored(page):
    strangers = {"utm_source": "mail", "<script>": "1", "Indicator": "x", "embed": "true"}
    assert read(FORMS[page], {**strangers, **GOOD[page]}) == read(FORMS[page], GOOD[page])


def test_parameters_of_another_page_are_ignored():
    assert read(Claims, {"chart": "pie", "countries": "QQQ"}) == Reading(Claims())


def test_what_an_address_does_not_name_is_as_it_was():
    base = Compare(countries=("CHN",), chart="map")
    assert read(Compare, {"year": "2014"}, base=base).choices == replace(base, year=2014)


def test_countries_are_read_by_code_name_or_alias_each_once():
    reading = read(Compare, {"countries": "tjk, Tajikistan,KG,Iran"})
    assert reading == Reading(replace(Compare(), countries=("TJK", "KGZ", "IRN")))


def test_five_hundred_codes_make_one_short_line():
    codes = [
        "".join(letters) for letters in itertools.islice(itertools.product(string.digits, repeat=3), 500)
    ]
    reading = read(Compare, {"countries": ",".join(["TJK", *codes])})
    (line,) = reading.refused
    assert "'000'" in line
    assert len(line) < 200
    assert reading.choices.countries == ("TJK",)


def test_an_unknown_country_leaves_the_others():
    reading = read(Compare, {"countries": "TJK,QQQ,UZB"})
    assert reading.choices.countries == ("TJK", "UZB")
    assert "'QQQ'" in reading.refused[0]


def test_countries_beyond_the_limit_are_counted():
    reading = read(Compare, {"countries": ",".join(COUNTRIES[:20])})
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
    assert read(Compare, {"years": text}) == Reading(Compare(years=years))


def test_years_that_run_backwards_are_turned_and_said_so():
    reading = read(Compare, {"years": "2020-2013"})
    assert reading.choices.years == (2013, 2020)
    assert "backwards" in reading.refused[0]


@pytest.mark.parametrize("text", ["20-2013", "2013-", "2013-20200", "1850-2014", "2014-9999", "2013 to 2014"])
def test_what_is_no_span_of_years_is_refused(text):
    reading = read(Compare, {"years": text})
    assert reading.choices.years is None
    assert len(reading.refused) == 1


def test_a_day_is_read_as_a_day():
    assert read(Compare, {"as_of": "2015-07-20"}).choices.as_of == dt.date(2015, 7, 20)
    assert "in the future" in read(Compare, {"as_of": "9999-12-31"}).refused[0]
