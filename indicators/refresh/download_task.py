"""The task, policy and failure messages of a download."""

from dataclasses import dataclass
from pathlib import Path

from indicators.errors import FetchError
from indicators.model import InputFile, Source

MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of a fetch. Only code can change them: no option and no variable does.

    `silence_seconds` is the longest wait for the next byte, `answer_seconds` that for a whole head of an
    answer, `file_seconds` that for a file with all attempts. A body that brings fewer than `slowest_bytes`
    in `slow_seconds` is given up. A server that asks for a wait of more than `longest_wait_seconds` is not
    waited for. `port` and `reachable`, private addresses that may be reached all the same, are for tests.
    """

    connect_seconds: float = 15.0
    silence_seconds: float = 60.0
    answer_seconds: float = 90.0
    file_seconds: float = 1800.0
    slow_seconds: float = 30.0
    slowest_bytes: int = 30_000
    attempts: int = 5
    backoff_seconds: float = 1.0
    longest_wait_seconds: float = 120.0
    redirects: int = 5
    at_once: int = 4
    at_once_per_host: int = 2
    port: int = 443
    reachable: tuple[str, ...] = ()


POLICY = Policy()


@dataclass(frozen=True, slots=True)
class DownloadTask:
    """One file of a source, and where it goes."""

    source: Source
    file: InputFile
    path: Path

    @property
    def where(self) -> str:
        return f"{self.source.id}/{self.file.path}"

    @property
    def limit(self) -> int:
        """The most bytes that are fetched."""
        return self.file.max_megabytes * MEGABYTE

    @property
    def by_hand(self) -> str:
        """Say how a person gets the file if no program does."""
        inside = f"take {self.file.member} out of the zip" if self.file.member else "download it"
        return f"Open {self.file.url} in a browser, {inside}, and save it as {self.path}."

    @property
    def mend_address(self) -> str:
        return (
            f"Look for the file at {self.source.homepage}, and write its address into {self.source.id}.toml."
        )

    def error(self, what: str, todo: str) -> FetchError:
        return FetchError(self.where, what, todo)

    def too_big(self) -> FetchError:
        return self.error(
            f"it is larger than {self.file.max_megabytes} MB, the most that is fetched",
            f"If it has grown for a good reason, raise `max_megabytes` in {self.source.id}.toml.",
        )
