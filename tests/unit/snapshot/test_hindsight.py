"""Hindsight: later figures for the years before a day without a held edition."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.model import Break, BreakKind, Edition, Precision
from indicators.snapshot.hindsight import edition_name, hindsight
from indicators.snapshot.schema import COLUMNS, observations
from indicators.snapshot.snapshot import Snapshot
from tests.unit.snapshot.test_snapshot import write_snapshot

ARTICLE = dt.date(2015, 7, 20)
INDICATOR = "wb_wgi.rule_of_law"
EDITIONS = {
    "2014-update": "2014-09-30",
    "2015-update": "2015-09-30",
    "2016-update": "2016-09-30",
    "2017-update": "2017-09-30",
}


def made(
    catalogue: Catalogue,
    folder: Path,
    held: dict[str, range],
    *,
    partial: tuple[str, ...] = (),
    breaks: tuple[Break, ...] = (),
) -> Snapshot:
    """A snapshot of one indicator whose editions, by id, hold these years of Tajikistan."""
    editions = tuple(
        Edition(
            "wb_wgi",
            id,
            dt.date.fromisoformat(published),
            Precision.DAY,
            "made up",
            in_part=(INDICATOR,) if id in partial else (),
        )
        for id, published in EDITIONS.items()
    )
    source = replace(catalogue.source("wb_wgi"), editions=editions)
    own = replace(catalogue, sources={**catalogue.sources, "wb_wgi": source}, breaks=breaks)
    records = [("TJK", year, edition, -1.0) for edition, years in held.items() for year in years]
    frame = pd.DataFrame(records, columns=["iso3", "year", "edition", "value"])
    write_snapshot(folder / "made", observations(frame.assign(indicator=INDICATOR)))
    return Snapshot(folder / "made", own)


def test_earliest_later_edition_answers(catalogue: Catalogue, tmp_path: Path) -> None:
    snapshot = made(catalogue, tmp_path, {"2016-update": range(2010, 2016), "2017-update": range(2010, 2017)})
    found = hindsight(snapshot, INDICATOR, ARTICLE)
    assert found is not None
    assert list(found.rows.columns) == [*COLUMNS, "hindsight"]
    assert found.rows["hindsight"].tolist() == [True] * 5
    assert found.rows["year"].tolist() == [2010, 2011, 2012, 2013, 2014]  # 2015 was not over
    assert set(found.rows["edition"]) == {"2016-update"}
    assert found.published == dt.date(2016, 9, 30)
    assert found.sentence == "2016 update, not known on 2015-07-20"


def test_no_hindsight_where_an_edition_of_the_day_is_held(catalogue: Catalogue, tmp_path: Path) -> None:
    snapshot = made(catalogue, tmp_path, {"2014-update": range(2010, 2014), "2015-update": range(2010, 2015)})
    assert hindsight(snapshot, INDICATOR, ARTICLE) is None


def test_partial_edition_gives_no_hindsight(catalogue: Catalogue, tmp_path: Path) -> None:
    held = {"2015-update": range(2010, 2015), "2016-update": range(2010, 2016)}
    found = hindsight(made(catalogue, tmp_path, held, partial=("2015-update",)), INDICATOR, ARTICLE)
    assert found is not None
    assert found.edition.id == "2016-update"


def test_edition_that_ends_too_early_gives_no_hindsight(catalogue: Catalogue, tmp_path: Path) -> None:
    held = {"2015-update": range(2010, 2014), "2016-update": range(2010, 2016)}
    found = hindsight(made(catalogue, tmp_path, held), INDICATOR, ARTICLE)
    assert found is not None
    assert found.edition.id == "2016-update"


def test_no_edition_is_later(catalogue: Catalogue, tmp_path: Path) -> None:
    snapshot = made(catalogue, tmp_path, {"2017-update": range(2010, 2017)})
    assert hindsight(snapshot, INDICATOR, dt.date(2017, 9, 29)) is not None
    early = made(catalogue, tmp_path / "early", {"2016-update": range(2010, 2012)})
    assert hindsight(early, INDICATOR, ARTICLE) is None


@pytest.mark.parametrize(
    ("kind", "edition"),
    [
        (BreakKind.METHOD, None),
        (BreakKind.DEFINITION, None),
        (BreakKind.SCALE, None),
        (BreakKind.STANDARD_ERROR, "2017-update"),  # it leaves values comparable
    ],
)
def test_new_method_gives_no_hindsight(
    catalogue: Catalogue, tmp_path: Path, kind: BreakKind, edition: str | None
) -> None:
    change = Break(INDICATOR, None, kind, "made up", "made up", edition="2017-update")
    snapshot = made(catalogue, tmp_path, {"2017-update": range(2010, 2017)}, breaks=(change,))
    found = hindsight(snapshot, INDICATOR, ARTICLE)
    assert (found and found.edition.id) == edition


def test_new_release_is_no_new_method(catalogue: Catalogue, tmp_path: Path) -> None:
    change = Break("wb_wgi", None, BreakKind.RELEASE, "made up", "made up")
    snapshot = made(catalogue, tmp_path, {"2017-update": range(2010, 2017)}, breaks=(change,))
    assert hindsight(snapshot, INDICATOR, ARTICLE) is not None


def test_rhythm_of_two_years_may_lack_the_last_one(catalogue: Catalogue, tmp_path: Path) -> None:
    snapshot = made(catalogue, tmp_path, {"2016-update": range(2009, 2014, 2)})
    assert hindsight(snapshot, INDICATOR, ARTICLE) is None
    source = snapshot.catalogue.source("wb_wgi")
    rhythm = tuple(replace(known, every_years=2) for known in source.indicators)
    sources = {**snapshot.catalogue.sources, "wb_wgi": replace(source, indicators=rhythm)}
    biennial = Snapshot(snapshot.folder, replace(snapshot.catalogue, sources=sources))
    found = hindsight(biennial, INDICATOR, ARTICLE)
    assert found is not None
    assert found.rows["year"].max() == 2013


def test_first_edition_of_all_may_come_later(catalogue: Catalogue, tmp_path: Path) -> None:
    """Before the first edition nothing was known; its method is no new one."""
    change = Break(INDICATOR, None, BreakKind.METHOD, "made up", "made up", edition="2014-update")
    snapshot = made(catalogue, tmp_path, {"2014-update": range(2010, 2014)}, breaks=(change,))
    found = hindsight(snapshot, INDICATOR, dt.date(2014, 1, 1))
    assert found is not None
    assert found.rows["year"].max() == 2013


# The committed snapshot


def test_hindsight_for_the_articles_day(snapshot: Snapshot) -> None:
    found = hindsight(snapshot, "vdem.liberal_democracy", ARTICLE)
    assert found is not None
    assert found.edition.id == "v14"
    assert found.rows["year"].max() == 2014
    assert found.rows["hindsight"].all()
    assert found.sentence == "edition v14, not known on 2015-07-20"


@pytest.mark.parametrize("indicator", ["ti_cpi.score", "fh_fiw.total", "rsf_wpfi.score_2013_2021"])
def test_what_was_known_needs_no_hindsight(snapshot: Snapshot, indicator: str) -> None:
    assert hindsight(snapshot, indicator, ARTICLE) is None


def test_score_of_a_later_method_has_no_figures_of_then(snapshot: Snapshot) -> None:
    assert hindsight(snapshot, "rsf_wpfi.score_2022", ARTICLE) is None


def test_unknown_indicator_is_refused(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match=r"'vdem\.nothing' is not known"):
        hindsight(snapshot, "vdem.nothing", ARTICLE)


@pytest.mark.parametrize(
    ("id", "name"),
    [
        ("2021-update", "2021 update"),
        ("2026-release", "2026 release"),
        ("v10", "edition v10"),
        ("HDR23-24", "edition HDR23-24"),
        ("2011-12", "edition 2011-12"),
    ],
)
def test_edition_is_named_as_people_call_it(id: str, name: str) -> None:
    assert edition_name(Edition("x", id, ARTICLE, Precision.DAY, "")) == name
