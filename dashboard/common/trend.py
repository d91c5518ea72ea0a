"""Draw values over years: a line for each country, named at its end, with events and changes of method.

The figure comes in two layouts: the wide one, and in `narrow` the parts that a phone shows in their place.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard.common.event_marks import Mark, NumberedEvent, lay_out, numbered
from dashboard.common.figure import Figure, axis, escaped, figure, label, spread
from dashboard.common.palette import ARTICLE, CONTEXT, RULE, look
from dashboard.common.series import Series, band, hindsight_label, moment, muted, unit_label, within, wrapped
from dashboard.common.text import number as in_digits
from indicators.model import Break, Indicator
from indicators.story import Event

# Heights in pixels: of the plot, of a row of events, of a row of labels of method changes.
PLOT, EVENT_ROW, METHOD_ROW = 340, 20, 15
LEFT, TOP, BOTTOM = 44, 28, 30
MARK = "events"


@dataclass(frozen=True, slots=True)
class Layout:
    """The narrowest width that a layout must fit, its right margin, and what it has room for."""

    width: int
    right: int
    event_rows: int
    names_methods: bool

    @property
    def plot_width(self) -> int:
        return self.width - LEFT - self.right


WIDE = Layout(860, 118, 5, names_methods=True)
NARROW = Layout(350, 96, 4, names_methods=False)


@dataclass(frozen=True, kw_only=True)
class Lines:
    """A trend: a line for each country of `names`, in their order, over `years`; the first one is bold.

    `series` has each country's columns (`cache.Panel`). A `lag` moves every value and break by that many
    years, to the year of its edition. `bands` are the countries whose published interval is shaded. The
    figures of `pair` get rings; `article` gets a rule. Lines with a label of `hindsight` are muted.
    """

    indicator: Indicator
    series: dict[str, Series]
    names: dict[str, str]
    years: tuple[int, int]
    breaks: Sequence[Break] = ()
    events: Sequence[Event] = ()
    lag: int = 0
    bands: Collection[str] = ()
    pair: Sequence[tuple[str, int]] = ()
    article: dt.date | None = None
    hindsight: str = ""


@dataclass(frozen=True, slots=True)
class _Content:
    """The content of both layouts: `values` by country with their `names`, over the years of `span`."""

    indicator: Indicator
    values: dict[str, Series]
    names: dict[str, str]
    span: tuple[int, int]
    bands: tuple[str, ...]
    breaks: tuple[Break, ...]
    events: tuple[NumberedEvent, ...]
    article: dt.date | None
    hindsight: str

    @property
    def among(self) -> tuple[str, ...]:
        return tuple(self.names)


def trend(lines: Lines) -> Figure:
    """Draw the lines in two layouts. A year without a value is a gap; a value between gaps is a mark."""
    indicator, names, lag = lines.indicator, lines.names, lines.lag
    values = {
        iso3: within(lines.series.get(iso3), lines.years, lines.breaks, lag, indicator.every_years)
        for iso3 in names
    }
    span = (lines.years[0] + lag, lines.years[1] + lag)
    moved = (replace(change, year=change.boundary + lag) for change in lines.breaks)
    content = _Content(
        indicator,
        values,
        names,
        span,
        tuple(iso3 for iso3 in names if iso3 in lines.bands and indicator.interval_level is not None),
        tuple(change for change in moved if span[0] < change.boundary <= span[1]),
        numbered(lines.events),
        lines.article,
        lines.hindsight,
    )
    wide, narrow = _laid_out(WIDE, content), _laid_out(NARROW, content)
    ends = _ends(values, names, {(iso3, year + lag) for iso3, year in lines.pair})
    drawn_lines = _lines(values, names, indicator, lag)
    if lines.hindsight:
        drawn_lines, ends = [muted(line) for line in drawn_lines], muted(ends)
    whole = figure([*drawn_lines, ends, *wide["data"]], wide["layout"])
    return {**whole, "narrow": {"data": narrow["data"], "layout": {**whole["layout"], **narrow["layout"]}}}


def _laid_out(layout: Layout, content: _Content) -> Figure:
    """Lay out the events' trace and the rest of the figure for one width."""
    span, bands, values = content.span, content.bands, content.values
    low, high = _extent(values, content.indicator, bands)
    top_rows, top_labels = _top_labels(content, layout)
    marks = lay_out(content.events, _days(span), width=layout.plot_width, rows=layout.event_rows)
    rows = 1 + max((mark.row for mark in marks), default=-1)
    strip, above = rows * EVENT_ROW + (14 if rows else 0), top_rows * METHOD_ROW
    total = strip + PLOT + above
    shades = [
        shape
        for iso3 in reversed(bands)
        for shape in band(values[iso3], look(iso3, content.among).colour, at=_left_of_middle)
    ]
    return {
        "data": [_event_points(marks, span, layout)] if marks else [],
        "layout": {
            "height": total + TOP + BOTTOM,
            "margin": {"l": LEFT, "r": layout.right, "t": TOP, "b": BOTTOM},
            "hovermode": "x unified",
            "xaxis": _year_axis(span, layout),
            "yaxis": axis(range=[low, high], domain=[strip / total, 1 - above / total]),
            "yaxis2": {
                "domain": [0, max(strip - 10, 1) / total],
                "range": [max(rows, 1), 0],
                "visible": False,
                "fixedrange": True,
            },
            "shapes": [
                *shades,
                *_rules(content.breaks),
                *_event_spans(marks, span, layout),
                *_article_rule(content),
            ],
            "annotations": [
                *_end_names(values, content.names, low, high),
                *top_labels,
                *_event_labels(marks, span, layout),
                unit_label(content.indicator, _shaded(content) if layout is WIDE else ""),
                *([hindsight_label(content.hindsight)] if content.hindsight else []),
            ],
        },
    }


