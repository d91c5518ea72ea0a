"""Write a checked text as one HTML file with its claims marked in place, without script or network."""

from indicators.claims.finding import Rating
from indicators.claims.prose.marks import SIGNS, segments
from indicators.claims.prose.report import Report, rating_words, summary
from indicators.export.brief import ENVIRONMENT


def marked_html(report: Report) -> bytes:
    """Write the text, a table of its claims, and what was not checked; every text is escaped."""
    page = ENVIRONMENT.get_template("marked_text.html").render(
        report=report,
        segments=segments(report),
        summary=summary(report),
        signs=SIGNS,
        colour=colour,
        rating_words=rating_words,
    )
    return f"{page.lstrip()}\n".encode()


def colour(rating: Rating) -> str:
    """Return the class of colours of a rating: right, wrong, partly or open."""
    if rating in (Rating.SUPPORTED, Rating.SUPPORTED_APPROX):
        return "right"
    if rating is Rating.REFUTED:
        return "wrong"
    if rating in (Rating.NOT_ENOUGH_DATA, Rating.NOT_CHECKABLE):
        return "open"
    return "partly"
