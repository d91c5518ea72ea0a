"""What a composite is made of: a tree of nodes, and indicators as its leaves (METHODS 2.1, 2.2, 2.4)."""

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

# How much of the weight must be there: below the root, and of the root's own parts (METHODS 2.2).
IN_A_PILLAR = 0.5
OF_THE_PILLARS = 2 / 3

# How the fields are written in TOML, for `catalogue.reading`.
Weight = Annotated[float, Field(ge=0)]
Share = Annotated[float, Field(ge=0, le=1)]
Rhythm = Annotated[int, Field(ge=1, le=2)]  # every year, or every second year


@dataclass(frozen=True, slots=True)
class Node:
    """A score made of others: the composite itself, which has no `parent`, a pillar, or a part of one.

    `weight` counts beside those of the same parent, whatever they sum to. A country has a score where at
    least `minimum_availability` of the weight below is there, and every `core` node below that has a weight.
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
    """An indicator in its place: below which node, with what weight, which end is worst.

    `best` and `worst` are its goalposts, both or none. `is_aggregator` marks an index made of others'
    indices; `draws_on` names whose. `is_unbounded` has its outliers treated, except under goalposts.
    `every_years` is the rhythm of data that a reader brings. Outside of `year_from` and `year_to` it is not
    in the structure.
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
        """Whether it is in the structure of a year."""
        return (self.year_from or year) <= year <= (self.year_to or year)


@dataclass(frozen=True, slots=True)
class Preset:
    """A choice of weights by a name; nodes and indicators that it does not name keep theirs."""

    id: str
    name: str
    weights: tuple[tuple[str, float], ...] = ()
    without_aggregators: bool = False


@dataclass(frozen=True)
class Structure:
    """A composite: its nodes, the root among them, its indicators, and how they are normalised.

    Ids are unique over nodes and indicators. `structure_toml.parse_structure` reads one and reports every
    mistake.
    """

    id: str
    name: str
    nodes: tuple[Node, ...]
    indicators: tuple[Measure, ...]
    normalisation: Normalisation = Normalisation.GOALPOSTS
    presets: tuple[Preset, ...] = ()

    @property
    def root(self) -> Node:
        """The composite itself."""
        return next(node for node in self.nodes if node.parent is None)

    @property
    def pillars(self) -> tuple[Node, ...]:
        """The nodes directly below the root."""
        return tuple(node for node in self.nodes if node.parent == self.root.id)

    @property
    def parts(self) -> tuple[Node | Measure, ...]:
        """The nodes, then the indicators."""
        return self.nodes + self.indicators

    @cached_property
    def _by_id(self) -> Mapping[str, Node | Measure]:
        return {part.id: part for part in self.parts}

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id: the nodes', then the indicators'."""
        return tuple(part.id for part in self.parts)

    def part(self, id: str) -> Node | Measure:
        """The node or indicator of an id; raises `QuestionError` for an unknown one."""
        if id not in self._by_id:
            raise unknown("part of the structure", id, self.ids)
        return self._by_id[id]

    def children(self, id: str) -> tuple[Node | Measure, ...]:
        """The nodes, then the indicators, directly below a node."""
        return tuple(part for part in self.parts if part.parent == id)

    def path(self, id: str) -> tuple[str, ...]:
        """The ids from the root to a part, both among them."""
        steps = [id]
        while (parent := self.part(steps[-1]).parent) is not None:
            steps.append(parent)
        return tuple(reversed(steps))

    def measures_below(self, id: str) -> tuple[Measure, ...]:
        """The indicators anywhere below a node."""
        return tuple(measure for measure in self.indicators if id in self.path(measure.id)[:-1])

    def bottom_up(self) -> tuple[Node, ...]:
        """The nodes, each after all that are below it: the root comes last."""
        return tuple(sorted(self.nodes, key=lambda node: -len(self.path(node.id))))

    def in_year(self, year: int) -> "Structure":
        """The structure with the indicators that are in it in a year."""
        return self.without([measure.id for measure in self.indicators if not measure.is_of(year)])

    def without(self, ids: Collection[str]) -> "Structure":
        """The structure without some indicators, and without the nodes that have none left.

        The weights of what is left keep their proportions. Raises `QuestionError` where nothing is left.
        """
        kept = tuple(measure for measure in self.indicators if measure.id not in ids)
        if not kept:
            raise QuestionError("structure", "no indicator is left in it", "Leave at least one in.")
        needed = {step for measure in kept for step in self.path(measure.id)}
        nodes = tuple(node for node in self.nodes if node.id in needed)
        return replace(self, nodes=nodes, indicators=kept)

    def without_aggregators(self) -> "Structure":
        """The structure without indices that are made of others' indices (METHODS 2.1)."""
        return self.without([measure.id for measure in self.indicators if measure.is_aggregator])

    def only_aggregators(self) -> "Structure":
        """The structure of the indices alone that are made of others' indices (METHODS 2.1)."""
        return self.without([measure.id for measure in self.indicators if not measure.is_aggregator])

    def with_weights(self, weights: Mapping[str, float]) -> "Structure":
        """The structure with some weights of nodes or indicators replaced.

        Raises `QuestionError` for an unknown id, the root, a weight that is negative or no number, and
        weights of one parent that sum to zero.
        """
        for id, weight in weights.items():
            if self.part(id).parent is None:
                raise QuestionError("weight", f"{id} is the whole", "Give weights to what is below it.")
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
        """The structure with a normalisation, and an aggregation of the whole where one is given."""
        kind = self.root.aggregation if aggregation is None else Aggregation(aggregation)
        nodes = tuple(replace(node, aggregation=kind) if node.parent is None else node for node in self.nodes)
        return replace(self, normalisation=normalisation, nodes=nodes)

    def preset(self, id: str) -> "Structure":
        """The structure with a preset's weights; raises `QuestionError` for an unknown preset."""
        for preset in self.presets:
            if preset.id == id:
                chosen = self.without_aggregators() if preset.without_aggregators else self
                there = set(chosen.ids)
                return chosen.with_weights({part: w for part, w in preset.weights if part in there})
        raise unknown("preset", id, [preset.id for preset in self.presets])


