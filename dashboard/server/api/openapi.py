"""Describe the API as an OpenAPI 3.1 document, from the endpoints themselves."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dashboard.server.api.endpoints import ENDPOINTS, Endpoint
from dashboard.server.api.parameters import Parameter
from indicators.snapshot.schema import MEANINGS

VERSION = "1.0.0"
ROOT = "api/v1"
DESCRIPTION = (
    "The questions of the dashboard and of its command line, over HTTP. Reading needs no key and is open to "
    "scripts of any site. Each answer carries an ETag. With `snapshot=ID` an answer never changes."
)
FORMATS = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}
ERRORS = {
    "400": "A parameter is missing, unknown or cannot be read.",
    "403": "The licence does not allow this download.",
    "404": "The address, or something that it names, does not exist.",
    "422": "The question has no answer, such as a year without data.",
    "503": "The server is busy. Try again after the seconds in Retry-After.",
}

# JSON types of the columns that are not text.
_TYPES: Mapping[str, str] = {
    column: kind
    for kind, columns in tomllib.loads(
        Path(__file__).with_name("columns.toml").read_text(encoding="utf-8")
    ).items()
    for column in columns
}
# Columns whose type depends on the endpoint.
_SPECIAL: Mapping[tuple[str, str], Mapping[str, Any]] = {
    ("events", "countries"): {"type": "array"},
    ("sources", "editions"): {"type": "array"},
    ("scores", "level"): {"type": ["string", "null"]},
}


def column_schema(path: str, column: str) -> dict[str, Any]:
    """Return the JSON schema of one column of an endpoint; any column may be null."""
    if (path, column) in _SPECIAL:
        return dict(_SPECIAL[path, column])
    about = {"description": MEANINGS[column]} if column in MEANINGS else {}
    return {"type": [_TYPES.get(column, "string"), "null"], **about}


def document(root: str) -> dict[str, Any]:
    """Return the OpenAPI document of the API at an address."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Governance risk API", "version": VERSION, "description": DESCRIPTION},
        "servers": [{"url": f"{root}/{ROOT}"}],
        "paths": {f"/{one.path}": {one.method: _operation(one)} for one in ENDPOINTS},
        "components": {"schemas": {"Problem": _PROBLEM}},
    }


def _operation(one: Endpoint) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": one.path,
        "summary": one.summary,
        "description": one.about,
        "responses": {
            "200": {"description": "The records.", "content": _contents(one)},
            **{status: _problem(about) for status, about in ERRORS.items()},
        },
    }
    if one.method == "post":
        own = (*one.parameters, *(other for other in one.accepted if other.name == "as_of"))
        schema = {
            "type": "object",
            "required": [other.name for other in own if other.required],
            "properties": {other.name: _described(other) for other in own},
            "additionalProperties": False,
        }
        operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    else:
        operation["parameters"] = [
            {
                "name": other.name,
                "in": "query",
                "required": other.required,
                "description": other.about,
                "schema": dict(other.schema),
                **({"example": other.example} if other.example else {}),
            }
            for other in one.accepted
        ]
    return operation


def _described(one: Parameter) -> dict[str, Any]:
    return {**one.schema, "description": one.about}


def _contents(one: Endpoint) -> dict[str, Any]:
    kinds: dict[str, Any] = {FORMATS["json"]: {"schema": envelope(one)}}
    if one.method == "get":
        kinds |= {FORMATS[name]: {} for name in ("csv", "parquet")}
    return kinds


def envelope(one: Endpoint) -> dict[str, Any]:
    """Return the JSON schema of an endpoint's answer."""
    record: dict[str, Any] = {"type": "object"}
    if one.columns:
        record |= {
            "properties": {column: column_schema(one.path, column) for column in one.columns},
            "required": list(one.columns),
            "additionalProperties": False,
        }
    texts = {"type": "array", "items": {"type": "string"}}
    properties: dict[str, Any] = {
        "snapshot": {"type": "string", "description": "Id of the snapshot that answers."},
        "as_of": {"type": "string", "format": "date", "description": "The day of the answer."},
        "total": {"type": "integer", "description": "Number of all records."},
        "offset": {"type": "integer"},
        "next": {"type": ["string", "null"], "description": "Address of the next records."},
        "notes": texts,
        "sources": {"type": "array", "items": {"type": "object"}, "description": "To cite, with licences."},
        "records": {"type": "array", "items": record},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _problem(about: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": about, "content": {"application/problem+json": {"schema": schema}}}


_PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "An error (RFC 9457): where it is, what is wrong, what to do.",
    "properties": {
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "where": {"type": "string"},
        "what": {"type": "string"},
        "todo": {"type": "string"},
    },
    "required": ["title", "status", "detail", "where", "what", "todo"],
}
