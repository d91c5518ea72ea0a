"""Addresses that nobody should send: to what reads them, and to the real server."""

import http.client
import json
import re
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.common import cache
from dashboard.common.address import link, read
from dashboard.pages import PAGES
from dashboard.server.files import EXHIBITS
from indicators.catalogue.catalogue import Catalogue
from indicators.claims.parse import parse
from indicators.errors import QuestionError, ReaderError
from indicators.refusals import date
from indicators.snapshot.snapshot import Snapshot
from tests.depth import examples
from tests.hostile.fuzzing import HOSTILE, nasty, sendable
from tests.hostile.visitor import Visitor
from tests.servers import Server

ROUTES = (
    "files/rows.{}",
    "files/claims.{}",
    "files/bulk.{}.zip",
    "files/{}",
    "files/stub/{}",
    "{}",
    "_stcore/{}",
    "media/{}",
    "static/{}",
    "component/{}",
    "app/static/{}",
)
FORMS = {page.path: page.choices for page in PAGES}
FIELDS = sorted({name for form in FORMS.values() for name in form.readers()})
ADDRESSES = st.dictionaries(st.sampled_from(FIELDS), nasty, max_size=6)

# What reads an address


@settings(max_examples=examples(150))
@given(st.sampled_from(sorted(FORMS)), ADDRESSES)
def test_any_address_is_read_as_choices_that_are_written_and_read_again(
    page: str, address: Mapping[str, str]
) -> None:
    reading = read(FORMS[page], address)
    assert all(len(line) < 1000 for line in reading.refused)
    again = read(FORMS[page], reading.choices.written())
    assert again.choices.written() == reading.choices.written()


@settings(max_examples=examples(100))
@given(st.sampled_from(sorted(FORMS)), ADDRESSES)
def test_the_link_of_a_view_has_only_what_an_address_may_have(page: str, address: Mapping[str, str]) -> None:
    told = link("http://host", read(FORMS[page], address).choices)
    assert re.fullmatch(r"http://host/[a-z]*(\?[A-Za-z0-9_=&,.%~-]*)?", told)


def test_a_value_that_is_too_long_is_refused_unread():
    for form in FORMS.values():
        for name in form.readers():
            assert "characters" in "".join(read(form, {name: "x" * 100_000}).refused)


@settings(max_examples=examples(60))
@given(nasty)
def test_any_text_is_a_claim_or_a_clear_refusal(catalogue: Catalogue, text: str) -> None:
    for typed in (text, f"Tajikistan ranks {text} of 175 in CPI 2014", f"{text} scored 23 in CPI in 2014"):
        try:
            parse(typed, catalogue)
        except QuestionError:
            continue


@settings(max_examples=examples(40))
@given(nasty)
def test_no_name_leads_out_of_the_snapshot(snapshot: Snapshot, name: str) -> None:
    """Tables, indicators, sources, events, countries and days: a name is known or refused, never a path."""
    known = snapshot.catalogue
    for ask in (
        lambda: snapshot.table(name),
        lambda: snapshot.all_editions(name),
        lambda: known.indicator(name),
        lambda: known.source(name),
        lambda: known.narrative.event(name),
        lambda: date(name),
    ):
        with pytest.raises(ReaderError):
            ask()
    try:
        code = known.countries.resolve(name)
    except QuestionError:
        return
    assert code in known.countries.by_iso3


# What the server answers


def asked(server: Server, target: bytes, **headers: str) -> tuple[int, bytes, str]:
    """A request whose target goes out as it is: no library mends it on the way."""
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=300)
    connection._encode_request = lambda line: line.encode("latin-1")  # type: ignore[attr-defined]
    connection._validate_path = lambda url: None  # type: ignore[attr-defined]
    try:
        connection.request("GET", target.decode("latin-1"), headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), str(answer.headers)
    finally:
        connection.close()


def assert_harmless(server: Server, target: bytes) -> int:
    """A page or a clear refusal, with no header of the sender's and nothing of the inside."""
    status, content, headers = asked(server, target)
    assert status in (200, 206, 301, 307, 400, 403, 404, 405, 414), (status, target[:200])
    assert b"Traceback" not in content
    assert "x-evil" not in headers.lower()
    assert b"root:x:0:0" not in content
    if status == 400:
        assert b"<script" not in content or "text/plain" in headers
    return status


def test_every_hostile_name_of_a_file_is_not_found_or_refused(server: Server) -> None:
    tried = 0
    for route in ROUTES:
        for text in HOSTILE:
            if len(text) > 10_000:
                continue
            name = quote(text.encode("utf-8", "replace"), safe="")
            for written in {name, quote(text.encode("utf-8", "replace"), safe="/.\\;:'%")}:
                assert_harmless(server, f"/{route.format(written)}".encode())
                tried += 1
    print(f"\nnames of files: {tried} tried, every answer a page or a clear refusal")


