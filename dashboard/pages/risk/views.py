"""Build the views of Risk: charts, the rows behind them, and the passport of each file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.common import cache
from dashboard.common.figure import Figure
from dashboard.common.frames import records, with_country
from dashboard.common.text import sentence
from dashboard.pages.risk.charts import beside, in_order, made_of, over_years, what_matters
from dashboard.pages.risk.model import Risk
from indicators.errors import QuestionError
from indicators.export.passport import Passport, file_stem
from indicators.score.sensitivity import Range, Sensitivity
from indicators.score.simulation import Progress
from indicators.score.structure import shares
from indicators.score.words import (
    FACTORS,
    RANGE,
    matters_sentence,
    parts_sentence,
    places_sentence,
    score_sentence,
    share_words,
    trend_sentences,
    worse_sentence,
)
from indicators.text import counted, number

OWN_LICENCE = "the reader's own figures, not checked by this project"


@dataclass(frozen=True, kw_only=True)
class View:
    """One view of the page: its chart, the rows behind it, and the passport of its files."""

    risk: Risk
    title: str
    rows: pd.DataFrame
    figure: Figure
    words: tuple[str, ...]
    n: str
    notes: tuple[str, ...]
    stem: str
    interval: str = "not drawn"
    years: str = ""

    @property
    def subtitle(self) -> str:
        """Country, year, day and weights in words."""
        risk = self.risk
        of = f"{risk.name} · {self.years or risk.year} · {risk.peers.title} · weights: {risk.weights}"
        return of if risk.scoring.own else f"{of} · as known on {risk.as_of.isoformat()}"

    def exported(self) -> pd.DataFrame:
        """Return the rows of a file, with the country's name."""
        return with_country(self.rows, cache.country_names())

    def alternative(self) -> str:
        """Describe the chart in words."""
        return " ".join([f"{self.title}. {self.subtitle}.", *filter(None, self.words)])

    def finding(self) -> str:
        """Say the first result of the view."""
        return (
            sentence(self.words[0]) if self.words else f"{self.risk.name} has no score in {self.risk.year}."
        )

    def passport(self, link: str) -> Passport:
        """Return the passport of the chart's files."""
        risk = self.risk
        if risk.scoring.own:
            source, licence, edition = f"own figures: {risk.scoring.own}", OWN_LICENCE, "none"
            link = f"{link} (shows the snapshot: own figures stay in their session)"
        else:
            source, licence, edition = sourced(risk)
        return Passport(
            title=self.title,
            subtitle=self.subtitle,
            stem=self.stem,
            indicator=risk.structure.id,
            source=source,
            edition=edition,
            licence=licence,
            accessed=cache.snapshot().created,
            n=self.n,
            interval=self.interval,
            notes=(
                "This score is computed here, not published: 0 to 100, 100 is worst. It depends on its "
                "indicators and weights.",
                f"Weights: {risk.weight_words}.",
                *self.notes,
            ),
            link=link,
            snapshot="none" if risk.scoring.own else cache.snapshot().id,
        )


def sourced(risk: Risk) -> tuple[str, str, str]:
    """Return sources, licences and editions of the indicators in a score of the snapshot."""
    known, editions = cache.catalogue(), risk.scoring.material.editions
    ids = [measure.id for measure in risk.scores.structure.indicators if measure.id in editions]
    sources = list(dict.fromkeys(known.source_of(id) for id in ids))
    by_source = {
        source.id: dict.fromkeys(editions[id] for id in ids if known.source_of(id) is source)
        for source in sources
    }
    return (
        "; ".join(source.attribution for source in sources),
        "; ".join(dict.fromkeys(f"{s.licence} ({s.licence_url})" for s in sources)),
        ", ".join(f"{source.id} {' and '.join(by_source[source.id])}" for source in sources),
    )


def view_of(risk: Risk, show: str, *, progress: Progress | None = None, ranged: bool = True) -> View:
    """Build one view; without `ranged`, leave out ranges. Raises `QuestionError`."""
    views: dict[str, Callable[[], View]] = {
        "beside": lambda: _beside(risk, risk.range(progress) if ranged else None),
        "parts": lambda: _parts(risk),
        "trend": lambda: _trend(risk),
        "ranking": lambda: _ranking(risk, risk.range(progress) if ranged else None),
        "matters": lambda: _matters(risk, risk.matters(progress)),
    }
    return views[show]()