def _shaded(content: _Content) -> str:
    """Word the shaded areas: `shaded: 90 % interval of Tajikistan`."""
    if not content.bands:
        return ""
    interval = f"shaded: {content.indicator.interval_level} % interval"
    return (
        f"{interval} of {escaped(content.names[content.bands[0]])}"
        if len(content.bands) == 1
        else f"{interval}s"
    )


def _left_of_middle(at: float) -> float:
    """Return the middle of a year on this chart's axis, where a year stands at its own number."""
    return at - 0.5


def _days(span: tuple[int, int]) -> tuple[dt.date, dt.date]:
    return dt.date(span[0], 1, 1), dt.date(span[1], 12, 31)


def _lines(
    values: dict[str, Series], names: dict[str, str], indicator: Indicator, lag: int
) -> list[dict[str, Any]]:
    """Draw a line for each country, from the last to the first, with its part of the tooltip."""
    among = tuple(names)
    lines = []
    for iso3 in reversed(among):
        own, style = values[iso3], look(iso3, among)
        lines.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": escaped(names[iso3]),
                "x": own["year"],
                "y": own["value"],
                "connectgaps": False,
                "line": {"color": style.colour, "width": style.width, "dash": style.dash},
                "customdata": [[iso3, year - lag] for year in own["year"]],
                "text": [_tooltip(own, at, indicator) for at in range(len(own["year"]))],
                "hovertemplate": f"<b>{escaped(names[iso3])}</b> %{{text}}<extra></extra>",
            }
        )
    return lines


def _tooltip(own: Series, at: int, indicator: Indicator) -> str:
    """Word one country's part of a year's tooltip: `23 (15 to 32), 152 of 175, edition 2014`."""
    value, lower, upper = (own[column][at] for column in ("value", "interval_lower", "interval_upper"))
    if value is None:
        return ""
    text = in_digits(value, indicator.decimals)
    if lower is not None and upper is not None:
        text += f" ({in_digits(lower, indicator.decimals)} to {in_digits(upper, indicator.decimals)})"
    if own["rank"][at] is not None:
        worst = " from the worst" if indicator.rank_from_worst else ""
        text += f", rank {own['rank'][at]} of {own['n_ranked'][at]}{worst}"
    return f"{text}, edition {escaped(own['edition'][at])}"


