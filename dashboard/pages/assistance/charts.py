"""Draw money, trainees and governance in aligned panels on one axis of time, one scale in each panel.

A bar of a fiscal year stands where the year lies, from October to September; governance stands at the middle
of the calendar year that it describes.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.common.event_strip import strip_bars, strip_marks
from dashboard.common.figure import Figure, axis, escaped, figure, label
from dashboard.common.palette import ARTICLE, RULE, look
from dashboard.common.series import (
    Series,
    band,
    hindsight_label,
    hover_text,
    middle,
    moment,
    muted,
    within,
    wrapped,
)
from dashboard.common.text import number
from indicators.model import Break, Direction, Indicator
from indicators.story import Event

# These differ under every kind of colour vision, and are readable on both themes.
GROUP_COLOURS = {"military": "#3a70c9", "nadr": "#b72d80", "narcotics_control": "#af8d59"}
GROUP_NAMES = {"military": "Military", "nadr": "NADR", "narcotics_control": "Narcotics Control"}
COUNTER, OTHER = "#3e824c", "#808891"
HEIGHT = 780
# A fiscal year begins on the first of October before the calendar year of its number.
EARLIER = 0.25
BAR = 0.84
STRIP, GOVERNANCE, TRAINEES, MONEY = (0.0, 0.045), (0.075, 0.32), (0.42, 0.62), (0.735, 1.0)


@dataclass(frozen=True, kw_only=True)
class Panels:
    """One recipient's obligations, trainees and governance.

    `table` has a row for each fiscal year: the three groups, `together`, `portal_military`, `trainees`,
    `section_1004`, `status`, in `units` of money and of people. From `switch` on, money comes from the portal
    and is Military alone; before it, the portal's figure is a hollow mark. `ruled` is a day with its words;
    governance with a label of `hindsight` is muted.
    """

    table: pd.DataFrame
    indicator: Indicator
    series: Series | None
    breaks: Sequence[Break]
    iso3: str
    years: tuple[int, int]
    units: tuple[str, str]
    switch: int
    training: Sequence[Break]
    events: Sequence[Event]
    ruled: tuple[dt.date, str] | None
    hindsight: str = ""


def panels(of: Panels) -> Figure:
    """Draw obligations above, trainees below them, governance lowest, on one axis of time."""
    table, indicator, breaks, years, switch = of.table, of.indicator, of.breaks, of.years, of.switch
    money, bars = _money(table, switch), _trainees(table)
    own = within(of.series, years, breaks, 0, indicator.every_years)
    style = look(of.iso3, (of.iso3,))
    line = {
        "type": "scatter", "mode": "lines+markers", "name": escaped(indicator.short_name), "yaxis": "y3",
        "x": [middle(year) for year in own["year"]], "y": own["value"], "connectgaps": False,
        "line": {"color": style.colour, "width": 2.5}, "marker": {"color": style.colour, "size": 6},
        "text": [hover_text(own, place, indicator) for place in range(len(own["year"]))],
        "hovertemplate": "%{text}<extra></extra>",
    }  # fmt: skip
    last = [int(year) for year in table["fiscal_year"][table["trainees"].notna()]]
    span = (years[0] - EARLIER, years[1] + 1)
    layout: dict[str, Any] = {
        "height": HEIGHT,
        "margin": {"l": 52, "r": 14, "t": 70, "b": 34},
        "hovermode": "closest",
        "barmode": "relative",
        "bargap": 0,
        "xaxis": year_axis(years),
        "yaxis": axis(domain=MONEY, **_extent(table, [*GROUP_COLOURS], "portal_military", room=1.42)),
        "yaxis2": axis(domain=TRAINEES, **_extent(table, ["trainees"], room=1.12)),
        "yaxis3": axis(domain=GOVERNANCE, **_governance_range(own)),
        "yaxis4": {"domain": STRIP, "range": [-1, 1], "visible": False, "fixedrange": True},
        "shapes": [
            *band(own, style.colour, "y3"),
            *(
                break_rule(b.boundary, "y3", solid=b.blocks)
                for b in breaks
                if years[0] < b.boundary <= years[1]
            ),
            *(break_rule(b.boundary - EARLIER, "y2", solid=b.blocks) for b in of.training),
            *([break_rule(switch - EARLIER, "y", solid=True)] if years[0] < switch <= years[1] else []),
            *strip_bars(of.events, span, "y4"),
        ],
        "annotations": [
            *_headings(indicator, of.units, switch <= years[1], any("portal" in t["name"] for t in money)),
            *_absences(table, own, last, years, switch),
        ],
    }
    if of.hindsight:
        line = muted(line)
        layout["annotations"].append(hindsight_label(of.hindsight, "y3 domain"))
    if of.ruled:
        layout["shapes"].append(_day(moment(of.ruled[0])))
        layout["annotations"].append(_day_label(of.ruled, years))
    return figure([*money, *bars, line, *strip_marks(of.events, span, "y4")], layout)


def year_axis(years: tuple[int, int]) -> Figure:
    """Return an axis of calendar years that begins on the first of October before the first year."""
    span = years[1] - years[0] + 1
    step = 1 if span <= 5 else 2 if span <= 9 else 3 if span <= 15 else 5
    ticks = [year for year in range(years[0], years[1] + 1) if span <= 15 or year % step == 0]
    return axis(
        range=[years[0] - EARLIER, years[1] + 1],
        tickvals=[middle(year) for year in (ticks[::step] if span <= 15 else ticks)],
        ticktext=[str(year) for year in (ticks[::step] if span <= 15 else ticks)],
        tickangle=0,
        showgrid=False,
        anchor="free",
        position=0,
    )


def fiscal_middle(year: int) -> float:
    """Return the middle of a fiscal year on an axis of calendar years: the first of April."""
    return middle(year) - EARLIER


def _money(table: pd.DataFrame, switch: int) -> list[Figure]:
    """Draw a stacked bar for each group, and the portal's Military: bars from the switch on, marks before."""
    before, after = table[table["fiscal_year"] < switch], table[table["fiscal_year"] >= switch]
    traces = [
        _bar(before, column, GROUP_NAMES[column], {"color": GROUP_COLOURS[column]}, "y", _money_text)
        for column in GROUP_COLOURS
    ]
    pattern = {"shape": "/", "size": 6, "fgcolor": GROUP_COLOURS["military"], "bgcolor": "rgba(0,0,0,0)"}
    style = {"color": GROUP_COLOURS["military"], "pattern": pattern}
    outlined = {**style, "line": {"color": GROUP_COLOURS["military"], "width": 1.2}}
    if after["portal_military"].notna().any():
        traces.append(_bar(after, "portal_military", "portal", outlined, "y", _portal_text))
    both = before[before["portal_military"].notna()]
    if len(both):
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": "portal, earlier years",
                "x": [fiscal_middle(int(year)) for year in both["fiscal_year"]],
                "y": both["portal_military"].to_list(),
                # Light within dark, so that it is visible on a bar and beside it, in both themes.
                "marker": {
                    "symbol": "diamond", "size": 9, "color": "#ffffff",
                    "line": {"width": 1.6, "color": "#1a1a1a"},
                },
                "hovertext": [_portal_text(row) for row in both.to_dict("records")],
                "hovertemplate": "%{hovertext}<extra></extra>",
            }
        )  # fmt: skip
    return traces


