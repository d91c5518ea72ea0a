"""Serve the API below `/api/v1/`: every question of the command line, over HTTP."""

from dashboard.server.api.routes import routes

__all__ = ["routes"]
