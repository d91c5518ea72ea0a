"""Where a fetch may go: https, the hosts of the TOML, public addresses, valid certificates."""

import re
import select
import socket
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from indicators.refresh.address_check import is_public
from indicators.refresh.fetch import State
from tests.unit.refresh.fetching import (
    MOVED,
    NAME,
    NEW,
    OLD,
    PATH,
    TEN_GIGABYTES,
    Desk,
    Publisher,
    Request,
    leads,
    offers,
    write_certificate,
)


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_to_the_same_host_is_followed(desk: Desk, code: int) -> None:
    desk.publisher.says("/new/place", offers(NEW))
    desk.publisher.says(PATH, leads("new/place", code))
    assert desk.fetch().state is State.FETCHED
    assert (desk.record().url, desk.record().final_url) == (
        desk.input().url,
        desk.publisher.address("/new/place"),
    )


def test_a_redirect_to_a_host_that_the_toml_names_is_followed(desk: Desk) -> None:
    desk.hosts = ("127.0.0.1",)
    desk.publisher.says("/mirror", offers(NEW))
    desk.publisher.says(PATH, leads(desk.publisher.address("/mirror", "127.0.0.1")))
    assert desk.fetch().state is State.FETCHED


ASTRAY = {
    "another host": (
        "https://127.0.0.1:PORT/x",
        "it leads to https://127.0.0.1:PORT/x, on another host",
        "If 127.0.0.1 belongs to the publisher, add it to `hosts` in ti_cpi.toml; otherwise do not trust it.",
    ),
    "no TLS": ("http://localhost:PORT/x", "it leads to http://localhost:PORT/x, which is not https", MOVED),
    "a file": ("file:///etc/passwd", "it leads to file:///etc/passwd, which is not https", MOVED),
    "another port": ("https://localhost:1/x", "with port 1", MOVED),
    "no port": ("https://localhost:x/", "which is not an address", MOVED),
    "brackets": ("https://[localhost", "it leads to https://[localhost, which is not an address", MOVED),
    "a name and password": ("https://a:b@localhost:PORT/x", "with a name or password in it", MOVED),
    "a host that only looks right": ("https://localhost:PORT@127.0.0.1:PORT/", "name or password", MOVED),
    "a private address": (
        "https://10.0.0.1:PORT/x",
        "10.0.0.1 leads to 10.0.0.1, an address that is not public",
        "It is not asked. " + MOVED,
    ),
    "a cloud's own address": ("https://169.254.169.254:PORT/latest", "an address that is not public", MOVED),
    "itself": (PATH, "it leads in a circle: https://localhost:PORT/CPI2025", MOVED),
}


@pytest.mark.parametrize("where", ASTRAY)
def test_a_redirect_that_leads_astray_is_refused(settled: Desk, where: str) -> None:
    before = settled.files()
    settled.hosts = ("10.0.0.1", "169.254.169.254")
    to, said, todo = (text.replace("PORT", str(settled.publisher.port)) for text in ASTRAY[where])
    settled.publisher.says(PATH, leads(to))
    outcome = settled.fetch()
    assert outcome.state is State.REFUSED
    assert said in outcome.text
    assert todo in outcome.text
    assert settled.files() == before


def test_a_redirect_that_leads_on_and_on_is_refused(settled: Desk) -> None:
    for number in range(9):
        settled.publisher.says(f"/{number}", leads(f"/{number + 1}"))
    settled.publisher.says(PATH, leads("/0"))
    assert "it leads on more than 5 times, last to https://localhost:" in settled.fetch().text
    assert settled.files()[NAME] == OLD


def test_the_body_of_a_redirect_is_not_read(settled: Desk) -> None:
    def answer(request: Request) -> None:
        request.head(302, {"Location": "/there", "Content-Length": TEN_GIGABYTES})
        request.rfile.read(1)

    settled.publisher.says("/there", offers(NEW))
    settled.publisher.says(PATH, answer)
    assert settled.fetch().state is State.FETCHED


def test_a_private_address_is_refused_unless_a_test_may_reach_it(settled: Desk) -> None:
    settled.policy = replace(settled.policy, reachable=())
    settled.offer(NEW)
    outcome = settled.fetch()
    assert re.search(r"localhost leads to (127\.0\.0\.1|::1), an address that is not public", outcome.text)
    assert settled.publisher.asked == []
    assert settled.files()[NAME] == OLD


