"""A finding on a sheet of paper: one HTML file without script or network that prints to one page of A4.

Everything in it is escaped, and marks that turn the order of letters are taken out: what a reader typed or
a publisher wrote stays text.
"""

import html
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from indicators.claims.finding import CheckedBy, Datum, Element, Finding, Judgement
from indicators.export.claim_review import why_left_out
from indicators.export.evidence import Exported, Publication, where_of
from indicators.export.finding_words import (
    below_figures,
    claimed_words,
    data_of,
    element_names,
    element_of,
    figures,
    found_words,
    judgements,
    value_of,
    why,
    with_place,
)

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue

CSP = "default-src 'none'; style-src 'unsafe-inline'"
# More would not go on the page; the view has them all.
MAX_EDITIONS = 24
MAX_REFERENCES = 10

_STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
# Control characters, and marks that turn the order of what follows or are not seen.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)


def brief_html(entry: Exported, *, catalogue: "Catalogue", by: Publication) -> bytes:
    """One finding as a page of A4."""
    title = f"{entry.finding.id or 'A claim'} checked: {entry.finding.text}"
    return _document(title, [_article(entry, catalogue, by)], by)


def briefs_html(entries: Sequence[Exported], *, catalogue: "Catalogue", by: Publication) -> bytes:
    """All findings: a table of them all, then a page for each that has a verdict. Opinions have none."""
    pages = [_article(entry, catalogue, by) for entry in entries if not entry.finding.is_opinion]
    return _document("All claims checked", [_overview(entries, catalogue, by), *pages], by)


