"""Compare indicators before and after dated events, with placebo tests (METHODS 4)."""

from indicators.events.placebo import Reason, Refusal, holm
from indicators.events.result import Result, Window
from indicators.events.window import Design, of_event, windows

__all__ = ["Design", "Reason", "Refusal", "Result", "Window", "holm", "of_event", "windows"]
