"""The rows that questions of one indicator share: those of the snapshot, and never written to."""

import datetime as dt

import pandas as pd
import pytest

from indicators.compare.change import over_years
from indicators.rank.ask import beside, league_sets, rank_table, standing
from indicators.snapshot.known import sheet
from indicators.snapshot.snapshot import Snapshot

TODAY = dt.date(2026, 11, 22)
SOME = ["ti_cpi.score", "fh_fiw.total", "fsi.total", "pts.state_department", "wb_wgi.rule_of_law_2025"]


@pytest.fixture(params=SOME)
def indicator(request: pytest.FixtureRequest, snapshot: Snapshot) -> str:
    if request.param not in snapshot.indicators:
        pytest.fail(f"{request.param} is not held")
    return str(request.param)


def test_its_rows_are_those_of_the_snapshot_after_any_question(snapshot: Snapshot, indicator: str) -> None:
    kept = sheet(snapshot, indicator, TODAY)
    own = standing(snapshot, indicator, "TJK", as_of=TODAY)
    over_years(snapshot, indicator, "TJK", as_of=TODAY)
    rank_table(snapshot, indicator, own.year, as_of=TODAY)
    pd.testing.assert_frame_equal(kept.rows, snapshot.as_of(indicator, TODAY))
    rows = kept.rows
    pd.testing.assert_frame_equal(kept.of_country("TJK"), rows[rows["iso3"] == "TJK"])
    pd.testing.assert_frame_equal(kept.of_year(own.year), rows[rows["year"] == own.year])


def test_a_place_is_the_same_alone_beside_others_and_in_the_table(snapshot: Snapshot, indicator: str) -> None:
    own = standing(snapshot, indicator, "TJK", as_of=TODAY)
    table = rank_table(snapshot, indicator, own.year, countries=["TJK"], as_of=TODAY)
    [row] = table.to_dict("records")
    near = beside(snapshot, indicator, own.year, ["TJK", "QQQ"], as_of=TODAY)
    league = league_sets(snapshot, indicator, own.year, as_of=TODAY).set_index("iso3").loc["TJK"]
    assert set(near) == {"TJK"}
    for name, found in (("rank", near["TJK"].rank), ("computed_rank", near["TJK"].computed_rank)):
        assert found == (None if pd.isna(row[name]) else row[name])
        assert found == (None if pd.isna(league[name]) else league[name])
    assert (own.value, str(own.kind), own.tied_with) == (
        row["value"],
        row["set_kind"],
        tuple(sorted(row["tied_with"])),
    )
    for name, found in (("set_lower", own.lower), ("set_upper", own.upper)):
        assert found == (None if pd.isna(row[name]) else row[name])
