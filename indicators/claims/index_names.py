"""The names by which people call an index: the synonyms of the TOMLs, and the names of the catalogue."""

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.catalogue.geography import name_key

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue
    from indicators.model import Indicator


@dataclass(frozen=True, slots=True)
class Index:
    """The meaning of a name: its label for readers and its indicators; `choices` if it fits several."""

    label: str
    indicators: tuple[str, ...]
    choices: tuple[str, ...] = ()


def index_names(catalogue: "Catalogue") -> dict[str, Index]:
    """Return every name of an index by its `name_key`: the names above, and the catalogue's.

    A name that several indicators bear has them as its `choices`.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    for indicator in catalogue.indicators.values():
        for name in (indicator.name, indicator.short_name, indicator.id):
            bearers[name_key(name)].add(indicator.id)
    table = _table(catalogue)
    names = {}
    for key, ids in bearers.items():
        labels = tuple(_label(catalogue.indicator(id), bearers, table) for id in sorted(ids))
        names[key] = Index(labels[0], tuple(ids)) if len(ids) == 1 else Index(key, (), labels)
    return names | table


def _label(indicator: "Indicator", bearers: Mapping[str, set[str]], table: Mapping[str, Index]) -> str:
    """Return the short name if it means this indicator alone."""
    short = name_key(indicator.short_name)
    if short in table:
        named = table[short]
        return named.label if named.indicators == (indicator.id,) else indicator.name
    return indicator.short_name if len(bearers[short]) == 1 else indicator.name


def _table(catalogue: "Catalogue") -> dict[str, Index]:
    """Return the synonyms of the TOMLs by `name_key`; a name that an earlier source has given stands."""
    names: dict[str, Index] = {}
    for source in catalogue.sources.values():
        for synonyms in source.synonyms:
            label = synonyms.names[0]
            for name in synonyms.names:
                index = Index(name if synonyms.choices else label, synonyms.indicators, synonyms.choices)
                names.setdefault(name_key(name), index)
    return names


def close_names(text: str, names: Mapping[str, Index]) -> list[str]:
    """Return the labels of the names that come closest to a text, at most three."""
    close = difflib.get_close_matches(name_key(text), names, n=9, cutoff=0.6)
    return list(dict.fromkeys(names[key].label for key in close if names[key].indicators))[:3]
