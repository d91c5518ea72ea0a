"""Snapshots in object stores: the stores of the tests, and snapshots to put there."""
