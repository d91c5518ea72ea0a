"""The publisher of the tests of fetching, for its command."""

from tests.unit.refresh.conftest import certificate, desk, publisher

__all__ = ["certificate", "desk", "publisher"]
