"""Editions: which of them answers as of a day, which are partial, and what revisions show.

Written by hand: one indicator whose editions restate all years (`one`), one of another series (`other`).
"""

import datetime as dt
import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError
from indicators.model import Edition, Precision
from indicators.rank.ask import league_sets
from indicators.snapshot import questions as answers
from indicators.snapshot.schema import KEY, observations
from indicators.snapshot.snapshot import Snapshot

ONE, OTHER = "wb_wgi.rule_of_law", "wb_wgi.control_of_corruption"
ROWS = [
    (ONE, "TJK", 2014, "2021-update", -1.0, 0.2),
    (ONE, "TJK", 2014, "2023-update", -1.2, 0.1),
    (ONE, "TJK", 2014, "2024-update", -1.3, 0.1),
    (ONE, "KGZ", 2014, "2021-update", -0.9, 0.2),
    (OTHER, "TJK", 2014, "2025-release", -1.5, None),
]
EDITIONS = [
    ("2020-update", "2020-09-25", "classic", ()),
    ("2021-update", "2021-09-24", "classic", ()),
    ("2022-update", "2022-09-23", "classic", ()),
    ("2023-update", "2023-09-29", "classic", (ONE,)),
    ("2024-update", "2024-11-30", "classic", ()),
    ("2025-release", "2025-12-31", "2025", ()),
]


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def catalogue_of_two(catalogue: Catalogue) -> Catalogue:
    known = {indicator.id: indicator for indicator in catalogue.source("wb_wgi").indicators}
    source = replace(
        catalogue.source("wb_wgi"),
        editions=tuple(
            Edition("wb_wgi", id, day(published), Precision.DAY, "made up", series, in_part)
            for id, published, series, in_part in EDITIONS
        ),
        indicators=(
            replace(known[ONE], series="classic", other_methods=(OTHER,)),
            replace(known[OTHER], series="2025", other_methods=()),
        ),
    )
    return replace(catalogue, sources={"wb_wgi": source})


@pytest.fixture
def two(catalogue_of_two: Catalogue, tmp_path: Path) -> Snapshot:
    columns = [*KEY, "value", "standard_error"]
    rows = observations(pd.DataFrame(ROWS, columns=columns))
    (tmp_path / "observations").mkdir()
    parts = []
    for indicator, part in rows.groupby("indicator"):
        path = f"observations/{indicator}.parquet"
        part.to_parquet(tmp_path / path, index=False)
        digest = hashlib.sha256((tmp_path / path).read_bytes()).hexdigest()
        editions = sorted(set(part["edition"]))
        parts.append({"indicator": indicator, "path": path, "hash": f"sha256:{digest}", "editions": editions})
    package = {
        "id": "x",
        "created": "2026-11-22",
        "sources": [],
        "resources": [{"name": "observations", "path": [], "parts": parts}],
    }
    (tmp_path / "datapackage.json").write_text(json.dumps(package))
    return Snapshot(tmp_path, catalogue_of_two)


@pytest.mark.parametrize(
    ("as_of", "newest", "shown"),
    [
        ("2021-09-24", "2021-update", "2021-update"),
        ("2022-10-01", "2022-update", "2021-update"),  # not held: the one before stands in, and is said to
        ("2023-10-01", "2023-update", "2021-update"),  # partial: it does not answer for the whole
        ("2024-11-30", "2024-update", "2024-update"),
        ("2026-11-22", "2024-update", "2024-update"),  # the release of another series does not outdate it
    ],
)
def test_the_newest_edition_that_is_held_whole_answers(
    two: Snapshot, as_of: str, newest: str, shown: str
) -> None:
    known = two.known(ONE, day(as_of))
    assert (known.newest.id, known.shown.id) == (newest, shown)
    assert set(known.rows["edition"]) == {shown}
    assert (known.outdated is None) == (newest == shown)


def test_where_an_older_edition_stands_in_it_is_said(two: Snapshot) -> None:
    assert two.known(ONE, day("2022-10-01")).outdated == (
        "On 2022-10-01 the newest edition was 2022-update (published 2022-09-23), which is not held here; "
        "2021-update is shown."
    )
    [sentence] = answers.outdated(two, [ONE, OTHER], as_of=day("2022-10-01"))
    assert sentence.startswith("Worldwide Governance Indicators: On 2022-10-01")
    assert answers.outdated(two, [ONE, OTHER], as_of=day("2026-11-22")) == ()


def test_nothing_newer_ever_stands_in(two: Snapshot) -> None:
    with pytest.raises(QuestionError, match=r"2020-update \(published 2020-09-25\), which is not held"):
        two.known(ONE, day("2021-09-23"))
    with pytest.raises(QuestionError, match="no edition is known here that had been published"):
        two.known(OTHER, day("2025-12-30"))


def test_an_edition_held_in_part_answers_by_its_name_and_among_all(two: Snapshot) -> None:
    today = day("2026-11-22")
    by_name = two.observations(indicators=[ONE], edition="2023-update", as_of=today)
    assert by_name[["iso3", "value"]].values.tolist() == [["TJK", -1.2]]
    every = two.observations(indicators=[ONE], edition="all", as_of=today)
    assert every["edition"].tolist() == ["2021-update", "2021-update", "2023-update", "2024-update"]


def test_an_edition_of_another_series_is_not_known_of_an_indicator(two: Snapshot) -> None:
    with pytest.raises(QuestionError, match=r"'2025-release' is not known.*2020-update, 2021-update"):
        two.observations(indicators=[ONE], edition="2025-release", as_of=day("2026-11-22"))


def test_a_revision_stands_beside_other_methods_that_are_none(two: Snapshot) -> None:
    found = answers.revisions(two, ONE, "TJK", 2014, as_of=day("2026-11-22"))
    assert found[["indicator", "edition"]].values.tolist() == [
        [ONE, "2021-update"],
        [ONE, "2023-update"],
        [ONE, "2024-update"],
        [OTHER, "2025-release"],
    ]
    assert found["difference"].tolist()[:2] == pytest.approx([-0.3, -0.1])
    assert found["in_standard_errors"].tolist()[:2] == pytest.approx([1.5, 1.0])
    assert found["difference"].isna().tolist() == [False, False, True, True]


def test_a_revision_as_of_a_day_knows_no_later_edition(two: Snapshot) -> None:
    found = answers.revisions(two, ONE, "TJK", 2014, as_of=day("2023-12-31"))
    assert found["edition"].tolist() == ["2021-update", "2023-update"]
    with pytest.raises(QuestionError, match="no edition held as of 2021-01-01 has it"):
        answers.revisions(two, ONE, "TJK", 2014, as_of=day("2021-01-01"))


# The committed snapshot


def test_an_excerpt_is_called_one_and_has_no_places(snapshot: Snapshot) -> None:
    today = day("2026-11-22")
    known = snapshot.known("wb_wgi.control_of_corruption_2026", today)
    assert known.outdated == ("Edition 2026-release is partial, with 5 countries: no country has a rank.")
    table = league_sets(snapshot, "wb_wgi.control_of_corruption_2026", 2025, as_of=today)
    assert table["computed_rank"].isna().all()
    assert not snapshot.known("wb_wgi.control_of_corruption", today).is_excerpt


def test_an_indicator_that_has_ended_is_not_outdated_by_what_came_after(snapshot: Snapshot) -> None:
    for id in ("ti_cpi.score_1995_2011", "fh_fiw.consultation_in_monarchies"):
        assert snapshot.known(id, day("2026-11-22")).outdated is None
    assert snapshot.known("bti.democracy_status", day("2026-11-22")).outdated is not None
