"""Moves files between this machine and a store: a program of its own, run by `snapshot.store`.

It reads a request from stdin and answers on stdout, both JSON. The libraries behind pyarrow cannot be trusted
to return: a server that takes a connection and says nothing holds S3's for minutes, and the end of the
interpreter with it; Azure's aborts the process where it finds no credentials. A process can be ended.
"""

import json
import os
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from pyarrow import fs

AT_ONCE = 8
# Where a file in place may be seen half written, and where folders do not come by themselves.
WITH_FOLDERS = ("local", "hdfs")


class TaskError(Exception):
    """A task that could not be done: a `kind` that `snapshot.store` knows, and the words of the library."""

    def __init__(self, kind: str, text: str) -> None:
        self.kind = kind
        super().__init__(text)


def answer(request: Mapping[str, Any]) -> dict[str, Any]:
    """Do what a request asks: the outcome of each task, or why one could not be done."""
    try:
        store, base = _resolved(request["address"])
        with ThreadPoolExecutor(AT_ONCE) as pool:
            return {"done": list(pool.map(lambda task: _do(store, base, task), request["tasks"]))}
    except TaskError as error:
        return {"kind": error.kind, "text": str(error)}
    except Exception as error:
        return {"kind": "store", "text": f"{type(error).__name__}: {error}"}


def _resolved(address: str) -> tuple[Any, str]:
    """The store and the folder in it that an address names; raises `TaskError` where it is none."""
    try:
        store, base = fs.FileSystem.from_uri(address)
    except (ValueError, TypeError, NotImplementedError, ImportError) as error:
        raise TaskError("address", str(error)) from error
    if not base:
        raise TaskError("address", "It names no bucket or folder")
    return store, base.rstrip("/")


def _do(store: Any, base: str, task: Mapping[str, Any]) -> str:
    if task["do"] == "fetch":
        return _fetch(store, [f"{base}/{path}" for path in task["paths"]], task["to"], task["limit"])
    if task["do"] == "send":
        return _send(store, task["from"], f"{base}/{task['path']}", [f"{base}/{p}" for p in task["same"]])
    raise ValueError(f"no task {task['do']!r}")


def _fetch(store: Any, paths: list[str], to: str, limit: int) -> str:
    """Write the first of some paths that is there to a file here; nothing larger than a limit is read."""
    for path in paths:
        try:
            with store.open_input_file(path) as file:
                if file.size() > limit:
                    raise TaskError("large", f"{path} has {file.size()} bytes, and {limit} are allowed")
                content = file.read(limit)
        except FileNotFoundError:
            continue
        try:
            os.makedirs(os.path.dirname(to), exist_ok=True)
            with open(to, "wb") as own:
                own.write(content)
        except OSError as error:
            raise TaskError("here", f"{error.filename}: {error.strerror}") from error
        return "fetched"
    raise TaskError("missing", paths[-1])


def _send(store: Any, source: str, path: str, same: list[str]) -> str:
    """Put a file at a path, unless one of the places known to hold the same has one of its size."""
    with open(source, "rb") as file:
        content = file.read()
    if store.type_name in WITH_FOLDERS:
        store.create_dir(os.path.dirname(path), recursive=True)
    for info in store.get_file_info(same) if same else ():
        if info.size == len(content):
            if info.path != path:
                store.copy_file(info.path, path)
            return "there"
    first = f"{path}.partial" if store.type_name in WITH_FOLDERS else path
    with store.open_output_stream(first) as out:
        out.write(content)
    if first != path:
        store.move(first, path)
    return "sent"


if __name__ == "__main__":
    sys.stdout.write(json.dumps(answer(json.load(sys.stdin))))
    sys.stdout.flush()
    # Not sys.exit: what pyarrow does at the end of the interpreter waits for requests that are under way.
    os._exit(0)
