"""Write the addresses of files. They are stateless: they work in any session and after a restart."""

from collections.abc import Collection
from urllib.parse import quote

import streamlit as st

from dashboard.common.address import Choices
from dashboard.common.snapshot import snapshot
from indicators.errors import ReaderError

SHAPES = "files/world.geojson"
STUB = "files/stub/"
ROWS = "files/rows"
BULK = "files/bulk"
# The parameter that names the snapshot of the page (`server.snapshot_pin`).
SNAPSHOT = "snapshot"


def base_path() -> str:
    """Return the configured prefix of every address of this server: empty, or such as `/risk`."""
    path = str(st.get_option("server.baseUrlPath") or "").strip("/")
    return f"/{path}" if path else ""


def file_address(name: str, ending: str, query: str) -> str:
    """Return the address of a page's file, made from the snapshot in use."""
    return of_snapshot(f"{base_path()}/files/{name}.{ending}?{query}")


def rows_address(exhibit: str, choices: Choices) -> str:
    """Return the address of the rows behind a chart, with `{format}` for the ending of the file."""
    return of_snapshot(f"{base_path()}/{ROWS}.{{format}}?page={exhibit}&{choices.query()}")


def light_address(rows: str) -> str:
    """Return the address of the light page of a chart, from that of its rows; its part to share is open."""
    parameters = [part for part in rows.partition("?")[2].split("&") if not part.startswith(f"{SNAPSHOT}=")]
    name = next(part.removeprefix("page=") for part in parameters if part.startswith("page="))
    query = "&".join(part for part in parameters if part and not part.startswith("page="))
    return f"{base_path()}/v/{name}{'?' if query else ''}{query}#newest"


def bulk_address(sources: Collection[str] | None, format: str, noncommercial: bool) -> str:
    """Return the address of a bulk download in one of `export.bulk.FORMATS`; None means every source."""
    query = [f"sources={','.join(sources)}"] if sources is not None else []
    query += ["noncommercial=yes"] if noncommercial else []
    return f"{base_path()}/{BULK}.{format}.zip" + (f"?{'&'.join(query)}" if query else "")


def of_snapshot(address: str) -> str:
    """Add the id of the snapshot in use to an address; without a snapshot, change nothing."""
    try:
        id = snapshot().id
    except ReaderError:
        return address
    return f"{address}{'&' if '?' in address else '?'}{SNAPSHOT}={quote(id, safe='')}"