def _ends(values: dict[str, Series], names: dict[str, str], ringed: set[tuple[str, float]]) -> dict[str, Any]:
    """Draw marks at both ends of every line, at values without a line, and around the chosen pair."""
    among = tuple(names)
    points = []
    for iso3, own in values.items():
        style = look(iso3, among)
        held = [value is not None for value in own["value"]]
        for at, year in enumerate(own["year"]):
            if not held[at]:
                continue
            before, after = at > 0 and held[at - 1], at + 1 < len(held) and held[at + 1]
            if (iso3, year) in ringed:
                points.append((year, own["value"][at], style.colour, "circle-open-dot", 16))
            elif not (before and after):
                points.append((year, own["value"][at], style.colour, style.symbol, 8))
    x, y, colours, symbols, sizes = (
        (list(column) for column in zip(*points, strict=True)) if points else ([],) * 5
    )
    return {
        "type": "scatter",
        "mode": "markers",
        "x": x,
        "y": y,
        "marker": {"color": colours, "symbol": symbols, "size": sizes, "opacity": 1, "line": {"width": 0}},
        "hoverinfo": "skip",
    }


def _extent(values: dict[str, Series], indicator: Indicator, bands: Collection[str]) -> tuple[float, float]:
    """Return the range of the value axis: all values, the shaded intervals, and a margin."""
    numbers = [
        number
        for iso3, own in values.items()
        for column in ("value", *(("interval_lower", "interval_upper") if iso3 in bands else ()))
        for number in own[column]
        if number is not None
    ]
    if not numbers:
        return indicator.minimum, indicator.maximum
    low, high = min(numbers), max(numbers)
    air = 0.06 * ((high - low) or 1.0)
    return low - air, high + air


def _year_axis(span: tuple[int, int], layout: Layout) -> dict[str, Any]:
    count = span[1] - span[0] + 1
    most = layout.plot_width // 44
    step = next((step for step in (1, 2, 3, 5, 10, 20) if count / step <= most), 50)
    ticks = list(range(span[1], span[0] - 1, -step))[::-1]
    return axis(
        range=[span[0] - 0.5, span[1] + 0.5],
        tickvals=ticks,
        ticktext=[str(year) for year in ticks],
        tickangle=0,
        hoverformat="d",
        showgrid=False,
        anchor="free",
        position=0,
        showspikes=True,
        spikemode="across",
        spikethickness=1,
        spikedash="dot",
        spikecolor=RULE,
    )


def _end_names(
    values: dict[str, Series], names: dict[str, str], low: float, high: float
) -> list[dict[str, Any]]:
    """Name each country beside the end of its line; move names apart where ends lie close."""
    among = tuple(names)
    ends = {
        iso3: value
        for iso3, own in values.items()
        if (value := next((value for value in reversed(own["value"]) if value is not None), None)) is not None
    }
    gap = (high - low) * 17 / PLOT
    placed = spread(list(ends.values()), gap, low + gap / 2, high - gap / 2)
    return [
        label(
            f'<span style="color:{look(iso3, among).colour}">●</span> '
            + (f"<b>{escaped(names[iso3])}</b>" if iso3 == among[0] else escaped(names[iso3])),
            1.0,
            place,
            xref="paper",
            yref="y",
            xshift=4,
            font={"size": 12},
        )
        for iso3, place in zip(ends, placed, strict=True)
    ]


def _top_labels(content: _Content, layout: Layout) -> tuple[int, list[dict[str, Any]]]:
    """Return the number of rows above the plot, and their labels: method changes and the article's day."""
    span = content.span
    entries: list[tuple[float, str, dict[str, str]]] = [
        (
            change.boundary - 0.5,
            f"{change.boundary}: {change.label}"
            if layout.names_methods and change.label
            else str(change.boundary),
            {},
        )
        for change in content.breaks
    ]
    if content.article is not None and span[0] <= content.article.year <= span[1]:
        text = (
            f"Article, {content.article.day} {content.article:%b %Y}" if layout.names_methods else "Article"
        )
        entries.append((moment(content.article) - 0.5, text, {"color": ARTICLE}))
    free: list[float] = []
    labels = []
    for at, text, ink in sorted(entries, key=lambda entry: entry[0]):
        x = (at - span[0] + 0.5) * layout.plot_width / (span[1] - span[0] + 1)
        length = 6.0 * len(text)
        to_left = x + length > layout.plot_width + layout.right
        start, end = (x - length, x) if to_left else (x, x + length)
        row = next((number for number, taken in enumerate(free) if start >= taken), len(free))
        free[row : row + 1] = [end + 8]
        labels.append(
            label(
                escaped(text),
                at,
                1,
                xref="x",
                yref="y domain",
                xanchor="right" if to_left else "left",
                yanchor="bottom",
                yshift=row * METHOD_ROW,
                font={"size": 11, **ink},
            )
        )
    return len(free), labels