def shares(structure: Structure) -> dict[str, float]:
    """The weight of each part as a share of its parent's, which sum to 1; the root's is 1.

    Raises `QuestionError` where the weights of one parent sum to zero.
    """
    found = {structure.root.id: 1.0}
    for id, parts in _families(structure):
        largest = max(part.weight for part in parts)
        if not largest > 0:
            raise QuestionError("weights", f"those below {id} sum to zero", "Give one of them a weight.")
        # Divided by the largest first: the sum of very large weights would be infinite.
        total = sum(part.weight / largest for part in parts)
        found |= {part.id: part.weight / largest / total for part in parts}
    return found


def effective_weights(structure: Structure) -> dict[str, float]:
    """The share of each indicator in the whole, the product of the shares on its path; they sum to 1."""
    share = shares(structure)
    return {
        measure.id: math.prod(share[step] for step in structure.path(measure.id))
        for measure in structure.indicators
    }


def provenance(structure: Structure) -> pd.DataFrame:
    """Which indicator draws on whose judgement: a row for each indicator, a column for each publisher named.

    What two indicators share is shared error too: that they agree is no independent confirmation (METHODS
    2.1).
    """
    named = sorted({name for measure in structure.indicators for name in measure.draws_on})
    rows = {measure.id: [name in measure.draws_on for name in named] for measure in structure.indicators}
    return pd.DataFrame.from_dict(rows, orient="index", columns=named, dtype="bool").rename_axis("indicator")


def _families(structure: Structure) -> Iterator[tuple[str, tuple[Node | Measure, ...]]]:
    for node in structure.nodes:
        parts = structure.children(node.id)
        if parts:
            yield node.id, parts
