"""The catalogue, read once for all commands; the publisher of the tests of fetching."""

import functools
from collections.abc import Iterator

import pytest

from indicators.catalogue.catalogue import Catalogue
from tests.unit.refresh.conftest import certificate, desk, publisher

__all__ = ["certificate", "desk", "publisher"]


@pytest.fixture(scope="session", autouse=True)
def _catalogue_read_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Catalogue, "read", functools.cache(Catalogue.read))
        yield
