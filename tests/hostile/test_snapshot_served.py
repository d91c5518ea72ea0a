"""What becomes of the snapshot's folder while a real server shows it: readers read on, and are told."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from indicators.paths import SNAPSHOT_VARIABLE
from tests.hostile.visitor import Visitor
from tests.servers import Server, serving
from tests.stores.snapshots import SNAPSHOT, put, renewed

SEEN = "countries=TJK,KGZ&chart=trend"
# An indicator that nobody has asked for before.
UNSEEN = "indicator=fh_fiw.total&countries=TJK"
PART = "observations/fh_fiw.total.parquet"


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the server reads."""
    return shutil.copytree(SNAPSHOT, tmp_path_factory.mktemp("served") / "snapshot")


@pytest.fixture(scope="module")
def server(place: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("log") / "log"
    with serving(log, **{SNAPSHOT_VARIABLE: str(place)}) as served:
        yield served
        assert "Traceback" not in served.logged()


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A snapshot of each test's own: nothing of it is cached."""
    return renewed(tmp_path / "source", f"of-{tmp_path.name}")


@pytest.fixture
def folder(place: Path, source: Path) -> Path:
    put(source, place)
    return place


def ready(server: Server) -> tuple[int, dict[str, object]]:
    try:
        with urllib.request.urlopen(f"{server.address}/readyz", timeout=300) as answer:  # noqa: S310
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        return refused.code, json.load(refused)


def test_a_new_snapshot_is_shown_from_the_next_view_on(server, folder, tmp_path):
    new = renewed(tmp_path / "new", "after00after")
    with Visitor(server.address) as reader:
        before = reader.run("compare", SEEN)
        assert before.is_whole
        put(new, folder)
        after = reader.run("compare", SEEN)
    assert after.is_whole
    assert "after00after" in after.text
    assert "after00after" not in before.text
    assert ready(server)[1]["snapshot"] == "after00after"


def test_without_its_folder_what_was_read_is_shown_and_what_was_not_is_told_of(server, folder, source):
    with Visitor(server.address) as reader:
        assert reader.run("compare", SEEN).is_whole
        shutil.rmtree(folder)
        assert reader.run("compare", SEEN).is_whole
        unseen = reader.run("compare", UNSEEN)
        assert unseen.exceptions == []
        assert unseen.errors
        assert all("error " not in line for line in unseen.errors), unseen.errors
        assert reader.run("compare", SEEN).is_whole
        status, told = ready(server)
        assert (status, told["last_good_copy"]) == (200, True)
        shutil.copytree(source, folder)
        assert reader.run("compare", UNSEEN).is_whole
    assert ready(server)[1]["last_good_copy"] is False


@pytest.mark.parametrize("damage", ["cut", "other bytes", "gone", "empty"])
def test_a_damaged_file_is_told_of_and_every_other_is_read_on(server, folder, damage):
    path = folder / PART
    content = path.read_bytes()
    with Visitor(server.address) as reader:
        assert reader.run("compare", SEEN).is_whole
        if damage == "gone":
            path.unlink()
        else:
            wrong = {"cut": content[: len(content) // 2], "other bytes": content[::-1], "empty": b""}[damage]
            path.write_bytes(wrong)
        unseen = reader.run("compare", UNSEEN)
        assert unseen.exceptions == []
        (line,) = unseen.errors
        assert line.replace("\\", "").startswith(f"{PART}: ")
        assert str(folder.parent) not in line.replace("\\", "")
        assert f"{folder}/{PART}" in server.logged()
        assert reader.run("compare", SEEN).is_whole
        assert reader.run("compare", "indicator=rsf_wpfi.score&countries=TJK").is_whole
        path.write_bytes(content)
        assert reader.run("compare", UNSEEN).is_whole


def test_a_list_of_files_that_is_no_list_leaves_the_snapshot_in_use(server, folder):
    listed = folder / "datapackage.json"
    whole = listed.read_bytes()
    with Visitor(server.address) as reader:
        for content in (b"", whole[:500], b"[]", b"{}", b"\xff\xfe", whole.replace(b"sha256", b"sha999")):
            listed.write_bytes(content)
            assert reader.run("compare", SEEN).is_whole
            assert reader.run("overview").is_whole
        listed.write_bytes(whole)
        assert reader.run("compare", UNSEEN).is_whole
