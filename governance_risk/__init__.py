"""Ask the snapshot from Python: `import governance_risk as gr`.

    gr.observations("ti_cpi.score", ["TJK", "KGZ"], years=(2012, 2025), as_of="2015-07-20")
    gr.change("ti_cpi.score", "Tajikistan", 2014, 2025)
    gr.trend("ti_cpi.score", ["TJK", "KGZ"]).show()

Each question returns a DataFrame, whose `attrs` is its passport: snapshot, day, notes, and sources to cite.
The functions are those of the command line and of the API, and raise the same `QuestionError`. Countries are
codes or names. The snapshot is the one that the package ships, or the one that `snapshot=` or the environment
variable GOVERNANCE_RISK_SNAPSHOT names.
"""

from typing import TYPE_CHECKING

from indicators.errors import NotComparable, QuestionError, ReaderError
from indicators.lazy import importer

__all__ = [
    "NotComparable",
    "QuestionError",
    "ReaderError",
    "assistance",
    "change",
    "check",
    "claims",
    "countries",
    "events",
    "indicators",
    "observations",
    "rank",
    "revisions",
    "score",
    "sources",
    "trace",
    "trend",
    "window",
]

_HOMES = {"trend": "chart"} | {name: "questions" for name in __all__ if name[0].islower() and name != "trend"}

if TYPE_CHECKING:
    from governance_risk.chart import trend
    from governance_risk.questions import (
        assistance,
        change,
        check,
        claims,
        countries,
        events,
        indicators,
        observations,
        rank,
        revisions,
        score,
        sources,
        trace,
        window,
    )
else:
    __getattr__ = importer(__name__, _HOMES)
