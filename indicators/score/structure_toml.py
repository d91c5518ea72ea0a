"""Read a structure from TOML, reporting every mistake at once, and write it back."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from indicators.catalogue.reading import Mistakes, NotEmpty, TomlFile
from indicators.errors import CatalogueError, ReaderError
from indicators.model import Direction
from indicators.score.normalise import Normalisation
from indicators.score.structure import IN_A_PILLAR, OF_THE_PILLARS, Measure, Node, Preset, Structure, Weight

MAX_CHARACTERS = 1_000_000
MAX_PARTS = 500
MAX_VALUES = 10_000
MAX_TEXT = 2_000
# Show this many mistakes, each cut to this many characters; count the rest.
SHOWN = 50
SHOWN_TEXT = 400
# tomllib needs time and memory that grow with the square of a dotted key's length: refuse long ones.
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}\.[ \t]*+){{16}}")
DIRECTIONS = (Direction.HIGHER_IS_BETTER.value, Direction.LOWER_IS_BETTER.value)


@dataclass(frozen=True)
class _WrittenWeight:
    id: str
    weight: Weight


@dataclass(frozen=True)
class _WrittenPreset:
    """Hold a preset as people write it, with a table per weight."""

    id: str
    name: str
    weights: tuple[_WrittenWeight, ...] = ()
    without_aggregators: bool = False

    @property
    def preset(self) -> Preset:
        weights = tuple((part.id, part.weight) for part in self.weights)
        return Preset(self.id, self.name, weights, self.without_aggregators)


@dataclass(frozen=True)
class _WrittenStructure:
    """Hold a structure as people write it."""

    id: str
    name: str
    nodes: Annotated[tuple[Node, ...], NotEmpty]
    indicators: Annotated[tuple[Measure, ...], NotEmpty]
    normalisation: Normalisation = Normalisation.GOALPOSTS
    presets: tuple[_WrittenPreset, ...] = ()

    @property
    def structure(self) -> Structure:
        presets = tuple(preset.preset for preset in self.presets)
        return Structure(self.id, self.name, self.nodes, self.indicators, self.normalisation, presets)


def parse_structure(text: str, *, where: str = "structure.toml") -> Structure:
    """Parse a structure from TOML; raises `CatalogueError` with its mistakes, at most the first 50.

    Keys: `id`, `name`, `normalisation` (default goalposts), and these tables. Default weight 1, aggregation
    arithmetic, minimum_availability 2/3 for the whole and 0.5 for the rest.

    `[[nodes]]`: id, name, parent (none for the whole), weight, core, aggregation, minimum_availability.
    `[[indicators]]`: id, name, parent, weight, direction, best, worst, aggregator, unbounded, every_years,
    year_from, year_to, draws_on, note.
    `[[presets]]`: id, name, without_aggregators, and `[[presets.weights]]`: id, weight.
    """
    try:
        return _parsed(text, where)
    except CatalogueError as error:
        raise CatalogueError(_few(error.mistakes, where)) from None


def _parsed(text: str, where: str) -> Structure:
    mistakes = Mistakes()
    file = _file(text, where, mistakes)
    parts = sum(len(file.entries(key)) for key in ("nodes", "indicators", "presets"))
    if parts > MAX_PARTS:
        mistakes.add(where, f"it has {parts} parts", f"Keep to {MAX_PARTS}.")
        mistakes.raise_any()
    for node in file.entries("nodes"):
        parent = node.setdefault("parent", None)
        node.setdefault("minimum_availability", _least(parent))
    written = file.read(_WrittenStructure)
    file.check_unique("nodes", "indicators")
    file.check_unique("presets")
    if written is not None:
        structure = written.structure
        _check_directions(structure, file)
        _check_tree(structure, file)
        for measure in structure.indicators:
            _check_goalposts(measure, structure, file)
        for preset in structure.presets:
            _check_preset(structure, preset, file)
    mistakes.raise_any()
    return structure


def to_toml(structure: Structure) -> str:
    """Write the TOML that `parse_structure` reads as the same structure; defaults are left out."""
    lines = [f"id = {_text(structure.id)}", f"name = {_text(structure.name)}"]
    lines.append(f"normalisation = {_text(structure.normalisation)}")
    for node in structure.nodes:
        plain = Node("", "", node.parent, minimum_availability=_least(node.parent))
        keys = ("id", "name", "parent", "weight", "core", "aggregation", "minimum_availability")
        lines += _lines(
            "[[nodes]]", [(key, getattr(node, key)) for key in keys if _differs(node, plain, key)]
        )
    for measure in structure.indicators:
        pairs = [(key, getattr(measure, name)) for key, name in _MEASURE_KEYS if _says(measure, name)]
        lines += _lines("[[indicators]]", pairs)
    for preset in structure.presets:
        pairs = [("id", preset.id), ("name", preset.name)]
        if preset.without_aggregators:
            pairs.append(("without_aggregators", True))
        lines += _lines("[[presets]]", pairs)
        for id, weight in preset.weights:
            lines += _lines("[[presets.weights]]", [("id", id), ("weight", weight)])
    return "\n".join(lines) + "\n"


_MEASURE_KEYS = (
    ("id", "id"),
    ("name", "name"),
    ("parent", "parent"),
    ("weight", "weight"),
    ("direction", "direction"),
    ("worst", "worst"),
    ("best", "best"),
    ("aggregator", "is_aggregator"),
    ("unbounded", "is_unbounded"),
    ("every_years", "every_years"),
    ("year_from", "year_from"),
    ("year_to", "year_to"),
    ("draws_on", "draws_on"),
    ("note", "note"),
)


def _file(text: str, where: str, mistakes: Mistakes) -> TomlFile:
    """Read the text as TOML; a text that cannot be read ends the parsing."""
    if len(text) > MAX_CHARACTERS:
        mistakes.add(where, f"it has more than {MAX_CHARACTERS} characters", "Give a structure, not data.")
        mistakes.raise_any()
    if key := _LONG_KEY.search(text):
        mistakes.add(where, f"{key[0][:40]!r} begins a key of too many parts", "Write tables.")
        mistakes.raise_any()
    try:
        values = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # ValueError also for a number of thousands of digits
        mistakes.add(where, f"not valid TOML: {error}", "Fix it there.")
        mistakes.raise_any()
        raise
    if excess := _excess(values):
        mistakes.add(where, excess, "Give a structure, not data.")
        mistakes.raise_any()
    return TomlFile(where, values, mistakes)


def _excess(values: Mapping[str, object]) -> str:
    """Describe a value larger than any structure needs; empty if there is none."""
    waiting: list[object] = [values]
    seen = 0
    while waiting:
        value = waiting.pop()
        seen += 1
        if isinstance(value, dict):
            waiting += [*value, *value.values()]
        elif isinstance(value, list):
            waiting += value
        elif isinstance(value, str) and len(value) > MAX_TEXT:
            return f"a text of {len(value)} characters, {value[:40]!r} ..., where {MAX_TEXT} are allowed"
        elif isinstance(value, int) and not -(2**63) <= value < 2**63:
            return "a whole number of more than 64 bits, which TOML does not allow"
        if seen + len(waiting) > 2 * MAX_VALUES:
            return f"it has more than {MAX_VALUES} values"
    return ""


def _few(mistakes: Sequence[ReaderError], where: str) -> list[ReaderError]:
    """Return the first mistakes, shortened, and the number of the others."""
    first = [
        ReaderError(*(_short(text) for text in (one.where, one.what, one.todo))) for one in mistakes[:SHOWN]
    ]
    if len(mistakes) > SHOWN:
        first.append(ReaderError(where, f"{len(mistakes) - SHOWN} more mistakes", "Fix these first."))
    return first


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else f"{text[: SHOWN_TEXT - 3]}..."


def _check_directions(structure: Structure, file: TomlFile) -> None:
    """Report directions that give no risk."""
    for measure in structure.indicators:
        if measure.direction not in DIRECTIONS:
            what = f"`direction` is {str(measure.direction)!r}, which is not known here"
            file.mistakes.add(
                file.place("indicators", measure.id), what, f"Use one of: {', '.join(DIRECTIONS)}."
            )


def _check_tree(structure: Structure, file: TomlFile) -> None:
    """Report an invalid tree: no root or several, unknown parents, circles, nodes without parts."""
    nodes = {node.id: node for node in structure.nodes}
    known, add = file.names("nodes"), file.mistakes.add
    roots = [node.id for node in structure.nodes if node.parent is None]
    if len(roots) != 1 and file.is_whole:
        what = f"{len(roots)} nodes have no parent: {', '.join(roots) or 'none'}"
        add(file.name, what, "Leave `parent` out at one node, the whole.")
    connected = file.is_whole
    for key in ("nodes", "indicators"):
        for where, entry in zip(file.places(key, whole=False), file.entries(key), strict=True):
            parent, id = entry.get("parent"), entry.get("id")
            if isinstance(parent, str) and parent not in known:
                connected = False
                what = f"`parent` is {parent!r}, which is not a node"
                add(where, what, f"Use one of: {_short(', '.join(known))}.")
            elif isinstance(id, str) and _in_circle(id, nodes):
                connected = False
                add(where, "its parents form a circle", "Give it a parent nearer to the whole.")
    for node in structure.nodes if file.is_whole else ():
        children = structure.children(node.id)
        where = file.place("nodes", node.id)
        if not children:
            add(where, "this node has no parts", "Name it as the `parent` of a part.")
        elif connected and not any(part.weight > 0 for part in children):
            add(where, "the weights below this node sum to zero", "Give one of its parts a weight.")


def _in_circle(id: str, nodes: dict[str, Node]) -> bool:
    if id not in nodes:
        return False
    seen = {id}
    parent = nodes[id].parent
    while parent in nodes:
        if parent == id:
            return True
        if parent in seen:
            return False  # a circle of other nodes, reported there
        seen.add(str(parent))
        parent = nodes[str(parent)].parent
    return False


def _check_goalposts(measure: Measure, structure: Structure, file: TomlFile) -> None:
    """Report goalposts that are missing or contradict the direction, and years in the wrong order."""
    where, add = file.place("indicators", measure.id), file.mistakes.add
    if (measure.best is None) is not (measure.worst is None):
        add(where, "it has one of `best` and `worst`", "Write both goalposts, or none.")
    elif measure.best is None or measure.worst is None:
        if structure.normalisation is Normalisation.GOALPOSTS:
            add(where, "it has no goalposts", "Write `best` and `worst`, or another `normalisation`.")
    elif measure.best == measure.worst:
        add(where, f"`best` and `worst` are both {measure.best:g}", "Write two different numbers.")
    elif (measure.best > measure.worst) is not measure.higher_is_better:
        what = f"{measure.direction} with `best` {measure.best:g} and `worst` {measure.worst:g}"
        add(where, what, "Correct the direction or the goalposts.")
    if measure.year_from is not None and (measure.year_to or measure.year_from) < measure.year_from:
        what = f"`year_to` {measure.year_to} is before `year_from` {measure.year_from}"
        add(where, what, "Exchange them.")


def _check_preset(structure: Structure, preset: Preset, file: TomlFile) -> None:
    """Report weights of unknown parts, repeated parts, and presets that leave no weight."""
    where, add = file.place("presets", preset.id), file.mistakes.add
    roots = {node.id for node in structure.nodes if node.parent is None}
    known = {*file.names("nodes"), *file.names("indicators")} - roots
    ids = [id for id, _ in preset.weights]
    for id in dict.fromkeys(ids):
        if id not in known:
            add(where, f"a weight of {id!r}, which is not below the whole", "Name a part.")
        if ids.count(id) > 1:
            add(where, f"{id!r} has two weights", "Keep one.")
    if not file.is_whole:
        return
    if preset.without_aggregators and all(measure.is_aggregator for measure in structure.indicators):
        add(where, "no indicator is left without aggregators", "Mark fewer indicators, or drop the preset.")
    for node in _without_weight(structure, preset):
        add(where, f"its weights below {node} sum to zero", "Give one of them a weight.")


def _without_weight(structure: Structure, preset: Preset) -> Iterator[str]:
    """Yield the nodes whose parts have no weight left under a preset that names one of them."""
    weights = dict(preset.weights)
    dropped = {
        measure.id for measure in structure.indicators if preset.without_aggregators and measure.is_aggregator
    }
    for node in structure.nodes:
        parts = [part for part in structure.children(node.id) if part.id not in dropped]
        if any(part.id in weights for part in parts) and not any(
            weights.get(part.id, part.weight) > 0 for part in parts
        ):
            yield node.id


def _least(parent: str | None) -> float:
    return OF_THE_PILLARS if parent is None else IN_A_PILLAR


def _differs(node: Node, plain: Node, key: str) -> bool:
    return key in ("id", "name") or (
        getattr(node, key) is not None and (key == "parent" or getattr(node, key) != getattr(plain, key))
    )


def _says(measure: Measure, name: str) -> bool:
    return name not in _LEFT_OUT or getattr(measure, name) != _LEFT_OUT[name]


# Defaults of the keys of an indicator.
_LEFT_OUT: Mapping[str, object] = {
    "weight": 1.0,
    "best": None,
    "worst": None,
    "is_aggregator": False,
    "is_unbounded": False,
    "every_years": 1,
    "year_from": None,
    "year_to": None,
    "draws_on": (),
    "note": "",
}


def _lines(header: str, pairs: Sequence[tuple[str, object]]) -> list[str]:
    return ["", header, *(f"{key} = {_value(value)}" for key, value in pairs)]


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return f"[{', '.join(_text(str(one)) for one in value)}]"
    return repr(value) if isinstance(value, int | float) else _text(str(value))


def _text(text: str) -> str:
    """Write a basic string of TOML: as in JSON, but with DEL escaped, as TOML demands."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
