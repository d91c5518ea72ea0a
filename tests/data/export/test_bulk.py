"""Bulk downloads: every file opened again, and what a licence keeps out of it."""

import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import LicenceError, QuestionError, SnapshotError
from indicators.export.bulk import FORMATS, save, write
from indicators.export.bulk_selection import select
from indicators.export.tables import harmless
from indicators.model import LicenceClass
from indicators.snapshot.schema import COLUMNS, KEY, ORIGIN
from indicators.snapshot.snapshot import Snapshot
from tests.data.export import archives
from tests.data.export.synthetic import HOSTILE, observations, source, write_snapshot

Tables = dict[str, pd.DataFrame]


def ids(snapshot: Snapshot, sources: list[str] | None, *, noncommercial: bool = False) -> list[str]:
    return [one.source.id for one in select(snapshot, sources, noncommercial=noncommercial).taken]


# What may be taken


def test_all_that_the_licences_allow_is_taken_and_the_rest_named(four: Snapshot) -> None:
    undeclared, declared = (select(four, noncommercial=said) for said in (False, True))
    assert [one.source.id for one in undeclared.taken] == ["of_open", "of_attribution"]
    assert [one.id for one, _ in undeclared.left_out] == ["of_noncommercial", "of_quote"]
    assert [one.source.id for one in declared.taken] == ["of_open", "of_attribution", "of_noncommercial"]
    assert [one.id for one, _ in declared.left_out] == ["of_quote"]


def test_sources_that_are_named_come_in_the_order_of_the_catalogue(four: Snapshot) -> None:
    assert ids(four, ["of_attribution", "of_open", "of_open"]) == ["of_open", "of_attribution"]
    assert select(four, ["of_open"], noncommercial=False).left_out == ()


@pytest.mark.parametrize("noncommercial", [True, False])
def test_a_source_that_may_be_quoted_alone_is_refused_with_the_link(
    four: Snapshot, noncommercial: bool
) -> None:
    with pytest.raises(LicenceError, match=r"https://of_quote\.example/"):
        select(four, ["of_open", "of_quote"], noncommercial=noncommercial)


def test_non_commercial_use_is_to_be_declared(four: Snapshot) -> None:
    with pytest.raises(
        LicenceError, match=r"--noncommercial, or noncommercial=yes.*of_noncommercial\.example"
    ):
        select(four, ["of_noncommercial"], noncommercial=False)
    assert ids(four, ["of_noncommercial"], noncommercial=True) == ["of_noncommercial"]


def test_what_is_unknown_or_not_held_is_no_answer(four: Snapshot) -> None:
    with pytest.raises(QuestionError, match="Did you mean of_open"):
        select(four, ["of_opem"], noncommercial=False)
    with pytest.raises(QuestionError, match="has no data of not_held"):
        select(four, ["not_held"], noncommercial=False)


def test_where_nothing_may_be_taken_the_publishers_are_named(catalogue: Catalogue, tmp_path: Path) -> None:
    alone = source(catalogue, "of_quote", LicenceClass.QUOTE)
    id = alone.indicators[0].id
    held = write_snapshot(tmp_path, catalogue, {alone.id: alone}, {id: observations(id, ["TJK"], range(9))})
    with pytest.raises(LicenceError, match=r"https://of_quote\.example/"):
        select(held, noncommercial=True)


# What is in the files


@pytest.mark.parametrize("format", FORMATS)
def test_the_observations_are_those_of_the_snapshot(
    opened: dict[str, Tables], snapshot: Snapshot, small: str, format: str
) -> None:
    names = {iso3: country.name for iso3, country in snapshot.catalogue.countries.by_iso3.items()}
    found = opened[format]
    checked = 0
    for id in [small] if format == "xlsx" else ids(snapshot, None):
        own = [
            known.id for known in snapshot.catalogue.source(id).indicators if known.id in snapshot.indicators
        ]
        if not own:
            continue
        frame = found[f"observations_{id}"]
        held = pd.concat([snapshot.all_editions(one) for one in own], ignore_index=True)
        assert list(frame) == [*COLUMNS[:2], "country", *COLUMNS[2:]]
        assert frame["country"].tolist() == [names[iso3] for iso3 in held["iso3"]]
        # Excel's file format keeps 16 digits of a number.
        pd.testing.assert_frame_equal(
            frame[COLUMNS],
            archives.like(frame[COLUMNS], held),
            check_exact=format != "xlsx",
            rtol=1e-15,
        )
        checked += 1
    assert checked


