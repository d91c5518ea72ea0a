"""Findings made by hand, so that the exports are tested whatever the engine finds."""

import datetime as dt
from dataclasses import replace

from indicators.claims.finding import (
    CheckedBy,
    Datum,
    Diagnosis,
    Editorial,
    Element,
    Finding,
    Judgement,
    Origin,
    Rating,
    Reason,
)
from indicators.export.evidence import Exported, Publication
from indicators.story import Display, Verdict

ARTICLE_DAY, TODAY = dt.date(2015, 7, 20), dt.date(2026, 11, 22)
BASE = "https://risk.example/governance"
BY = Publication("Governance risk", BASE, "0.1.0", built=dt.date(2026, 11, 1), made=TODAY)
SHA256 = {"2014": "ab" * 32, "2025": "cd" * 32}

# What a reader or a publisher may write to break out of a file, hide in it, or turn its order.
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    "\"quoted\" and 'quoted' & &amp; &lt;b&gt;",
    "line\u2028separator\u2029paragraph",
    "\u202eright to left\u202c \u2067isolated\u2069 \u200f",
    "nul\x00 bell\x07 escape\x1b[31m delete\x7f",
    "]]> --> */ }</style><b>",
    "javascript:alert(1)",
    "\ud800 lone surrogate",
    "{{7*7}} ${7*7} %s %(x)s {0}",
    "tag\U000e0041 joiner\u200d soft\u00adhyphen \ufeff",
)


def datum(edition: str, value: float, rank: int, n_ranked: int, **other: object) -> Datum:
    """Tajikistan's CPI score of one edition."""
    made = Datum(
        indicator="ti_cpi.score",
        product="CPI",
        source="ti_cpi",
        iso3="TJK",
        year=int(edition),
        edition=edition,
        released=dt.date(int(edition), 12, 3),
        released_text=f"{edition}-12-03",
        value=float(value),
        decimals=0,
        standard_error=4.5,
        comparison_error=4.75,
        rank=rank,
        n_ranked=n_ranked,
        computed_rank=rank,
        computed_n=n_ranked,
        tied_with=("COG",),
        place=f"{rank}th of {n_ranked}",
        origin=Origin(
            file=f"cpi_{edition}.xlsx",
            sha256=SHA256.get(edition, "ef" * 32),
            sheet="CPI",
            row=155,
            column="Score",
            address="https://ti.example/",
            by_hand=False,
        ),
    )
    return replace(made, **other)  # type: ignore[arg-type]


def _element(
    name: str, claimed: int, value: int | None, rating: Rating, reasons: tuple[Reason, ...]
) -> Element:
    outputs = (("difference", float((value or 0) - claimed)),)
    return Element(
        name=name,
        operator="=",
        claimed=float(claimed),
        decimals=0,
        hedge="",
        unit="place" if name == "rank" else "countries",
        found=value,
        rating=rating,
        reasons=reasons,
        formula="METHODS 5.2",
        outputs=outputs,
    )


def judgement(day: dt.date, found: Datum, rating: Rating) -> Judgement:
    """The rank and the number ranked put to one edition; the second disagrees where the rating says so."""
    reasons = () if rating is Rating.SUPPORTED else (Reason.RANK_DIFFERS, Reason.N_DIFFERS)
    elements = (
        _element("rank", 152, found.rank, rating, reasons[:1]),
        _element("number ranked", 175, found.n_ranked, rating, reasons[1:]),
    )
    return Judgement(day, found.edition, rating, elements, (found,), reasons, f"Edition {found.edition}.")


EDITOR = Editorial(Verdict.SUPPORTED, Display.FACT, "Score 23, rank 152 of 175.", "A note.", ("S040", "S042"))


def computed(**other: object) -> Finding:
    """The headline claim: right in the edition of its day; the figure of today is another."""
    then, now = datum("2014", 23, 152, 175), datum("2025", 19, 166, 182)
    made = Finding(
        id="C24",
        text="Tajikistan stands 152nd of 175 in Transparency International's CPI.",
        claimant="Transparency International",
        date=ARTICLE_DAY,
        language="en",
        by=CheckedBy.COMPUTED,
        indicator="ti_cpi.score",
        country="TJK",
        names_edition=False,
        then=judgement(ARTICLE_DAY, then, Rating.SUPPORTED),
        now=judgement(TODAY, now, Rating.REFUTED),
        rating=Rating.SUPPORTED,
        reasons=(Reason.EDITION_SUPERSEDED,),
        diagnosis=(Diagnosis("MATCHES_OTHER_YEAR:2014", "It is the figure of 2014."),),
        newest=now,
        other_editions=(then, datum("2015", 26, 136, 168)),
        explanation=("The newest edition on the day of the claim was 2014.",),
        limits=("A rank moves with the number ranked.",),
        editor=EDITOR,
        as_of=TODAY,
        snapshot="0123abcd",
    )
    return replace(made, **other)  # type: ignore[arg-type]


def typed(text: str, **other: object) -> Finding:
    """What a reader typed: it has no id and no day."""
    whole = {"id": "", "text": text, "claimant": "a reader", "date": None, "then": None, "editor": None}
    return computed(**(whole | {"rating": Rating.REFUTED} | other))


RATINGS = {
    Verdict.SUPPORTED: Rating.SUPPORTED,
    Verdict.PARTLY: Rating.PARTLY,
    Verdict.CONTRADICTED: Rating.REFUTED,
    Verdict.COULD_NOT_CHECK: Rating.NOT_ENOUGH_DATA,
}


def edited(verdict: Verdict, display: Display, **other: object) -> Finding:
    """A claim in prose, with an editor's verdict and caution."""
    editor = Editorial(verdict, display, "Found in a page.", "A note.", ("S040",))
    whole = {
        "id": "C01", "by": CheckedBy.EDITOR, "indicator": None, "country": None, "then": None, "now": None,
        "rating": RATINGS[verdict], "reasons": (Reason.EDITORS_VERDICT,), "diagnosis": (), "newest": None,
        "other_editions": (), "editor": editor,
    }  # fmt: skip
    return computed(**(whole | other))


def opinion(**other: object) -> Finding:
    """A judgement of the article, which nobody verifies."""
    whole = {"id": "O01", "rating": Rating.NOT_CHECKABLE, "reasons": (Reason.OPINION,), "editor": None}
    return edited(Verdict.COULD_NOT_CHECK, Display.OPINION, **(whole | other))


def exported(finding: Finding) -> Exported:
    """The finding with addresses like the dashboard's."""
    claim = f"{BASE}/claims?claim={finding.id}" if finding.id else f"{BASE}/claims?check=typed"
    evidence = f"{BASE}/files/claims.evidence.json?claim={finding.id}"
    return Exported(finding, claim, f"{claim}&as_of={finding.as_of}", evidence)
