"""Fetch publishers' files, build the snapshot from them, report what changed, and publish it."""
