"""Figures as the JSON that is sent: missing is null, numbers of every kind are numbers."""

import json

import numpy as np
import pandas as pd
import pytest

from dashboard.common.figure import as_json, figure


def test_missing_numbers_become_null():
    own = figure([{"y": [1.5, float("nan"), None, pd.NA]}], {"height": 300})
    sent = json.loads(as_json(own))
    assert sent["data"] == [{"y": [1.5, None, None, None]}]
    assert sent["layout"]["height"] == 300


def test_numpy_and_pandas_values_become_numbers():
    own = figure([{"x": np.arange(3), "y": pd.Series([1.0, 2.0, 3.0]), "z": np.float32(0.5)}], {})
    [trace] = json.loads(as_json(own))["data"]
    assert trace == {"x": [0, 1, 2], "y": [1.0, 2.0, 3.0], "z": 0.5}


def test_what_is_no_part_of_a_figure_is_refused():
    with pytest.raises(TypeError, match="not JSON serializable: object"):
        as_json(figure([{"x": [object()]}], {}))