def worse_shares(risk: Risk, ranges: Range | None) -> pd.DataFrame:
    """Return the share of draws in which the country is worse than each other one; empty without draws."""
    if ranges is None or not risk.has_score:
        return pd.DataFrame({"iso3": [], "share": [], "n_draws": []})
    return ranges.worse(risk.iso3, risk.among[1:])


def _beside(risk: Risk, ranges: Range | None) -> View:
    rows = risk.whole(ranges).sort_values(["score", "iso3"], ascending=[False, True], ignore_index=True)
    worse = worse_shares(risk, ranges).set_index("iso3")["share"]
    scored = rows[rows["score"].notna()]
    scored_records = records(scored)
    scored = scored.assign(
        words=[_score_words(row) for row in scored_records],
        more=[_more_words(risk, row, worse) for row in scored_records],
    )
    sentences = _score_sentences(risk, rows, ranges)
    if len(worse):
        sentences.append(worse_sentence(risk.name, worse.reset_index(), risk.names))
    exported = rows.assign(share_of_draws_focus_is_worse=rows["iso3"].map(worse.to_dict()).astype("float64"))
    return View(
        risk=risk,
        title=f"{risk.structure.name}: {risk.name} beside other countries",
        rows=_without_parts(exported),
        figure=beside(_numeric(scored), names=risk.names),
        words=tuple(sentences),
        n=f"N = {counted(len(scored), 'country', 'countries')} shown of {risk.scores.total.notna().sum()} "
        f"with a score in {risk.year}",
        interval=_interval(ranges),
        notes=_without_score(risk, rows),
        stem=file_stem("governance_risk", risk.among, str(risk.year)),
    )


def _parts(risk: Risk) -> View:
    table = risk.table(None)
    whole = table[table["part"] == risk.scores.structure.root.id]
    scored = whole[whole["score"].notna()].sort_values("score", ascending=False)
    order = [risk.iso3] * risk.has_score + [iso3 for iso3 in scored["iso3"] if iso3 != risk.iso3]
    parts = {
        part.id: part.name
        for part in risk.scores.structure.children(risk.scores.structure.root.id)
        if shares(risk.scores.structure)[part.id] > 0
    }
    pillars = table[table["part"].isin(parts)]
    points = pillars.pivot(index="iso3", columns="part", values="contribution")
    points = points.reindex(index=order, columns=list(parts))
    scores = whole.set_index("iso3")["score"]
    focus_rows = pillars[pillars["iso3"] == risk.iso3]
    return View(
        risk=risk,
        title=f"{risk.structure.name}: parts of the scores",
        rows=table,
        figure=made_of(
            points,
            names=risk.names,
            parts=parts,
            words={iso3: f"{number(scores[iso3], 1)} points" for iso3 in order},
        ),
        words=(parts_sentence(risk.name, focus_rows),),
        n=f"N = {counted(len(order), 'country', 'countries')}, {counted(len(parts), 'part')}",
        notes=("The points of the parts sum to the score.", *_without_score(risk, whole)),
        stem=file_stem("governance_risk_parts", risk.among, str(risk.year)),
    )


def _trend(risk: Risk) -> View:
    rows = risk.scoring.trend(risk.structure, risk.among)
    focus_rows = rows[rows["iso3"] == risk.iso3]
    scored = rows[rows["score"].notna()]
    if scored.empty:
        raise QuestionError("trend", "no country shown has a score in any year", "Choose other countries.")
    reasons = zip(focus_rows["year"], focus_rows["break_before"], strict=True)
    breaks = {int(year): str(why) for year, why in reasons if why}
    first, last = int(scored["year"].min()), int(scored["year"].max())
    return View(
        risk=risk,
        title=f"{risk.structure.name}, {first} to {last}, within comparable years",
        rows=rows[rows["year"] >= first],
        figure=over_years(rows, names=risk.names, breaks=breaks),
        words=trend_sentences(risk.name, focus_rows),
        n=f"N = {len(scored)} scores",
        notes=(
            "Lines stop where indicators or methods change: do not compare scores across such a year. Dashed "
            f"rules mark these years for {risk.name}.",
            *(f"{year}: {why}" for year, why in breaks.items()),
            *([] if focus_rows["score"].notna().any() else [f"{risk.name} has no score in any year."]),
        ),
        stem=file_stem("governance_risk_trend", risk.among, f"{first}-{last}"),
        years=f"{first}-{last}",
    )


