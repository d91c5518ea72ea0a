"""Cite a source, as text, as BibTeX and as RIS."""

import datetime as dt

from indicators.export.passport import Passport
from indicators.model import Edition, Source


def cite(source: Source, edition: Edition | None, *, accessed: dt.date) -> str:
    """Return the publisher's citation for one edition, with the day of use."""
    text = source.citation.format(edition=edition.id if edition else "all editions")
    return f"{text} (used {accessed.day} {accessed:%B %Y})."


def bibtex(source: Source, edition: Edition | None, *, accessed: dt.date) -> str:
    """Write a BibTeX `@misc` record for one edition.

    Braces in names would break it and are dropped; braces around the title keep its capitals.
    """
    fields = {
        "title": f"{{{_plain(_title(source, edition))}}}",
        "author": f"{{{_plain(source.publisher)}}}",
        "year": str(edition.published.year) if edition else str(accessed.year),
        "howpublished": f"\\url{{{_plain(source.homepage)}}}",
        "note": f"Licence: {_plain(source.licence)}. Accessed {accessed.isoformat()}",
    }
    key = f"{source.id}_{edition.id}" if edition else source.id
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{_plain(key).replace('-', '_')},\n{body}\n}}\n"


def ris(source: Source, edition: Edition | None, *, accessed: dt.date) -> str:
    """Write a RIS record for one edition, which Zotero, EndNote and Mendeley read."""
    return _record(
        ("TI", _title(source, edition)),
        ("AU", source.publisher),
        ("PB", source.publisher),
        ("PY", str(edition.published.year if edition else accessed.year)),
        ("UR", source.homepage),
        ("Y2", f"{accessed:%Y/%m/%d}/"),
        ("N1", f"Licence: {source.licence}"),
    )


def view_ris(passport: Passport) -> str:
    """Write a RIS record for a view of the dashboard: its title, sources, edition and address."""
    return _record(
        ("TI", f"{passport.title}: {passport.subtitle}"),
        ("AU", passport.source),
        ("ET", passport.edition),
        ("PY", str(passport.accessed.year)),
        ("UR", passport.link),
        ("Y2", f"{passport.accessed:%Y/%m/%d}/"),
        ("N1", f"Licence: {passport.licence}. Snapshot {passport.snapshot}"),
    )


def _record(*fields: tuple[str, str]) -> str:
    lines = [("TY", "DATA"), *fields, ("ER", "")]
    return "".join(f"{name}  - {' '.join(value.split())}\r\n" for name, value in lines)


def _title(source: Source, edition: Edition | None) -> str:
    return source.name + (f" {edition.id}" if edition else "")


def _plain(text: str) -> str:
    return text.translate(str.maketrans("", "", "{}"))
