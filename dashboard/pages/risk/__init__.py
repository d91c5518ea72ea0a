"""Score governance risk, with weights, methods, errors and missing data in sight."""

import datetime as dt

from dashboard.common.page import File, Page
from dashboard.pages.risk.choices import Choices
from dashboard.pages.risk.files import RISK, risk_file
from dashboard.pages.risk.model import about_risk
from dashboard.pages.risk.page import show
from dashboard.pages.risk.views import View, view_of

__all__ = ["PAGE"]


def _view(choices: Choices, as_of: dt.date) -> View:
    return view_of(about_risk(choices, as_of), choices.show)


PAGE = Page(
    title="Risk",
    about="One computed score with its range, by weights that you can change.",
    choices=Choices,
    show=show,
    exhibits={"risk": _view},
    figures={"risk": lambda choices, as_of: _view(choices, as_of).figure},
    files=(File(RISK, risk_file),),
    warm_later=(lambda as_of: about_risk(Choices(), as_of).range(),),
)
