"""The snapshot: what it answers as of a day, and what it says when it is damaged or not there."""

import datetime as dt
import hashlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import QuestionError, SnapshotError
from indicators.model import Edition, Precision
from indicators.paths import DATA
from indicators.snapshot.place import snapshot_folder
from indicators.snapshot.schema import COLUMNS, KEY, observations
from indicators.snapshot.snapshot import Snapshot

ARTICLE = dt.date(2015, 7, 20)
TODAY = dt.date(2026, 11, 22)
REBUILD = "Restore it with `git checkout -- data/snapshot`, or build it: make snapshot RAW=folder."


@pytest.fixture
def copy(snapshot: Snapshot, tmp_path: Path) -> Path:
    """The committed snapshot, to be damaged."""
    return shutil.copytree(snapshot.folder, tmp_path / "snapshot")


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


# As of a day


@pytest.mark.parametrize(
    ("indicator", "as_of", "newest_year"),
    [
        ("ti_cpi.score", "2014-12-02", 2013),
        ("ti_cpi.score", "2014-12-03", 2014),  # the day of its publication
        ("ti_cpi.score", "2015-07-20", 2014),
        ("ti_cpi.score", "2016-01-26", 2014),
        ("ti_cpi.score", "2016-01-27", 2015),
        ("ti_cpi.score", "2026-11-22", 2025),
        ("fh_fiw.total", "2015-01-27", 2013),
        ("fh_fiw.total", "2015-01-28", 2014),
        ("fh_fiw.total", "2015-07-20", 2014),
        ("fh_fiw.religious_freedom", "2015-07-20", 2014),
        ("wb_wgi.rule_of_law", "2024-11-30", 2023),
    ],
)
def test_nothing_is_known_before_it_was_published(
    snapshot: Snapshot, indicator: str, as_of: str, newest_year: int
) -> None:
    assert snapshot.as_of(indicator, day(as_of))["year"].max() == newest_year


@pytest.mark.parametrize(
    ("as_of", "edition", "published"),
    [
        ("2013-01-01", "2012-update", "2012-09"),
        ("2014-01-01", "2013-update", "2013-09"),
    ],
)
def test_a_release_that_restates_all_years_never_stands_in_for_an_older_one(
    snapshot: Snapshot, as_of: str, edition: str, published: str
) -> None:
    with pytest.raises(QuestionError) as error:
        snapshot.as_of("wb_wgi.control_of_corruption", day(as_of))
    assert str(error.value) == (
        f"Worldwide Governance Indicators as of {as_of}: the newest edition then was {edition} "
        f"(published {published}), which is not held here. "
        "No later edition stands in for it. Choose a later day."
    )


def test_before_the_first_edition_there_is_no_answer(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError) as error:
        snapshot.as_of("ti_cpi.score", day("1990-01-01"))
    assert str(error.value) == (
        "Corruption Perceptions Index, score as of 1990-01-01: no edition is known here that had been "
        "published by then. The first known here came out in 2012-12-05."
    )


def test_an_indicator_that_is_not_known_is_refused_with_the_ones_that_come_close(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match=r"'ti_cpi.scor' is not known. Did you mean ti_cpi.score"):
        snapshot.as_of("ti_cpi.scor", TODAY)


@pytest.mark.parametrize("indicator", ["ti_cpi.score", "fh_fiw.total", "wb_wgi.rule_of_law"])
def test_as_of_a_day_a_country_has_one_row_a_year(snapshot: Snapshot, indicator: str) -> None:
    rows = snapshot.as_of(indicator, TODAY)
    assert not rows.duplicated(["iso3", "year"]).any()
    assert rows[["iso3", "year"]].values.tolist() == sorted(rows[["iso3", "year"]].values.tolist())


# A year in two editions, written by hand: `b` came out first and `a` later. Uzbekistan is only in `b`.


def write_snapshot(folder: Path, rows: pd.DataFrame) -> None:
    """A snapshot of one indicator, written by hand."""
    [indicator] = set(rows["indicator"])
    path = f"observations/{indicator}.parquet"
    (folder / "observations").mkdir(parents=True)
    rows.to_parquet(folder / path, index=False)
    digest = hashlib.sha256((folder / path).read_bytes()).hexdigest()
    part = {
        "indicator": indicator,
        "path": path,
        "hash": f"sha256:{digest}",
        "editions": sorted(set(rows["edition"])),
    }
    package = {
        "id": "x",
        "created": "2026-11-22",
        "sources": [],
        "resources": [{"name": "observations", "path": [path], "parts": [part]}],
    }
    (folder / "datapackage.json").write_text(json.dumps(package))


