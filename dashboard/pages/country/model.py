"""Build the content of Country from choices: the same for page, link and downloads."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.common import cache
from dashboard.common.caching import per_snapshot
from dashboard.common.peers import Peers, peers
from dashboard.common.text import sentence
from dashboard.pages.country.choices import Choices
from dashboard.pages.country.standing_chart import Line, share
from indicators.compare.change import OverYears
from indicators.errors import QuestionError
from indicators.export.passport import Passport, file_stem
from indicators.model import INDICATOR_TOPICS, Indicator, SharedInput
from indicators.rank.ask import Beside, Kind, Standing, beside
from indicators.snapshot.hindsight import HINDSIGHT
from indicators.text import counted, listed, number, signed

KIND_WORDS = {
    Kind.MARGINAL_SET: "90 % marginal confidence set",
    Kind.GRANULARITY_BAND: "one reporting step",
    Kind.TIE_GROUP: "group of ties",
    Kind.NONE: "",
}
WORST = 75


@dataclass(frozen=True)
class Entry:
    """One indicator of the country: its rank in its newest year, its changes, its inputs.

    `apart` are the peers that differ beyond the margin of error, `alike` the ones within it. Both are
    empty if no error is published. With a label of `hindsight` a later edition of `answered_on` answers: such
    an entry has no changes and no tests.
    """

    indicator: Indicator
    standing: Standing
    changes: tuple[OverYears, ...]
    shared: tuple[SharedInput, ...]
    apart: tuple[str, ...]
    alike: tuple[str, ...]
    answered_on: dt.date
    hindsight: str = ""

    @property
    def place(self) -> str:
        """Rank in words, `166th of 182`, with `computed` if it is ours; or the reason why there is none."""
        standing = self.standing
        if standing.kind is Kind.TIE_GROUP:
            return f"one of {len(standing.tied_with) + 1} at this level"
        if standing.rank is None:
            return standing.why
        return standing.place

    @property
    def bounds(self) -> str:
        """Bounds of the rank, `121 to 181 (90 % marginal confidence set)`; empty without bounds."""
        standing = self.standing
        if standing.lower is None:
            return ""
        return f"{standing.lower} to {standing.upper} ({KIND_WORDS[standing.kind]})"

    @property
    def peers_words(self) -> str:
        """The peers from which it differs beyond the margin of error."""
        if self.hindsight:
            return "hindsight: no test"
        if self.standing.kind is not Kind.MARGINAL_SET:
            return "not tested: no published error"
        names = listed([cache.country_name(iso3) for iso3 in self.apart]) or "none"
        return f"differs from {names}; within the margin of error of {len(self.alike)}"

    def change_words(self, number_: int) -> str:
        """Word one change in brief: `−4, within the margin of error`; or the reason why there is none."""
        if self.hindsight:
            return "hindsight: no test"
        over = self.changes[number_]
        if over.change is None:
            return over.reason or ""
        return f"{signed(over.change.amount, self.indicator.decimals)}, {over.change.test.verdict}"

    @property
    def shared_words(self) -> str:
        """The other indexes among its inputs."""
        return "; ".join(shared.name for shared in self.shared)


@dataclass(frozen=True)
class Portrait:
    """One country on the main indicators, those of a topic, or all; `without` names those without a value."""

    country: str
    peers: Peers
    scope: str
    as_of: dt.date
    entries: tuple[Entry, ...]
    without: tuple[str, ...]

    @property
    def name(self) -> str:
        return cache.country_name(self.country)

    @property
    def title(self) -> str:
        return f"{self.name}: ranks on each indicator"

    @property
    def subtitle(self) -> str:
        which = {"main": "main indicators", "all": "all indicators"}.get(self.scope, self.scope)
        return (
            f"{self.name}, {which}, each in its newest year. Small marks: {self.peers.title}. "
            f"As known on {self.as_of.isoformat()}."
        )

    def topics(self) -> dict[str, list[Entry]]:
        """Return the entries by topic, in the article's order."""
        topics = {
            topic: [e for e in self.entries if e.indicator.topic == topic] for topic in INDICATOR_TOPICS
        }
        return {topic: entries for topic, entries in topics.items() if entries}

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines of the chart: indicators on which the country has a rank; with `all`, the main ones."""
        placed = [
            e
            for e in self.entries
            if e.standing.rank is not None and (self.scope != "all" or e.indicator.headline)
        ]
        return tuple(_line(entry, self.names) for entry in placed)

    @property
    def names(self) -> dict[str, str]:
        """The country first, then its peers."""
        return {iso3: cache.country_name(iso3) for iso3 in (self.country, *self.peers.members)}

    def alternative(self) -> str:
        """Describe the chart in words."""
        if not self.lines:
            return f"{self.name} has no rank on any of these indicators as known on {self.as_of.isoformat()}."
        later = sum(bool(line.hindsight) for line in self.lines)
        marked = f" {counted(later, 'indicator')} in hindsight, hollow and not counted here." if later else ""
        known = [line for line in self.lines if not line.hindsight]
        if not known:
            return f"{self.name} has no rank as known on {self.as_of.isoformat()}.{marked}"
        ordered = sorted(known, key=lambda line: line.shares[self.country])
        worst = sum(line.shares[self.country] >= WORST for line in ordered)
        best, last = ordered[0], ordered[-1]
        many = counted(len(ordered), "indicator")
        text = (
            f"{self.name} is in the worst quarter of the countries ranked on {worst} of {many}. "
            f"Its best rank is on {best.name} ({best.words}), its worst on {last.name} ({last.words})."
        )
        ids = {line.indicator for line in ordered}
        tested = [e for e in self.entries if e.indicator.id in ids and e.standing.kind is Kind.MARGINAL_SET]
        if tested:
            has = "has" if len(tested) == 1 else "have"
            text += f" {len(tested)} of these ranks {has} a 90 % confidence set, drawn as a bar."
            if len(tested) < len(ordered):
                text += " The other bars are one reporting step, which is not an uncertainty."
        return text + marked

    def finding(self) -> str:
        """Say on how many indicators the country is in the worst quarter."""
        return sentence(self.alternative())

    def exported(self) -> pd.DataFrame:
        """Return a row for each indicator; key indicator."""
        return pd.DataFrame([_row(entry) for entry in self.entries])

    def passport(self, link: str) -> Passport:
        """Return the passport of the chart's files."""
        opened = cache.snapshot()
        sources = dict.fromkeys(cache.catalogue().source_of(e.indicator.id).attribution for e in self.entries)
        shared = [entry for entry in self.entries if entry.shared]
        notes = [
            "Ranks count from the best. Bars: the 90 % confidence set of the rank if errors are published, "
            "else the ranks within one reporting step.",
        ]
        if shared:
            notes.append(
                "These indexes use other indexes as inputs, so do not count their agreement twice: "
                + listed(sorted({entry.indicator.short_name for entry in shared}))
                + "."
            )
        if self.without:
            notes.append(f"No value: {listed(self.without, most=8)}.")
        for label in dict.fromkeys(entry.hindsight for entry in self.entries if entry.hindsight):
            of = [entry.indicator.short_name for entry in self.entries if entry.hindsight == label]
            notes.append(f"Hindsight, {label}: {listed(of)}.")
        return Passport(
            title=self.title,
            subtitle=self.subtitle,
            stem=file_stem("country", (self.country,), f"{self.scope}_{self.as_of.isoformat()}"),
            indicator="",
            source="; ".join(sources) or "none",
            edition="the newest of each source on the day",
            licence="each publisher's own; see the Data page",
            accessed=opened.created,
            n=f"N = {len(self.entries)} indicators",
            interval="90 % confidence sets of ranks, marginal",
            notes=tuple(notes),
            link=link,
            snapshot=opened.id,
        )


