"""Write light pages as files that any web server or CDN serves: no program, no query in an address."""

import html
import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from starlette.requests import Request

from dashboard.common import cache
from dashboard.common.assets import ASSETS, PLOTLY
from dashboard.common.files import SHAPES, STUB
from dashboard.common.snapshot import one_snapshot
from dashboard.server.addressed import Body, Question
from dashboard.server.light.routes import answer_brief, answer_page, answer_picture, scripts
from dashboard.server.light.views import CLAIMS, FRONT, STORY, view_of
from indicators.catalogue.geography import FOCUS
from indicators.clock import today
from indicators.errors import ReaderError
from indicators.export.tables import to_csv
from indicators.paths import DATA
from indicators.snapshot.snapshot import Snapshot

# Stands for the server while a page is written; no address in a file has it.
_ROOT = "https://site.invalid"
_ASSETS = "assets"
_ATTRIBUTE = re.compile(r'\b(href|src|content)="([^"]*)"')
_GONE = "#gone"
_SHARE = re.compile(r'<details class="share">.*?</details>\n?', re.DOTALL)
_LINK = re.compile(rf'<a [^>]*?href="{_GONE}"[^>]*>(.*?)</a>', re.DOTALL)
_FILE = re.compile(rf' <a href="{_GONE}">(?:CSV|Parquet|SVG|PNG)</a>')
_TAG = re.compile(rf'<(?:link|meta)[^>]*="{_GONE}"[^>]*>\n?')
_DATA_ADDRESS = re.compile(rf'"(/(?:{re.escape(SHAPES)}|{re.escape(STUB)}|files/assets/[^"]+))"')
_OPEN = re.compile(r"<p>Open the dashboard with these choices</p>\n?")

Key = tuple[str, frozenset[tuple[str, str]]]


@dataclass(frozen=True)
class Place:
    """A page of the site: the view's name and query, and its file without the ending."""

    name: str
    query: str
    stem: str

    @property
    def key(self) -> Key:
        return _key(self.name, self.query)


def places(indicators: Sequence[str] | None = None) -> list[Place]:
    """Return the pages of a site: every page, each indicator, each step and each claim; None means all."""
    narrative = cache.catalogue().narrative
    ids = cache.indicator_options() if indicators is None else list(indicators)
    found = [Place(FRONT, "", "index"), Place("brief", f"country={FOCUS}", "brief")]
    found += [
        Place(name, "", name)
        for name in ("compare", STORY, CLAIMS, "timeline", "country", "risk", "assistance", "data")
    ]
    found += [Place("compare", f"indicator={id}", f"compare/{id}") for id in ids]
    found += [Place(STORY, f"step={step.id}", f"{STORY}/{step.id}") for step in narrative.story]
    found += [Place(CLAIMS, f"claim={claim.id}", f"{CLAIMS}/{claim.id}") for claim in narrative.claims]
    return found


def write_site(
    out: Path, snapshot: Snapshot, *, indicators: Sequence[str] | None = None, dashboard: str = ""
) -> tuple[int, int]:
    """Write the site below a folder, and return the numbers of its pages and of all its files.

    Links that no file can answer lead to `dashboard`, the address of a running one; without it they are text.
    """
    with one_snapshot(snapshot):
        pages = places(indicators)
        known = {place.key: place for place in pages}
        _write_assets(out)
        for place in pages:
            _write_page(out, place, known, snapshot, dashboard.rstrip("/"))
    return len(pages), sum(path.is_file() for path in out.rglob("*"))


def _write_assets(out: Path) -> None:
    folder = out / _ASSETS
    (folder / "stub").mkdir(parents=True, exist_ok=True)
    for name, content in {**scripts(), "plotly.js": (ASSETS / PLOTLY).read_bytes()}.items():
        (folder / name).write_bytes(content)
    (folder / "world.geojson").write_bytes((DATA / "geography" / "world.geojson").read_bytes())
    for name in ("world_110m.json", "world_50m.json"):
        (folder / "stub" / name).write_bytes((DATA / "geography" / "empty_topojson.json").read_bytes())


