"""No request leaves this machine while a reader uses every page: the browser's and the server's, recorded."""

import json
import socket
import urllib.parse
from pathlib import Path

import pytest

from dashboard.pages import PAGES
from tests.browser.visitor import Visitor
from tests.servers import serving

VIEWS = ("compare?chart=map", *(page.path for page in PAGES))
FOREIGN = (
    b"GET /_stcore/stream HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://example.org\r\n"
    b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
    b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
)
# Every connection, name and datagram that Python asks the system for is written down, then allowed.
SPY = """
import json, os, sys
out = os.open(sys.argv[1], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def hook(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname"):
        asked = args[1] if event in ("socket.connect", "socket.sendto") else args[0]
        os.write(out, (json.dumps([event, str(asked)]) + "\\n").encode())
    elif event == "subprocess.Popen":
        os.write(out, (json.dumps([event, str(args[0])]) + "\\n").encode())
sys.addaudithook(hook)
sys.argv = ["governance-risk-dashboard", *sys.argv[2:]]
from dashboard.server.serve import main
main()
"""


def test_no_request_leaves_the_machine(browser, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    log = tmp_path / "asked"
    asked: list[str] = []
    with serving(tmp_path / "log", SPY, str(log)) as server:
        context = browser.new_context(accept_downloads=True)
        # Of the context, not of a page: workers, frames and beacons are seen too.
        context.on("request", lambda request: asked.append(request.url))
        visitor = Visitor(context.new_page(), server.address)
        visitor.page.on("websocket", lambda stream: asked.append(stream.url))
        for path in VIEWS:
            visitor.open(path)
        context.close()
        _foreign_origin(urllib.parse.urlsplit(server.address).port)
    hosts = {urllib.parse.urlsplit(url).hostname for url in asked if not url.startswith(("data:", "blob:"))}
    by_server = [json.loads(line) for line in log.read_text().splitlines()]
    strangers = [one for one in by_server if "127.0.0.1" not in one[1] and one[1] != "None"]
    with capsys.disabled():
        print(
            f"\noutbound: {len(asked)} requests of the browser, {len(by_server)} of the server, "
            f"{len(VIEWS)} views"
        )
    assert asked
    assert hosts == {"127.0.0.1"}
    assert strangers == []


def _foreign_origin(port: int) -> None:
    """Another site opens a websocket: here Streamlit would ask the internet for its own address."""
    with socket.create_connection(("127.0.0.1", port), timeout=300) as stream:
        stream.sendall(FOREIGN)
        assert stream.recv(100).startswith(b"HTTP/1.1 403")
