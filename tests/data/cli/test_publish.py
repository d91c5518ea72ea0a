"""Publish, and the questions asked of a snapshot in a store."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from indicators.cli import main
from indicators.paths import DATA, SNAPSHOT_VARIABLE
from indicators.snapshot.snapshot import Snapshot
from tests.data.cli.running import ask, assert_one_line, run
from tests.stores.s3 import S3Server
from tests.stores.snapshots import SNAPSHOT, committed

RANK = ("rank", "--indicator", "ti_cpi.score", "--year", "2014", "--country", "TJK")


def at(address: str, *args: str) -> Result:
    """The command with the snapshot in a store."""
    return CliRunner(env={SNAPSHOT_VARIABLE: address}).invoke(main, args)


def test_a_snapshot_is_published_and_asked_and_asked_again_without_its_server(
    s3: S3Server, tmp_path: Path, cache_folder: Path, snapshot: Snapshot
) -> None:
    address = s3.address(tmp_path.name)
    said = ask("publish", "--snapshot", str(SNAPSHOT), address)
    assert said.startswith(
        f"Snapshot {snapshot.id} of {snapshot.created} is at s3://snapshots/{tmp_path.name}: "
    )
    asked = at(address, *RANK)
    assert (asked.exit_code, asked.stdout, asked.stderr) == (0, ask(*RANK), "")
    s3.stop()
    asked = at(address, *RANK)
    assert (asked.exit_code, asked.stdout) == (0, ask(*RANK))
    (line,) = asked.stderr.splitlines()
    assert line.startswith("note: The snapshot's place cannot be read (the store does not answer); ")
    assert f"using the last good copy of {snapshot.created}, confirmed " in line
    assert_one_line(at(s3.address("nothing-here"), *RANK), SNAPSHOT_VARIABLE, "the store does not answer")
    assert_one_line(run("publish", address), "could not be published: the store does not answer")


def test_publish_takes_the_snapshot_that_is_named(tmp_path: Path, snapshot: Snapshot) -> None:
    own = committed(tmp_path / "own")
    address = (tmp_path / "store").as_uri()
    assert f"{snapshot.id} of {snapshot.created}" in ask("publish", "--snapshot", str(own), address)
    assert_one_line(run("publish", "--snapshot", str(tmp_path), address), "there is no snapshot here")


def test_where_the_variable_names_a_store_publish_takes_the_committed_one(tmp_path: Path) -> None:
    address = (tmp_path / "store").as_uri()
    assert at(address, "publish", address).exit_code == 0
    assert (tmp_path / "store" / "datapackage.json").read_bytes() == (
        DATA / "snapshot" / "datapackage.json"
    ).read_bytes()


@pytest.mark.parametrize("address", ["somewhere", "ftp://host/x", "s3://"])
def test_what_is_no_address_is_one_line(address: str) -> None:
    assert_one_line(run("publish", address), "Write a folder, or an address such as s3://bucket/prefix")


def test_a_snapshot_is_not_built_into_a_store(tmp_path: Path) -> None:
    built = at(tmp_path.as_uri(), "build", "--raw", str(tmp_path))
    assert_one_line(built, SNAPSHOT_VARIABLE, "Name a folder with --out", "governance-risk publish")