def _trainees(table: pd.DataFrame) -> list[Figure]:
    rest = table.assign(other=table["trainees"] - table["section_1004"])
    return [
        _bar(rest, "section_1004", "Section 1004", {"color": COUNTER}, "y2", _training_text),
        _bar(rest, "other", "other programmes", {"color": OTHER}, "y2", _training_text),
    ]


def _bar(table: pd.DataFrame, column: str, name: str, marker: Figure, of: str, text: Any) -> Figure:
    rows = table[table[column].notna()]
    return {
        "type": "bar", "name": name, "yaxis": of, "width": BAR, "marker": marker,
        "x": [fiscal_middle(int(year)) for year in rows["fiscal_year"]],
        "y": rows[column].to_list(),
        "hovertext": [text(row) for row in rows.to_dict("records")],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }  # fmt: skip


def _head(row: dict[Any, Any]) -> str:
    year = int(row["fiscal_year"])
    return f"<b>Fiscal year {year}</b> (October {year - 1} to September {year})"


def _money_text(row: dict[Any, Any]) -> str:
    lines = [
        f"{name}: {number(row[column], 2)}" for column, name in GROUP_NAMES.items() if pd.notna(row[column])
    ]
    text = "<br>".join([_head(row), *lines, f"together: {number(row['together'], 2)}"])
    if pd.notna(row["portal_military"]):
        text += f"<br>Military at the portal: {number(row['portal_military'], 2)}"
    return text + (f"<br>{row['status']}" if row["status"] else "")


def _portal_text(row: dict[Any, Any]) -> str:
    text = f"{_head(row)}<br>ForeignAssistance.gov, Military: {number(row['portal_military'], 2)}"
    if pd.notna(row["military"]):
        text += f"<br>Greenbook, Military: {number(row['military'], 2)}"
    return text + (f"<br>{row['status']}" if row["status"] == "provisional" else "")


def _training_text(row: dict[Any, Any]) -> str:
    counter = f"<br>counter-narcotics (Section 1004): {number(row['section_1004'], 0)}"
    return f"{_head(row)}<br>{number(row['trainees'], 0)} places on courses{counter}"


def _extent(table: pd.DataFrame, columns: list[str], *others: str, room: float) -> Figure:
    """Return the range from the lowest to the highest bar, with room for words; no numbers without a bar."""
    bars = table[columns].astype("float64")
    tops = [bars.clip(lower=0).sum(axis="columns").max(), *(table[name].max() for name in others)]
    top = max((float(value) for value in tops if value > 0), default=0.0)  # missing is not above 0
    low = min(float(bars.clip(upper=0).sum(axis="columns").min()), 0.0) if len(bars) else 0.0
    if not top and not low:
        return {"range": [0, 1], "showticklabels": False, "showgrid": False}
    return {"range": [low * 1.1, top * room]}


