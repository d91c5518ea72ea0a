"""Who is let in: the names of this server; and what every answer carries."""

import asyncio

import pytest

from dashboard.common.public import VARIABLE, AddressError, address_of, public_address
from dashboard.server.doorway import Doorway, host_name


async def _app(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})


def answer(host: str, path: str = "/", listening: str = "127.0.0.1") -> tuple[int, dict[str, str]]:
    scope = {"type": "http", "path": path, "method": "GET", "headers": [(b"host", host.encode("latin-1"))]}
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        return {"type": "http.request"}

    asyncio.run(Doorway(_app, listening)(scope, receive, send))
    return sent[0]["status"], {key.decode(): value.decode() for key, value in sent[0]["headers"]}


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8501", "localhost", "LOCALHOST:1", "[::1]:8501", "risk.example.org"]
)
def test_its_own_names_are_served(monkeypatch, host):
    monkeypatch.setenv(VARIABLE, "https://risk.example.org/dashboard/")
    status, headers = answer(host)
    assert status == 200
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize(
    "host", ["example.com", "127.0.0.1.example.com", "", "[::1", "risk.example.org.evil"]
)
def test_a_strangers_name_is_refused_and_says_what_to_set(monkeypatch, host):
    monkeypatch.setenv(VARIABLE, "https://risk.example.org")
    status, headers = answer(host)
    assert status == 421
    assert headers["x-content-type-options"] == "nosniff"


ANY = "0.0.0.0"  # noqa: S104


def test_the_address_it_listens_on_is_its_own_and_a_probe_may_use_any():
    assert answer("192.0.2.7:8501", listening="192.0.2.7")[0] == 200
    assert answer("192.0.2.7:8501", listening=ANY)[0] == 421
    assert answer("10.1.2.3", path="/readyz", listening=ANY)[0] == 200


def test_links_in_files_have_the_public_address(monkeypatch):
    assert address_of("http://127.0.0.1:8501/", "/risk") == "http://127.0.0.1:8501/risk"
    monkeypatch.setenv(VARIABLE, "https://risk.example.org/risk/")
    assert address_of("http://127.0.0.1:8501/", "/risk") == "https://risk.example.org/risk"


@pytest.mark.parametrize("text", ["risk.example.org", "ftp://a", "https://", "https://a:b", "https://a/?q=1"])
def test_an_address_that_nobody_can_open_is_refused(monkeypatch, text):
    monkeypatch.setenv(VARIABLE, text)
    with pytest.raises(AddressError, match="is not an address"):
        public_address()


def test_a_host_is_read_without_its_port():
    assert host_name("A.example:80") == "a.example"
    assert host_name("[::1]:80") == "::1"


def test_an_answer_that_is_cut_off_by_the_servers_end_is_503_and_one_line(caplog):
    sent = []

    async def send(message):
        sent.append(message)

    async def endless(_scope, _receive, _send):
        await asyncio.sleep(3600)

    async def run():
        scope = {"type": "http", "path": "/files/bulk.csv.zip", "headers": [(b"host", b"localhost")]}
        task = asyncio.create_task(Doorway(endless)(scope, None, send))
        await asyncio.sleep(0)
        task.cancel()
        await task

    asyncio.run(run())
    assert sent[0]["status"] == 503
    assert [record.getMessage() for record in caplog.records] == [
        "stopping: /files/bulk.csv.zip was not finished"
    ]
