"""Label an indicator in a list that readers search by typing."""

from dashboard.common import cache


def indicator_words(indicator: str) -> tuple[str, ...]:
    """Return the names by which a reader may look for an indicator, beside topic and short name."""
    catalogue = cache.catalogue()
    one = catalogue.indicator(indicator)
    source = catalogue.source(one.source)
    return (one.name, source.name, source.publisher)


def indicator_label(indicator: str) -> str:
    """Write topic, short name and the other names; a name that an earlier part contains is left out."""
    one = cache.catalogue().indicator(indicator)
    label = f"{one.topic}: {one.short_name}"
    for words in indicator_words(indicator):
        if words.casefold() not in label.casefold():
            label += f" · {words}"
    return label
