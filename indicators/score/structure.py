"""Describe a composite: a tree of nodes with indicators as leaves (METHODS 2.1, 2.2, 2.4)."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated

import pandas as pd
from pydantic import Field

from indicators.errors import QuestionError
from indicators.model import Direction, Texts
from indicators.refusals import unknown
from indicators.score.aggregate import Aggregation
from indicators.score.normalise import Normalisation

# Minimum share of the weight that needs a score: in a pillar, and of the pillars (METHODS 2.2).
IN_A_PILLAR = 0.5
OF_THE_PILLARS = 2 / 3

# How the fields are written in TOML, for `catalogue.reading`.
Weight = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Rhythm = Annotated[int, Field(ge=1, le=2)]  # every year, or every second year


@dataclass(frozen=True, slots=True)
class Node:
    """Describe a score made of others: the composite itself (no `parent`), a pillar, or a part of one.

    `weight` is relative to the siblings. A country has a score if at least `minimum_availability` of the
    weight below has one, and every `core` node below with a weight has one.
    """

    id: str
    name: str
    parent: str | None
    weight: Weight = 1.0
    core: bool = False
    aggregation: Aggregation = Aggregation.ARITHMETIC
    minimum_availability: Share = IN_A_PILLAR


@dataclass(frozen=True, slots=True)
class Measure:
    """Describe an indicator in its place: its parent node, weight and worst end.

    `best` and `worst` are its goalposts, both or neither. `is_aggregator` marks an index built from other
    indices; `draws_on` names their publishers. Outliers of an `is_unbounded` indicator are treated, except
    under goalposts. `every_years` is the rhythm of a reader's own data. The structure includes the
    indicator only from `year_from` to `year_to`.
    """

    id: str
    name: str
    parent: str
    weight: Weight = 1.0
    direction: Direction = Direction.HIGHER_IS_BETTER
    best: float | None = None
    worst: float | None = None
    is_aggregator: Annotated[bool, Field(alias="aggregator")] = False
    is_unbounded: Annotated[bool, Field(alias="unbounded")] = False
    every_years: Rhythm = 1
    year_from: int | None = None
    year_to: int | None = None
    draws_on: Texts = ()
    note: str = ""

    @property
    def higher_is_better(self) -> bool:
        return self.direction is Direction.HIGHER_IS_BETTER

    def is_of(self, year: int) -> bool:
        """Return True if the structure of a year includes it."""
        return (self.year_from or year) <= year <= (self.year_to or year)


@dataclass(frozen=True, slots=True)
class Preset:
    """Name a choice of weights; nodes and indicators that it does not name keep theirs."""

    id: str
    name: str
    weights: tuple[tuple[str, float], ...] = ()
    without_aggregators: bool = False


@dataclass(frozen=True)
class Structure:
    """Describe a composite: its nodes including the root, its indicators, and how they are normalised.

    Ids are unique over nodes and indicators. `structure_toml.parse_structure` reads a structure and reports
    every mistake.
    """

    id: str
    name: str
    nodes: tuple[Node, ...]
    indicators: tuple[Measure, ...]
    normalisation: Normalisation = Normalisation.GOALPOSTS
    presets: tuple[Preset, ...] = ()

    @property
    def root(self) -> Node:
        """Return the composite itself."""
        return next(node for node in self.nodes if node.parent is None)

    @property
    def pillars(self) -> tuple[Node, ...]:
        """Return the nodes directly below the root."""
        return tuple(node for node in self.nodes if node.parent == self.root.id)

    @property
    def parts(self) -> tuple[Node | Measure, ...]:
        """Return the nodes, then the indicators."""
        return self.nodes + self.indicators

    @cached_property
    def _by_id(self) -> Mapping[str, Node | Measure]:
        return {part.id: part for part in self.parts}

    @property
    def ids(self) -> tuple[str, ...]:
        """Return every id: nodes first, then indicators."""
        return tuple(part.id for part in self.parts)

    def part(self, id: str) -> Node | Measure:
        """Return the node or indicator with an id; raises `QuestionError` for an unknown one."""
        if id not in self._by_id:
            raise unknown("part of the structure", id, self.ids)
        return self._by_id[id]

    def children(self, id: str) -> tuple[Node | Measure, ...]:
        """Return the nodes, then the indicators, directly below a node."""
        return tuple(part for part in self.parts if part.parent == id)

    def path(self, id: str) -> tuple[str, ...]:
        """Return the ids from the root to a part, including both."""
        steps = [id]
        while (parent := self.part(steps[-1]).parent) is not None:
            steps.append(parent)
        return tuple(reversed(steps))

    def measures_below(self, id: str) -> tuple[Measure, ...]:
        """Return the indicators anywhere below a node."""
        return tuple(measure for measure in self.indicators if id in self.path(measure.id)[:-1])

    def bottom_up(self) -> tuple[Node, ...]:
        """Return the nodes, each after all nodes below it: the root comes last."""
        return tuple(sorted(self.nodes, key=lambda node: -len(self.path(node.id))))

    def in_year(self, year: int) -> "Structure":
        """Keep the indicators that the structure includes in a year."""
        return self.without([measure.id for measure in self.indicators if not measure.is_of(year)])

    def without(self, ids: Collection[str]) -> "Structure":
        """Remove some indicators, and the nodes that have none left.

        The remaining weights keep their proportions. Raises `QuestionError` if no indicator is left.
        """
        measures = tuple(measure for measure in self.indicators if measure.id not in ids)
        if not measures:
            raise QuestionError("structure", "no indicator is left in it", "Keep at least one.")
        needed = {step for measure in measures for step in self.path(measure.id)}
        nodes = tuple(node for node in self.nodes if node.id in needed)
        return replace(self, nodes=nodes, indicators=measures)

    def without_aggregators(self) -> "Structure":
        """Remove the indices built from other indices (METHODS 2.1)."""
        return self.without([measure.id for measure in self.indicators if measure.is_aggregator])

    def with_weights(self, weights: Mapping[str, float]) -> "Structure":
        """Replace some weights of nodes or indicators.

        Raises `QuestionError` for an unknown id, the root, a weight that is negative or not a number, and
        weights of one parent that sum to zero.
        """
        for id, weight in weights.items():
            if self.part(id).parent is None:
                raise QuestionError("weight", f"{id} is the whole", "Give weights to the parts below it.")
            if not (math.isfinite(weight) and weight >= 0):
                raise QuestionError("weight", f"{weight} of {id}", "Give a number of 0 or more.")
        changed = replace(
            self,
            nodes=tuple(replace(node, weight=weights.get(node.id, node.weight)) for node in self.nodes),
            indicators=tuple(
                replace(measure, weight=weights.get(measure.id, measure.weight))
                for measure in self.indicators
            ),
        )
        shares(changed)
        return changed

    def with_methods(self, normalisation: Normalisation, aggregation: str | None) -> "Structure":
        """Replace the normalisation, and the aggregation of the whole unless it is None."""
        kind = self.root.aggregation if aggregation is None else Aggregation(aggregation)
        nodes = tuple(replace(node, aggregation=kind) if node.parent is None else node for node in self.nodes)
        return replace(self, normalisation=normalisation, nodes=nodes)

    def preset(self, id: str) -> "Structure":
        """Apply a preset's weights; raises `QuestionError` for an unknown preset."""
        for preset in self.presets:
            if preset.id == id:
                chosen = self.without_aggregators() if preset.without_aggregators else self
                present = set(chosen.ids)
                return chosen.with_weights({part: w for part, w in preset.weights if part in present})
        raise unknown("preset", id, [preset.id for preset in self.presets])


