"""Serve a score as files: its structure as TOML, every country's scores and the draws as Parquet."""

from dataclasses import replace

import pandas as pd
from starlette.requests import Request
from starlette.responses import Response

from dashboard.common.address import link, read
from dashboard.common.files import file_address
from dashboard.common.public import address_of
from dashboard.common.responses import answering, refuse
from dashboard.pages.risk.choices import Choices
from dashboard.pages.risk.model import Risk, about_risk, world_scores
from dashboard.pages.risk.views import view_of
from indicators.clock import today
from indicators.errors import QuestionError
from indicators.export.passport import Passport
from indicators.export.tables import to_parquet
from indicators.score.sensitivity import Range
from indicators.score.structure_toml import to_toml

RISK = "risk"
PARQUET = "application/vnd.apache.parquet"
KINDS = {
    "structure.toml": "application/toml; charset=utf-8",
    "scores.parquet": PARQUET,
    "draws.parquet": PARQUET,
}


def risk_address(kind: str, choices: Choices) -> str:
    """Return the address of one of `KINDS` for the weights and the year chosen."""
    return file_address(RISK, kind, choices.query())


@answering("the file")
def risk_file(request: Request, base_path: str) -> Response:
    """Answer with one of `KINDS` for the choices in the address, or with 400 and one line."""
    kind = request.path_params["ending"]
    if kind not in KINDS:
        return refuse(f"risk: {kind[:20]!r} is not known. Use one of: {', '.join(KINDS)}.")
    reading = read(Choices, request.query_params)
    if reading.refused:
        return refuse("\n".join(reading.refused))
    choices = reading.choices
    address = link(address_of(str(request.base_url), base_path), choices)
    content, stem = risk_content(about_risk(choices, choices.as_of or today()), kind, address)
    return Response(
        content,
        media_type=KINDS[kind],
        headers={"Content-Disposition": f'attachment; filename="{stem}.{kind}"'},
    )


def risk_content(risk: Risk, kind: str, address: str) -> tuple[bytes, str]:
    """Return the bytes of one of `KINDS` and the stem of its name.

    Raises `QuestionError` if no country has a score, or if the draws would reveal a quoted source's figures.
    """
    stem = f"governance_risk_{risk.year}"
    if kind == "structure.toml":
        return to_toml(risk.structure).encode(), "governance_risk"
    ranges = risk.range()
    if ranges is None:
        raise QuestionError("score", f"no country has one in {risk.year}", "Choose another year.")
    scores, left_out = world_scores(risk, ranges)
    passport = view_of(risk, "ranking").passport(address)
    if kind == "scores.parquet":
        return to_parquet(scores, _with(passport, left_out)), stem
    if left_out and risk.scores.structure.root.id not in set(scores["part"]):
        raise QuestionError("draws", left_out[0], "Give other indicators a weight.")
    return to_parquet(draws_table(ranges), _with(passport, ())), stem


def draws_table(ranges: Range) -> pd.DataFrame:
    """Return every draw of every country; key (draw, iso3).

    Columns draw, iso3, score, computed_rank, the choices of the draw (normalisation, aggregation, indicators,
    dropped, missing) and `weight_...`, the relative change of each weight. A country without a score in a
    draw has a row with a missing score.
    """
    long = pd.Series(ranges.scores.stack(future_stack=True), name="score").reset_index()
    places = ranges.ranks.stack(future_stack=True).astype("Int16").to_numpy()
    chosen = ranges.factors.join(ranges.weights.add_prefix("weight_"))
    chosen = chosen.astype(dict.fromkeys(ranges.factors, "category"))
    return long.assign(computed_rank=places).merge(chosen, left_on="draw", right_index=True)


def _with(passport: Passport, notes: tuple[str, ...]) -> Passport:
    return replace(passport, notes=(*passport.notes, *notes))