def _rules(breaks: Sequence[Break]) -> list[dict[str, Any]]:
    """Draw a vertical rule at each method change, solid if values cannot be compared across it."""
    return [
        {
            "type": "line",
            "xref": "x",
            "yref": "y domain",
            "x0": change.boundary - 0.5,
            "x1": change.boundary - 0.5,
            "y0": 0,
            "y1": 1,
            "line": {"color": RULE, "width": 1, "dash": "solid" if change.blocks else "dot"},
        }
        for change in breaks
    ]


def _place(mark: Mark, span: tuple[int, int], layout: Layout) -> tuple[float, float, float]:
    """Return the first day, the mark and the last day of a mark on the axis, within the years shown."""
    first = max(min(moment(item.event.when.start) for item in mark.events) - 0.5, span[0] - 0.5)
    last = min(max(moment(item.event.when.end) for item in mark.events) - 0.5, span[1] + 0.5)
    return first, span[0] - 0.5 + mark.x / layout.plot_width * (span[1] - span[0] + 1), last


def _event_spans(marks: Sequence[Mark], span: tuple[int, int], layout: Layout) -> list[dict[str, Any]]:
    """Draw a bar over the days of each mark that covers more than a week."""
    bars = []
    for mark in marks:
        first, _, last = _place(mark, span, layout)
        if last - first > 0.02:
            bars.append(
                {
                    "type": "line",
                    "xref": "x",
                    "yref": "y2",
                    "x0": first,
                    "x1": last,
                    "y0": mark.row + 0.92,
                    "y1": mark.row + 0.92,
                    "layer": "below",
                    "line": {"color": _colour(mark), "width": 2},
                }
            )
    return bars


def _article_rule(content: _Content) -> list[dict[str, Any]]:
    """Draw a rule through the plot at the article's day."""
    if content.article is None or not content.span[0] <= content.article.year <= content.span[1]:
        return []
    at = moment(content.article) - 0.5
    line = {"color": ARTICLE, "width": 1.5, "dash": "dash"}
    return [
        {"type": "line", "xref": "x", "yref": "y domain", "x0": at, "x1": at, "y0": 0, "y1": 1, "line": line}
    ]


def _event_labels(marks: Sequence[Mark], span: tuple[int, int], layout: Layout) -> list[dict[str, Any]]:
    """Draw the number of each mark in a frame, and its short name beside it."""
    labels = []
    for mark in marks:
        at = {
            "x": _place(mark, span, layout)[1],
            "y": mark.row + 0.5,
            "xref": "x",
            "yref": "y2",
            "yanchor": "middle",
            "showarrow": False,
            "font": {"size": 11},
        }
        frame = {"bordercolor": _colour(mark), "borderwidth": 1.5, "borderpad": 1.5}
        labels.append({**at, "text": mark.numbers, "xanchor": "center", **frame})
        if mark.text:
            away = 6 + 3.3 * len(mark.numbers)
            side = (
                {"xanchor": "right", "xshift": -away} if mark.to_left else {"xanchor": "left", "xshift": away}
            )
            labels.append({**at, "text": escaped(mark.text), **side})
    return labels


def _event_points(marks: Sequence[Mark], span: tuple[int, int], layout: Layout) -> dict[str, Any]:
    """Return points behind the marks, which show each event's date and title under the pointer."""
    return {
        "type": "scatter",
        "mode": "markers",
        "meta": MARK,
        "x": [_place(mark, span, layout)[1] for mark in marks],
        "y": [mark.row + 0.5 for mark in marks],
        "yaxis": "y2",
        "marker": {"size": 18, "opacity": 0, "color": [_colour(mark) for mark in marks]},
        "customdata": [[item.event.id for item in mark.events] for mark in marks],
        "text": [
            "<br>".join(
                f"<b>{item.number}. {item.event.when}</b><br>{wrapped(escaped(item.event.title))}"
                for item in mark.events
            )
            for mark in marks
        ],
        "hovertemplate": "%{text}<extra></extra>",
        "cliponaxis": False,
    }


def _colour(mark: Mark) -> str:
    return ARTICLE if any(item.event.in_article for item in mark.events) else CONTEXT
