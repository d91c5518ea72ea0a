"""Recognise a fetched file by its bytes, so that an error page does not pass for a workbook."""

import json
import re
import stat
import zipfile
import zlib
from collections.abc import Callable
from fnmatch import fnmatchcase
from html import unescape
from pathlib import Path, PurePosixPath

from indicators.refresh.download_task import MEGABYTE, DownloadTask

HEAD = 8192
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_WORKBOOKS = [name.encode("utf-16-le") for name in ("Workbook", "Book", "EncryptedPackage")]
STATA = b"<stata_dta>"
OLD_STATA = range(102, 116)  # the formats before 117, each with its number as the first byte
# A workbook may unpack to so many times the size that is fetched, before it counts as a bomb.
UNPACKED = 32


def check_content(task: DownloadTask, path: Path) -> None:
    """Raise `FetchError` unless the file at `path` is what the ending of the wanted file's name says."""
    ending = PurePosixPath(task.file.path).suffix.lower()
    if ending not in KINDS:
        raise task.error(
            f"nobody knows what a file in {ending or 'no ending'} looks like", "Teach KINDS in content.py."
        )
    if not path.stat().st_size:
        raise task.error("the answer is empty (0 bytes)", "Fetch it again later.")
    kind, is_right = KINDS[ending]
    if not is_right(path):
        raise task.error(
            f"the answer is {seen(path)}, not {kind}",
            f"Open {task.file.url} in a browser. If the page asks for something, answer it there and save "
            f"the file as {task.path}; if the file has moved, write its address into "
            f"{task.source.id}.toml.",
        )
    if ending in (".xlsx", ".xlsm") and _unpacked(path) > UNPACKED * task.limit:
        raise task.error(
            f"the workbook unpacks to {_unpacked(path) // MEGABYTE} MB",
            f"It is a bomb, or `max_megabytes` in {task.source.id}.toml is too small.",
        )


