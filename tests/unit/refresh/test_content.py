"""What a file is by its bytes, and the one member of a zip: what is not the file asked for is refused."""

import stat
import struct
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import FetchError
from indicators.model import InputFile
from indicators.refresh.content import check_content, extract
from indicators.refresh.download_task import DownloadTask
from indicators.refresh.fetch import Outcome, State
from tests.unit.loaders.workbooks import encrypt
from tests.unit.refresh.fetching import NEW, OLD, Desk, offers, page, zipped

Check = Callable[..., None]

TABLE = b"\xef\xbb\xbfcountry,score\nT\xc3\xbcrkiye,34\n"
STATA = b"<stata_dta><header><release>118</release></header> ... </stata_dta>"
OLD_STATA = bytes([114, 2, 1, 0]) + bytes(100)
XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le") + bytes(600)
DOC = XLS.replace("Workbook".encode("utf-16-le"), "WordDocument".encode("utf-16-le"))


@pytest.fixture
def check(catalogue: Catalogue, tmp_path: Path) -> Check:
    """Whether content is good under a name; raises `FetchError` where it is not."""

    def check(name: str, content: bytes, megabytes: int = 1) -> None:
        file = InputFile(name, "https://www.transparency.org/x", max_megabytes=megabytes)
        path = tmp_path / "content"
        path.write_bytes(content)
        check_content(DownloadTask(catalogue.source("ti_cpi"), file, tmp_path / name), path)

    return check


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", NEW),
        ("A.XLSX", NEW),
        ("a.xls", XLS),
        ("a.csv", TABLE),
        ("a.csv", "Türkiye;34\n".encode("latin-1")),
        ("a.csv", "country\tscore\n".encode("utf-16")),
        ("a.tab", b"country\tscore\n"),
        ("a.txt", TABLE),
        ("a.dta", STATA),
        ("a.dta", OLD_STATA),
        ("a.zip", zipped({"a.csv": TABLE})),
        ("a.json", b'\xef\xbb\xbf{"rows": []}'),
    ],
)
def test_a_file_that_is_what_its_name_says_is_good(check: Check, name: str, content: bytes) -> None:
    check(name, content)


def test_an_encrypted_workbook_is_a_workbook(check: Check, tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    path.write_bytes(NEW)
    check("a.xlsx", encrypt(path).read_bytes())


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", DOC, "an old Office document, not an Excel workbook"),
        ("a.xls", DOC, "an old Office document, not an Excel workbook"),
        ("a.xls", NEW, "a workbook or another zip, not an Excel workbook"),
        ("a.csv", NEW, "a workbook or another zip, not a table as text"),
        ("a.csv", page("Cookies?"), 'an HTML page ("Cookies?"), not a table as text'),
        ("a.csv", b"<!-- x -->\n<HTML lang=en>", "an HTML page without a title, not a table"),
        ("a.csv", b'[{"message": []}]', 'JSON ([{"message": []}]), not a table'),
        ("a.csv", b"<error>no</error>", "XML, not a table"),
        ("a.csv", b"\x1f\x8b\x08" + bytes(9), "gzip, not a table"),
        ("a.dta", STATA[:-5], "a Stata file that is cut short, not a whole Stata file"),
        ("a.dta", TABLE, "not a whole Stata file"),
        ("a.zip", zipped({"a.csv": TABLE * 99})[:-9], "a zip that is damaged or cut short, not a whole zip"),
        ("a.json", b'{"rows": [', "not JSON"),
        ("a.json", page("Bad gateway"), 'an HTML page ("Bad gateway"), not JSON'),
        ("a.ods", NEW, "nobody knows what a file in .ods looks like"),
        ("a", NEW, "nobody knows what a file in no ending looks like"),
    ],
)
def test_a_file_that_is_something_else_is_refused(check: Check, name: str, content: bytes, said: str) -> None:
    with pytest.raises(FetchError) as error:
        check(name, content)
    assert said in str(error.value)


def test_a_workbook_that_unpacks_to_gigabytes_is_refused(check: Check) -> None:
    content = BytesIO(NEW)
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet2.xml", bytes(33 * 10**6))
    with pytest.raises(FetchError, match="the workbook unpacks to 33 MB"):
        check("a.xlsx", content.getvalue())
    check("a.xlsx", content.getvalue(), megabytes=2)


# A member of a zip


MEMBERS = {
    "data/CPI2025_Results.xlsx": NEW,
    "data/CPI2025_Methods.pdf": b"%PDF",
    "__MACOSX/data/._CPI2025_Results.xlsx": b"what macOS adds",
}


def fetch_member(desk: Desk, archive: bytes, member: str = "*Results.xlsx", **settings: object) -> Outcome:
    desk.publisher.says("/data.zip", offers(archive, ETag='"zip"'))
    url = desk.publisher.address("/data.zip")
    return desk.fetch(desk.input(url=url, member=member, **settings))