@pytest.mark.parametrize("format", FORMATS)
def test_the_tables_beside_them_are_those_of_the_snapshot(
    opened: dict[str, Tables], snapshot: Snapshot, small: str, format: str
) -> None:
    found = opened[format]
    taken = [small] if format == "xlsx" else ids(snapshot, None)
    tables = [table for id in taken for table in snapshot.catalogue.source(id).tables]
    held = [table.name for table in tables if table.name in snapshot.tables]
    assert held
    for name in held:
        table = snapshot.table(name) if format == "parquet" else harmless(snapshot.table(name))
        wanted = archives.like(found[name], table)
        pd.testing.assert_frame_equal(found[name], wanted, check_exact=format != "xlsx", rtol=1e-15)


def test_parquet_holds_the_origin_of_every_figure(opened: dict[str, Tables], snapshot: Snapshot) -> None:
    found = opened["parquet"]
    for id in ids(snapshot, None):
        own = [
            known.id for known in snapshot.catalogue.source(id).indicators if known.id in snapshot.indicators
        ]
        if own:
            frame = found[f"origins_{id}"]
            held = pd.concat([snapshot.origins(one) for one in own], ignore_index=True)
            assert list(frame) == [*KEY, *ORIGIN]
            assert len(frame) == len(found[f"observations_{id}"])
            pd.testing.assert_frame_equal(frame, held.astype(frame.dtypes.to_dict()))
    for format in ("csv", "xlsx"):
        assert not any(name.startswith("origins") for name in opened[format])


@pytest.mark.parametrize("format", FORMATS)
def test_every_indicator_is_explained(opened: dict[str, Tables], snapshot: Snapshot, format: str) -> None:
    found = opened[format]
    meant = found["indicators"].set_index("indicator")
    seen = {
        id for name, frame in found.items() if name.startswith("observations") for id in frame["indicator"]
    }
    assert set(meant.index) == seen
    for id in seen:
        assert meant.loc[id, "unit"] == snapshot.catalogue.indicator(id).unit
        for change in snapshot.catalogue.breaks_of(id):
            assert change.what in meant.loc[id, "breaks"]


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_of_a_source_that_is_refused_is_in_it(
    made: dict[str, Path], opened: dict[str, Tables], catalogue: Catalogue, format: str
) -> None:
    outside = archives.refused(catalogue)
    assert outside
    contents = archives.files(made[format])
    described = contents["datapackage.json"].decode()
    words = {
        word
        for frame in opened[format].values()
        for column in frame.select_dtypes("string")
        for word in frame[column].dropna().unique()
    }
    for id in outside:
        assert not [path for path in contents if re.search(rf"\b{id}\b", path)]
        assert not re.search(rf"\b{id}\b", described)
        assert not [word for word in words if re.match(rf"{id}\b", word)]


def test_what_is_left_out_is_named_with_the_publishers_link(
    made: dict[str, Path], catalogue: Catalogue
) -> None:
    for format in ("parquet", "csv"):
        text = archives.files(made[format])["README.txt"].decode()
        _, _, left_out = text.partition("Left out of this file")
        for id in archives.refused(catalogue):
            assert catalogue.source(id).name in left_out
            assert catalogue.source(id).homepage in left_out


@pytest.mark.parametrize("format", FORMATS)
def test_each_source_comes_with_licence_attribution_and_editions(
    made: dict[str, Path], snapshot: Snapshot, small: str, format: str
) -> None:
    text = " ".join(archives.files(made[format])["README.txt"].decode().split())
    package = archives.package(made[format])
    licences = {licence["path"] for licence in package["licenses"]}
    assert (package["snapshot"], package["created"][:10]) == (snapshot.id, snapshot.created.isoformat())
    described = {known["name"]: known for known in package["sources"]}
    assert list(described) == ([small] if format == "xlsx" else ids(snapshot, None))
    for id, record in described.items():
        known = snapshot.catalogue.source(id)
        assert record["license"]["path"] == known.licence_url
        assert known.licence_url in licences
        assert (record["path"], record["attribution"]) == (known.homepage, known.attribution)
        held = {edition for own in known.indicators for edition in snapshot.held_editions(own.id)}
        assert held <= set(record["editions"]) <= {edition.id for edition in known.editions}
        for fact in (known.attribution, known.licence, known.licence_url, known.homepage):
            assert " ".join(fact.split()) in text


@pytest.mark.parametrize("format", FORMATS)
def test_every_field_is_described_and_every_key_is_one(
    made: dict[str, Path], opened: dict[str, Tables], format: str
) -> None:
    found = opened[format]
    for resource in archives.package(made[format])["resources"]:
        fields = resource["schema"]["fields"]
        assert all(field["description"] for field in fields)
        assert not found[resource["name"]].duplicated(resource["schema"]["primaryKey"]).any()
        assert resource["licenses"]
        assert resource["sources"]


