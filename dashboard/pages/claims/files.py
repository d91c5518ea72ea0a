"""Serve findings of claims as files, cached for all readers.

    files/claims.jsonld?claim=C24&as_of=2015-07-20          as ClaimReview
    files/claims.evidence.json?claim=all                    as evidence records
    files/claims.brief.html?text=Tajikistan%20ranks%20...   as a page to print

They are stateless: a link to a file works in any session and after a restart.
"""

import datetime as dt
import importlib.metadata
from dataclasses import replace
from urllib.parse import quote

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response

from dashboard.common import cache
from dashboard.common.address import ALL, link, read
from dashboard.common.caching import per_snapshot
from dashboard.common.files import file_address
from dashboard.common.public import address_of
from dashboard.common.responses import answering, refuse
from dashboard.pages.claims.choices import Choices
from indicators.claims.check import check_text
from indicators.claims.finding import Finding
from indicators.clock import today
from indicators.errors import QuestionError
from indicators.export.brief import CSP, brief_html, briefs_html
from indicators.export.claim_review import claim_review_json, claim_reviews_json, why_left_out
from indicators.export.evidence import Exported, Publication, evidence_json

CLAIMS = "claims"
NAME = "Governance risk: Tajikistan and its neighbours"
FORMATS = {
    "jsonld": "application/ld+json",
    "evidence.json": "application/json",
    "brief.html": "text/html; charset=utf-8",
}
# Claims that readers typed, in memory at once.
TYPED = 64


@per_snapshot(maxsize=TYPED)
def finding_of_text(text: str, as_of: dt.date) -> Finding:
    """Check a claim that a reader typed; raises `QuestionError` if the text is not a claim."""
    return check_text(text, cache.snapshot(), as_of=as_of)


def claims_address(format: str, choices: Choices) -> str:
    """Return the address of a finding in one of `FORMATS`: of the text typed or the claim, else of all."""
    return file_address(CLAIMS, format, claim_query(choices))


def claim_query(choices: Choices) -> str:
    """Write the query of a file: the text typed, else the claim chosen, else all, and the day."""
    entry = f"text={quote(choices.check)}" if choices.check else f"claim={choices.claim or ALL}"
    return entry + (f"&as_of={choices.as_of}" if choices.as_of else "")


@answering("the file")
def claim_file(request: Request, base: str) -> Response:
    """Answer with one finding, or all, as a file; answer 400 with a line for each error.

    `base` is the path below which the dashboard is served.
    """
    format = request.path_params["ending"]
    if format not in FORMATS:
        return refuse(f"format: {format[:20]!r} is not known. Use one of: {', '.join(FORMATS)}.")
    address = address_of(str(request.base_url), base)
    chosen = _read(request.query_params)
    if isinstance(chosen, Response):
        return chosen
    content = _write(format, chosen, address)
    name = "typed" if chosen.check else chosen.claim or ALL
    return Response(
        content,
        media_type=FORMATS[format],
        headers={
            "Content-Disposition": f'attachment; filename="claim_{name}_{_day(chosen)}.{format}"',
            "Content-Security-Policy": CSP,
            "X-Content-Type-Options": "nosniff",
        },
    )


def _read(query: QueryParams) -> Choices | Response:
    """Read the choices of a request, or refuse it."""
    if ("claim" in query) == ("text" in query):
        return refuse("claims: name exactly one of claim=C24, claim=all and text=...")
    names = {"claim": "claim", "text": "check", "as_of": "as_of"}
    values = {names[name]: query[name] for name in names if name in query}
    if values.get("claim") == ALL:
        del values["claim"]
    reading = read(Choices, values)
    if reading.refused:
        return refuse("\n".join(line.replace("check: ", "text: ", 1) for line in reading.refused))
    if "text" in query and not reading.choices.check:
        return refuse("text: it is empty. Write a claim, such as: Tajikistan scored 23 in CPI in 2014.")
    return reading.choices


def _write(format: str, chosen: Choices, address: str) -> bytes:
    opened = cache.snapshot()
    entries = exported(chosen, address)
    by = Publication(
        name=NAME,
        address=address,
        version=importlib.metadata.version("governance-risk"),
        built=opened.created,
        made=today(),
    )
    one = len(entries) == 1
    if format == "evidence.json":
        return evidence_json(entries, catalogue=opened.catalogue, by=by)
    if format == "brief.html":
        return (
            brief_html(entries[0], catalogue=opened.catalogue, by=by)
            if one
            else briefs_html(entries, catalogue=opened.catalogue, by=by)
        )
    if not one:
        itself = f"{address}/files/{CLAIMS}.{format}?{claim_query(chosen)}"
        return claim_reviews_json(entries, address=itself, catalogue=opened.catalogue, by=by)
    reason = why_left_out(entries[0].finding)
    if reason:
        raise QuestionError(
            "jsonld", f"there is no review of {reason}", "Download the evidence or the brief instead."
        )
    return claim_review_json(entries[0], catalogue=opened.catalogue, by=by)


def exported(chosen: Choices, address: str) -> list[Exported]:
    """Return the findings that choices name, with addresses: the typed text, the claim, or all."""
    as_of = chosen.as_of or today()
    if chosen.check:
        return [
            _addressed(
                finding_of_text(chosen.check, as_of), Choices(check=chosen.check), chosen.as_of, address
            )
        ]
    narrative = cache.catalogue().narrative
    ids = (
        [chosen.claim]
        if chosen.claim
        else [*(claim.id for claim in narrative.claims), *(opinion.id for opinion in narrative.opinions)]
    )
    return [_addressed(cache.finding(id, as_of), Choices(claim=id), chosen.as_of, address) for id in ids]


def _addressed(finding: Finding, entry: Choices, as_of: dt.date | None, address: str) -> Exported:
    """Add addresses to a finding; the claim's own address names no day."""
    on_the_day = replace(entry, as_of=as_of)
    return Exported(
        finding=finding,
        claim=link(address, entry),
        view=link(address, on_the_day),
        evidence=f"{address}/files/{CLAIMS}.evidence.json?{claim_query(on_the_day)}",
    )


def _day(chosen: Choices) -> str:
    return (chosen.as_of or today()).isoformat()