def portrait(choices: Choices, as_of: dt.date) -> Portrait:
    """Return one country on the main indicators, on a topic's or on all, as known on a day."""
    known = cache.catalogue().indicators
    entries, without = [], []
    group = peers(choices.country, choices.countries)
    around = (choices.country, *group.members)
    for id in dict.fromkeys(cache.answering(id, as_of) for id in scope_indicators(choices.scope)):
        try:
            entries.append(_entry(id, around, as_of, hindsight=choices.has_hindsight))
        except QuestionError:
            without.append(known[id].short_name)
    return Portrait(choices.country, group, choices.scope, as_of, tuple(entries), tuple(without))


def scope_indicators(scope: str) -> list[str]:
    """Return the indicators of a scope."""
    known = cache.catalogue().indicators
    return [id for id in cache.indicator_options() if _is_in_scope(known[id], scope)]


def _is_in_scope(indicator: Indicator, scope: str) -> bool:
    return scope in ("all", indicator.topic) or (scope == "main" and indicator.headline)


def _entry(indicator: str, around: tuple[str, ...], as_of: dt.date, *, hindsight: bool) -> Entry:
    """Return the entry of the first country of `around`; the others are its peers."""
    country = around[0]
    try:
        own = cache.standing_of(indicator, country, as_of)
    except QuestionError:
        panel = cache.panel(indicator, as_of, hindsight=hindsight)
        if not panel.hindsight or country not in panel.series:
            raise
        day, year = panel.answered_on, panel.series[country]["year"][-1]
        own = cache.standing_of(indicator, country, day, year)
        one = cache.catalogue().indicator(indicator)
        shared = cache.catalogue().inputs_of(indicator)
        return Entry(one, own, (), shared, (), (), day, panel.hindsight)
    apart: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    if own.kind is Kind.MARGINAL_SET:
        near = [iso3 for iso3 in _beside(indicator, around, own.year, as_of) if iso3 != country]
        apart = tuple(iso3 for iso3 in near if iso3 not in own.indistinguishable)
        alike = tuple(iso3 for iso3 in near if iso3 in own.indistinguishable)
    return Entry(
        indicator=cache.catalogue().indicator(indicator),
        standing=own,
        changes=cache.changes_of(indicator, country, as_of),
        shared=cache.catalogue().inputs_of(indicator),
        apart=apart,
        alike=alike,
        answered_on=as_of,
    )


