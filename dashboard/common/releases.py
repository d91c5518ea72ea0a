"""Say in one sentence for each source that a page mixes its releases, or that a later release goes on."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from dashboard.common import cache
from indicators.errors import QuestionError
from indicators.text import listed

# Names of indicators by release and last year.
Names = dict[tuple[str, int], list[str]]


def release_lines(indicators: Iterable[str], as_of: dt.date) -> tuple[str, ...]:
    """Return a line for each source with several newest editions, and for each with a later release.

    A later release is one by another method, in another indicator, that covers more years. It is named only
    if the page does not show it.
    """
    ids = tuple(indicators)
    other_methods = {other for id in ids for other in cache.catalogue().indicator(id).other_methods}
    mixed: dict[str, Names] = defaultdict(lambda: defaultdict(list))
    ended: Names = defaultdict(list)
    for id in ids:
        panel = _panel(id, as_of)
        if panel is None:
            continue
        name, last = panel.indicator.short_name, panel.span[1]
        if id not in other_methods:
            mixed[panel.source.short_name][f"edition {_newest(panel)}", last].append(name)
        others = [_panel(other, as_of) for other in panel.indicator.other_methods if other not in ids]
        for other in others:
            if other is not None and other.span[1] > last:
                goes_on = f"edition {_newest(other)} goes on to {other.span[1]}"
                ended[goes_on, last].append(name)
                break
    return (
        *(_mixed_line(source, of) for source, of in mixed.items() if len({release for release, _ in of}) > 1),
        *(
            f"{listed(names, most=4)}: data end in {last}; {goes_on} by another method. Compare shows it."
            for (goes_on, last), names in ended.items()
        ),
    )


def _mixed_line(source: str, releases: Names) -> str:
    """Name the release and the last year of each indicator of a source."""
    parts = [f"{release} (to {last}) for {listed(of, most=4)}" for (release, last), of in releases.items()]
    return f"{source} is shown from {len(parts)} releases: {'; '.join(parts)}."


def _panel(indicator: str, as_of: dt.date) -> cache.Panel | None:
    try:
        panel = cache.panel(indicator, as_of)
    except QuestionError:
        return None
    return panel if panel.years and not panel.is_excerpt else None


def _newest(panel: cache.Panel) -> str:
    """Return the edition of the newest year."""
    return str(panel.rows.loc[panel.rows["year"] == panel.span[1], "edition"].iloc[0])
