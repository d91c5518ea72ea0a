"""Run Streamlit as an ASGI application, with its guard, files, health, metrics and warm-up."""

from dashboard.server.serve import main

__all__ = ["main"]