def _document(title: str, parts: Iterable[str], by: Publication) -> bytes:
    page = (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{html.escape(CSP)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{_text(title)}</title><style>{_STYLE}</style></head><body>"
        f"{''.join(parts)}</body></html>\n"
    )
    return page.encode()


def _text(value: object) -> str:
    """Text from data or a reader, escaped, without what turns its order or is not seen."""
    return html.escape(_HIDDEN.sub("", str(value)))


def _link(address: str, label: object | None = None) -> str:
    """A link to the web; an address of another kind is shown as text."""
    words = _text(address if label is None else label)
    if not re.match(r"https?://", address):
        return words if label is None else f"{words} ({_text(address)})"
    return f'<a href="{_text(address)}">{words}</a>'


def _article(entry: Exported, catalogue: "Catalogue", by: Publication) -> str:
    finding = entry.finding
    body = _computed(finding, catalogue) if finding.by is CheckedBy.COMPUTED else _verdict(finding)
    return (
        f"<article>{_head(finding.id, by)}<h1>{_text(finding.text)}</h1>"
        f'<p class="by">{_claimed(finding, catalogue)}</p>{body}{_editor(finding, catalogue)}'
        f"{_limits(finding)}{_foot(entry, catalogue, by)}</article>"
    )


def _head(id: str, by: Publication) -> str:
    name = f"Claim check{f' · {_text(id)}' if id else ''}"
    return f"<header><span>{_text(by.name)}</span><span>{name} · {by.made.isoformat()}</span></header>"


def _claimed(finding: Finding, catalogue: "Catalogue") -> str:
    """Who claims it, when and where, as far as is known."""
    words = f"Claimed by {_text(finding.claimant)}" if finding.claimant else "Claim"
    if finding.date:
        words += f", {finding.date.isoformat()}"
    if not finding.id:
        return f"{words}; typed into the dashboard."
    article = catalogue.narrative.article
    where = where_of(finding.id, catalogue)
    place = f" ({_text(where)})" if where else ""
    return f"{words}, in “{_link(article.url, article.title)}”{place}. In our words, not a quotation."


def _computed(finding: Finding, catalogue: "Catalogue") -> str:
    """What the program found: then and now beside each other, elements, reasons, evidence, other editions."""
    judged = [_judged("NOW: known on", finding.now, catalogue)] if finding.now else []
    verdict = ""
    if finding.then:
        judged.insert(0, _judged("THEN: known on the day of the claim,", finding.then, catalogue))
        verdict = f'<span class="rating">Verdict: {_text(finding.words)}.</span> '
    return (
        f'<div class="judged">{"".join(judged)}</div><p>{verdict}Computed from the snapshot, not typed.</p>'
        f"{_elements(finding)}{_why(finding)}{_evidence(finding, catalogue)}{_other_editions(finding)}"
    )


def _verdict(finding: Finding) -> str:
    """What stands in the place of figures where an editor judged, or nobody."""
    who = "Nobody judges an opinion." if finding.is_opinion else "Judged by an editor; nothing was computed."
    return f'<div class="judged"><div><div class="rating">{_text(finding.words)}</div>{who}</div></div>'


def _judged(when: str, judgement: Judgement, catalogue: "Catalogue") -> str:
    below = below_figures(judgement, lambda iso3: catalogue.countries.by_iso3[iso3].name)
    return (
        f'<div><div class="when">{when} {judgement.as_of.isoformat()}</div>'
        f'<div class="figure">{_text(figures(judgement))}</div>'
        f'<div class="rating">{_text(judgement.rating.words)}</div><div>{_text(below)}</div></div>'
    )


def _elements(finding: Finding) -> str:
    """The elements as a table, with a column for each day on which the claim was judged."""
    names = element_names(finding)
    if not names:
        return ""
    heads = ("Element", "The claim", *(["Then"] if finding.then else []), "Now")
    head = "".join(f"<th>{one}</th>" for one in heads)
    rows = "".join(_element(finding, name) for name in names)
    return f"<h2>Element by element</h2><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _element(finding: Finding, name: str) -> str:
    found = [element_of(judged, name) for judged in judgements(finding)]
    said = next(claimed_words(element) for element in reversed(found) if element)
    cells = (_text(name), _text(said) or "–", *map(_found, found))
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


def _found(element: Element | None) -> str:
    return "–" if element is None else _text(found_words(element))


def _why(finding: Finding) -> str:
    lines = why(finding)
    return f"<h2>Why</h2>{_list(lines)}" if lines else ""


def _list(lines: Iterable[str], kind: str = "") -> str:
    items = "".join(f"<li>{_text(line)}</li>" for line in lines)
    return f"<ul{f' class={kind!r}' if kind else ''}>{items}</ul>"


def _evidence(finding: Finding, catalogue: "Catalogue") -> str:
    """The figures with their cells, and below them the files with their hashes, each once."""
    data = data_of(finding)
    if not data:
        return ""
    rows = "".join(_cell(datum, catalogue) for datum in data)
    files = dict.fromkeys((datum.origin.file, datum.origin.sha256) for datum in data)
    hashes = "".join(
        f"<p class='small'>{_text(file)}: <code>{_text(sha256)}</code></p>" for file, sha256 in files
    )
    return (
        "<h2>Evidence</h2><table class='small'><thead><tr><th>Figure</th><th>Edition</th>"
        f"<th>Where it stands in the publisher's file</th></tr></thead><tbody>{rows}</tbody></table>"
        f"<p class='small'>SHA-256 of the files:</p>{hashes}"
    )


def _cell(datum: Datum, catalogue: "Catalogue") -> str:
    known, origin = catalogue.indicator(datum.indicator), datum.origin
    error = "" if datum.standard_error is None else f", standard error {datum.standard_error:.2f}"
    sheet = f"sheet {_text(origin.sheet)}, " if origin.sheet else ""
    place = f"; {_text(datum.place)}" if datum.place else ""
    country = catalogue.countries.by_iso3[datum.iso3].name
    return (
        f"<tr><td>{_text(known.short_name)}, {_text(country)} {datum.year}: "
        f"<b>{value_of(datum)}</b>{error}{place}</td>"
        f"<td>{_text(datum.edition)}, published {_text(datum.released_text)}</td>"
        f"<td>{_text(origin.file)}, {sheet}row {origin.row}, column {_text(origin.column)}</td></tr>"
    )


def _other_editions(finding: Finding) -> str:
    others = finding.other_editions
    if not others:
        return ""
    lines = [f"{datum.edition} ({datum.year}): {with_place(datum)}" for datum in others[-MAX_EDITIONS:]]
    more = len(others) - MAX_EDITIONS
    note = f"<p class='small'>and {more} older ones, on the page of the link</p>" if more > 0 else ""
    return f"<h2>The same figure in other editions</h2>{_list(lines, 'narrow')}{note}"


def _editor(finding: Finding, catalogue: "Catalogue") -> str:
    """What people found, said to be an editor's."""
    editor = finding.editor
    if editor is None:
        return ""
    heading = "What an editor found in other sources"
    note = f"<p><b>Caution:</b> {_text(editor.note)}</p>" if editor.note else ""
    parts = [f"<h2>{heading}</h2><p>{_text(editor.value_found)}</p>{note}"]
    if finding.by is CheckedBy.EDITOR:
        parts.append(_planned(finding.id, catalogue))
    if editor.references:
        parts.append(_references(editor.references, catalogue))
    return "".join(parts)


def _planned(id: str, catalogue: "Catalogue") -> str:
    check = next((claim.check for claim in catalogue.narrative.claims if claim.id == id), None)
    if check is None:
        return ""
    return (
        f"<p><b>How it was to be checked:</b> {_text(check.how)}. Supported if: {_text(check.supports_if)}. "
        f"Contradicted if: {_text(check.contradicts_if)}.</p>"
    )


def _references(ids: Sequence[str], catalogue: "Catalogue") -> str:
    found = [catalogue.narrative.references[id] for id in ids[:MAX_REFERENCES]]
    items = "".join(
        f"<li>{_text(page.publisher)}{f', {_text(page.date)}' if page.date else ''}: "
        f"{_link(page.url, page.title)} ({_text(page.quality)})</li>"
        for page in found
    )
    more = len(ids) - len(found)
    items += f"<li>and {more} more, on the page of the link</li>" if more > 0 else ""
    return f"<h2>Pages that were read</h2><ul class='small'>{items}</ul>"


def _limits(finding: Finding) -> str:
    lines = list(finding.limits)
    if finding.editor:
        lines.insert(0, f"How cautiously it may be shown: {finding.editor.caution}.")
    return f"<h2>Limits and cautions</h2>{_list(lines, 'small')}" if lines else ""


def _foot(entry: Exported, catalogue: "Catalogue", by: Publication) -> str:
    """Where it is to be read, whose figures they are, and what made this page."""
    sources = dict.fromkeys(datum.source for datum in data_of(entry.finding))
    terms = " ".join(
        f"{_text(source.attribution)}; terms: {_link(source.licence_url, source.licence)}."
        for source in map(catalogue.source, sources)
    )
    lines = [f"The same finding on the dashboard: {_link(entry.view)}", *filter(None, [terms])]
    lines.append(
        f"Snapshot {_text(entry.finding.snapshot)}, built {by.built.isoformat()}; as known on "
        f"{entry.finding.as_of.isoformat()}; program governance-risk {_text(by.version)}; this page "
        f"{by.made.isoformat()}."
    )
    return f"<footer>{'<br>'.join(lines)}</footer>"


def _overview(entries: Sequence[Exported], catalogue: "Catalogue", by: Publication) -> str:
    """Every claim and opinion in a line, with its verdict and who gave it."""
    article = catalogue.narrative.article
    rows = "".join(_row(entry.finding) for entry in entries)
    day = entries[0].finding.as_of.isoformat() if entries else by.made.isoformat()
    return (
        f"<section>{_head('', by)}<h1>All claims checked</h1>"
        f'<p class="by">{_text(article.argument)} “{_link(article.url, article.title)}”, '
        f"{_text(article.publisher)}, {article.date.isoformat()}. As known on {day}. "
        "A computed verdict comes from the figures of the snapshot, an editor's from other sources; opinions "
        "have none.</p>"
        "<table class='small'><thead><tr><th>Id</th><th>Claim, in our words</th><th>Verdict</th>"
        f"<th>By</th></tr></thead><tbody>{rows}</tbody></table></section>"
    )


def _row(finding: Finding) -> str:
    by = "nobody" if finding.is_opinion else finding.by.value
    unrated = "" if why_left_out(finding) is None else " (no rating)"
    return (
        f"<tr><td class='word'>{_text(finding.id)}</td><td>{_text(finding.text)}</td>"
        f"<td>{_text(finding.words)}{unrated}</td><td class='word'>{by}</td></tr>"
    )
