"""A server of its own process for the tests of what strangers send."""

from collections.abc import Iterator

import pytest

from tests.hostile.visitor import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server") / "log") as running:
        yield running
