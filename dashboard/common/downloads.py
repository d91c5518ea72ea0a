"""Draw a chart's download row: PNG and SVG from the browser's Plotly, CSV and Parquet from a route."""

from pathlib import Path

from dashboard.common.component import component
from dashboard.common.files import light_address
from indicators.clock import today
from indicators.export.passport import Passport

_HERE = Path(__file__).parent
_component = component(_HERE, "downloads", isolate_styles=True)


def downloads(
    passport: Passport, *, chart: str | None, rows: str | None, key: str, finding: str = ""
) -> None:
    """Draw the buttons for the chart whose element has the key `chart`; None if there is only a table.

    The `finding` is the title of a picture; "Copy sentence" copies it with its source and the link.

    `rows` is the address of the rows with `{format}` in place of `csv` or `parquet`; None if the rows exist
    only in the reader's session.
    """
    _component(
        key=key,
        data={
            "chart": chart,
            "rows": rows,
            "light": rows and light_address(rows),
            "today": today().isoformat(),
            "passport": {
                "title": passport.title,
                "finding": finding,
                "source": f"Source: {passport.source}. Edition: {passport.edition}.",
                "subtitle": passport.subtitle,
                "lines": list(passport.lines()),
                "stem": passport.stem,
                "facts": passport.as_dict(),
            },
        },
    )
