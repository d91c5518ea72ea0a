"""Show the article's events and their context in lanes, over one indicator on the same time axis."""

import datetime as dt

from dashboard.common import cache
from dashboard.common.figure import Figure
from dashboard.common.page import Page
from dashboard.common.series import moment
from dashboard.pages.timeline.choices import Choices
from dashboard.pages.timeline.model import chronicle
from dashboard.pages.timeline.page import show
from dashboard.pages.timeline.timeline_chart import Beneath, timeline
from dashboard.pages.timeline.window_chart import path, world
from dashboard.pages.timeline.window_model import path_of, world_of
from indicators.catalogue.geography import FOCUS

__all__ = ["PAGE"]


def _timeline(choices: Choices, as_of: dt.date) -> Figure:
    view = chronicle(choices, as_of)
    beneath, panel = None, view.panel
    if panel is not None:
        breaks = cache.catalogue().breaks_of(panel.indicator.id)
        beneath = Beneath(panel.indicator, panel.series.get(FOCUS), breaks, FOCUS, panel.hindsight)
    article = cache.catalogue().narrative.article.date
    return timeline(view.events, years=view.years, selected=choices.event, article=article, beneath=beneath)


def _path(choices: Choices, as_of: dt.date) -> Figure:
    one = path_of(choices, as_of)
    return path(one.window, one.result, event_at=moment(one.event.when.start))


def _world(choices: Choices, as_of: dt.date) -> Figure:
    one = world_of(choices, as_of)
    return world(one.window, one.result)


PAGE = Page(
    title="Timeline",
    about="The article's events and their context, over an indicator.",
    choices=Choices,
    show=show,
    exhibits={"timeline": chronicle, "window": path_of, "window-world": world_of},
    figures={"timeline": _timeline, "window": _path, "window-world": _world},
)