RAW = (
    b"/files/../../../../etc/passwd",
    b"/files/..%2f..%2f..%2fetc%2fpasswd",
    b"/files/%252e%252e/etc/passwd",
    b"//etc/passwd",
    b"/\\..\\..\\etc\\passwd",
    b"/files/rows.csv?page=%ff%fe%00",
    b"/files/rows.csv?page=compare&indicator=%ed%a0%80",
    b"/files/rows.csv?page=compare&as_of=%D9%A2%D9%A0%D9%A1%D9%A5-01-01",
    b"/files/rows.csv?" + b"&".join(b"p%d=1" % n for n in range(5000)),
    b"/files/rows.csv?page=compare&" + b"&".join(b"countries=TJK" for _ in range(4000)),
    b"/files/rows.csv?page=compare&countries=" + b"TJK," * 15_000,
    b"/files/claims.jsonld?text=" + b"%00" * 20_000,
    b"/files/bulk.csv.zip?sources=" + b"ti_cpi," * 8000,
    b"/files/rows.csv?page=compare&years=" + b"9" * 50_000,
    b"/files/rows.csv?page=compare&year=9999",
    b"/files/rows.csv?page=compare&year=0000&chart=ranking",
    b"/files/rows.csv?" + b"&" * 60_000,
    b"/files/rows.csv?" + b"=" * 60_000,
    b"/files/rows.csv?" + b"%" * 60_000,
    b"/?" + b"x" * 60_000,
)


@pytest.mark.parametrize("target", RAW, ids=lambda target: target[:40].decode("latin-1"))
def test_a_target_as_no_browser_sends_it(server: Server, target: bytes) -> None:
    assert_harmless(server, target)


def test_an_address_of_a_hundred_thousand_characters_is_refused_and_the_server_goes_on(server: Server):
    try:
        status = asked(server, b"/files/rows.csv?page=compare&indicator=" + b"x" * 100_000)[0]
    except (ConnectionError, http.client.HTTPException):
        status = 400  # uvicorn closes where the head is too large
    assert status in (400, 414, 431)
    assert asked(server, b"/files/health")[0] == 200


@settings(
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    st.sampled_from(["rows.csv", "rows.parquet", "claims.jsonld", "claims.evidence.json", "bulk.csv.zip"]),
    st.dictionaries(
        st.sampled_from(
            ["page", "claim", "text", "as_of", "sources", "noncommercial", *FORMS["compare"].readers()]
        ),
        st.one_of(sendable, st.sampled_from([*EXHIBITS, "C24", "TJK", "2014"])),
        max_size=5,
    ),
)
def test_any_query_of_a_file_is_a_file_or_a_clear_refusal(
    server: Server, file: str, query: Mapping[str, str]
) -> None:
    written = "&".join(f"{name}={quote(value[:3000], safe='')}" for name, value in query.items())
    assert_harmless(server, f"/files/{file}?{written}".encode())


def test_every_hostile_value_on_every_page_is_told_of_as_text(server: Server) -> None:
    """The session's first frame carries the address: each value in each parameter, page by page."""
    tried = 0
    with Visitor(server.address) as visitor:
        fields_of = {path or "overview": tuple(form.readers()) for path, form in FORMS.items()}
        for page, fields in {**fields_of, "no-such-page": ("x",)}.items():
            for start in range(0, len(HOSTILE), max(1, 22 // examples(1))):
                for text in (HOSTILE[start], HOSTILE[min(start + 11, len(HOSTILE) - 1)]):
                    value = quote(text.encode("utf-8", "replace"), safe="")
                    seen = visitor.run(page, "&".join(f"{name}={value}" for name in fields))
                    assert not seen.exceptions
                    assert "look up error" not in seen.text
                    assert "Traceback" not in seen.text
                    tried += 1
        big = visitor.run("compare", "&".join(f"p{n}=v" for n in range(900)) + "&chart=" + "x" * 100_000)
        assert "chart: it has 100000 characters" in big.text
        assert visitor.run("compare").is_whole
    print(f"\naddresses in first frames: {tried + 1} tried")
    assert "Traceback" not in server.logged()


def test_markup_in_an_address_is_shown_letter_by_letter(server: Server) -> None:
    with Visitor(server.address) as visitor:
        seen = visitor.run("compare", f"indicator={quote('<script>alert(1)</script> $x$ [a](http://b)')}")
        (told,) = [text for text in seen.texts if "In the address" in text]
    assert r"\<script\>" in told
    assert r"\$x\$" in told
    assert r"\[a\]" in told


def test_choices_can_be_told_as_json() -> None:
    """The default is what an address without parameters means."""
    assert json.dumps(FORMS["compare"]().written())
    assert cache.catalogue().indicators
