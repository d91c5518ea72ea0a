"""Show a claim of the article with its one verdict, about the day of the article."""

from dashboard.common import cache
from dashboard.common.text import plain
from indicators.claims.finding import Rating
from indicators.story import Claim, Display, Verdict

VERDICTS = {
    Verdict.SUPPORTED: ("Supported", "green", ":material/check_circle:"),
    Verdict.PARTLY: ("Partly right", "orange", ":material/contrast:"),
    Verdict.CONTRADICTED: ("Contradicted", "red", ":material/cancel:"),
    Verdict.COULD_NOT_CHECK: ("Could not be checked", "gray", ":material/help:"),
}

# Stands beside the verdict of a claim that we do not state as a plain fact.
SHORT_CAUTIONS = {
    Display.FACT_WITH_CAVEAT: "with a caveat",
    Display.REPORTED: "as reported",
    Display.INDICATOR: "a judgement",
    Display.OPINION: "one reading",
    Display.FLAG: "corrected",
    Display.UNVERIFIED: "unconfirmed",
}

# A claim's verdict by its computed rating on the day of the article.
COMPUTED = {
    Rating.SUPPORTED: Verdict.SUPPORTED,
    Rating.SUPPORTED_APPROX: Verdict.PARTLY,
    Rating.PARTLY: Verdict.PARTLY,
    Rating.OUTDATED: Verdict.PARTLY,
    Rating.MISLEADING: Verdict.PARTLY,
    Rating.NOT_SUPPORTED_BY_UNCERTAINTY: Verdict.PARTLY,
    Rating.REFUTED: Verdict.CONTRADICTED,
    Rating.NOT_ENOUGH_DATA: Verdict.COULD_NOT_CHECK,
    Rating.NOT_CHECKABLE: Verdict.COULD_NOT_CHECK,
}


def verdict_of(claim: Claim) -> Verdict:
    """Return a claim's verdict: computed from the snapshot if an indicator can test it, else the editor's."""
    article = cache.catalogue().narrative.article.date
    tested = cache.tested(claim, article)
    return COMPUTED[tested.rating] if tested else claim.verdict


def claim_label(claim: Claim) -> str:
    """Write the head of a claim's card."""
    words, colour, icon = VERDICTS[verdict_of(claim)]
    caution = f" :gray-badge[{SHORT_CAUTIONS[claim.display]}]" if claim.display in SHORT_CAUTIONS else ""
    return f"{icon} :{colour}-badge[{words}]{caution} **{plain(claim.id)}** {plain(claim.paraphrase)}"
