"""Draw our figures as SVG on the server, without a browser: lines, marks, bars, cells, maps, labels.

It knows the parts of Plotly's figures that our charts use. A figure with another part raises `NotDrawnError`.
"""

from dashboard.common.picture.draw import NotDrawnError, draw

__all__ = ["NotDrawnError", "draw"]
