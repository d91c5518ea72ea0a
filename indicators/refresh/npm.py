"""Packages of npm with a pinned version and a pinned archive: fetched by npm, read without unpacking."""

import hashlib
import io
import json
import subprocess
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from indicators.errors import SourceFileError


@dataclass(frozen=True, slots=True)
class Package:
    """A package of npm: its version and the SHA-256 of its archive are pinned."""

    name: str
    version: str
    sha256: str
    title: str
    licence: str
    homepage: str

    @property
    def archive(self) -> str:
        return f"{self.name}-{self.version}.tgz"


def fetch_packages(packages: Iterable[Package], folder: Path) -> None:
    """Download each package into `folder` with `npm pack`; raises SourceFileError when npm fails."""
    for package in packages:
        wanted = f"{package.name}@{package.version}"
        command = ["npm", "pack", wanted, "--pack-destination", str(folder)]
        try:
            subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - all pinned
        except FileNotFoundError:
            raise SourceFileError(
                wanted, "npm is not installed", "Install Node.js, or give --packages."
            ) from None
        except subprocess.CalledProcessError as error:
            todo = "Look at npm's message, or give --packages."
            raise SourceFileError(wanted, f"`npm pack` failed: {error.stderr.strip()}", todo) from None


class Archive:
    """The files inside a package; raises SourceFileError when it is not the one that is pinned."""

    def __init__(self, package: Package, folder: Path) -> None:
        self.package = package
        path = folder / package.archive
        if not path.is_file():
            todo = f"Put it there with `npm pack {package.name}@{package.version}`."
            raise SourceFileError(str(path), "there is no such file", todo)
        self._bytes = path.read_bytes()
        seen = hashlib.sha256(self._bytes).hexdigest()
        if seen != package.sha256:
            todo = "Take the archive as npm packs it; for a new version, pin its SHA-256 in the recipe."
            raise SourceFileError(str(path), f"its SHA-256 is {seen}, not {package.sha256}", todo)

    def text(self, name: str) -> str:
        """Return the text of one file, by its path in the package; raises SourceFileError if missing."""
        with tarfile.open(fileobj=io.BytesIO(self._bytes), mode="r:gz") as archive:
            try:
                member = archive.extractfile(f"package/{name}")
            except KeyError:
                member = None
            if member is None:
                raise SourceFileError(self.package.archive, f"it holds no {name}", "Check the version.")
            return member.read().decode("utf-8")

    def json(self, name: str) -> Any:
        """Return the content of one JSON file, by its path inside the package."""
        return json.loads(self.text(name))
