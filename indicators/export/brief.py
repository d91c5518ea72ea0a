"""Write a finding as one HTML file that prints to one page of A4, without script or network.

The template escapes every text and removes marks that are invisible or reverse the order of letters: a
reader's or publisher's text stays text.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from indicators.claims.finding import CheckedBy
from indicators.export.claim_review import why_left_out
from indicators.export.evidence import Exported, Publication, where_of
from indicators.export.finding_words import (
    data_of,
    element_table,
    panels,
    since_then,
    value_of,
    why,
    with_place,
)

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue

CSP = "default-src 'none'; style-src 'unsafe-inline'"
# A page has no room for more; the linked page shows all.
MAX_EDITIONS = 24
MAX_REFERENCES = 10

# Control characters, and marks that are invisible or reverse the order of the letters after them.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def brief_html(entry: Exported, *, catalogue: "Catalogue", by: Publication) -> bytes:
    """Write one finding as a page of A4."""
    title = f"{entry.finding.id or 'A claim'} checked: {entry.finding.text}"
    return _page(title, [entry], catalogue, by, has_overview=False)


def briefs_html(entries: Sequence[Exported], *, catalogue: "Catalogue", by: Publication) -> bytes:
    """Write a table of all findings, then a page for each one with a verdict. Opinions have none."""
    return _page("All claims checked", entries, catalogue, by, has_overview=True)


def _page(
    title: str, entries: Sequence[Exported], catalogue: "Catalogue", by: Publication, *, has_overview: bool
) -> bytes:
    page = ENVIRONMENT.get_template("brief.html").render(
        title=title,
        entries=entries,
        has_overview=has_overview,
        catalogue=catalogue,
        article=catalogue.narrative.article,
        country_name=lambda iso3: catalogue.countries.by_iso3[iso3].name,
        by=by,
    )
    return f"{page.lstrip()}\n".encode()


def _visible(value: object) -> object:
    """Remove invisible marks from a value before it is escaped; markup of the template stays."""
    return value if isinstance(value, Markup) else _HIDDEN.sub("", str(value))


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_visible,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    functions = (
        data_of,
        element_table,
        panels,
        since_then,
        value_of,
        where_of,
        why,
        why_left_out,
        with_place,
    )
    environment.globals |= {function.__name__: function for function in functions}
    environment.globals |= {
        "csp": CSP,
        "is_computed": lambda finding: finding.by is CheckedBy.COMPUTED,
        "max_editions": MAX_EDITIONS,
        "max_references": MAX_REFERENCES,
    }
    environment.tests["web_address"] = lambda address: re.match(r"https?://", address) is not None
    return environment


ENVIRONMENT = _environment()
