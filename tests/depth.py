"""How many examples of a property are tried: few by `make test`, many by `make test-deep`."""

import os

from hypothesis import HealthCheck, settings

VARIABLE = "HYPOTHESIS_PROFILE"
DEEP = "deep"
FACTOR = 50


def register_profiles() -> None:
    """Load the profile that the variable names. No example has a deadline: the machine may be busy."""
    busy = [HealthCheck.too_slow]
    settings.register_profile("few", deadline=None, suppress_health_check=busy, max_examples=25)
    settings.register_profile(DEEP, deadline=None, suppress_health_check=busy, max_examples=25 * FACTOR)
    settings.load_profile(os.environ.get(VARIABLE, "few"))


def examples(few: int) -> int:
    """Multiply a number of examples for a deep run."""
    return few * FACTOR if os.environ.get(VARIABLE) == DEEP else few
