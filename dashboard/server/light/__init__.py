"""Serve each view of the dashboard as one HTML page without a session, below `/v/`."""

from dashboard.server.light.routes import routes

__all__ = ["routes"]
