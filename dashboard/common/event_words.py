"""Word an event's status and its sources."""

from dashboard.common.snapshot import catalogue
from dashboard.common.text import link, plain

STATUSES = {
    "confirmed": "confirmed",
    "confirmed_partly": "confirmed in part",
    "confirmed_weak_source": "confirmed by a weak source only",
    "article_only": "stated by the article only, not confirmed",
    "unconfirmed": "not confirmed",
}

QUALITY = {"A": "primary or official", "B": "established outlet", "C": "mirror, repost or wiki"}


def sources_text(ids: tuple[str, ...]) -> str:
    """Return the references as a Markdown list, each with its quality beside the link."""
    references = catalogue().narrative.references
    lines = ["**Sources:**"]
    for id in ids:
        found = references[id]
        date = f", {plain(found.date)}" if found.date else ""
        lines.append(
            f"- {plain(found.publisher)}{date}: {link(found.title, found.url)} "
            f"({found.quality}: {QUALITY[found.quality]})"
        )
    return "\n\n".join([lines[0], "\n".join(lines[1:])])
