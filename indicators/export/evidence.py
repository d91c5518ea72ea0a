"""Export evidence records as JSON: the basis of a finding, one element of a claim at a time (METHODS 5.4).

Fields of METHODS that are unknown are null or left out, and `NOT_HELD` says so in the file itself. The PROV
vocabulary says what was derived from what, and by whom.
"""

import base64
import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from indicators.claims.finding import CheckedBy, Datum, Finding, Judgement
from indicators.export.finding_words import element_names, element_of, judgements, since_then

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue

Record = dict[str, Any]

CONTEXT: Mapping[str, str] = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "records": "@graph",
}
NOT_HELD = (
    "exact, prefix and suffix of the article's text: claims are in our own words, none is quoted",
    "an archived copy of the article with its SHA-256",
    "the raw string of a cell: the place of the cell is given, and the value as it was read",
    "the commit of the program: its version and the id of the snapshot are given",
    "the names of editors, a second reviewer, and the day of an editor's review",
    "the history of a verdict before this snapshot",
)

# Characters that would end a script element or its line, are invisible, or reverse the order of letters.
_UNSAFE = re.compile(
    "[<>\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)


@dataclass(frozen=True, slots=True)
class Publication:
    """Name the publisher of a finding: the dashboard's name and URL, the program's version and two days.

    `built` is the day of the snapshot, the first day on which its findings could be read; `made` is the day
    of the file.
    """

    name: str
    address: str
    version: str
    built: dt.date
    made: dt.date


@dataclass(frozen=True, slots=True)
class Exported:
    """Hold a finding with its URLs: of the claim (permanent), of the view that shows it, of its evidence."""

    finding: Finding
    claim: str
    view: str
    evidence: str


def evidence_json(entries: Sequence[Exported], *, catalogue: "Catalogue", by: Publication) -> bytes:
    """Write the evidence records of some findings as one JSON document; equal findings give equal bytes."""
    snapshots = sorted({entry.finding.snapshot for entry in entries})
    return safe_json(
        {
            "@context": dict(CONTEXT),
            "title": "Evidence records of checked claims",
            "publisher": {"name": by.name, "address": by.address},
            "made": by.made.isoformat(),
            "snapshot": snapshots[0] if len(snapshots) == 1 else snapshots,
            "not_held": list(NOT_HELD),
            "records": [record for entry in entries for record in evidence_records(entry, catalogue, by)],
        }
    )


def evidence_records(entry: Exported, catalogue: "Catalogue", by: Publication) -> list[Record]:
    """Return one record per element of the claim, or one for the whole if nothing was computed."""
    return [evidence_record(entry, name, catalogue, by) for name in element_names(entry.finding) or (None,)]


def evidence_record(entry: Exported, name: str | None, catalogue: "Catalogue", by: Publication) -> Record:
    """Return the basis of the finding for one element; `name` is None for a claim without elements.

    `vintages` compare the element with the figures known on the day of the claim and on the day asked for,
    each with its data and computation. `verdict` belongs to the whole finding and is about the day of the
    claim; of a claim with a day, today's vintage has a `verdict_now` instead.
    """
    finding = entry.finding
    judged = judgements(finding)
    vintages = [_vintage(judgement, name, finding, catalogue, by) for judgement in judged]
    return {
        "@id": f"{entry.evidence}#{_slug(finding.id or 'claim', name or 'whole')}",
        "@type": "prov:Entity",
        "claim_id": finding.id or None,
        "claim": entry.claim,
        "view": entry.view,
        "element": name,
        "text": finding.text,
        "selector": _selector(finding, catalogue),
        "claimant": finding.claimant or None,
        "date": finding.date.isoformat() if finding.date else None,
        "language": finding.language,
        "parse": _parse(finding, name) if name else None,
        "vintages": vintages,
        "verdict": {
            "rating": finding.rating.value,
            "rating_value": finding.rating_value,
            "words": finding.words,
            "by": finding.by.value,
        },
        "since_then": since_then(finding) or None,
        "reason_codes": [reason.value for reason in finding.reasons],
        "explanation": list(finding.explanation),
        "diagnosis": [{"code": one.code, "text": one.text} for one in finding.diagnosis],
        "newest": _datum(finding.newest, catalogue) if finding.newest else None,
        "other_editions": [_datum(datum, catalogue) for datum in finding.other_editions],
        "limits": list(finding.limits),
        "editor": _editor(finding, catalogue),
        "reviewer": "an editor of the dashboard" if finding.by is CheckedBy.EDITOR else None,
        "second_reviewer": None,
        "reviewed_at": None,
        "history": [],
        "as_of": finding.as_of.isoformat(),
        "snapshot": finding.snapshot,
        **_provenance(entry, judged, catalogue, by),
    }


def safe_json(value: Any) -> bytes:
    """Write JSON with sorted keys that is also safe inside a script element.

    Characters are escaped if they could end the element, break a line of a script, or hide or reverse what
    follows.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, indent=1, allow_nan=False)
    return (_UNSAFE.sub(_escaped, text) + "\n").encode()


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def _slug(*words: str) -> str:
    return "-".join(re.sub(r"[^A-Za-z0-9]+", "-", word).strip("-").lower() for word in words)


def _selector(finding: Finding, catalogue: "Catalogue") -> Record:
    """Locate the claim: a place in the article in our own words, or a reader's exact text."""
    if not finding.id:
        return {"type": "TextQuoteSelector", "exact": finding.text, "paraphrase": False}
    source = catalogue.narrative.article.url
    return {"source": source, "where": where_of(finding.id, catalogue), "paraphrase": True}


def where_of(id: str, catalogue: "Catalogue") -> str | None:
    """Return the place of a claim or an opinion in the article: headline, caption, paragraph."""
    claims = {claim.id: claim.where for claim in catalogue.narrative.claims}
    opinions = {opinion.id: opinion.where for opinion in catalogue.narrative.opinions}
    return (claims | opinions).get(id)


def _parse(finding: Finding, name: str) -> Record:
    """Return how one element of the claim was parsed; years that the claim does not name are null."""
    element = element_of(finding.then, name) or element_of(finding.now, name)
    data = next((judged.data for judged in (finding.then, finding.now) if judged and judged.data), ())
    years = [datum.year for datum in data] if finding.names_edition else []
    parse: Record = {
        "index": finding.indicator,
        "country": finding.country,
        "ref_year": years or None,
        "names_edition": finding.names_edition,
    }
    if element is None:
        return parse
    return parse | {
        "operator": element.operator,
        "value": element.claimed,
        "decimals": element.decimals,
        "unit": element.unit or None,
        "hedge": element.hedge or None,
    }


def _vintage(
    judgement: Judgement, name: str | None, finding: Finding, catalogue: "Catalogue", by: Publication
) -> Record:
    element = element_of(judgement, name)
    verdict = "verdict" if judgement is finding.then or finding.then is None else "verdict_now"
    record: Record = {
        "when": "then" if judgement is finding.then else "now",
        "as_of": judgement.as_of.isoformat(),
        "edition": judgement.edition,
        "text": judgement.text,
        "data": [_datum(datum, catalogue) for datum in judgement.data],
        f"{verdict}_of_all_elements": judgement.rating.value,
    }
    if element is None:
        return record | {
            verdict: None,
            "reason_codes": [reason.value for reason in judgement.reasons],
            "computation": None,
        }
    return record | {
        verdict: element.rating.value,
        "reason_codes": [reason.value for reason in element.reasons],
        "found": element.found,
        "detail": element.detail or None,
        "computation": {
            "formula": element.formula,
            "inputs": [_key(datum) for datum in judgement.data],
            "outputs": dict(element.outputs),
            "code": {"program": "governance-risk", "version": by.version},
        },
    }


def _key(datum: Datum) -> Record:
    return {
        "indicator": datum.indicator,
        "iso3": datum.iso3,
        "year": datum.year,
        "edition": datum.edition,
    }


def _datum(datum: Datum, catalogue: "Catalogue") -> Record:
    """Return one published number, down to its cell; figures that the producer does not publish are null."""
    source, known = catalogue.source(datum.source), catalogue.indicator(datum.indicator)
    return {
        "dataset": source.name,
        "publisher": source.publisher,
        "licence": source.licence,
        "licence_url": source.licence_url,
        "release": datum.edition,
        "release_date": datum.released_text,
        "row_key": _key(datum),
        "value": _short(datum.value),
        "unit": known.unit,
        "uncertainty": {
            "published": known.uncertainty.value,
            "standard_error": _short(datum.standard_error),
            "comparison_error": _short(datum.comparison_error),
        },
        "rank": datum.rank,
        "n_ranked": datum.n_ranked,
        "computed_rank": datum.computed_rank,
        "computed_n": datum.computed_n,
        "tied_with": list(datum.tied_with),
        "file": datum.origin.file,
        "sha256": datum.origin.sha256,
        "sheet": datum.origin.sheet or None,
        "row": datum.origin.row,
        "column": datum.origin.column,
        "address": datum.origin.address,
        "taken_by_hand": datum.origin.by_hand,
    }


def _short(value: float | None) -> float | None:
    """Write a single-precision number in its own digits: 5.32, not 5.320000171661377."""
    if value is None or value.is_integer() or float(np.float32(value)) != value:
        return value
    return float(str(np.float32(value)))


def _editor(finding: Finding, catalogue: "Catalogue") -> Record | None:
    """Return an editor's findings in other sources, and how cautiously the claim may be shown."""
    editor = finding.editor
    if editor is None:
        return None
    claims = {claim.id: claim.check for claim in catalogue.narrative.claims}
    check = claims.get(finding.id)
    return {
        "verdict": editor.verdict.value,
        "display": editor.display.value,
        "caution": editor.caution or None,
        "found": editor.value_found,
        "note": editor.note,
        "references": [_reference(id, catalogue) for id in editor.references],
        "planned_check": (
            {"how": check.how, "supports_if": check.supports_if, "contradicts_if": check.contradicts_if}
            if check
            else None
        ),
    }


def _reference(id: str, catalogue: "Catalogue") -> Record:
    """Return a page that an editor read."""
    page = catalogue.narrative.references[id]
    return {
        "id": page.id,
        "publisher": page.publisher,
        "title": page.title,
        "date": page.date,
        "url": page.url,
        "quality": page.quality,
        "language": page.language,
    }


def _provenance(
    entry: Exported, judged: Sequence[Judgement], catalogue: "Catalogue", by: Publication
) -> Record:
    """Return the record's origin in PROV terms: the files or pages it derives from, and its makers."""
    finding = entry.finding
    files = {datum.origin.sha256: datum.origin for judgement in judged for datum in judgement.data}
    claim: Record = {"@id": f"{entry.claim}#claim", "@type": "prov:Entity"}
    used: list[Record] = [
        {
            "@id": file_name(sha256),
            "@type": "prov:Entity",
            "prov:atLocation": {"@id": origin.address},
            "rdfs:label": origin.file,
        }
        for sha256, origin in sorted(files.items())
    ]
    if finding.editor and finding.by is CheckedBy.EDITOR:
        pages = (_reference(id, catalogue) for id in finding.editor.references)
        used += [{"@id": page["url"], "@type": "prov:Entity", "rdfs:label": page["title"]} for page in pages]
    program: Record = {
        "@type": ["prov:Agent", "prov:SoftwareAgent"],
        "rdfs:label": f"governance-risk {by.version}",
    }
    person: Record = {"@type": ["prov:Agent", "prov:Person"], "rdfs:label": "an editor of the dashboard"}
    agents = [program] if finding.by is CheckedBy.COMPUTED else [person, program]
    return {
        "prov:wasDerivedFrom": [claim, *used],
        "prov:wasGeneratedBy": {
            "@type": "prov:Activity",
            "rdfs:label": f"check of the claim as of {finding.as_of.isoformat()}",
            "prov:used": [{"@id": one["@id"]} for one in (claim, *used)],
            "prov:wasAssociatedWith": agents,
        },
        "prov:generatedAtTime": {"@type": "xsd:date", "@value": by.made.isoformat()},
    }


def file_name(sha256: str) -> str:
    """Name a file by its content: a URI of RFC 6920, the same wherever the file is."""
    digest = base64.urlsafe_b64encode(bytes.fromhex(sha256)).decode().rstrip("=")
    return f"ni:///sha-256;{digest}"
