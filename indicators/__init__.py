"""Governance risk indicators: publishers' files in, one tidy table and honest statistics out.

Nothing here imports Streamlit or Plotly, and nothing outside `indicators.refresh` uses the network.
"""
