"""Compare's chart as a Dash page, written as Dash advises: the data read once, a figure from each callback.

gunicorn benchmarks.dash_page:server
"""

import os

import pandas as pd
import plotly.graph_objects as go
from dash import Dash, Input, Output, dcc, html

ADDED = ["Kazakhstan", "Turkmenistan", "Pakistan", "Iran", "Russia"]
START = ["Tajikistan", "Afghanistan", "China", "Kyrgyzstan", "Uzbekistan"]

frame = pd.read_csv(os.environ["BENCHMARK_CSV"])
names = list(frame["name"].unique())
app = Dash(__name__, serve_locally=True)
server = app.server
app.layout = html.Div(
    [
        html.H1("Compare"),
        dcc.Dropdown(names, "CPI score", id="indicator", clearable=False),
        dcc.Dropdown(sorted(frame["country"].unique()), START, id="countries", multi=True),
        dcc.Checklist(ADDED, [], id="add", inline=True),
        dcc.RangeSlider(2012, 2025, 1, value=[2012, 2025], id="years"),
        dcc.Graph(id="figure"),
    ]
)


@app.callback(
    Output("figure", "figure"),
    Input("indicator", "value"),
    Input("countries", "value"),
    Input("add", "value"),
    Input("years", "value"),
)
def draw(indicator: str, countries: list[str], more: list[str], years: list[int]) -> go.Figure:
    """Draw a line with its interval for each country."""
    chosen = frame[(frame["name"] == indicator) & frame["year"].between(*years)]
    traces = []
    for country in [*countries, *more]:
        own = chosen[chosen["country"] == country].sort_values("year")
        error = {
            "array": (own["upper"] - own["value"]).tolist(),
            "arrayminus": (own["value"] - own["lower"]).tolist(),
        }
        traces.append(
            go.Scatter(
                x=own["year"].tolist(), y=own["value"].tolist(), name=country, mode="lines", error_y=error
            )
        )
    return go.Figure(traces, {"title": {"text": indicator}})
