"""Declare the address fields of Story."""

from dataclasses import dataclass

from dashboard.common import address
from dashboard.common.address import choice
from dashboard.common.snapshot import catalogue
from indicators.refusals import unknown


def _step(text: str) -> tuple[str, list[str]]:
    steps = [step.id for step in catalogue().narrative.story]
    if text not in steps:
        raise unknown("step", text[:24], steps)
    return text, []


@dataclass(frozen=True)
class Choices(address.Choices):
    """The open step of the story; empty for the first."""

    path = "story"

    step: str = choice("", _step)
