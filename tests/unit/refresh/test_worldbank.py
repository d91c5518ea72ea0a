"""The World Bank's API as it really answers: in pages, with errors under status 200, in XML, half renewed."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from indicators.refresh.fetch import Outcome, State
from tests.unit.refresh.fetching import LATER, Answer, Desk, Request, hangs_up, offers, page, status

NAME = "wgi_api.json"
EST, SE = "GOV_WGI_CC.EST", "GOV_WGI_CC.SE"
COUNTRIES = {"AFG": "AF", "KGZ": "KG", "TJK": "TJ", "": "1W"}


def row(code: str, iso3: str, year: int, value: float | None) -> dict[str, Any]:
    return {
        "indicator": {"id": code, "value": "Control of Corruption: Estimate"},
        "country": {"id": COUNTRIES[iso3], "value": iso3},
        "countryiso3code": iso3,
        "date": str(year),
        "value": value,
        "unit": "",
        "obs_status": "",
        "decimal": 1,
    }


def rows(code: str) -> list[dict[str, Any]]:
    """As the API sends them: countries by name, years backwards, regions among them."""
    return [
        row(code, iso3, year, None if iso3 == "" else -year / 1000)
        for iso3 in ("AFG", "", "KGZ", "TJK")
        for year in (2024, 2023, 2022)
    ]


def api(code: str, per_page: int = 5, as_text: bool = False, **changes: Any) -> Answer:
    """All rows of a code in pages; `changes` are put into the head of every page, None takes out."""
    wanted = changes.pop("rows", rows(code))

    def answer(request: Request) -> None:
        number = int(parse_qs(urlsplit(request.path).query)["page"][0])
        head = {
            "page": number,
            "pages": -(-len(wanted) // per_page),
            "per_page": per_page,
            "total": len(wanted),
            "sourceid": "3",
            "lastupdated": "2026-09-25",
        } | changes
        head = {name: str(value) if as_text else value for name, value in head.items() if value is not None}
        send([head, wanted[(number - 1) * per_page : number * per_page]])(request)

    return answer


def send(answer: object) -> Answer:
    return status(200, json.dumps(answer).encode(), Content_Type="application/json;charset=utf-8")


def message(id: str, key: str, value: str) -> Answer:
    return send([{"message": [{"id": id, "key": key, "value": value}]}])


def says(desk: Desk, code: str, *answers: Answer) -> None:
    desk.publisher.says(f"/v2/country/all/indicator/{code}", *answers)


def fetch(desk: Desk, *codes: str, **settings: Any) -> Outcome:
    wanted = desk.input(
        NAME, url=desk.publisher.address("/v2"), api="worldbank_v2", codes=codes or (EST,), **settings
    )
    return desk.fetch(wanted)


def stored(desk: Desk) -> Any:
    return json.loads(desk.files()[NAME])


@pytest.mark.parametrize("as_text", [False, True], ids=["numbers", "numbers as text"])
def test_all_pages_of_all_codes_come_into_one_file(desk: Desk, as_text: bool) -> None:
    says(desk, SE, api(SE, per_page=100, as_text=as_text))
    says(desk, EST, api(EST, as_text=as_text))
    assert fetch(desk, SE, EST).state is State.FETCHED
    found = stored(desk)
    assert (found["interface"], found["source"]) == ("World Bank API v2", "3")
    assert list(found["indicators"]) == [EST, SE]
    for code, indicator in found["indicators"].items():
        assert indicator["lastupdated"] == "2026-09-25"
        assert sorted(indicator["rows"], key=str) == sorted(rows(code), key=str)
        keys = [(entry["countryiso3code"], entry["date"]) for entry in indicator["rows"]]
        assert keys == sorted(keys)
    assert [request.path for request in desk.publisher.asked] == [
        f"/v2/country/all/indicator/{code}?source=3&format=json&per_page=1000&page={number}"
        for code, number in [(EST, 1), (EST, 2), (EST, 3), (SE, 1)]
    ]


def test_the_same_rows_in_another_order_are_the_same_file(desk: Desk) -> None:
    says(desk, EST, api(EST))
    fetch(desk)
    says(desk, EST, api(EST, per_page=7, rows=rows(EST)[::-1]))
    assert fetch(desk).state is State.UNCHANGED
    record = desk.record(NAME)
    assert (record.url, record.etag) == (desk.publisher.address("/v2"), "")


def test_a_state_that_is_not_told_is_null(desk: Desk) -> None:
    says(desk, EST, api(EST, lastupdated=None, sourceid=None))
    fetch(desk)
    assert stored(desk)["indicators"][EST]["lastupdated"] is None


BOM = "\ufeff".encode()
XML = BOM + b'<?xml version="1.0" encoding="utf-8"?>\n<wb:error xmlns:wb="http://www.worldbank.org">\n  '


@pytest.mark.parametrize(
    "first",
    [
        status(200, XML + b"</wb:error>"),
        status(200, page("Bad gateway")),
        status(200, b"Service unavailable"),
        status(200, b""),
        status(503),
        message("105", "Service currently unavailable", "The service is unavailable."),
        hangs_up,
    ],
    ids=["XML", "HTML", "text", "empty", "503", "error 105", "no answer"],
)
def test_an_interface_that_is_out_of_order_is_asked_again(desk: Desk, first: Answer) -> None:
    says(desk, EST, first, api(EST))
    assert fetch(desk).state is State.FETCHED


def test_json_with_a_byte_order_mark_is_json(desk: Desk) -> None:
    whole = [{"page": 1, "pages": 1, "total": 1}, [row(EST, "TJK", 2024, -1.2)]]
    says(desk, EST, status(200, BOM + json.dumps(whole).encode()))
    assert fetch(desk).state is State.FETCHED


@pytest.mark.parametrize(
    "after",
    [
        api(EST, lastupdated="2026-10-01"),
        api(EST, rows=rows(EST)[1:]),
        api(EST, rows=[*rows(EST), row(EST, "TJK", 2021, 0.0)]),
    ],
    ids=["another date", "a row less", "a row more"],
)
def test_a_database_that_changes_while_it_is_read_is_read_anew(desk: Desk, after: Answer) -> None:
    says(desk, EST, api(EST), after)
    assert fetch(desk).state is State.FETCHED
    pages = [parse_qs(urlsplit(request.path).query)["page"] for request in desk.publisher.asked]
    assert pages[:3] == [["1"], ["2"], ["1"]]


def test_codes_of_two_states_are_never_in_one_file(desk: Desk) -> None:
    says(desk, SE, api(SE, per_page=100))
    says(desk, EST, api(EST, per_page=100, lastupdated="2025-09-25"), api(EST, per_page=100))
    assert fetch(desk, EST, SE).state is State.FETCHED
    assert {part["lastupdated"] for part in stored(desk)["indicators"].values()} == {"2026-09-25"}


TWICE = rows(EST)[:-1] + rows(EST)[:1]

REFUSALS: dict[str, tuple[Answer, str, str]] = {
    "invalid value": (
        message("120", "Invalid value", "The provided parameter value is not valid"),
        "the interface reports error 120, Invalid value: The provided parameter value is not valid",
        "Check `codes` in ti_cpi.toml: one of them is unknown to database 3.",
    ),
    "archived": (
        message(
            "175", "Invalid format", "The indicator was not found. It may have been deleted or archived."
        ),
        "error 175, Invalid format: The indicator was not found. It may have been deleted or archived.",
        "The publisher has archived or renamed a code of `codes` in ti_cpi.toml: look for the new one in "
        "https://localhost:",
    ),
    "archived, in XML": (
        status(
            200,
            XML + b'<wb:message id="175" key="Invalid format">The indicator was not found.</wb:message>',
        ),
        "the interface reports error 175, Invalid format: The indicator was not found.",
        "The publisher has archived or renamed a code",
    ),
    "another error": (
        message("150", "Language with ISO2 code 'XX' is not yet supported", "Use another."),
        "the interface reports error 150",
        "See https://datahelpdesk.worldbank.org/knowledgebase/articles/889392.",
    ),
    "an error without a message": (send([{"message": []}]), "an error without a message", "later"),
    "out of order for ever": (
        message("105", "Service currently unavailable", "Come back."),
        "error 105, Service currently unavailable: Come back; given up after attempt 3",
        LATER,
    ),
    "XML for ever": (status(200, XML), "the interface answers with XML or HTML, not JSON", LATER),
    "text for ever": (status(200, b"oops"), "something else than JSON ('oops'); given up", LATER),
    "no rows": (send([{"page": 0, "total": 0}, None]), f"knows no rows of {EST}", "Check `codes`"),
    "another database": (api(EST, sourceid="2"), f"{EST} is of database 2, not 3", "Check `codes`"),
    "another page": (api(EST, page=2), f"page 2 of {EST} came for page 1", LATER),
    "rows of another code": (api(EST, rows=rows(SE)), f"a row of {SE} came for {EST}", "teach worldbank.py"),
    "a strange shape": (send({"data": []}), "the interface answers with no page", "teach worldbank.py"),
    "a head without total": (api(EST, total=None), "a page of GOV_WGI_CC.EST that cannot be read", "teach"),
    "pages that are no number": (api(EST, pages="many"), "that cannot be read", "teach worldbank.py"),
    "pages that are truth": (api(EST, pages=True), "True is not a number", "teach worldbank.py"),
    "rows that are no rows": (api(EST, rows=[1, 2]), "that cannot be read", "teach worldbank.py"),
    "rows without a date": (
        api(EST, rows=[row(EST, "TJK", 2024, 1.0) | {"date": None}]),
        "a row without country or date",
        "teach worldbank.py",
    ),
    "another total, always": (
        api(EST, total=99),
        f"{EST} has 12 rows, 12 of them different, and 99 announced, twice while it was read",
        LATER,
    ),
    "a row twice": (
        api(EST, rows=TWICE),
        f"{EST} has 12 rows, 11 of them different, and 12 announced",
        LATER,
    ),
    "404": (status(404), "the server answers 404 Not Found", "moved or removed it"),
    "too much": (
        status(200, b" " * (10**6 + 1)),
        "it is larger than 1 MB, the most that is fetched",
        "raise `max_megabytes` in ti_cpi.toml",
    ),
}


@pytest.mark.parametrize("failure", REFUSALS)
def test_a_failure_leaves_the_good_file_and_says_what_to_do(desk: Desk, failure: str) -> None:
    says(desk, EST, api(EST))
    fetch(desk)
    before = desk.files()
    answer, said, todo = REFUSALS[failure]
    says(desk, EST, answer)
    outcome = fetch(desk)
    assert outcome.state is State.REFUSED
    assert outcome.text.startswith(f"ti_cpi/{NAME}: ")
    assert said in outcome.text
    assert todo in outcome.text
    assert desk.files() == before


def test_all_pages_together_are_bounded(desk: Desk) -> None:
    long = [row(EST, "TJK", year, 0.0) | {"unit": "x" * 60_000} for year in range(2000, 2020)]
    says(desk, EST, api(EST, rows=long))
    assert "it is larger than 1 MB" in fetch(desk).text
    assert len(desk.publisher.asked) == 4


def test_another_host_is_not_asked(desk: Desk) -> None:
    says(desk, EST, status(302, Location=desk.publisher.address("/v2", "127.0.0.1")))
    desk.publisher.says("/v2", offers(b"{}"))
    assert "on another host" in fetch(desk).text
