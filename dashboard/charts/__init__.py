"""Frames to figures: plain dicts for Plotly, without Streamlit. Titles and sources are the card's."""
