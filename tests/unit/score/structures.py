"""A small structure for the tests of scores: two pillars of two indicators, one of them core."""

import pandas as pd

INDICATORS = ("a", "b", "c", "d")

TOML = """
id = "test"
name = "A test"

[[nodes]]
id = "all"
name = "All"

[[nodes]]
id = "left"
name = "Left"
parent = "all"
core = true

[[nodes]]
id = "right"
name = "Right"
parent = "all"

[[indicators]]
id = "a"
name = "A"
parent = "left"
direction = "higher_is_better"
worst = 0
best = 100

[[indicators]]
id = "b"
name = "B"
parent = "left"
direction = "lower_is_better"
worst = 100
best = 0
aggregator = true

[[indicators]]
id = "c"
name = "C"
parent = "right"
direction = "lower_is_better"
worst = 100
best = 0
weight = 3

[[indicators]]
id = "d"
name = "D"
parent = "right"
direction = "lower_is_better"
worst = 100
best = 0

[[presets]]
id = "left_first"
name = "Left first"

[[presets.weights]]
id = "left"
weight = 3

[[presets]]
id = "bare"
name = "Without aggregators"
without_aggregators = true
"""


def table(**columns: list[float | None]) -> pd.DataFrame:
    countries = ["TJK", "KGZ", "UZB", "KAZ"][: len(next(iter(columns.values())))]
    return pd.DataFrame(columns, index=countries, dtype="float64")
