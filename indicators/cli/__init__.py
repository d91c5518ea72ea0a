"""Run the command line `governance-risk`."""

from indicators.cli.commands import main

__all__ = ["main"]