def shares(structure: Structure) -> dict[str, float]:
    """Return the weight of each part as a share of its parent's, which sum to 1; the root has 1.

    Raises `QuestionError` if the weights of one parent sum to zero.
    """
    share_of = {structure.root.id: 1.0}
    for id, parts in _families(structure):
        largest = max(part.weight for part in parts)
        if not largest > 0:
            raise QuestionError("weights", f"those below {id} sum to zero", "Give one of them a weight.")
        # Divide by the largest first: the sum of very large weights would be infinite.
        total = sum(part.weight / largest for part in parts)
        share_of |= {part.id: part.weight / largest / total for part in parts}
    return share_of


def effective_weights(structure: Structure) -> dict[str, float]:
    """Return the share of each indicator in the whole: the product of the shares on its path."""
    share = shares(structure)
    return {
        measure.id: math.prod(share[step] for step in structure.path(measure.id))
        for measure in structure.indicators
    }


def provenance(structure: Structure) -> pd.DataFrame:
    """List whose judgement each indicator uses: a row per indicator, a column per publisher.

    Indicators that share a publisher share its errors: their agreement is not independent confirmation
    (METHODS 2.1).
    """
    publishers = sorted({name for measure in structure.indicators for name in measure.draws_on})
    rows = {measure.id: [name in measure.draws_on for name in publishers] for measure in structure.indicators}
    return pd.DataFrame.from_dict(rows, orient="index", columns=publishers, dtype="bool").rename_axis(
        "indicator"
    )


def _families(structure: Structure) -> Iterator[tuple[str, tuple[Node | Measure, ...]]]:
    for node in structure.nodes:
        parts = structure.children(node.id)
        if parts:
            yield node.id, parts
