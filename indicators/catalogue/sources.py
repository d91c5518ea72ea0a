"""Read what people wrote of one source, `indicators/loaders/producer_product.toml`, into the model.

Keys that many indicators share are written once: `[templates.name]` holds them, and an `[[indicators]]`
table takes over what it leaves out with `like = "name"`.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from indicators.catalogue.geography import Countries
from indicators.catalogue.reading import Mistakes, TomlFile, check_unique, read_toml
from indicators.model import Indicator, InputFile, SideTable, Source, Uncertainty

# What an indicator's dataclass asks for and a TOML may leave out.
_LEFT_OUT: Mapping[str, Any] = {"interval_level": None, "interval_multiplier": None, "caveats": ()}


def read_source(path: Path, countries: Countries, mistakes: Mistakes) -> Source | None:
    """Read and check the TOML of a source; None if it cannot be read as one, which `mistakes` then tell."""
    file = read_toml(path, mistakes)
    if file.values is not None:
        file.values = _completed(file, path.stem)
    source = file.read(Source)
    if source is None:
        return None
    if source.id != path.stem:
        mistakes.add(file.name, f"`id` is {source.id!r}", f"Write {path.stem!r}, the name of the file.")
    if source.embedded is not (not source.not_embedded_because):
        what = f"`embedded` is {str(source.embedded).lower()}"
        todo = "Give the reason in `not_embedded_because` exactly where `embedded` is false."
        mistakes.add(file.name, what, todo)
    for code, iso3 in source.codes:
        if iso3 not in countries.by_iso3:
            mistakes.add(
                f"{file.name}, [codes]",
                f"{code} stands for {iso3!r}, no country",
                "Write an ISO 3166-1 code.",
            )
    for one in source.inputs:
        _check_input(one, file)
    for indicator in source.indicators:
        _check_indicator(indicator, file)
    for table in source.tables:
        _check_table(table, file)
    _check_references(source, file)
    check_unique(f"{file.name}, [[editions]]", [edition.id for edition in source.editions], mistakes)
    return replace(source, editions=tuple(sorted(source.editions, key=lambda edition: edition.published)))


def _completed(file: TomlFile, source: str) -> dict[str, Any]:
    """Return the values of a TOML with templates expanded and the source written into its parts."""
    values = {"codes": {}, "exclusions": (), "indicators": (), **(file.values or {})}
    templates = values.pop("templates", {})
    for key in ("indicators", "editions"):
        for entry in file.entries(key):
            name = entry.pop("like", None)
            if name is not None and name not in templates:
                file.mistakes.add(
                    file.place(key, str(entry.get("id"))),
                    f"`like` is {name!r}, which is not known",
                    f"Use one of: {', '.join(templates) or 'no template'}.",
                )
            if "source" in entry:
                file.mistakes.add(
                    file.place(key, str(entry.get("id"))), "`source` is not a key of this table", "Remove it."
                )
            filled = {**templates.get(name, {}), **entry, "source": source}
            entry.update(filled if key == "editions" else {**_LEFT_OUT, **filled})
    return values


def _check_input(one: InputFile, file: TomlFile) -> None:
    if bool(one.api) != bool(one.codes):
        file.mistakes.add(
            file.place("inputs", one.path), "`api` and `codes` go together", "Give both or neither."
        )


def _check_indicator(indicator: Indicator, file: TomlFile) -> None:
    where = file.place("indicators", indicator.id)
    if not indicator.id.startswith(f"{indicator.source}."):
        file.mistakes.add(
            where, f"`id` is {indicator.id!r}", f"Begin it with the source: {indicator.source}.variable."
        )
    if indicator.countries_per_year[0] > indicator.countries_per_year[1]:
        file.mistakes.add(
            where, f"`countries_per_year` is {list(indicator.countries_per_year)}", "Write [fewest, most]."
        )
    if (indicator.interval_level is None) != (indicator.uncertainty is Uncertainty.NONE):
        file.mistakes.add(
            where,
            f"`uncertainty` is {indicator.uncertainty.value} and `interval_level` {indicator.interval_level}",
            "Give a level in per cent exactly where an uncertainty is published.",
        )


def _check_table(table: SideTable, file: TomlFile) -> None:
    where = file.place("tables", table.name)
    source = file.name.removesuffix(".toml")
    if not table.name.startswith(f"{source}_"):
        file.mistakes.add(where, f"`name` is {table.name!r}", f"Begin it with the source: {source}_name.")
    for column in set(table.key) - {column for column, _ in table.columns}:
        file.mistakes.add(
            where, f"`key` names {column!r}, which is not a column", "Describe it under [tables.columns]."
        )


def _check_references(source: Source, file: TomlFile) -> None:
    """Report what names another thing of this file that is not there."""
    ids, editions = set(file.names("indicators")), set(file.names("editions"))
    series = {entry.get("series", "") for entry in file.entries("editions")}
    for edition in source.editions:
        for name in set(edition.in_part) - ids:
            file.mistakes.add(
                file.place("editions", edition.id),
                f"`in_part` names {name!r}",
                "Name an indicator of this file.",
            )
    for key in ("accepted_revisions", "misprinted_ranks"):
        for entry in getattr(source, key):
            if entry.indicator not in ids or entry.edition not in editions:
                file.mistakes.add(
                    f"{file.name}, [[{key}]]",
                    f"it names {entry.indicator!r} in edition {entry.edition!r}",
                    "Name an indicator and an edition of this file.",
                )
    for synonyms in source.synonyms:
        for name in set(synonyms.indicators) - ids:
            file.mistakes.add(
                f"{file.name}, [[synonyms]]",
                f"{synonyms.names[0]!r} names {name!r}",
                "Name an indicator of this file.",
            )
    for indicator in source.indicators:
        where = file.place("indicators", indicator.id)
        if series.isdisjoint({"", indicator.series}):
            file.mistakes.add(
                where, f"no edition is of its series {indicator.series!r}", "Add it to [[editions]]."
            )
        for key in ("first_edition", "last_edition"):
            if getattr(indicator, key) not in {"", *editions}:
                file.mistakes.add(where, f"`{key}` is {getattr(indicator, key)!r}, no edition", "Name one.")
        for name in set(indicator.other_methods) - ids:
            file.mistakes.add(where, f"`other_methods` names {name!r}", "Name an indicator of this file.")
    if not source.indicators and not source.tables and file.is_whole:
        file.mistakes.add(
            file.name, "it has neither [[indicators]] nor [[tables]]", "Describe what the loader reads."
        )
