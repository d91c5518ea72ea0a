"""Build the content of Risk from choices: the same for page, link and downloads."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dashboard.common import cache
from dashboard.common.peers import Peers, peers
from dashboard.common.releases import release_lines
from dashboard.pages.risk.choices import Choices
from dashboard.pages.risk.scores import Scoring, default_structure, of_snapshot
from indicators.export.licence import bulk_permission
from indicators.score import Inputs, Scores, Structure
from indicators.score.sensitivity import Range, Sensitivity
from indicators.score.simulation import Progress
from indicators.score.structure import effective_weights, shares
from indicators.score.table import score_table
from indicators.score.weights import parse_weights, weighted
from indicators.text import listed, number


@dataclass(frozen=True, kw_only=True)
class Risk:
    """Scores of a year by the reader's weights; `structure` covers all years, `scores.structure` one.

    `iso3` is the chosen country.
    """

    scoring: Scoring
    structure: Structure
    year: int
    inputs: Inputs
    scores: Scores
    iso3: str
    peers: Peers
    as_of: dt.date
    weights: str

    @property
    def among(self) -> tuple[str, ...]:
        """The chosen country, then its peers."""
        return (self.iso3, *self.peers.members)

    @property
    def names(self) -> dict[str, str]:
        """The names of `among`, in their order."""
        return {iso3: cache.country_name(iso3) for iso3 in self.among}

    @property
    def name(self) -> str:
        """The name of the chosen country."""
        return cache.country_name(self.iso3)

    @property
    def has_score(self) -> bool:
        """True if the chosen country has a score in the year."""
        return self.iso3 in self.scores.total.index and bool(pd.notna(self.scores.total[self.iso3]))

    def range(self, progress: Progress | None = None) -> Range | None:
        """Return the range of the year; None if no country has a score."""
        if self.scores.total.isna().all():
            return None
        return self.scoring.range(self.structure, self.year, progress)

    def matters(self, progress: Progress | None = None) -> Sensitivity:
        """Return the influence of each choice; raise `QuestionError` if the country has no score."""
        return self.scoring.matters(self.structure, self.year, self.iso3, progress)

    def table(self, ranges: Range | None, countries: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return `score_table` for some countries, `among` if None, without countries that have no value."""
        wanted = self.among if countries is None else countries
        with_values = [iso3 for iso3 in wanted if iso3 in self.inputs.values.index]
        return score_table(self.inputs, self.scores, ranges=ranges, countries=with_values)

    def whole(self, ranges: Range | None, countries: tuple[str, ...] | None = None) -> pd.DataFrame:
        """Return the rows of the composite alone."""
        rows = self.table(ranges, countries)
        return rows[rows["part"] == self.scores.structure.root.id].reset_index(drop=True)

    @cached_property
    def weight_words(self) -> str:
        """Share of each pillar in the composite, in words."""
        structure = self.scores.structure
        share = shares(structure)
        return ", ".join(
            f"{part.name} {number(100 * share[part.id], 0)} %"
            for part in structure.children(structure.root.id)
        )

    @property
    def notices(self) -> tuple[str, ...]:
        """Notices: outdated editions and mixed releases, indicators and countries without a value."""
        names = {measure.id: measure.name for measure in self.scores.structure.indicators}
        absent = [self.names[iso3] for iso3 in self.among if iso3 not in self.inputs.values.index]
        return (
            *self.scoring.material.notes,
            *(() if self.scoring.own else release_lines(names, self.as_of)),
            *(f"{names[id]}: {reason}." for id, reason in self.inputs.reasons.items()),
            *([f"No value of any indicator in {self.year}: {listed(absent)}."] if absent else []),
        )


@dataclass(frozen=True, kw_only=True)
class ScoreRequest:
    """A request for scores: the material, its weights, the year and the peers.

    A year of None is the newest with a score; peers of None are the ones of the choices.
    """

    scoring: Scoring
    preset: str | None
    weights: Mapping[str, float]
    year: int | None
    peers: Peers | None = None


def about_risk(choices: Choices, as_of: dt.date, request: ScoreRequest | None = None) -> Risk:
    """Score the snapshot by the choices' weights, or the `request` if there is one.

    Raises `QuestionError` if there can be no score: unknown weights, weights that sum to zero, a year without
    values.
    """
    if request is None:
        weights = parse_weights(choices.weights, default_structure().ids)
        request = ScoreRequest(
            scoring=of_snapshot(as_of), preset=choices.preset, weights=weights, year=choices.year
        )
    scoring = request.scoring
    structure = weighted(scoring.material.structure, request.preset, request.weights)
    year = request.year or scoring.newest_year(structure)
    inputs, scores = scoring.scored(structure, year)
    return Risk(
        scoring=scoring,
        structure=structure,
        year=year,
        inputs=inputs,
        scores=scores,
        iso3=choices.country,
        peers=request.peers or peers(choices.country, choices.countries),
        as_of=as_of,
        weights=_weights_in_words(scoring.material.structure, request.preset, request.weights),
    )


def _weights_in_words(structure: Structure, preset: str | None, weights: Mapping[str, float]) -> str:
    """Name the preset, and say if the reader changed it."""
    names = {one.id: one.name for one in structure.presets}
    base = names.get(preset or "", "as the structure has them")
    return f"{base}, changed" if weights else base


def world_scores(risk: Risk, ranges: Range | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return every country's composite and pillars, and reasons for pillars that the licence leaves out.

    A pillar of one indicator alone can be turned back into the publisher's figures. It is left out if the
    licence allows quotes, but no bulk download.
    """
    structure = risk.scores.structure
    everyone = tuple(risk.inputs.values.index)
    table = risk.table(ranges, everyone)
    nodes = table[table["level"] != "indicator"].drop(columns=["value", "carried_from"])
    hidden = {} if risk.scoring.own else _quoted(structure)
    rows = nodes[~nodes["part"].isin(hidden)]
    return rows, tuple(f"{name} is left out: {why}" for name, why in hidden.values())


def _quoted(structure: Structure) -> dict[str, tuple[str, str]]:
    """Return the nodes with one indicator of a quoted source: their names, and the reason."""
    weights = effective_weights(structure)
    quoted = {}
    for node in structure.nodes:
        below = [measure for measure in structure.measures_below(node.id) if weights[measure.id] > 0]
        if len(below) != 1:
            continue
        source = cache.catalogue().source_of(below[0].id)
        permission = bulk_permission(source, noncommercial=True)
        if not permission.allowed:
            why = f"it is {below[0].name} alone, available at {permission.link}"
            quoted[node.id] = (node.name, why)
    return quoted