@pytest.fixture
def revised(catalogue: Catalogue, tmp_path: Path) -> Snapshot:
    editions = tuple(
        Edition("ti_cpi", id, day(published), Precision.DAY, "made up")
        for id, published in (("b", "2014-12-03"), ("a", "2016-01-27"))
    )
    source = replace(catalogue.source("ti_cpi"), editions=editions)
    records = [("TJK", 2014, "b", 23), ("UZB", 2014, "b", 18), ("TJK", 2014, "a", 24), ("TJK", 2015, "a", 26)]
    frame = pd.DataFrame(records, columns=["iso3", "year", "edition", "value"])
    folder = tmp_path / "revised"
    write_snapshot(folder, observations(frame.assign(indicator="ti_cpi.score")))
    return Snapshot(folder, replace(catalogue, sources={**catalogue.sources, "ti_cpi": source}))


def figures(rows: pd.DataFrame) -> dict[tuple[str, int], float]:
    return {(row["iso3"], row["year"]): row["value"] for row in rows.to_dict("records")}


def test_of_two_editions_of_a_year_the_one_published_last_counts(revised: Snapshot) -> None:
    assert figures(revised.as_of("ti_cpi.score", day("2015-07-20"))) == {("TJK", 2014): 23, ("UZB", 2014): 18}
    assert figures(revised.as_of("ti_cpi.score", day("2016-01-27"))) == {
        ("TJK", 2014): 24,
        ("TJK", 2015): 26,
        ("UZB", 2014): 18,
    }


def test_an_edition_by_its_name_or_all_of_them(revised: Snapshot) -> None:
    def years_of(edition: str, as_of: str = "2026-11-22") -> list[tuple[str, int, str]]:
        rows = revised.observations(indicators=["ti_cpi.score"], edition=edition, as_of=day(as_of))
        return list(zip(rows["iso3"], rows["year"], rows["edition"], strict=True))

    assert years_of("b") == [("TJK", 2014, "b"), ("UZB", 2014, "b")]
    assert years_of("all") == [
        ("TJK", 2014, "a"),
        ("TJK", 2014, "b"),
        ("TJK", 2015, "a"),
        ("UZB", 2014, "b"),
    ]
    assert years_of("all", "2015-07-20") == [("TJK", 2014, "b"), ("UZB", 2014, "b")]
    with pytest.raises(QuestionError, match=r"'a' is not known as of 2015-07-20\. Use one of: b;"):
        years_of("a", "2015-07-20")


# Questions


def test_a_question_about_everything_leaves_out_what_was_not_held(snapshot: Snapshot) -> None:
    then = snapshot.observations(as_of=ARTICLE)
    not_held = {"foreign_fighters", "hrps", "sipri", "ucdp", "us_greenbook", "vdem", "vdem_ert"}
    sources = set(then["indicator"].str.partition(".")[0])
    assert sources == set(snapshot.held) - not_held
    now = snapshot.observations(as_of=TODAY)
    assert set(now["indicator"]) == set(snapshot.indicators)
    assert list(now.columns) == COLUMNS
    assert not now.duplicated(KEY).any()


def test_a_question_about_one_indicator_says_why_it_has_no_answer(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="which is not held here"):
        snapshot.observations(indicators=["hrps.protection"], as_of=ARTICLE)


def test_countries_and_years_narrow_a_question_down(snapshot: Snapshot) -> None:
    rows = snapshot.observations(
        indicators=["ti_cpi.score"], countries=["TJK", "UZB"], years=(2014, 2015), as_of=TODAY
    )
    assert rows[["iso3", "year"]].values.tolist() == [
        ["TJK", 2014],
        ["TJK", 2015],
        ["UZB", 2014],
        ["UZB", 2015],
    ]


def test_a_question_about_nothing_has_no_rows_and_all_columns(snapshot: Snapshot) -> None:
    for nothing in ({"indicators": []}, {"countries": []}):
        rows = snapshot.observations(as_of=TODAY, **nothing)
        assert rows.empty
        assert list(rows.columns) == COLUMNS


def test_a_table_that_is_not_there_is_refused_with_those_that_are(snapshot: Snapshot) -> None:
    with pytest.raises(QuestionError, match="It has observations, origins, coverage, fh_fiw_status, "):
        snapshot.table("nothing")
    assert list(snapshot.table("ti_cpi_sources").columns) == ["iso3", "year", "source", "score"]


# Missing and damaged


def test_the_committed_snapshot_is_what_its_datapackage_records(snapshot: Snapshot) -> None:
    snapshot.verify()
    sources = snapshot.catalogue.sources.values()
    embedded = {known.id for source in sources if source.embedded for known in source.indicators}
    assert set(snapshot.indicators) == embedded
    assert snapshot.inputs["wb_wgi"][0]["name"] == "wgidataset_2024-update.xlsx"


def said(folder: Path, catalogue: Catalogue) -> str:
    with pytest.raises(SnapshotError) as error:
        Snapshot(folder, catalogue)
    assert str(error.value).endswith(REBUILD)
    return str(error.value)


