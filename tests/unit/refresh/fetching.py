"""A publisher for the tests of fetching: a real https server on 127.0.0.1 that answers wrongly on demand.

`localhost` is the publisher's host; 127.0.0.1, the same server, is another one.
"""

import datetime as dt
import gzip
import ipaddress
import re
import ssl
import threading
import time
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from indicators.model import InputFile, Source
from indicators.refresh.download_task import Policy
from indicators.refresh.fetch import Outcome, fetch
from indicators.refresh.fetch_record import FetchedRecord, fetched

NAME = "CPI2025_Results.xlsx"
PATH = f"/{NAME}"
# What a refusal tells a reader to do.
LATER = "Fetch it again later; what was there before is still there."
MOVED = "Look for the file at https://www.transparency.org/en/cpi, and write its address into ti_cpi.toml."

TEN_GIGABYTES = 10**10
JANUARY, JUNE = "Fri, 10 Jan 2025 00:00:00 GMT", "Tue, 10 Jun 2025 00:00:00 GMT"

# Pauses are as short as can be; what a test waits for itself it makes shorter.
HASTY = Policy(
    connect_seconds=120.0,
    silence_seconds=120.0,
    answer_seconds=120.0,
    file_seconds=600.0,
    attempts=3,
    backoff_seconds=0.001,
    longest_wait_seconds=0.5,
    reachable=("127.0.0.1", "::1"),
)


class Request(BaseHTTPRequestHandler):
    """A request to the publisher, and the means to answer it."""

    protocol_version = "HTTP/1.1"
    server: "Publisher"

    def do_GET(self) -> None:
        self.server.asked.append(self)
        self.close_connection = True
        self.server.answer(self)

    def head(self, status: int, headers: Mapping[str, object]) -> None:
        self.send_response_only(status)
        for name, value in headers.items():
            self.send_header(name, str(value))
        self.send_header("Connection", "close")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


Answer = Callable[[Request], None]


