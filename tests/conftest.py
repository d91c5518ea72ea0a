"""What many tests share: the catalogue and the committed snapshot, each read once."""

import pytest
from hypothesis import settings

from indicators.catalogue import Catalogue
from indicators.paths import DATA
from indicators.snapshot import Snapshot

# A busy machine is no failure: no example has a deadline.
settings.register_profile("project", deadline=None)
settings.load_profile("project")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return Catalogue.read()


@pytest.fixture(scope="session")
def snapshot(catalogue: Catalogue) -> Snapshot:
    """The committed one, whatever the environment says."""
    return Snapshot(DATA / "snapshot", catalogue)
