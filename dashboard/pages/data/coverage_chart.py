"""Draw the coverage of each source for some countries, year by year."""

import pandas as pd

from dashboard.common.figure import Figure, axis, escaped, figure

ROW = 26
HEAD = 60
COLOUR = "35,149,231"


def coverage(table: pd.DataFrame, countries: int, *, first: int) -> Figure:
    """Draw a cell for each source and year from `first` on, darker if more of the `countries` have a value.

    `table` is `dashboard.common.cache.coverage_by_year`; a cell without any country is empty.
    """
    table = table.loc[:, [int(str(year)) >= first for year in table.columns]]
    cells = table.astype(object).where(table.notna(), None)
    words = [
        [None if count is None else f"{int(count)} of {countries}" for count in row]
        for row in cells.to_numpy()
    ]
    trace = {
        "type": "heatmap",
        "x": [int(year) for year in table.columns],
        "y": [escaped(name) for name in table.index],
        "z": cells.to_numpy().tolist(),
        "text": words,
        "zmin": 0,
        "zmax": countries,
        "xgap": 1,
        "ygap": 2,
        "hoverongaps": False,
        "showscale": False,
        "colorscale": [[0, f"rgba({COLOUR},0.15)"], [1, f"rgba({COLOUR},1)"]],
        "hovertemplate": "<b>%{y}</b> %{x}: %{text} countries<extra></extra>",
    }
    return figure(
        [trace],
        {
            "height": HEAD + ROW * max(1, len(table)),
            "margin": {"l": 138, "r": 8, "t": 8, "b": 34},
            "xaxis": axis(showgrid=False, dtick=5, tick0=1990),
            "yaxis": axis(showgrid=False, autorange="reversed", ticks="", tickfont={"size": 12}),
        },
    )