class Publisher(ThreadingHTTPServer):
    """Answers each path with the answers that a test gives it, one after the other; the last one repeats."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, certificate: Path) -> None:
        super().__init__(("127.0.0.1", 0), Request)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        # The handshake is the request's own thread's: one that fails must not stop the server.
        self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self.server_address[1]
        self.asked: list[Request] = []
        self._answers: dict[str, list[Answer]] = {}
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    def says(self, path: str, *answers: Answer) -> None:
        self.asked.clear()
        self._answers[path] = list(answers)

    def answer(self, request: Request) -> None:
        answers = self._answers[request.path.partition("?")[0]]
        (answers.pop(0) if len(answers) > 1 else answers[0])(request)

    def address(self, path: str, host: str = "localhost") -> str:
        return f"https://{host}:{self.port}{path}"

    def handle_error(self, *_: object) -> None:
        """A client that breaks off is what the tests are about."""


def write_certificate(path: Path, *names: str) -> Path:
    """A certificate for the names with its key, which vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "A publisher of the tests")])
    now = dt.datetime.now(dt.UTC)
    addresses: list[x509.GeneralName] = [
        x509.IPAddress(ipaddress.ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
        for name in names
    ]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(addresses), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


# What the publisher offers


def workbook(text: str, rows: int = 1) -> bytes:
    content = BytesIO()
    book = openpyxl.Workbook()
    for row in range(rows):
        book.active.append([text, row])
    book.save(content)
    return content.getvalue()


def zipped(members: Mapping[str, bytes]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return content.getvalue()


def page(title: str) -> bytes:
    return f"\n<!DOCTYPE html>\n<html><head><title>\n {title}</title></head><body>...</body></html>".encode()


OLD, NEW = workbook("of 2024"), workbook("of 2025", rows=3000)

# How it answers


def offers(content: bytes, **headers: str) -> Answer:
    """The content as a good server sends it: conditional and in parts where `ETag` or a date allow it."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: Request) -> None:
        asked = request.headers
        mark = named.get("ETag", "")
        date = named.get("Last-Modified", "")
        if (mark and asked["If-None-Match"] == mark) or (
            date and not asked["If-None-Match"] and asked["If-Modified-Since"] == date
        ):
            return request.head(304, named)
        part = re.fullmatch(r"bytes=([0-9]+)-", asked["Range"] or "")
        if part and asked["If-Range"] in (mark or None, date or None):
            start = int(part[1])
            span = f"bytes {start}-{len(content) - 1}/{len(content)}"
            request.head(206, named | {"Content-Range": span, "Content-Length": len(content) - start})
            request.wfile.write(content[start:])
            return None
        request.head(200, named | {"Content-Length": len(content)})
        request.wfile.write(content)
        return None

    return answer


def status(code: int, content: bytes = b"", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: Request) -> None:
        request.head(code, named | {"Content-Length": len(content)})
        request.wfile.write(content)

    return answer


def leads(to: str, code: int = 302) -> Answer:
    return status(code, b"", Location=to)


def cut(content: bytes, after: int, **headers: str) -> Answer:
    """The head promises all, the body ends in the middle."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: Request) -> None:
        request.head(200, named | {"Content-Length": len(content)})
        request.wfile.write(content[:after])

    return answer


def misstates(content: bytes, by: int) -> Answer:
    """All of the content, under a length that is wrong by some bytes."""

    def answer(request: Request) -> None:
        request.head(200, {"Content-Length": len(content) + by})
        request.wfile.write(content)

    return answer


def cut_chunks(content: bytes, after: int) -> Answer:
    """In chunks; the last one never comes."""

    def answer(request: Request) -> None:
        request.head(200, {"Transfer-Encoding": "chunked"})
        request.wfile.write(b"%x\r\n%b\r\n" % (after, content[:after]))

    return answer


def without_length(content: bytes) -> Answer:
    """The end of the connection is the end of the content, wherever that is."""

    def answer(request: Request) -> None:
        request.head(200, {})
        request.wfile.write(content)

    return answer


def drips(start: bytes, **headers: str) -> Answer:
    """A byte now and then, each in good time, for ever."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}

    def answer(request: Request) -> None:
        request.head(200, named | {"Content-Length": 10**6})
        request.wfile.write(start)
        while True:
            time.sleep(0.02)
            request.wfile.write(b"x")

    return answer


def head_that_never_ends(request: Request) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\nX-Patience: ")
    while True:
        time.sleep(0.02)
        request.wfile.write(b"x")


def is_silent(request: Request) -> None:
    request.head(200, {"Content-Length": 10**6})
    request.wfile.write(b"PK")
    request.wfile.flush()
    request.rfile.read(1)  # until the client hangs up


def hangs_up(request: Request) -> None:
    """No answer at all."""


def endless(length: int | None) -> Answer:
    """Ten gigabytes that are announced, or that simply do not end; read only as long as somebody reads."""

    def answer(request: Request) -> None:
        request.head(200, {} if length is None else {"Content-Length": length})
        sent = 0
        while sent < TEN_GIGABYTES:
            sent += request.wfile.write(b"PK\x03\x04" * 65536)

    return answer


def bomb(megabytes: int) -> Answer:
    """A few kilobytes of gzip that become so many megabytes."""
    content = gzip.compress(bytes(megabytes * 10**6), 9)
    return status(200, content, Content_Encoding="gzip")


# Who asks


@dataclass
class Desk:
    """A source whose one publisher is the test's, and the folder that its files go to."""

    publisher: Publisher
    model: Source
    raw: Path
    policy: Policy = HASTY
    hosts: tuple[str, ...] = ()
    told: list[Outcome] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    tell: Callable[[Outcome], None] | None = None

    @property
    def folder(self) -> Path:
        return self.raw / self.model.id

    def input(self, name: str = NAME, **settings: Any) -> InputFile:
        url = settings.pop("url", self.publisher.address(f"/{name}"))
        return InputFile(path=name, url=url, **{"max_megabytes": 1} | settings)

    def source(self, *inputs: InputFile) -> Source:
        return replace(self.model, inputs=inputs, hosts=self.hosts)

    def fetch_all(self, *sources: Source) -> list[Outcome]:
        policy = replace(self.policy, port=self.publisher.port)
        return fetch(
            sources,
            self.raw,
            policy,
            told=self.tell or self.told.append,
            watch=lambda *_: None,
            complain=self.complaints.append,
        )

    def fetch(self, *inputs: InputFile) -> Outcome:
        """What becomes of the first file."""
        return self.fetch_all(self.source(*inputs or (self.input(),)))[0]

    def offer(self, content: bytes, **headers: str) -> None:
        self.publisher.says(PATH, offers(content, **headers))

    def files(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def record(self, name: str = NAME) -> FetchedRecord:
        return fetched(self.raw, self.model.id)[name]

    def headers(self, name: str) -> list[str | None]:
        """What each request since the last `says` bore under this name."""
        return [request.headers[name] for request in self.publisher.asked]