PRIVATE = """
    127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 240.0.0.1
    255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 ff02::1 ::ffff:10.0.0.1 64:ff9b::10.0.0.1
    2002:a00:1:: 2001:0:4136:e378:8000:63bf:f5ff:fffe
"""


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::6810:84e5", "64:ff9b::93.184.215.14"])
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("names", [("localhost",), ("elsewhere.example",)], ids=["unknown", "of another"])
def test_a_bad_certificate_is_refused(settled: Desk, tmp_path: Path, names: tuple[str, ...]) -> None:
    before = settled.files()
    with Publisher(write_certificate(tmp_path / "bad.pem", *names)) as impostor:
        impostor.says(PATH, offers(NEW))
        real, settled.publisher = settled.publisher, impostor
        outcome = settled.fetch()
        settled.publisher = real
        impostor.shutdown()
    assert "the server's certificate is not valid (" in outcome.text
    assert (
        f"name its certificates in REQUESTS_CA_BUNDLE. Open https://localhost:{impostor.port}/"
        in outcome.text
    )
    assert impostor.asked == []
    assert settled.files() == before


def test_a_bundle_of_certificates_that_is_missing_is_told(
    settled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/no/such/bundle.pem")
    assert "TLS cannot be set up" in settled.fetch().text
    assert "Check REQUESTS_CA_BUNDLE." in settled.fetch().text


def test_a_bundle_that_holds_no_certificates_is_told(
    settled: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = tmp_path / "bundle.pem"
    bundle.write_text("no certificate")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    outcome = settled.fetch()
    assert "TLS" in outcome.text
    assert "Check REQUESTS_CA_BUNDLE" in outcome.text


def test_a_host_without_an_address_is_told(settled: Desk) -> None:
    url = f"https://no-such-host.invalid:{settled.publisher.port}/x"
    outcome = settled.fetch(settled.input(url=url))
    assert "its host has no address (" in outcome.text
    assert "Check the connection to the internet, and HTTPS_PROXY where there is a proxy." in outcome.text


# Proxies


class Proxy(ThreadingHTTPServer):
    """A proxy as companies have them: it gets host and port, connects, and passes bytes on."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ProxyRequest)
        self.asked: list[str] = []
        self.refuses = False
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


class ProxyRequest(BaseHTTPRequestHandler):
    server: Proxy

    def do_CONNECT(self) -> None:
        self.server.asked.append(self.path)
        if self.server.refuses:
            return self.send_error(407)
        host, _, port = self.path.partition(":")
        with socket.create_connection((host, int(port))) as there:
            self.send_response_only(200)
            self.end_headers()
            ends = {self.connection: there, there: self.connection}
            while all(self._pass_on(end, ends[end]) for end in select.select(list(ends), [], [])[0]):
                pass
        self.close_connection = True
        return None

    def _pass_on(self, from_: socket.socket, to: socket.socket) -> bytes:
        content = from_.recv(65536)
        to.sendall(content)
        return content

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def proxy(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[Proxy]:
    with Proxy() as server:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{server.server_address[1]}")
        yield server
        server.shutdown()


def test_a_proxy_of_the_environment_is_used_and_connects_as_it_sees_fit(desk: Desk, proxy: Proxy) -> None:
    desk.policy = replace(desk.policy, reachable=())
    desk.offer(NEW)
    assert desk.fetch().state is State.FETCHED
    assert proxy.asked == [f"localhost:{desk.publisher.port}"]


def test_a_proxy_changes_nothing_about_where_a_redirect_may_lead(desk: Desk, proxy: Proxy) -> None:
    desk.publisher.says(PATH, leads(desk.publisher.address("/x", "127.0.0.1")))
    assert "on another host" in desk.fetch().text
    assert proxy.asked == [f"localhost:{desk.publisher.port}"]


def test_a_proxy_that_is_not_needed_is_not_used(
    desk: Desk, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "localhost")
    desk.offer(NEW)
    assert desk.fetch().state is State.FETCHED
    assert proxy.asked == []


def test_a_proxy_that_refuses_is_told(desk: Desk, proxy: Proxy) -> None:
    proxy.refuses = True
    outcome = desk.fetch()
    assert "the proxy does not let it through; given up after attempt 3. Check HTTPS_PROXY." in outcome.text


def test_a_proxy_of_a_kind_that_is_not_known_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "socks5://127.0.0.1:1")
    assert "Check HTTPS_PROXY." in desk.fetch().text
