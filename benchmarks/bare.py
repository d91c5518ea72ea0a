"""The floor: what anybody would write first. One Plotly chart of ten lines, one choice, plain Streamlit."""

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

seed = st.segmented_control("Seed", range(20), default=0, key="seed")
rng = np.random.default_rng(seed)
frame = pd.DataFrame(
    rng.normal(size=(30, 10)).cumsum(axis=0),
    columns=[f"line {n}" for n in range(10)],
    index=range(1995, 2025),
)
figure = go.Figure()
for name in frame:
    figure.add_scatter(x=frame.index, y=frame[name], name=name, mode="lines")
figure.update_layout(title=f"seed {seed}")
st.plotly_chart(figure)