def test_a_parquet_file_says_what_it_is_without_its_archive(
    made: dict[str, Path], snapshot: Snapshot
) -> None:
    for path, content in archives.files(made["parquet"]).items():
        if path.startswith("observations/"):
            metadata = pq.read_schema(io.BytesIO(content)).metadata
            known = snapshot.catalogue.source(Path(path).stem)
            assert known.licence_url in metadata[b"passport"].decode()
            assert snapshot.id in metadata[b"passport"].decode()


# Text stays text


def test_text_that_a_spreadsheet_would_run_has_a_leading_quote_in_csv(
    hostile: Snapshot, tmp_path: Path
) -> None:
    save(hostile, select(hostile, noncommercial=False), "csv", tmp_path / "x.zip")
    words = archives.tables(tmp_path / "x.zip")[hostile.catalogue.source("a_text").tables[0].name]["word"]
    assert words.tolist() == [f"'{word}" if word[0] in "=+-@" else word for word in HOSTILE]


def test_text_in_parquet_is_as_it_was(hostile: Snapshot, tmp_path: Path) -> None:
    save(hostile, select(hostile, noncommercial=False), "parquet", tmp_path / "x.zip")
    words = archives.tables(tmp_path / "x.zip")[hostile.catalogue.source("a_text").tables[0].name]["word"]
    assert words.tolist() == list(HOSTILE)


# Bytes


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_snapshot_gives_the_same_bytes(
    four: Snapshot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, format: str
) -> None:
    contents = []
    for zone in ("Asia/Dushanbe", "America/New_York"):
        monkeypatch.setenv("TZ", zone)
        save(four, select(four, noncommercial=True), format, tmp_path / zone[:4])
        contents.append((tmp_path / zone[:4]).read_bytes())
    assert contents[0] == contents[1]


def test_files_bear_the_day_of_the_snapshot(four: Snapshot, tmp_path: Path) -> None:
    save(four, select(four, noncommercial=True), "csv", tmp_path / "x.zip")
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        days = {dt.date(*entry.date_time[:3]) for entry in archive.infolist()}
    assert days == {four.created}


def test_an_unknown_format_is_no_answer(four: Snapshot) -> None:
    with pytest.raises(QuestionError, match="parquet, csv, xlsx"):
        write(four, select(four, noncommercial=False), "ods", io.BytesIO())


def test_a_file_is_there_only_once_it_is_whole(
    catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = source(catalogue, "of_open", LicenceClass.OPEN, 2)
    rows = {own.id: observations(own.id, ["TJK"], range(2000, 2010)) for own in made.indicators}
    held = write_snapshot(tmp_path / "snapshot", catalogue, {"of_open": made}, rows)
    (tmp_path / "snapshot" / "observations" / f"{made.indicators[1].id}.parquet").write_bytes(b"damaged")
    out = tmp_path / "out" / "x.zip"
    out.parent.mkdir()
    out.write_bytes(b"what was there")
    for format in FORMATS:
        with pytest.raises(SnapshotError, match="variable_01"):
            save(held, select(held, noncommercial=False), format, out)
    assert [path.name for path in out.parent.iterdir()] == ["x.zip"]
    assert out.read_bytes() == b"what was there"


# Size


@pytest.mark.parametrize(("format", "most_bytes"), [("parquet", 40_000_000), ("csv", 60_000_000)])
def test_300_000_rows_of_one_source_come_back(
    large: Snapshot, tmp_path: Path, format: str, most_bytes: int
) -> None:
    out = tmp_path / format
    save(large, select(large, noncommercial=False), format, out)
    frame = archives.tables(out)["observations_large"]
    assert len(frame) == 300_000
    assert out.stat().st_size < most_bytes
    wanted = pd.concat([large.all_editions(id) for id in large.indicators], ignore_index=True)
    pd.testing.assert_frame_equal(frame[COLUMNS], archives.like(frame[COLUMNS], wanted))


@pytest.fixture(scope="module")
def large(catalogue: Catalogue, tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    made = source(catalogue, "large", LicenceClass.OPEN, 12)
    countries = sorted(catalogue.countries.by_iso3)[:200]
    rows = {own.id: observations(own.id, countries, range(1900, 2025)) for own in made.indicators}
    return write_snapshot(tmp_path_factory.mktemp("large_snapshot"), catalogue, {"large": made}, rows)