def seen(path: Path) -> str:
    """Describe in words what a file seems to be; give the title of a page."""
    head = _head(path)
    text = _text(head)
    start = text.lstrip().lower()
    if not head:
        return "empty (0 bytes)"
    if head.startswith(STATA):
        return "a Stata file that is cut short"
    if _is_html(text):
        title = re.search(r"<title[^>]*>(.*?)(</title|$)", text, re.IGNORECASE | re.DOTALL)
        words = " ".join(unescape(title[1]).split())[:60] if title else ""
        return f'an HTML page ("{words}")' if words else "an HTML page without a title"
    if start.startswith("<?xml") or re.match(r"<[a-z]", start):
        return "XML"
    if head.startswith(ZIP):
        return "a workbook or another zip" if _is_zip(path) else "a zip that is damaged or cut short"
    if head.startswith(OLE):
        return "an old Office document"
    if head.startswith(b"%PDF"):
        return "a PDF"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    if start[:1] in ("{", "["):
        return f"JSON ({' '.join(start[:60].split())})"
    if _is_printable(text):
        return f"text ({' '.join(text[:60].split())!r})"
    return f"something else (it begins with {head[:8].hex(' ')})"


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _text(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.decode("utf-8-sig", "replace")


def _is_html(text: str) -> bool:
    start = text.lstrip()
    return start.startswith("<") and bool(
        re.search(r"<(!doctype\s+html|html|head|body|title|script|meta)\b", start, re.IGNORECASE)
    )


def _is_printable(text: str) -> bool:
    return not re.search(r"[\x00-\x08\x0e-\x1f]", text)


def _is_table(path: Path) -> bool:
    text = _text(_head(path))
    return _is_printable(text) and not text.lstrip().startswith(("<", "{", "["))


def _is_json(path: Path) -> bool:
    try:
        json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return True


def _is_zip(path: Path) -> bool:
    return bool(_names(path))


def _names(path: Path) -> list[str]:
    """Return the names in a zip; none if it is not a zip or its directory, at its end, is missing."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return []


def _unpacked(path: Path) -> int:
    """Return the unpacked size that a zip states; 0 for an encrypted workbook, which is not a zip."""
    if not _is_zip(path):
        return 0
    with zipfile.ZipFile(path) as archive:
        return sum(entry.file_size for entry in archive.infolist())


def _is_ole_workbook(path: Path) -> bool:
    content = path.read_bytes()
    return content.startswith(OLE) and any(name in content for name in OLE_WORKBOOKS)


def _is_workbook(path: Path) -> bool:
    """Also an encrypted one, which is an OLE container: the loaders open those with Excel's password."""
    names = _names(path)
    is_zipped = "[Content_Types].xml" in names and any(name.startswith("xl/") for name in names)
    return is_zipped or _is_ole_workbook(path)


def _is_stata(path: Path) -> bool:
    head = _head(path)
    if head.startswith(STATA):
        with path.open("rb") as file:
            file.seek(-min(path.stat().st_size, 64), 2)
            return file.read().rstrip().endswith(b"</stata_dta>")
    return len(head) > 3 and head[0] in OLD_STATA and head[1] in (1, 2) and head[2] == 1


KINDS: dict[str, tuple[str, Callable[[Path], bool]]] = {
    ".xlsx": ("an Excel workbook", _is_workbook),
    ".xlsm": ("an Excel workbook", _is_workbook),
    ".xls": ("an Excel workbook", _is_ole_workbook),
    ".csv": ("a table as text", _is_table),
    ".tsv": ("a table as text", _is_table),
    ".tab": ("a table as text", _is_table),
    ".txt": ("a table as text", _is_table),
    ".dta": ("a whole Stata file", _is_stata),
    ".zip": ("a whole zip", _is_zip),
    ".json": ("JSON", _is_json),
}


def extract(task: DownloadTask, archive: Path, to: Path) -> str:
    """Write the one member that `InputFile.member` names to `to`, and return its name in the zip.

    Raises `FetchError` where there is none or more than one, where it is encrypted, damaged, too large, or
    called what only an attacker would call it.
    """
    if not _is_zip(archive):
        raise task.error(f"the answer is {seen(archive)}, not a whole zip", f"{task.mend_address}")
    with zipfile.ZipFile(archive) as opened:
        entry = _member(task, opened)
        try:
            _unpack(task, opened, entry, to)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise task.error(
                f"{entry.filename} in the zip cannot be unpacked ({error})", task.by_hand
            ) from error
    return entry.filename


def _member(task: DownloadTask, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = [entry for entry in archive.infolist() if not entry.is_dir() and not _is_of_a_mac(entry)]
    found = [
        entry
        for entry in entries
        if fnmatchcase(PurePosixPath(entry.filename.replace("\\", "/")).name, task.file.member)
    ]
    if len(found) != 1:
        names = ", ".join(entry.filename for entry in (found or entries)[:8])
        raise task.error(
            f"{len(found) or 'no'} files in the zip are called {task.file.member}; it has {names}",
            f"Write `member` in {task.source.id}.toml so that it means one of them.",
        )
    [entry] = found
    path = PurePosixPath(entry.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in entry.filename or _is_link(entry):
        raise task.error(
            f"the zip calls its file {entry.filename!r}, which leads out of it",
            f"Do not unpack it; tell the publisher. {task.mend_address}",
        )
    if entry.flag_bits & 1:
        raise task.error(f"{entry.filename} in the zip is encrypted", task.by_hand)
    return entry


def _is_of_a_mac(entry: zipfile.ZipInfo) -> bool:
    """Tell whether an entry is one that macOS adds to a zip beside each file, under the same name."""
    path = PurePosixPath(entry.filename)
    return "__MACOSX" in path.parts or path.name.startswith("._")


def _is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


def _unpack(task: DownloadTask, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, to: Path) -> None:
    """Unpack at most as much as may be fetched, whatever size the zip's directory tells."""
    received = 0
    with archive.open(entry) as packed, to.open("wb") as file:
        while piece := packed.read(MEGABYTE):
            received += len(piece)
            if received > task.limit:
                raise task.too_big()
            file.write(piece)
