"""Draw the chart of each step of the story, and put its claims and sources into words."""

import datetime as dt
from typing import Any

from dashboard.common import cache
from dashboard.common.caching import per_snapshot
from dashboard.common.event_marks import key_lines, numbered
from dashboard.common.figure import Figure
from dashboard.common.files import SHAPES, base_path
from dashboard.common.map_chart import Outlines, world_map
from dashboard.common.outlines import label_points
from dashboard.common.timeline_strip import timeline_strip
from dashboard.common.trend import Lines, trend
from dashboard.common.verdicts import VERDICTS, verdict_of
from indicators.captions.trend import trend_sentence
from indicators.captions.year import map_sentence
from indicators.catalogue.geography import FOCUS, NEIGHBOURS
from indicators.errors import QuestionError
from indicators.story import Event, Step, Verdict

SIGNS = {
    Verdict.SUPPORTED: "✓",
    Verdict.PARTLY: "◐",
    Verdict.CONTRADICTED: "✗",
    Verdict.COULD_NOT_CHECK: "?",
}
# The most sources under a step; its events and claims list all of them.
MOST_SOURCES = 4


@per_snapshot(maxsize=8)
def steps(as_of: dt.date, base: str) -> tuple[dict[str, Any], ...]:
    """Return every step for the page's script: texts, verdicts, sources, and the figure."""
    return tuple(_payload(step, as_of, base) for step in cache.catalogue().narrative.story)


def _payload(step: Step, as_of: dt.date, base: str) -> dict[str, Any]:
    figure, alternative = _figure(step, as_of)
    return {
        "id": step.id,
        "title": step.title,
        "text": step.text,
        "note": step.view.note,
        "claims": [_claim(id, base) for id in step.claims],
        "sources": _sources(step),
        "alternative": alternative,
        "figure": figure,
    }


def _claim(id: str, base: str) -> dict[str, str]:
    claim = cache.catalogue().narrative.claim(id)
    verdict = verdict_of(claim)
    return {
        "sign": SIGNS[verdict],
        "verdict": VERDICTS[verdict][0],
        "text": f"{claim.id}: {claim.paraphrase}",
        "link": f"{base}/claims?claim={claim.id}",
    }


def _sources(step: Step) -> list[dict[str, str]]:
    narrative = cache.catalogue().narrative
    ids = [id for event in step.events for id in narrative.event(event).references]
    ids += [id for claim in step.claims for id in narrative.claim(claim).references]
    cited = [narrative.references[id] for id in list(dict.fromkeys(ids))[:MOST_SOURCES]]
    return [{"name": f"{source.publisher}", "link": source.url} for source in cited]


def _figure(step: Step, as_of: dt.date) -> tuple[Figure, str]:
    """Draw the figure of a step, and describe it in words."""
    narrative = cache.catalogue().narrative
    events = tuple(narrative.event(id) for id in step.events)
    view = step.view
    if view.kind == "timeline" or view.indicator is None:
        return _timeline(step, events)
    try:
        panel = cache.panel(view.indicator, as_of)
    except QuestionError:
        return _timeline(step, events)
    if view.kind == "map" and view.year is not None:
        table = cache.ranking(view.indicator, view.year, as_of)
        outlines = Outlines(f"{base_path()}/{SHAPES}", cache.country_names(), label_points())
        names = _names((FOCUS, *NEIGHBOURS))
        words = map_sentence(
            table,
            panel.indicator,
            names=names,
            all_names=cache.country_names(),
            year=view.year,
            lag=0,
            is_excerpt=panel.is_excerpt,
            is_region=True,
        )
        return world_map(panel.indicator, table, outlines, names=names, area="region"), words
    names = _names(view.countries or (FOCUS, *NEIGHBOURS))
    years = _within(view.years, panel.span)
    breaks = tuple(
        change
        for change in cache.catalogue().breaks_of(view.indicator)
        if years[0] < change.boundary <= years[1]
    )
    inside = tuple(e for e in events if e.when.end.year >= years[0] and e.when.start.year <= years[1])
    figure = trend(
        Lines(
            indicator=panel.indicator,
            series=panel.series,
            names=names,
            years=years,
            breaks=breaks,
            events=inside,
            bands=(next(iter(names)),),
            article=narrative.article.date,
        )
    )
    words = trend_sentence(
        panel.caption_rows, panel.indicator, names=names, years=years, breaks=breaks, events=inside
    )
    return figure, words


def _timeline(step: Step, events: tuple[Event, ...]) -> tuple[Figure, str]:
    """Draw all of the article's events in the years of a step, with the step's own in colour."""
    narrative = cache.catalogue().narrative
    first, last = step.view.years or (narrative.article.date.year, narrative.article.date.year)
    highlighted = set(step.events)
    within = [
        event
        for event in narrative.plotted_events
        if (event.in_article or event.id in highlighted)
        and event.when.end.year >= first
        and event.when.start.year <= last
    ]
    words = "; ".join(key_lines(numbered(events)))
    return timeline_strip(within, years=(first, last), highlighted=highlighted), f"Events: {words}"


def _names(countries: tuple[str, ...]) -> dict[str, str]:
    return {iso3: cache.country_name(iso3) for iso3 in countries}


def _within(years: tuple[int, int] | None, span: tuple[int, int]) -> tuple[int, int]:
    """Clip the years to the span with data; return the whole span if they lie outside it."""
    first, last = years or span
    first, last = max(first, span[0]), min(last, span[1])
    return (first, last) if first <= last else span
