"""Compare as a naive Streamlit script: the CSV is read, and plotly.express draws, on every run.

The same filters and the same chart: an indicator, countries, years, lines with the published interval.
"""

import os

import pandas as pd
import plotly.express as px
import streamlit as st

ADDED = ["Kazakhstan", "Turkmenistan", "Pakistan", "Iran", "Russia"]

frame = pd.read_csv(os.environ["BENCHMARK_CSV"])
st.title("Compare")
names = list(frame["name"].unique())
indicator = st.selectbox("Indicator", names, index=names.index("CPI score"), key="indicator")
chosen = frame[frame["name"] == indicator]
countries = st.multiselect(
    "Countries",
    sorted(frame["country"].unique()),
    default=["Tajikistan", "Afghanistan", "China", "Kyrgyzstan", "Uzbekistan"],
    key="countries",
)
more = st.pills("Add a country", ADDED, selection_mode="multi", key="add")
first, last = int(chosen["year"].min()), int(chosen["year"].max())
years = st.slider("Years", first, last, (first, last), key="years")
shown = chosen[chosen["country"].isin([*countries, *more]) & chosen["year"].between(*years)]
shown = shown.assign(above=shown["upper"] - shown["value"], below=shown["value"] - shown["lower"])
figure = px.line(
    shown, x="year", y="value", color="country", error_y="above", error_y_minus="below", title=indicator
)
st.plotly_chart(figure)
st.dataframe(shown)