def test_a_folder_that_is_not_there(catalogue: Catalogue, tmp_path: Path) -> None:
    folder = tmp_path / "none"
    assert said(folder, catalogue) == f"{folder}: there is no snapshot here. {REBUILD}"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", "it cannot be read"),
        ('{"id": ', "it cannot be read"),
        ("[]", "it lacks created, id, resources, sources"),
        ('{"id": "x", "sources": []}', "it lacks created, resources"),
        ('{"id": "x", "created": "soon", "sources": [], "resources": []}', "`created` is no day"),
        ('{"id": "x", "created": null, "sources": [], "resources": []}', "`created` is no day"),
    ],
)
def test_a_datapackage_that_is_none(catalogue: Catalogue, copy: Path, text: str, wanted: str) -> None:
    (copy / "datapackage.json").write_text(text)
    assert said(copy, catalogue).startswith(f"{copy / 'datapackage.json'}: {wanted}")


SCORES = "observations/ti_cpi.score.parquet"


@pytest.mark.parametrize("keep", [0, 4, 1000, -1])
def test_rows_that_break_off_are_never_read(catalogue: Catalogue, copy: Path, keep: int) -> None:
    path = copy / SCORES
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(SnapshotError) as error:
        Snapshot(copy, catalogue).all_editions("ti_cpi.score")
    assert str(error.value) == f"{path}: its content is not what datapackage.json records. {REBUILD}"
    assert len(Snapshot(copy, catalogue).all_editions("fh_fiw.total"))


def test_rows_that_are_missing_are_named(catalogue: Catalogue, copy: Path) -> None:
    (copy / SCORES).unlink()
    with pytest.raises(SnapshotError) as error:
        Snapshot(copy, catalogue).all_editions("ti_cpi.score")
    assert str(error.value) == f"{copy / SCORES}: the table is missing. {REBUILD}"


def test_a_snapshot_whose_place_was_taken_is_read_on(catalogue: Catalogue, copy: Path) -> None:
    """What was opened before a build gives its own figures after it, never the new ones under its id."""
    opened = Snapshot(copy, catalogue)
    before = opened.all_editions("ti_cpi.score")
    shutil.move(copy, copy.with_name("snapshot.previous"))
    write_snapshot(copy, before.assign(value=50.0))
    pd.testing.assert_frame_equal(opened.all_editions("ti_cpi.score"), before)
    assert set(Snapshot(copy, catalogue).all_editions("ti_cpi.score")["value"]) == {50.0}


def test_a_table_with_a_byte_changed_is_found_out_when_verified(catalogue: Catalogue, copy: Path) -> None:
    path = copy / "ti_cpi_sources.parquet"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(SnapshotError) as error:
        Snapshot(copy, catalogue).verify()
    assert str(error.value) == f"{path}: its content is not what datapackage.json records. {REBUILD}"


def test_a_side_table_that_is_missing_is_found_out_when_verified(catalogue: Catalogue, copy: Path) -> None:
    (copy / "ti_cpi_sources.parquet").unlink()
    with pytest.raises(SnapshotError, match=r"ti_cpi_sources\.parquet: the table is missing"):
        Snapshot(copy, catalogue).verify()


@pytest.mark.parametrize("path", ["../secret", "/etc/passwd", "a/../../b", "a\\b"])
def test_a_datapackage_leads_nowhere_else(catalogue: Catalogue, copy: Path, path: str) -> None:
    package = json.loads((copy / "datapackage.json").read_text())
    package["resources"][-1]["path"] = path
    (copy / "datapackage.json").write_text(json.dumps(package))
    assert "a resource lacks its path or hash" in said(copy, catalogue)


# Which folder


def test_the_environment_may_name_another_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("GOVERNANCE_RISK_SNAPSHOT", raising=False)
    assert snapshot_folder() == DATA / "snapshot"
    monkeypatch.setenv("GOVERNANCE_RISK_SNAPSHOT", str(tmp_path))
    assert snapshot_folder() == tmp_path


@pytest.mark.parametrize("given", ["/no/such/folder", __file__])
def test_the_environment_must_name_a_folder(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("GOVERNANCE_RISK_SNAPSHOT", given)
    with pytest.raises(SnapshotError) as error:
        snapshot_folder()
    assert str(error.value) == (
        f"environment variable GOVERNANCE_RISK_SNAPSHOT: {given!r} is not a folder. "
        "Name the folder of a built snapshot or an address such as s3://bucket/prefix, or unset the variable "
        "to use data/snapshot."
    )


def test_what_may_not_be_read_and_too_little_memory_are_not_called_damage(copy, catalogue, monkeypatch):
    snapshot = Snapshot(copy, catalogue)

    def forbidden(path):
        raise PermissionError(13, "Permission denied", str(path))

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", forbidden)
        with pytest.raises(SnapshotError, match="may not read it"):
            snapshot.all_editions("ti_cpi.score")

    def short(_source):
        raise pa.ArrowMemoryError("malloc of size 4096 failed")

    monkeypatch.setattr(pq, "read_table", short)
    with pytest.raises(SnapshotError, match="too little memory") as error:
        snapshot.all_editions("ti_cpi.score")
    assert error.value.todo == "Try again in a minute."
