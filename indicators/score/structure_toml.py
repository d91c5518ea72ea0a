"""A structure as TOML: read with every mistake reported at once, and written back."""

import json
import re
import tomllib
from collections.abc import Mapping, Sequence

from indicators.catalogue.reading import Mistakes, Table, check_unique
from indicators.errors import CatalogueError, ReaderError
from indicators.model import Direction
from indicators.score.aggregate import Aggregation
from indicators.score.normalise import Normalisation
from indicators.score.structure import IN_A_PILLAR, OF_THE_PILLARS, Measure, Node, Preset, Structure

MAX_CHARACTERS = 1_000_000
MAX_PARTS = 500
MAX_VALUES = 10_000
MAX_TEXT = 2_000
# So many mistakes are shown, each to so many characters; the rest are counted.
SHOWN = 50
SHOWN_TEXT = 400
# tomllib takes the square of a dotted key's length, in time and memory: `a.a.a.a` is not for a structure.
_PART = r"""(?:[A-Za-z0-9_-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_PART}\.[ \t]*+){{16}}")
# What a score of 0 to 100 cannot be made with: a rank is on no scale, Copeland counts wins.
NORMALISATIONS = tuple(method.value for method in Normalisation if method is not Normalisation.RANK)
AGGREGATIONS = tuple(method.value for method in Aggregation if method is not Aggregation.COPELAND)
DIRECTIONS = (Direction.HIGHER_IS_BETTER.value, Direction.LOWER_IS_BETTER.value)


def parse_structure(text: str, *, where: str = "structure.toml") -> Structure:
    """The structure in a TOML text; raises `CatalogueError` with every mistake in it, or the first of many.

    Keys: `id`, `name`, `normalisation` (goalposts where left out), and these tables. A weight left out is 1,
    an aggregation arithmetic; a minimum_availability left out is 2/3 for the whole and 0.5 for the rest.

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
    file = _table(text, where, mistakes)
    nodes = file.tables("nodes")
    measures = file.tables("indicators")
    presets = file.optional_tables("presets")
    parts = len(nodes) + len(measures) + len(presets)
    if parts > MAX_PARTS:
        file.mistake(f"it has {parts} parts", f"Keep to {MAX_PARTS}.")
        mistakes.raise_any()
    method = file.optional_word("normalisation", NORMALISATIONS)
    structure = Structure(
        id=file.text("id"),
        name=file.text("name"),
        nodes=tuple(_node(entry) for entry in nodes),
        indicators=tuple(_measure(entry) for entry in measures),
        normalisation=Normalisation(method) if method in NORMALISATIONS else Normalisation.GOALPOSTS,
        presets=tuple(_preset(entry) for entry in presets),
    )
    file.finish()
    check_unique(where, structure.ids, mistakes)
    check_unique(where, [preset.id for preset in structure.presets], mistakes)
    _check_tree(structure, [*nodes, *measures], file)
    _check_measures(structure, measures)
    _check_presets(structure, presets)
    mistakes.raise_any()
    return structure


def to_toml(structure: Structure) -> str:
    """The TOML that `parse_structure` reads as the same structure; what is as if left out is left out."""
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


def _table(text: str, where: str, mistakes: Mistakes) -> Table:
    """The text as a table; one that cannot be read ends the reading: nobody can say what it holds."""
    if len(text) > MAX_CHARACTERS:
        mistakes.add(where, f"it has more than {MAX_CHARACTERS} characters", "Give a structure, not data.")
        mistakes.raise_any()
    if key := _LONG_KEY.search(text):
        mistakes.add(where, f"{key[0][:40]!r} begins a key of too many parts", "Write tables.")
        mistakes.raise_any()
    try:
        values = tomllib.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:  # a ValueError for a number of thousands of digits too
        mistakes.add(where, f"not valid TOML: {error}", "Mend it there.")
        mistakes.raise_any()
        raise
    if excess := _excess(values):
        mistakes.add(where, excess, "Give a structure, not data.")
        mistakes.raise_any()
    return Table(values, where, mistakes)