def _ranking(risk: Risk, ranges: Range | None) -> View:
    everyone = tuple(risk.scores.total.dropna().sort_values(kind="stable").index)
    rows = risk.whole(ranges, everyone)
    worded = rows.assign(
        words=[f"{_score_words(row)}; {_place_words(row)}" for row in rows.to_dict("records")]
    )
    return View(
        risk=risk,
        title=f"{risk.structure.name} of all countries, {risk.year}",
        rows=_without_parts(rows),
        figure=in_order(_numeric(worded), names=risk.names, all_names=cache.country_names()),
        words=tuple(_score_sentences(risk, rows, ranges)),
        n=f"N = {len(rows)} countries with a score",
        interval=_interval(ranges),
        notes=("Ranks are computed here, least risk first; ties share the best rank.",),
        stem=file_stem("governance_risk", (), str(risk.year)),
    )


def _score_sentences(risk: Risk, rows: pd.DataFrame, ranges: Range | None) -> list[str]:
    """Word the chosen country's score, if it has one."""
    draws = None if ranges is None else len(ranges.scores)
    focus = records(rows[rows["iso3"] == risk.iso3])
    return [score_sentence(risk.structure.name, risk.name, risk.year, row, n_draws=draws) for row in focus]


def _matters(risk: Risk, sensitivity: Sensitivity) -> View:
    table = sensitivity.table
    panels = []
    for result, heading in (
        ("score", f"Score of {risk.name}"),
        ("rank_shift", "Ranks of all countries"),
    ):
        rows = table[table["result"] == result].sort_values("total", ascending=False)
        if rows["total"].notna().any():
            panels.append((heading, rows))
    few = bool(table["too_few"].any())
    return View(
        risk=risk,
        title=f"{risk.structure.name}: which choice matters most, {risk.year}",
        rows=table,
        figure=what_matters(panels, factors={factor.value: words for factor, words in FACTORS.items()}),
        words=(matters_sentence(risk.name, sensitivity), places_sentence(sensitivity)),
        n=f"N = {len(FACTORS)} choices, 1,024 samples each",
        interval="whiskers: 90 % bootstrap interval of the total share",
        notes=(
            "Sobol' indices (Saltelli, Jansen) give the share of the variance from a choice, alone and with "
            "its interactions. The lower panel shows the mean shift of all countries' ranks.",
            *(["Some shares alone exceed the total share: there are too few samples."] if few else []),
        ),
        stem=file_stem("governance_risk_sobol", (risk.iso3,), str(risk.year)),
    )


def _score_words(row: Mapping[Any, Any]) -> str:
    """Word a score and its range: `72.0 (70.3 to 89.3)`."""
    text = number(row["score"], 1)
    if pd.isna(row["range_lower"]):
        return text
    return f"{text} ({number(row['range_lower'], 1)} to {number(row['range_upper'], 1)})"


def _more_words(risk: Risk, row: Mapping[Any, Any], worse: pd.Series) -> str:
    """Word the share of draws in which the chosen country is worse; for itself, its computed rank."""
    iso3 = row["iso3"]
    if iso3 in worse.index and pd.notna(worse[iso3]):
        return f"{risk.name} worse in {share_words(float(worse[iso3]))} of draws"
    return _place_words(row)


def _place_words(row: Mapping[Any, Any]) -> str:
    return f"rank {row['computed_rank']} of {row['computed_n']}"


def _interval(ranges: Range | None) -> str:
    return "not drawn" if ranges is None else f"5 to 95 % of {len(ranges.scores):,} draws, a {RANGE}"


def _without_score(risk: Risk, rows: pd.DataFrame) -> tuple[str, ...]:
    """Name the countries without a score, and the reasons."""
    missing = rows[rows["score"].isna()]
    return tuple(
        f"{cache.country_name(iso3)} has no score: {reason}."
        for iso3, reason in zip(missing["iso3"], missing["reason"], strict=True)
    )


def _without_parts(rows: pd.DataFrame) -> pd.DataFrame:
    """Drop the columns that only parts have."""
    return rows.drop(columns=["part", "level", "value", "carried_from", "weight", "contribution"])


def _numeric(rows: pd.DataFrame) -> pd.DataFrame:
    columns = ["range_median", "range_lower", "range_upper"]
    return rows.astype(dict.fromkeys(columns, "float64"))
