"""Scripts and styles: compressed copies where the browser takes them, originals elsewhere."""

import asyncio
import gzip

import brotli
import pytest

from dashboard.common.assets import PLOTLY, asset_path
from dashboard.server import static
from dashboard.server.static import Compressed, originals
from tests.loops import run

CONTENT = b"let answer = 42;\n" * 200


class Answer:
    """What an ASGI application sends: status, headers by name, body."""

    def __init__(self, messages):
        self.status = messages[0]["status"]
        self.headers = {name.decode(): value.decode() for name, value in messages[0]["headers"]}
        self.body = b"".join(message.get("body", b"") for message in messages[1:])


async def original(_scope, _receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"original"})


def ask(app, path, accepted, method="GET"):
    messages = []

    async def send(message):
        messages.append(message)

    async def receive():
        await asyncio.Event().wait()  # the client stays connected and says no more

    headers = [(b"accept-encoding", accepted.encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "extensions": {}}
    run(app(scope, receive, send))
    return Answer(messages)


@pytest.fixture
def app(tmp_path):
    for suffix, data in ((".br", brotli.compress(CONTENT)), (".gz", gzip.compress(CONTENT))):
        copy = tmp_path / "static" / "js" / f"a.js{suffix}"
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(data)
    return Compressed(original, base="/risk", folder=tmp_path)


@pytest.mark.parametrize(("accepted", "encoding"), [("gzip, br", "br"), ("gzip;q=0.9", "gzip")])
def test_copy_is_sent_in_an_encoding_that_the_browser_takes(app, accepted, encoding):
    answer = ask(app, "/risk/static/js/a.js", accepted)
    assert answer.headers["content-encoding"] == encoding
    assert answer.headers["vary"] == "Accept-Encoding"
    assert "immutable" in answer.headers["cache-control"]
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress}[encoding]
    assert unpack(answer.body) == CONTENT


@pytest.mark.parametrize(
    ("path", "accepted", "method"),
    [
        ("/risk/static/js/a.js", "identity", "GET"),
        ("/risk/static/js/b.js", "br", "GET"),
        ("/risk/static/js/a.js", "br", "POST"),
    ],
)
def test_original_answers_without_a_copy_or_an_encoding(app, path, accepted, method):
    assert ask(app, path, accepted, method).body == b"original"


def test_plotly_is_among_the_files_that_are_compressed():
    assert asset_path(PLOTLY) in {address for _, address in originals()}


def test_copies_are_written_once_and_stale_ones_removed(tmp_path, monkeypatch):
    source = tmp_path / "a.js"
    source.write_bytes(CONTENT)
    monkeypatch.setattr(static, "originals", lambda: iter([(source, "static/a.js")]))
    folder = tmp_path / "copies"
    stale = folder / "static" / "old.js.br"
    stale.parent.mkdir(parents=True)
    stale.write_bytes(b"old")
    assert static.write_copies(folder)[:2] == (1, len(CONTENT))
    written = folder / "static" / "a.js.br"
    assert brotli.decompress(written.read_bytes()) == CONTENT
    assert gzip.decompress((folder / "static" / "a.js.gz").read_bytes()) == CONTENT
    assert not stale.exists()
    before = written.stat().st_mtime_ns
    static.write_copies(folder)
    assert written.stat().st_mtime_ns == before