def test_the_member_of_a_zip_comes_under_its_own_name(desk: Desk) -> None:
    archive = zipped(MEMBERS)
    assert fetch_member(desk, archive).text == f"{len(NEW):,} bytes"
    assert desk.files()["CPI2025_Results.xlsx"] == NEW
    assert set(desk.files()) == {"CPI2025_Results.xlsx", "fetched.json"}
    assert desk.record().member == "data/CPI2025_Results.xlsx"
    assert fetch_member(desk, archive).state is State.UNCHANGED
    assert desk.headers("If-None-Match") == ['"zip"']


def test_another_member_of_the_same_zip_is_asked_for_anew(desk: Desk) -> None:
    archive = zipped({"new.xlsx": NEW, "old.xlsx": OLD})
    fetch_member(desk, archive, "new.xlsx")
    assert fetch_member(desk, archive, "old.xlsx").state is State.FETCHED
    assert desk.files()["CPI2025_Results.xlsx"] == OLD


def encrypted() -> bytes:
    """A zip whose member's flag says that it is encrypted."""
    content = bytearray(zipped({"Results.xlsx": NEW}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def damaged() -> bytes:
    content = bytearray(zipped({"Results.xlsx": NEW}))
    content[200] ^= 0xFF
    return bytes(content)


def lying() -> bytes:
    """A zip whose directory says that its member unpacks to ten bytes; it does to two million."""
    content = bytearray(zipped({"Results.xlsx": bytes(2 * 10**6)}))
    entry = content.rindex(b"PK\x01\x02")
    content[entry + 24 : entry + 28] = struct.pack("<L", 10)
    return bytes(content)


def link() -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        entry = zipfile.ZipInfo("Results.xlsx")
        entry.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(entry, "/etc/passwd")
    return content.getvalue()


LEADS_OUT = "which leads out of it. Do not unpack it; tell the publisher."
UNPACK_BY_HAND = "in a browser, take *Results.xlsx out of the zip, and save it as "

BAD_ZIPS = {
    "no zip": (
        page("Sorry"),
        'the answer is an HTML page ("Sorry"), not a whole zip',
        "Look for the file at",
    ),
    "cut short": (zipped(MEMBERS)[:-30], "a zip that is damaged or cut short", "Look for the file at"),
    "empty": (b"", "the answer is empty (0 bytes), not a whole zip", "Look for the file at"),
    "no such member": (
        zipped({"a.csv": b"a", "b.csv": b"b"}),
        "no files in the zip are called *Results.xlsx; it has a.csv, b.csv",
        "Write `member` in ti_cpi.toml so that it means one of them.",
    ),
    "two such members": (
        zipped({"2024/Results.xlsx": OLD, "2025/Results.xlsx": NEW}),
        "2 files in the zip are called *Results.xlsx; it has 2024/Results.xlsx, 2025/Results.xlsx",
        "Write `member` in ti_cpi.toml so that it means one of them.",
    ),
    "encrypted": (encrypted(), "Results.xlsx in the zip is encrypted", UNPACK_BY_HAND),
    "damaged": (damaged(), "Results.xlsx in the zip cannot be unpacked (", UNPACK_BY_HAND),
    "a directory that lies": (lying(), "Results.xlsx in the zip cannot be unpacked (", UNPACK_BY_HAND),
    "a bomb": (zipped({"Results.xlsx": bytes(2 * 10**6)}), "it is larger than 1 MB", "raise `max_megabytes`"),
    "a path upwards": (zipped({"../../Results.xlsx": NEW}), "'../../Results.xlsx'", LEADS_OUT),
    "a path of Windows": (zipped({"..\\Results.xlsx": NEW}), "Results.xlsx'", LEADS_OUT),
    "a path from the root": (zipped({"/etc/Results.xlsx": NEW}), "'/etc/Results.xlsx'", LEADS_OUT),
    "a link": (link(), "'Results.xlsx'", LEADS_OUT),
    "another kind of file": (
        zipped({"Results.xlsx": b"a,b\n"}),
        "the answer is text ('a,b'), not an Excel workbook",
        "in a browser",
    ),
}


@pytest.mark.parametrize("bad", BAD_ZIPS)
def test_a_bad_zip_leaves_the_good_file_and_says_what_to_do(settled: Desk, bad: str) -> None:
    before = settled.files()
    archive, said, todo = BAD_ZIPS[bad]
    outcome = fetch_member(settled, archive)
    assert outcome.state is State.REFUSED
    assert said in outcome.text
    assert todo in outcome.text
    assert settled.files() == before


def test_extract_writes_nothing_outside_of_its_place(catalogue: Catalogue, tmp_path: Path) -> None:
    archive = tmp_path / "a.zip"
    archive.write_bytes(zipped({"deep/below/Results.xlsx": NEW, "../evil.txt": b"!"}))
    file = InputFile("a.xlsx", "https://www.transparency.org/x", member="Results.xlsx")
    task = DownloadTask(catalogue.source("ti_cpi"), file, tmp_path / "a.xlsx")
    assert extract(task, archive, tmp_path / "to") == "deep/below/Results.xlsx"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "to"]
    assert (tmp_path / "to").read_bytes() == NEW
