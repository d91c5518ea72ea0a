"""Measure how much of a corpus of claims in prose is found, read and judged right (`make bench-claims`)."""
