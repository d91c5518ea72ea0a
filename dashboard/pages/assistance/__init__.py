"""Compare US security assistance and training with governance, over years and countries."""

from dashboard.common.page import Page
from dashboard.pages.assistance.choices import Choices
from dashboard.pages.assistance.model import about_assistance
from dashboard.pages.assistance.page import figure_of, show

__all__ = ["PAGE"]

PAGE = Page(
    title="Security assistance",
    about="US obligations and trainees by year, beside a measure of governance.",
    choices=Choices,
    show=show,
    exhibits={"assistance": about_assistance},
    figures={"assistance": lambda choices, as_of: figure_of(about_assistance(choices, as_of))},
    warm_later=(lambda as_of: about_assistance(Choices(), as_of),),
)
