"""Compare what `check_prose` finds in each text of a corpus with what people found in it.

A corpus is JSON: `sentences` and perhaps `passages`, each with `id`, `text`, `claimed_on`, `kind`, `claims`
and `not_claims`. A claim is found if a finding overlaps its words and has its index, countries and element.
It is read if values and edition are right, and right if the verdicts of both days are expected ones.
"""

import datetime as dt
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from indicators.claims.prose.report import check_prose, record
from indicators.snapshot.snapshot import Snapshot

CORPUS = Path(__file__).with_name("corpus.json")
# The day that "now" means in a corpus.
NOW = dt.date(2026, 11, 30)
_VERDICTS = ("SUPPORTED", "REFUTED", "MISLEADING", "OUTDATED")
# Values that say how a verdict was reached, or name a group in other words.
_UNCOMPARED = frozenset(
    ("dec", "emphatic", "first", "sole", "by", "of", "group", "at_least", "negated", "or_equal")
)
_ROUNDING = 1e-3

Record = Mapping[str, Any]


def read(path: Path) -> list[dict[str, Any]]:
    """Return the items of a corpus."""
    corpus = json.loads(path.read_text(encoding="utf-8"))
    passages = [{**item, "kind": "passages"} for item in corpus.get("passages", ())]
    return [*corpus["sentences"], *passages]


def measure(items: list[dict[str, Any]], snapshot: Snapshot) -> dict[str, Counter[str]]:
    """Count claims, found, read, right, wrong, and false alarms, by kind."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for item in items:
        claimed_on = dt.date.fromisoformat(item["claimed_on"]) if item["claimed_on"] else None
        found = record(check_prose(item["text"], snapshot, as_of=NOW, claimed_on=claimed_on))["claims"]
        count = counts[item["kind"]]
        for claim in item["claims"]:
            count["claims"] += 1
            count.update(_result(claim, found))
        spans = [_span(text, item["text"]) for text in item["not_claims"]]
        count["not_claims"] += len(spans)
        count["alarms"] += sum(_is_alarm(span, found) for span in spans)
    return counts


def _result(claim: Record, found: list[dict[str, Any]]) -> Iterator[str]:
    near = [f for f in found if f["start"] < claim["end"] and f["end"] > claim["start"]]
    same = [f for f in near if _is_same(claim, f)]
    understood = [f for f in same if _is_read(claim, f)]
    if same:
        yield "found"
    if understood:
        yield "read"
    if any(_is_right(claim, f) for f in understood):
        yield "right"
    elif (
        same
        and _verdict((understood or same)[0]) in _VERDICTS
        and not _is_right(claim, (understood or same)[0])
    ):
        yield "wrong"


def _is_same(claim: Record, found: Record) -> bool:
    alone = (
        claim["element"] in ("direction", "superlative") and found["countries"][:1] == claim["countries"][:1]
    )
    return (
        found["index"] == claim["index"]
        and found["element"] == claim["element"]
        and (found["countries"] == claim["countries"] or alone)
    )


def _is_read(claim: Record, found: Record) -> bool:
    editions = all(not claim.get(key) or found[key] == claim[key] for key in ("edition", "from_edition"))
    values = {k: v for k, v in (claim["values"] or {}).items() if k not in _UNCOMPARED}
    return editions and all(_agrees(value, found["values"].get(key)) for key, value in values.items())


def _agrees(wanted: object, found: object) -> bool:
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return abs(wanted - found) <= _ROUNDING
    return str(wanted) == str(found)


def _is_right(claim: Record, found: Record) -> bool:
    then, now = claim["expected_then"], claim["expected_now"]
    return (then is None or found["verdict_then"] in _listed(then)) and found["verdict_now"] in _listed(now)


def _listed(verdicts: str | list[str]) -> list[str]:
    return verdicts if isinstance(verdicts, list) else [verdicts]


def _verdict(found: Record) -> str:
    return str(found["verdict_then"] or found["verdict_now"])


def _span(part: str, text: str) -> tuple[int, int]:
    start = text.index(part)
    return start, start + len(part)


def _is_alarm(span: tuple[int, int], found: list[dict[str, Any]]) -> bool:
    return any(f["start"] < span[1] and f["end"] > span[0] and _verdict(f) in _VERDICTS for f in found)
