"""Cite a source, as text and as BibTeX."""

import datetime as dt

from indicators.model import Edition, Source


def cite(source: Source, edition: Edition | None, *, accessed: dt.date) -> str:
    """Return the publisher's citation for one edition, with the day of use."""
    text = source.citation.format(edition=edition.id if edition else "all editions")
    return f"{text} (used {accessed.day} {accessed:%B %Y})."


def bibtex(source: Source, edition: Edition | None, *, accessed: dt.date) -> str:
    """Return a BibTeX `@misc` record for one edition; braces in names would break it and are dropped."""
    fields = {
        "title": _plain(source.name + (f" {edition.id}" if edition else "")),
        "author": f"{{{_plain(source.publisher)}}}",
        "year": str(edition.published.year) if edition else str(accessed.year),
        "howpublished": f"\\url{{{_plain(source.homepage)}}}",
        "note": f"Licence: {_plain(source.licence)}. Accessed {accessed.isoformat()}",
    }
    key = f"{source.id}_{edition.id}" if edition else source.id
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{_plain(key).replace('-', '_')},\n{body}\n}}\n"


def _plain(text: str) -> str:
    return text.translate(str.maketrans("", "", "{}"))