def _line(entry: Entry, names: dict[str, str]) -> Line:
    """Return an indicator's line of the chart: ranks of the country and its peers in its year."""
    own, known = entry.standing, entry.indicator
    held = _beside(known.id, tuple(names), own.year, entry.answered_on)
    ranks = {iso3: one.rank if own.is_published else one.computed_rank for iso3, one in held.items()}
    placed = {iso3: rank for iso3, rank in ranks.items() if rank is not None}
    # A country's rank can be known although the league is not complete, as in the FSI.
    placed[own.iso3] = own.rank or placed[own.iso3]
    n = own.n or len(held)
    marked = f" (hindsight: {entry.hindsight})" if entry.hindsight else ""
    values = {iso3: number(held[iso3].value, known.decimals) for iso3 in placed}
    return Line(
        indicator=known.id,
        name=f"{known.short_name}, {own.year}{marked}",
        words=entry.place,
        shares={iso3: share(rank, n) for iso3, rank in placed.items()},
        texts={
            iso3: f"<b>{names[iso3]}</b> {rank} of {n}<br>{known.short_name}, {own.year}: {values[iso3]}"
            + (f"<br>{entry.bounds}" if iso3 == own.iso3 and entry.bounds else "")
            for iso3, rank in placed.items()
        },
        lower=None if own.lower is None else share(own.lower, n),
        upper=None if own.upper is None else share(own.upper, n),
        hindsight=bool(entry.hindsight),
    )


@per_snapshot(maxsize=1024)
def _beside(indicator: str, around: tuple[str, ...], year: int, as_of: dt.date) -> dict[str, Beside]:
    """Return the countries that have a value in a year."""
    return beside(cache.snapshot(), indicator, year, around, as_of=as_of)


def _row(entry: Entry) -> dict[str, object]:
    own = entry.standing
    row: dict[str, object] = {
        "indicator": entry.indicator.id,
        "name": entry.indicator.name,
        "topic": entry.indicator.topic,
        "iso3": own.iso3,
        "year": own.year,
        "edition": own.edition,
        "value": own.value,
        "unit": entry.indicator.unit,
        "rank": own.rank,
        "rank_is_published": own.is_published,
        "n": own.n,
        "set_lower": own.lower,
        "set_upper": own.upper,
        "set_kind": own.kind.value,
        "told_apart_from": ";".join(entry.apart),
        "not_told_apart_from": ";".join(entry.alike),
    }
    for over in entry.changes:
        change = over.change
        row[f"change_{over.span}_years"] = None if change is None else change.amount
        row[f"change_{over.span}_years_verdict"] = None if change is None else change.test.verdict.value
        row[f"change_{over.span}_years_note"] = over.reason if change is None else change.test.reason or None
    return row | {"made_of": entry.shared_words, HINDSIGHT: bool(entry.hindsight)}
