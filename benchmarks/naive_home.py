"""The overview as a naive Streamlit script: CSV read, and plotly.express for each chart, on every run.

As many charts as the overview has cards, of the same figures, with a choice of what was known.
"""

import os

import pandas as pd
import plotly.express as px
import streamlit as st

IN_A_ROW = 4

st.set_page_config(layout="wide")
frame = pd.read_csv(os.environ["BENCHMARK_CSV"])
st.title("Tajikistan")
until = st.segmented_control("Until", ["2014", "today"], default="today", key="until")
shown = frame[frame["country"] == "Tajikistan"]
if until == "2014":
    shown = shown[shown["year"] <= 2014]
names = list(shown["name"].unique())
for start in range(0, len(names), IN_A_ROW):
    for column, name in zip(st.columns(IN_A_ROW), names[start : start + IN_A_ROW], strict=False):
        own = shown[shown["name"] == name].sort_values("year")
        before, now = own["value"].iloc[-2:]
        column.metric(name, f"{now:.2f}", f"{now - before:.2f}")
        column.plotly_chart(px.line(own, x="year", y="value", title=name, height=200), key=name)