def _excess(values: Mapping[str, object]) -> str:
    """What in a TOML file is larger than in any structure; empty where nothing is."""
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
            return "a whole number of more than 64 bits, which TOML does not know"
        if seen + len(waiting) > 2 * MAX_VALUES:
            return f"it has more than {MAX_VALUES} values"
    return ""


def _few(mistakes: Sequence[ReaderError], where: str) -> list[ReaderError]:
    """The first mistakes, shortened, and how many more there are."""
    shown = [
        ReaderError(*(_short(text) for text in (one.where, one.what, one.todo))) for one in mistakes[:SHOWN]
    ]
    if len(mistakes) > SHOWN:
        shown.append(ReaderError(where, f"{len(mistakes) - SHOWN} more mistakes", "Mend these first."))
    return shown


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_TEXT else f"{text[: SHOWN_TEXT - 3]}..."


def _node(entry: Table) -> Node:
    parent = entry.optional_text("parent")
    aggregation = entry.optional_word("aggregation", AGGREGATIONS)
    least = entry.optional_number("minimum_availability")
    node = Node(
        id=entry.text("id"),
        name=entry.text("name"),
        parent=parent,
        weight=_weight(entry),
        core=entry.optional_truth("core") or False,
        aggregation=Aggregation(aggregation) if aggregation in AGGREGATIONS else Aggregation.ARITHMETIC,
        minimum_availability=_least(parent) if least is None else least,
    )
    if not 0 <= node.minimum_availability <= 1:
        entry.mistake(
            f"`minimum_availability` is {node.minimum_availability:g}", "Write a share from 0 to 1."
        )
    entry.finish()
    return node


def _measure(entry: Table) -> Measure:
    direction = entry.word("direction", DIRECTIONS)
    measure = Measure(
        id=entry.text("id"),
        name=entry.text("name"),
        parent=entry.text("parent"),
        weight=_weight(entry),
        direction=Direction(direction) if direction in DIRECTIONS else Direction.HIGHER_IS_BETTER,
        best=entry.optional_number("best"),
        worst=entry.optional_number("worst"),
        is_aggregator=entry.optional_truth("aggregator") or False,
        is_unbounded=entry.optional_truth("unbounded") or False,
        every_years=_every_years(entry),
        year_from=entry.optional_whole("year_from"),
        year_to=entry.optional_whole("year_to"),
        draws_on=entry.optional_texts("draws_on"),
        note=entry.optional_text("note") or "",
    )
    entry.finish()
    return measure


def _preset(entry: Table) -> Preset:
    weights = []
    for part in entry.optional_tables("weights"):
        weights.append((part.text("id"), _weight(part, required=True)))
        part.finish()
    preset = Preset(
        id=entry.text("id"),
        name=entry.text("name"),
        weights=tuple(weights),
        without_aggregators=entry.optional_truth("without_aggregators") or False,
    )
    entry.finish()
    return preset


def _weight(entry: Table, *, required: bool = False) -> float:
    weight = entry.number("weight") if required else entry.optional_number("weight")
    if weight is not None and weight < 0:
        entry.mistake(f"`weight` is {weight:g}", "Write a number of 0 or more.")
    return 1.0 if weight is None else weight


def _every_years(entry: Table) -> int:
    years = entry.optional_whole("every_years")
    if years is not None and years not in (1, 2):
        entry.mistake(f"`every_years` is {years}", "Write 1, or 2 for a series of every second year.")
    return 1 if years is None else years


def _check_tree(structure: Structure, entries: Sequence[Table], file: Table) -> None:
    """Report a tree that is none: no root or several, unknown parents, circles, nodes without a part."""
    nodes = {node.id: node for node in structure.nodes}
    roots = [node.id for node in structure.nodes if node.parent is None]
    if len(roots) != 1 and structure.nodes:
        what = f"{len(roots)} nodes have no parent: {', '.join(roots) or 'none'}"
        file.mistake(what, "Leave `parent` out at one node, the whole.")
    whole = True
    known = _short(", ".join(nodes))
    for entry, part in zip(entries, structure.parts, strict=True):
        if part.parent is not None and part.parent not in nodes:
            whole = False
            if part.parent:
                entry.mistake(f"`parent` is {part.parent!r}, which is no node", f"Use one of: {known}.")
        elif part.id in nodes and _in_circle(part.id, nodes):
            whole = False
            entry.mistake("its parents lead back to it", "Give it a parent nearer to the whole.")
    for entry, node in zip(entries, structure.nodes, strict=False):
        parts = structure.children(node.id)
        if not parts:
            entry.mistake("nothing is below this node", "Name it as the `parent` of something.")
        elif whole and not any(part.weight > 0 for part in parts):
            entry.mistake("the weights below this node sum to zero", "Give one of its parts a weight.")


