"""The World Bank's Indicators API v2: all rows of some codes, in one JSON file.

    {"interface": "World Bank API v2", "source": "3",
     "indicators": {CODE: {"lastupdated": "2026-09-25", "rows": [row, ...]}, ...}}

Codes stand in the order of the alphabet. The rows of a code are the interface's own objects (`indicator`,
`country`, `countryiso3code`, `date`, `value`, `unit`, `obs_status`, `decimal`), all of them, regional
aggregates too, in the order of country and date. `lastupdated` is null where the interface gives none.
All rows are of one state of the database: where it changes in between, everything is asked for anew.

Documentation: https://datahelpdesk.worldbank.org/knowledgebase/articles/889392
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from indicators.errors import FetchError
from indicators.refresh.download import Progress
from indicators.refresh.download_task import DownloadTask
from indicators.refresh.http_client import LATER, PassingError, Transport

INTERFACE = "World Bank API v2"
GOVERNANCE = "3"  # the interface's number of the database "Worldwide Governance Indicators"
ROWS_PER_PAGE = 1000
UNAVAILABLE = "105"

Row = Mapping[str, Any]


class _ChangedError(Exception):
    """The database changed while it was read."""


@dataclass(frozen=True, slots=True)
class _Page:
    """One page of an answer, the numbers of its head as numbers."""

    page: int
    pages: int
    total: int
    lastupdated: str | None
    rows: tuple[Row, ...]


def ask_api(transport: Transport, progress: Progress) -> bytes:
    """Return the task's codes with all their rows, as the content of its file.

    Raises `FetchError` where the interface reports an error, knows no rows of a code, or changes twice
    while it is read.
    """
    for is_last in (False, True):
        try:
            return _All(transport, progress).content()
        except _ChangedError as error:
            if is_last:
                raise transport.task.error(f"{error}, twice while it was read", LATER) from error
    raise AssertionError("the last try returns or raises")


class _All:
    """One reading of all codes, within the size that the task may have."""

    def __init__(self, transport: Transport, progress: Progress) -> None:
        self._transport = transport
        self._task = transport.task
        self._progress = progress
        self._received = 0

    def content(self) -> bytes:
        indicators = {code: self._indicator(code) for code in sorted(self._task.file.codes)}
        states = sorted({str(found["lastupdated"]) for found in indicators.values()})
        if len(states) > 1:
            raise _ChangedError(f"the codes are of different states ({', '.join(states)})")
        stored = {"interface": INTERFACE, "source": GOVERNANCE, "indicators": indicators}
        return json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode()

    def _indicator(self, code: str) -> dict[str, Any]:
        first = self._page(code, 1)
        rows = list(first.rows)
        for number in range(2, first.pages + 1):
            page = self._page(code, number)
            if (page.pages, page.total, page.lastupdated) != (first.pages, first.total, first.lastupdated):
                raise _ChangedError(f"page {number} of {code} is of another state than page 1")
            rows += page.rows
        keys = {_key(row) for row in rows}
        if len(rows) != first.total or len(keys) != len(rows):
            raise _ChangedError(
                f"{code} has {len(rows)} rows, {len(keys)} of them different, and {first.total} announced"
            )
        return {"lastupdated": first.lastupdated, "rows": sorted(rows, key=_key)}

    def _page(self, code: str, number: int) -> _Page:
        asked = {"source": GOVERNANCE, "format": "json", "per_page": ROWS_PER_PAGE, "page": number}
        address = f"{self._task.file.url}/country/all/indicator/{quote(code, safe='')}?{urlencode(asked)}"
        answer = self._transport.persist(lambda: self._answer(address))
        page = _read_page(self._task, code, answer)
        if page.page != number:
            raise self._task.error(f"page {page.page} of {code} came for page {number}", LATER)
        return page

    def _answer(self, address: str) -> Any:
        """Return the answer as JSON; anything else means that the interface is out of order."""
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip"}
        with self._transport.get(address, headers) as answer:
            if answer.status != 200:
                raise answer.refusal()
            content = b""
            for piece in answer.pieces(self._task.limit - self._received):
                content += piece
                self._progress(self._received + len(content), None)
        found = _read_json(self._task, content)
        self._received += len(content)
        return found


def _read_json(task: DownloadTask, content: bytes) -> Any:
    text = content.decode("utf-8-sig", "replace").strip()
    if text.startswith("<"):
        message = re.search(r'<wb:message id="([^"]*)" key="([^"]*)">([^<]*)', text)
        if message:
            raise _reported(task, *message.groups())
        raise PassingError(f"the interface answers with XML or HTML, not JSON ({text[:60]!r})")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise PassingError(f"the interface answers with something else than JSON ({text[:60]!r})") from None
    if isinstance(found, list) and len(found) == 1 and isinstance(found[0], dict) and "message" in found[0]:
        raise _first_message(task, found[0]["message"])
    return found


def _first_message(task: DownloadTask, messages: Any) -> Exception:
    message = messages[0] if isinstance(messages, list) and messages else messages
    if not isinstance(message, dict):
        return _strange(task, "an error without a message", messages)
    return _reported(task, *(str(message.get(name, "")) for name in ("id", "key", "value")))


def _reported(task: DownloadTask, id: str, key: str, value: str) -> Exception:
    """Return the error that the interface reports with status 200."""
    what = f"the interface reports error {id}, {key}: {value.rstrip('.')}"
    if id == UNAVAILABLE:
        return PassingError(what)
    toml = f"{task.source.id}.toml"
    todos = {
        "120": f"Check `codes` in {toml}: one of them is unknown to database {GOVERNANCE}.",
        "175": f"The publisher has archived or renamed a code of `codes` in {toml}: look for the new one in "
        f"{task.file.url}/indicator?source={GOVERNANCE}.",
    }
    return task.error(
        what, todos.get(id, "See https://datahelpdesk.worldbank.org/knowledgebase/articles/889392.")
    )


def _read_page(task: DownloadTask, code: str, answer: Any) -> _Page:
    """Return the page that an answer holds; raises `FetchError` if it has another shape."""
    if not (isinstance(answer, list) and len(answer) == 2 and isinstance(answer[0], dict)):
        raise _strange(task, "no page", answer)
    head, rows = answer
    try:
        total = _number(head["total"])
        if not total or rows is None:
            raise task.error(
                f"the interface knows no rows of {code}", f"Check `codes` in {task.source.id}.toml."
            )
        if str(head.get("sourceid", GOVERNANCE)) != GOVERNANCE:
            raise task.error(
                f"{code} is of database {head['sourceid']}, not {GOVERNANCE}",
                f"Check `codes` in {task.source.id}.toml.",
            )
        updated = head.get("lastupdated")
        return _Page(
            page=_number(head["page"]),
            pages=_number(head["pages"]),
            total=total,
            lastupdated=None if updated is None else str(updated),
            rows=tuple(_row(row, code) for row in rows),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _strange(task, f"a page of {code} that cannot be read ({error})", answer) from error


def _number(value: object) -> int:
    """Return a number of the head, which comes as a number or as text."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError(f"{value!r} is not a number")
    return int(value)


def _row(row: Any, code: str) -> Row:
    if row["indicator"]["id"] != code:
        raise ValueError(f"a row of {row['indicator']['id']} came for {code}")
    if not all(isinstance(part, str) for part in _key(row)):
        raise TypeError(f"a row without country or date: {row}")
    return dict(row)


def _key(row: Row) -> tuple[str, str, str]:
    """Return the key of a row among the others of its code: some economies lack one of the two codes."""
    return row["countryiso3code"], row["country"]["id"], row["date"]


def _strange(task: DownloadTask, what: str, answer: object) -> FetchError:
    return task.error(
        f"the interface answers with {what}: {str(answer)[:120]}",
        "If its form is new, teach worldbank.py; otherwise fetch it again later.",
    )
