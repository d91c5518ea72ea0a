"""Declare the address fields of Claims."""

from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import ALL, choice, one_of
from dashboard.common.snapshot import catalogue
from indicators.claims.parse import MAX_LENGTH
from indicators.errors import QuestionError
from indicators.story import CLAIM_TOPICS, Verdict

OPINION = "opinion"


def _search(text: str) -> tuple[str, list[str]]:
    return " ".join(text.split())[:80].strip(), []


def _claim(text: str) -> tuple[str, list[str]]:
    narrative = catalogue().narrative
    if text not in {one.id for one in narrative.claims} | {one.id for one in narrative.opinions}:
        raise QuestionError(
            "claim", f"{text[:24]!r} is not known", "Claims are C01 to C47, opinions O01 to O21."
        )
    return text, []


def _check(text: str) -> tuple[str, list[str]]:
    typed = " ".join(text.split())
    if len(typed) > MAX_LENGTH:
        raise QuestionError(
            "check", f"a claim of {len(typed)} characters", f"Write it in {MAX_LENGTH} characters at most."
        )
    return typed, []


@dataclass(frozen=True)
class Choices(address.Choices):
    """Filters of the article's claims, the claim that is open, and the claim that the reader typed."""

    path = "claims"

    verdict: str = choice(ALL, one_of((ALL, *(verdict.value for verdict in Verdict), OPINION)))
    topic: str = choice(ALL, one_of((ALL, *CLAIM_TOPICS)))
    search: str = choice("", _search)
    claim: str = choice("", _claim)
    check: str = choice("", _check)