def _write_page(out: Path, place: Place, known: dict[Key, Place], snapshot: Snapshot, dashboard: str) -> None:
    path = out / f"{place.stem}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    page = _answer(answer_brief if place.name == "brief" else answer_page, place, snapshot).content.decode()
    endings = {".svg": _picture, ".csv": _rows}
    written = []
    for ending, make in endings.items():
        content = None if place.name == "brief" else make(place, snapshot)
        if content is not None:
            content = content.replace(_ROOT.encode(), dashboard.encode())
            (out / f"{place.stem}{ending}").write_bytes(content)
            written.append(ending)
    up = os.path.relpath(out, path.parent)

    def moved(address: str) -> str:
        return _moved(address, place, known, tuple(written), "" if up == "." else f"{up}/", dashboard)

    path.write_text(_rewritten(page, moved), encoding="utf-8")


def _picture(place: Place, snapshot: Snapshot) -> bytes | None:
    try:
        return _answer(answer_picture, place, snapshot, ending="svg").content
    except ReaderError:
        return None


def _rows(place: Place, snapshot: Snapshot) -> bytes | None:
    """Return the rows behind a view as CSV; None for a view without rows."""
    view = view_of(place.name, dict(parse_qsl(place.query)), today(), _ROOT)
    return None if view.rows is None else to_csv(view.rows, view.passport)


def _answer(make: Callable[[Question], Body], place: Place, snapshot: Snapshot, **path: str) -> Body:
    """Return what the server would answer for a page."""
    scope = {
        "type": "http",
        "method": "GET",
        "path": f"/v/{place.name}",
        "query_string": place.query.encode(),
        "headers": [],
        "path_params": {"name": place.name, **path},
    }
    return make(Question(Request(scope), snapshot, today(), False, _ROOT))


def _rewritten(page: str, moved: Callable[[str], str]) -> str:
    """Return a page whose addresses are those of files beside it."""

    def attribute(match: re.Match[str]) -> str:
        address = html.unescape(match[2])
        if not address.startswith((_ROOT, "/")):
            return match[0]
        return f'{match[1]}="{html.escape(moved(address))}"'

    page = _ATTRIBUTE.sub(attribute, _SHARE.sub("", page))
    page = _TAG.sub("", _FILE.sub("", page))
    page = _OPEN.sub("", _LINK.sub(r"\1", page))
    for address in _addresses_in_data(page):
        page = page.replace(f'"{address}"', f'"{moved(address)}"')
    return page


def _addresses_in_data(page: str) -> Iterator[str]:
    """Yield the addresses in the figure and its settings: the outlines, their stub, Plotly."""
    yield from dict.fromkeys(_DATA_ADDRESS.findall(page))


def _moved(
    address: str, place: Place, known: dict[Key, Place], written: tuple[str, ...], up: str, dashboard: str
) -> str:
    """Return the address of a file for an address of the server; `_GONE` if nothing answers it."""
    parts = urlsplit(address.removeprefix(_ROOT))
    path = parts.path
    if path.startswith(("/v/-/", "/files/assets/")):
        return f"{up}{_ASSETS}/{'plotly.js' if path.endswith(PLOTLY) else path.rpartition('/')[2]}"
    if path in (f"/{SHAPES}", f"/{STUB}"):
        return f"{up}{_ASSETS}/{path.removeprefix('/files/')}"
    name, _, ending = path.removeprefix("/v/").partition(".")
    if path.startswith("/v/") and not ending and (page := known.get(_key(name, parts.query))):
        return f"{up}{page.stem}.html"
    if path.startswith(f"/v/{place.name}.svg") and ".svg" in written:
        return f"{up}{place.stem}.svg"
    if path == "/files/rows.csv" and ".csv" in written:
        return f"{up}{place.stem}.csv"
    return f"{dashboard}{address.removeprefix(_ROOT)}" if dashboard else _GONE


def _key(name: str, query: str) -> Key:
    return name, frozenset(parse_qsl(query))
