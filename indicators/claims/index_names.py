"""The names by which people call an index, beside those of the catalogue, and which of them are too short."""

import difflib
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from indicators.catalogue.geography import name_key

if TYPE_CHECKING:
    from indicators.catalogue.catalogue import Catalogue
    from indicators.model import Indicator

# Name -> the indicators that go by it: where a method gave way to another, the newest first.
FAMILIES: Mapping[tuple[str, ...], tuple[str, ...]] = {
    (
        "CPI",
        "CPI score",
        "Corruption Perceptions Index",
        "Corruption Perception Index",
        "Transparency International Corruption Perceptions Index",
        "Transparency International CPI",
        "Transparency International",
    ): ("ti_cpi.score", "ti_cpi.score_1995_2011"),
    (
        "RSF",
        "RSF score",
        "World Press Freedom Index",
        "Press Freedom Index",
        "WPFI",
        "RSF index",
        "RSF World Press Freedom Index",
        "RSF Press Freedom Index",
        "Reporters Without Borders",
    ): ("rsf_wpfi.score_2022", "rsf_wpfi.score_2013_2021", "rsf_wpfi.score_2002_2012"),
    ("FIW", "Freedom in the World", "Freedom House", "Freedom House Freedom in the World"): ("fh_fiw.total",),
    ("FSI", "Fragile States Index", "Failed States Index", "Fund for Peace"): ("fsi.total",),
    ("HDI", "Human Development Index", "UNDP Human Development Index"): ("undp_hdr.hdi",),
    ("GII",): ("undp_hdr.gender_inequality",),
    ("BTI Status Index", "BTI status"): ("bti.status_index",),
    ("BTI Governance Index", "BTI governance"): ("bti.governance_index",),
    ("V-Dem liberal democracy", "Liberal Democracy Index", "LDI"): ("vdem.liberal_democracy",),
    ("V-Dem electoral democracy", "Electoral Democracy Index", "EDI"): ("vdem.electoral_democracy",),
    ("Polity2",): ("polity5.polity2",),
}
# The dimensions of the WGI; a name that no other index shares stands alone.
_WGI = {
    "Voice and Accountability": "voice_and_accountability",
    "Political Stability": "political_stability",
    "Government Effectiveness": "government_effectiveness",
    "Regulatory Quality": "regulatory_quality",
    "Rule of Law": "rule_of_law",
    "Control of Corruption": "control_of_corruption",
}
# What names a whole set of indices: which of them is asked back.
AMBIGUOUS: Mapping[tuple[str, ...], tuple[str, ...]] = {
    ("WGI", "Worldwide Governance Indicators", "World Bank governance indicators", "World Bank"): tuple(
        f"WGI {name}" for name in _WGI
    ),
    ("V-Dem", "VDem", "Varieties of Democracy"): (
        "V-Dem liberal democracy",
        "V-Dem electoral democracy",
        "V-Dem political corruption",
    ),
    ("BTI", "Bertelsmann Transformation Index"): ("BTI Status Index", "BTI Governance Index"),
    ("PTS", "Political Terror Scale"): ("PTS State Department", "PTS Amnesty", "PTS Human Rights Watch"),
    ("Rule of Law",): ("WGI Rule of Law", "V-Dem rule of law", "BTI rule of law", "FIW rule of law"),
    ("UNDP", "Human Development Report", "HDR"): ("HDI", "GII"),
    ("Polity5", "Polity IV"): ("Polity2", "Polity"),
}


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
    table = _table()
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


def _table() -> dict[str, Index]:
    names = {
        name_key(name): Index(name, (), choices) for group, choices in AMBIGUOUS.items() for name in group
    }
    for group, indicators in FAMILIES.items():
        names |= {name_key(name): Index(group[0], indicators) for name in group}
    for name, id in _WGI.items():
        index = Index(f"WGI {name}", tuple(f"wb_wgi.{id}{method}" for method in ("", "_2025", "_2026")))
        for long in (f"WGI {name}", f"Worldwide Governance Indicators {name}", f"World Bank {name}"):
            names[name_key(long)] = index
        names.setdefault(name_key(name), index)
        label = f"WGI {name} percentile"
        percentile = Index(label, (f"wb_wgi.{id}_percentile_rank",))
        names |= {name_key(long): percentile for long in (label, f"{label} rank")}
    return names


def close_names(text: str, names: Mapping[str, Index]) -> list[str]:
    """Return the labels of the names that come closest to a text, at most three."""
    close = difflib.get_close_matches(name_key(text), names, n=9, cutoff=0.6)
    return list(dict.fromkeys(names[key].label for key in close if names[key].indicators))[:3]
