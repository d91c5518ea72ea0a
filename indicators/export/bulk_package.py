"""Describe a bulk download: datapackage.json (Frictionless) for programs and a text for people."""

import json
import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from indicators.export.bulk_resources import Resource
from indicators.export.bulk_selection import Holdings, Selection, Taken
from indicators.export.bulk_writing import Written
from indicators.export.citation import cite
from indicators.model import Source

TITLE = "Governance risk indicators: all sources that allow bulk download"
MEDIA = {
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
WIDTH = 100


@dataclass(frozen=True)
class Section:
    """Hold a heading and the labelled lines below it."""

    heading: str
    lines: tuple[tuple[str, str], ...]


def datapackage(holdings: Holdings, selection: Selection, written: Sequence[Written]) -> str:
    """Return the Frictionless data package of a download, as JSON."""
    package = {
        "profile": "data-package",
        "name": "governance-risk-bulk",
        "title": TITLE,
        "snapshot": holdings.id,
        "created": f"{holdings.created.isoformat()}T00:00:00Z",
        "licenses": _once(_licence(taken.source) for taken in selection.taken),
        "sources": [_source(holdings, taken) for taken in selection.taken],
        "resources": [_resource(holdings, selection, one) for one in written],
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def passport(holdings: Holdings, resource: Resource) -> dict[str, str]:
    """Return the facts that a file states about itself outside its archive."""
    facts = {"title": resource.title, "snapshot": holdings.id, "created": holdings.created.isoformat()}
    source = resource.source
    if source is None:
        return facts
    return facts | {
        "source": source.name,
        "publisher": source.publisher,
        "licence": source.licence,
        "licence_url": source.licence_url,
        "attribution": source.attribution,
        "link": source.homepage,
    }


def read_me(
    holdings: Holdings, selection: Selection, places: Sequence[tuple[str, Resource]]
) -> tuple[Section, ...]:
    """Return sources, editions, licences, exclusions and the meaning of the columns, for people.

    `places` pairs each table with its file or sheet.
    """
    snapshot = (
        ("Snapshot", f"{holdings.id}, built {holdings.created.isoformat()}"),
        ("Values", "In the producer's unit and direction. Missing is missing: never 0, never interpolated."),
        ("Text", "As published. In CSV, a leading quote stops spreadsheets from running text as a formula."),
        ("Licences", "Each source keeps its publisher's terms: attribute what you pass on."),
    )
    declared = (("Use", "The reader declared non-commercial use."),) if selection.noncommercial else ()
    return (
        Section(TITLE, snapshot + declared),
        *(_about(holdings, taken) for taken in selection.taken),
        *_left_out(selection),
        *_columns(places),
    )


def as_text(sections: Sequence[Section]) -> str:
    """Write sections as plain text with long lines wrapped."""
    return "\n".join("".join(_lines(section)) for section in sections)


def _lines(section: Section) -> Iterator[str]:
    yield f"{section.heading}\n{'-' * len(section.heading)}\n"
    for label, text in section.lines:
        yield (
            textwrap.fill(
                f"{label}: {text}",
                WIDTH,
                subsequent_indent="  ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            + "\n"
        )


def _about(holdings: Holdings, taken: Taken) -> Section:
    source = taken.source
    return Section(
        f"{source.name} ({source.id})",
        (
            ("Publisher", f"{source.publisher}, {source.homepage}"),
            ("Editions held", ", ".join(edition.id for edition in taken.editions)),
            ("Licence", f"{source.licence}, {source.licence_url}"),
            ("Terms", f"{taken.permission.reason} {source.licence_note}"),
            ("Attribution", source.attribution),
            ("Citation", _citation(holdings, taken)),
            ("Processing", source.processing),
        ),
    )


def _left_out(selection: Selection) -> tuple[Section, ...]:
    lines = tuple(
        (source.name, f"{permission.reason} {source.publisher}: {permission.link}")
        for source, permission in selection.left_out
    )
    return (Section("Left out of this file", lines),) if lines else ()


def _citation(holdings: Holdings, taken: Taken) -> str:
    newest = taken.editions[-1] if taken.editions else None
    return cite(taken.source, newest, accessed=holdings.created)


def _columns(places: Sequence[tuple[str, Resource]]) -> Iterator[Section]:
    """Explain the columns: a section per kind of table, with every file or sheet of that kind."""
    alike: dict[tuple[str, tuple[tuple[str, str], ...]], list[str]] = {}
    for place, resource in places:
        alike.setdefault((resource.kind, tuple(resource.meanings.items())), []).append(place)
    for (kind, meanings), where in alike.items():
        yield Section(f"{kind}: columns", (("In", ", ".join(where)), *meanings))


def _licence(source: Source) -> dict[str, str]:
    """Return a licence; a Creative Commons licence gets its name in the Open Definition and SPDX."""
    name = re.sub(r"[^A-Za-z0-9.]+", "-", source.licence).strip("-")
    return {"name": name, "title": source.licence, "path": source.licence_url}


def _source(holdings: Holdings, taken: Taken) -> dict[str, Any]:
    source = taken.source
    return {
        "name": source.id,
        "title": source.name,
        "path": source.homepage,
        "publisher": source.publisher,
        "attribution": source.attribution,
        "citation": _citation(holdings, taken),
        "editions": [edition.id for edition in taken.editions],
        "license": {**_licence(source), "class": source.licence_class.value, "note": source.licence_note},
        "processing": source.processing,
        "inputs": holdings.inputs.get(source.id, []),
    }


def _resource(holdings: Holdings, selection: Selection, one: Written) -> dict[str, Any]:
    resource = one.resource
    sources = [taken.source for taken in selection.taken if resource.source in (None, taken.source)]
    return {
        "name": resource.name,
        "title": resource.title,
        "description": resource.description,
        "path": one.path,
        "format": one.format,
        "mediatype": MEDIA[one.format],
        **({"encoding": "utf-8"} if one.format == "csv" else {}),
        **({"dialect": _sheet(one.sheet)} if one.sheet else {}),
        "bytes": one.bytes,
        "hash": one.hash,
        "rows": one.rows,
        "schema": {"fields": _fields(one.schema, resource.meanings), "primaryKey": list(resource.key)},
        "licenses": _once(_licence(source) for source in sources),
        "sources": [{"title": source.name, "path": source.homepage} for source in sources],
    }


def _sheet(name: str) -> dict[str, Any]:
    """Name the sheet of a workbook, in the standard's way and in frictionless-py's."""
    return {"sheetName": name, "excel": {"sheet": name}}


def _fields(schema: pa.Schema, meanings: Mapping[str, str]) -> list[dict[str, str]]:
    return [
        {"name": column.name, "type": _field_type(column.type), "description": meanings[column.name]}
        for column in schema
    ]


def _field_type(kind: pa.DataType) -> str:
    if pa.types.is_string(kind):
        return "string"
    if pa.types.is_boolean(kind):
        return "boolean"
    if pa.types.is_integer(kind):
        return "integer"
    if pa.types.is_floating(kind):
        return "number"
    raise TypeError(f"no Frictionless type for {kind}; add it to _field_type")


def _once(licences: Iterator[dict[str, str]]) -> list[dict[str, str]]:
    return list({licence["path"]: licence for licence in licences}.values())