def _governance_range(own: Series) -> Figure:
    numbers = [
        v for name in ("value", "interval_lower", "interval_upper") for v in own[name] if v is not None
    ]
    if not numbers:
        return {"range": [0, 1], "showticklabels": False, "showgrid": False}
    air = 0.08 * ((max(numbers) - min(numbers)) or 1.0)
    return {"range": [min(numbers) - air, max(numbers) + air]}


def _headings(indicator: Indicator, units: tuple[str, str], switched: bool, portal: bool) -> list[Figure]:
    """Write each panel's content, unit and colours above it."""
    groups = " ".join(
        f'<span style="color:{GROUP_COLOURS[name]}">■</span> {words}' for name, words in GROUP_NAMES.items()
    )
    later = (
        f'<br><span style="color:{GROUP_COLOURS["military"]}">▨</span> Military at the portal '
        if switched
        else ""
    )
    later += ("◇ portal, earlier years" if later else "<br>◇ Military at the portal") if portal else ""
    better = {
        Direction.HIGHER_IS_BETTER: "↑ better", Direction.LOWER_IS_BETTER: "↓ better", Direction.NEITHER: "",
    }[indicator.direction]  # fmt: skip
    training = (
        f'<span style="color:{COUNTER}">■</span> counter-narcotics (Section 1004) '
        f'<span style="color:{OTHER}">■</span> other'
    )
    texts = [
        (f"<b>Obligations</b>, {units[0]}<br>{groups}{later}", MONEY[1]),
        (f"<b>Trainees</b>, {units[1]}<br>{training}", TRAINEES[1]),
        (f"<b>{escaped(indicator.short_name)}</b> {better}<br>{escaped(indicator.unit)}", GOVERNANCE[1]),
    ]
    return [
        label(
            text,
            0,
            height,
            xref="paper",
            yref="paper",
            xshift=-44,
            yshift=7,
            yanchor="bottom",
            font={"size": 12},
        )
        for text, height in texts
    ]


def _absences(
    table: pd.DataFrame, own: Series, last: list[int], years: tuple[int, int], switch: int
) -> list[Figure]:
    """Say in an empty panel that it has no data, and where the training reports end."""
    labels = []
    if not table[[*GROUP_COLOURS, "portal_military"]].notna().any(axis=None):
        labels.append(_inside("no record, or no edition by this day", years, "y domain"))
    elif years[1] >= switch and not table["portal_military"][table["fiscal_year"] >= switch].notna().any():
        labels.append(_at_the_edge(f"no data<br>after fiscal<br>year {switch - 1}", "y domain"))
    if not last:
        labels.append(_inside("no record, or no edition by this day", years, "y2 domain"))
    elif years[1] - max(last) >= 3:
        labels.append(_at_the_edge(f"no report<br>after fiscal<br>year {max(last)}", "y2 domain"))
    if not any(value is not None for value in own["value"]):
        labels.append(_inside("no value in these years", years, "y3 domain"))
    return labels


def _at_the_edge(text: str, of: str) -> Figure:
    edge = {"xref": "paper", "yref": of, "xanchor": "right", "align": "right"}
    return label(text, 1, 0.5, **edge, font={"size": 11})


def _inside(text: str, years: tuple[int, int], of: str) -> Figure:
    return label(text, middle((years[0] + years[1]) / 2), 0.5, xref="x", yref=of, xanchor="center")


def break_rule(place: float, of: str, *, solid: bool) -> Figure:
    """Draw a vertical rule over one panel, solid if values cannot be compared across it."""
    return {
        "type": "line", "xref": "x", "yref": f"{of} domain", "x0": place, "x1": place, "y0": 0, "y1": 1,
        "line": {"color": RULE, "width": 1, "dash": "solid" if solid else "dot"},
    }  # fmt: skip


def _day(place: float) -> Figure:
    return {
        "type": "line", "xref": "x", "yref": "paper", "x0": place, "x1": place, "y0": 0, "y1": MONEY[1],
        "line": {"color": ARTICLE, "width": 1.4, "dash": "dot"},
    }  # fmt: skip


def _day_label(ruled: tuple[dt.date, str], years: tuple[int, int]) -> Figure:
    """Write the words of the ruled day at the top of the upper panel, on the side that has room."""
    place = moment(ruled[0])
    right = place < (years[0] + years[1]) / 2
    return label(
        wrapped(escaped(ruled[1]), 34), place, 1, xref="x", yref="y domain", yanchor="top",
        xanchor="left" if right else "right", align="left" if right else "right",
        xshift=4 if right else -4, font={"size": 11},
    )  # fmt: skip