def _in_circle(id: str, nodes: dict[str, Node]) -> bool:
    seen = {id}
    parent = nodes[id].parent
    while parent in nodes:
        if parent == id:
            return True
        if parent in seen:
            return False  # another's circle, reported there
        seen.add(str(parent))
        parent = nodes[str(parent)].parent
    return False


def _check_measures(structure: Structure, entries: Sequence[Table]) -> None:
    for entry, measure in zip(entries, structure.indicators, strict=True):
        if (measure.best is None) is not (measure.worst is None):
            entry.mistake("it has one of `best` and `worst`", "Write both goalposts, or none.")
        elif measure.best is None or measure.worst is None:
            if structure.normalisation is Normalisation.GOALPOSTS:
                entry.mistake("it has no goalposts", "Write `best` and `worst`, or another `normalisation`.")
        elif measure.best == measure.worst:
            entry.mistake(f"`best` and `worst` are both {measure.best:g}", "Write two different numbers.")
        elif (measure.best > measure.worst) is not measure.higher_is_better:
            what = f"{measure.direction} with `best` {measure.best:g} and `worst` {measure.worst:g}"
            entry.mistake(what, "Correct the direction or the goalposts.")
        if measure.year_from is not None and (measure.year_to or measure.year_from) < measure.year_from:
            entry.mistake(
                f"`year_to` {measure.year_to} is before `year_from` {measure.year_from}", "Exchange them."
            )


def _check_presets(structure: Structure, entries: Sequence[Table]) -> None:
    known = set(structure.ids) - {node.id for node in structure.nodes if node.parent is None}
    for entry, preset in zip(entries, structure.presets, strict=True):
        ids = [id for id, _ in preset.weights]
        for id in dict.fromkeys(ids):
            if id and id not in known:
                entry.mistake(f"a weight of {id!r}, which is no part below the whole", "Name a part.")
            if ids.count(id) > 1:
                entry.mistake(f"{id!r} has two weights", "Keep one.")
        if preset.without_aggregators and all(measure.is_aggregator for measure in structure.indicators):
            entry.mistake("without aggregators nothing is left", "Mark fewer indicators, or drop the preset.")
        _check_family_weights(structure, preset, entry)


def _check_family_weights(structure: Structure, preset: Preset, entry: Table) -> None:
    weights = dict(preset.weights)
    kept = {
        measure.id
        for measure in structure.indicators
        if not (preset.without_aggregators and measure.is_aggregator)
    } | {node.id for node in structure.nodes}
    for node in structure.nodes:
        parts = [part for part in structure.children(node.id) if part.id in kept]
        if any(part.id in weights for part in parts) and not any(
            weights.get(part.id, part.weight) > 0 for part in parts
        ):
            entry.mistake(f"its weights below {node.id} sum to zero", "Give one of them a weight.")


def _least(parent: str | None) -> float:
    return OF_THE_PILLARS if parent is None else IN_A_PILLAR


def _differs(node: Node, plain: Node, key: str) -> bool:
    return key in ("id", "name") or (
        getattr(node, key) is not None and (key == "parent" or getattr(node, key) != getattr(plain, key))
    )


def _says(measure: Measure, name: str) -> bool:
    return name not in _LEFT_OUT or getattr(measure, name) != _LEFT_OUT[name]


# What each key of an indicator is as if left out.
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
    """A basic string of TOML: as JSON has it, and without DEL, which TOML does not allow there."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "\\u007f")
