"""What Story keeps in its address."""

from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import asked
from dashboard.common.snapshot import catalogue
from indicators.refusals import unknown


def _step(text: str) -> tuple[str, list[str]]:
    steps = [step.id for step in catalogue().narrative.story]
    if text not in steps:
        raise unknown("step", text[:24], steps)
    return text, []


@dataclass(frozen=True)
class Choices(address.Choices):
    """The step of the story that is open; empty for the first."""

    path = "story"

    step: str = asked("", _step)
