"""Pieces of pages, each with its own look: the chart card, its downloads, cards of claims and events."""
