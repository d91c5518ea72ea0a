"""A reader's own structure of one indicator, which tests of the score and of the command share."""

STRUCTURE = """
id = "own"
name = "My own"
[[nodes]]
id = "whole"
name = "Whole"
[[indicators]]
id = "x"
name = "X"
parent = "whole"
direction = "higher_is_better"
worst = 0
best = 100
"""
