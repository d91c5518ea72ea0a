"""Draw the chart of a light page as SVG or PNG, on the server and without a browser."""

import json
from pathlib import Path

import resvg_py

from dashboard.common import picture as pictures
from dashboard.common.picture import NotDrawnError, draw
from dashboard.server.addressed import Body, PictureError, Question
from dashboard.server.light.views import View
from indicators.errors import QuestionError

ENDINGS = {"svg": "image/svg+xml", "png": "image/png"}
# With `social=1` a picture is 1200 x 630, as chats and social media show it.
SOCIAL = "social"
# Pixels of a PNG for each unit.
ZOOM = 2
_FONTS = [str(path) for path in sorted((Path(pictures.__file__).parent / "fonts").glob("*.ttf"))]
_FAMILY = "DejaVu Sans"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors *; sandbox"


def picture(question: Question, view: View, ending: str) -> Body:
    """Answer with the picture of a view.

    Raises `QuestionError` for a view without a chart, and `PictureError` for one that we cannot draw.
    """
    if view.figure is None:
        raise QuestionError("picture", "this view has no chart", "Choose a view with a chart.")
    social = question.request.query_params.get(SOCIAL) == "1"
    try:
        svg = draw(json.loads(view.figure), view.passport, social=social)
    except NotDrawnError as error:
        what = f"this chart cannot be drawn on the server ({error})"
        raise PictureError("picture", what, "Open the light page and download its chart.") from error
    content = svg.encode() if ending == "svg" else to_png(svg, zoom=1 if social else ZOOM)
    headers = {
        "Content-Disposition": f'inline; filename="{view.passport.stem}.{ending}"',
        "Content-Security-Policy": _POLICY,
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Access-Control-Allow-Origin": "*",
    }
    return Body(content, ENDINGS[ending], headers)


def to_png(svg: str, *, zoom: int) -> bytes:
    """Return an SVG as PNG, with our own fonts: the server needs none."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=_FONTS,
            font_family=_FAMILY,
            sans_serif_family=_FAMILY,
        )
    )
