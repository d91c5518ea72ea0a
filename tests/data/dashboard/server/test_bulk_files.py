"""Bulk downloads by address, asked of a real server: what comes, what is refused, and who waits."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
import requests

from dashboard.common import cache
from dashboard.common.files import bulk_address
from dashboard.server import bulk as bulk_files
from dashboard.server.bulk import FileCache
from indicators.export.bulk import FORMATS, save
from indicators.export.bulk_selection import select
from indicators.model import LicenceClass
from tests.data.export import archives


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> FileCache:
    """Every test begins with nothing kept, and has the patience of a busy machine."""
    monkeypatch.setattr(bulk_files, "WAIT_SECONDS", 60)
    monkeypatch.setattr(bulk_files, "_files", FileCache(bulk_files.CACHE_BYTES))
    return bulk_files._files


@pytest.fixture
def busy() -> Iterator[None]:
    """As while another download is being made."""
    with bulk_files._making:
        yield


def get(url: str) -> requests.Response:
    return requests.get(url, timeout=300)


def same(url: str, tmp_path: Path) -> Path:
    """The file at an address, written down."""
    answer = get(url)
    assert answer.status_code == 200, answer.text
    (tmp_path / "x.zip").write_bytes(answer.content)
    return tmp_path / "x.zip"


# What comes


@pytest.mark.parametrize("format", FORMATS)
def test_a_download_is_the_file_of_the_command_line(address: str, tmp_path: Path, format: str) -> None:
    snapshot = cache.snapshot()
    answer = get(f"{address}{bulk_address(['ti_cpi'], format, noncommercial=False)}")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/zip"
    assert answer.headers["content-length"] == str(len(answer.content))
    sent = answer.headers["content-disposition"]
    assert sent == f'attachment; filename="governance-risk_{snapshot.id}_{format}.zip"'
    save(snapshot, select(snapshot, ["ti_cpi"], noncommercial=False), format, tmp_path / "x.zip")
    assert answer.content == (tmp_path / "x.zip").read_bytes()


def test_without_sources_all_that_is_allowed_comes(address: str, tmp_path: Path) -> None:
    catalogue = cache.catalogue()
    for declared in (False, True):
        out = same(f"{address}{bulk_address(None, 'parquet', noncommercial=declared)}", tmp_path)
        taken = {one["name"] for one in archives.package(out)["sources"]}
        assert taken == {one.source.id for one in select(cache.snapshot(), noncommercial=declared).taken}
        assert taken.isdisjoint(archives.refused(catalogue, noncommercial=declared))


def test_addresses_are_those_of_the_issue() -> None:
    assert bulk_address(None, "csv", noncommercial=False) == "/files/bulk.csv.zip"
    assert (
        bulk_address(["ti_cpi", "wb_wgi"], "xlsx", noncommercial=True)
        == "/files/bulk.xlsx.zip?sources=ti_cpi,wb_wgi&noncommercial=yes"
    )


def test_parameters_that_are_not_ours_change_nothing(address: str) -> None:
    plain = get(f"{address}/files/bulk.csv.zip?sources=ti_cpi")
    more = get(f"{address}/files/bulk.csv.zip?sources=ti_cpi,%20ti_cpi&noncommercial=no&utm_source=x")
    assert more.content == plain.content


def test_a_part_of_a_file_can_be_asked_for(address: str) -> None:
    url = f"{address}/files/bulk.csv.zip?sources=ti_cpi"
    whole = get(url).content
    part = requests.get(url, headers={"Range": "bytes=100-199"}, timeout=300)
    assert (part.status_code, part.content) == (206, whole[100:200])


# What is refused


@pytest.mark.parametrize("noncommercial", [False, True])
def test_every_source_that_may_be_quoted_alone_is_refused_with_the_publishers_link(
    address: str, noncommercial: bool
) -> None:
    for known in cache.catalogue().sources.values():
        if known.licence_class is LicenceClass.QUOTE:
            for ids in ([known.id], ["ti_cpi", known.id]):
                answer = get(f"{address}{bulk_address(ids, 'csv', noncommercial=noncommercial)}")
                assert answer.status_code == 403
                (line,) = answer.text.splitlines()
                assert known.homepage in line
                assert "content-disposition" not in answer.headers


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("bulk.exe.zip", "parquet, csv, xlsx"),
        ("bulk.csv.zip?sources=wb_wig", "Did you mean wb_wgi"),
        ("bulk.csv.zip?sources=", "is not known"),
        ("bulk.csv.zip?sources=ti_cpi,,wb_wgi", "is not known"),
        ("bulk.csv.zip?noncommercial=perhaps", "yes, no"),
        ("bulk.csv.zip?sources=fh_fiw,nope", "nope"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_line(address: str, path: str, words: str) -> None:
    answer = get(f"{address}/files/{path}")
    assert answer.status_code == 400
    assert answer.headers["content-type"].startswith("text/plain")
    (line,) = answer.text.splitlines()
    assert words in line
    assert "content-disposition" not in answer.headers


def test_each_of_several_bad_values_has_its_line(address: str) -> None:
    answer = get(f"{address}/files/bulk.exe.zip?sources=nope&noncommercial=1")
    assert [line.partition(":")[0] for line in answer.text.splitlines()] == [
        "format",
        "noncommercial",
        "sources",
    ]


def test_many_bad_values_are_counted(address: str) -> None:
    many = ",".join(f"x{number}" for number in range(3000))
    lines = get(f"{address}/files/bulk.csv.zip?sources={many}").text.splitlines()
    assert len(lines) == 6
    assert re.fullmatch(r"and \d+ more", lines[-1])


@pytest.mark.parametrize(
    "value", ["a\r\nX-Evil: 1", '";evil="', "../../etc/passwd", "<script>", "\x00", "\u202e", "x" * 5000]
)
def test_no_value_of_an_address_reaches_headers_or_folders(address: str, value: str) -> None:
    given = quote(value, safe="")
    for path in (
        f"bulk.{given}.zip",
        f"bulk.csv.zip?sources={given}",
        f"bulk.csv.zip?noncommercial={given}",
    ):
        answer = get(f"{address}/files/{path}")
        assert answer.status_code in (400, 404)
        assert "x-evil" not in answer.headers
        assert len(answer.text) < 500


def test_a_damaged_snapshot_is_told_of(address: str, own_snapshot: Path) -> None:
    cache.snapshot()
    (own_snapshot / "observations" / "ti_cpi.score.parquet").write_bytes(b"damaged")
    answer = get(f"{address}/files/bulk.csv.zip?sources=ti_cpi")
    assert answer.status_code == 503
    assert "ti_cpi.score.parquet" in answer.text


# One at a time, and what is kept


def test_a_second_download_is_told_when_to_come_again(
    address: str, busy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_files, "WAIT_SECONDS", 0.3)
    answer = get(f"{address}/files/bulk.csv.zip?sources=ti_cpi")
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) > 0
    assert len(answer.text.splitlines()) == 1
    assert get(f"{address}/files/health").status_code == 200


def test_a_download_that_is_kept_waits_for_nobody(address: str) -> None:
    url = f"{address}/files/bulk.csv.zip?sources=ti_cpi"
    first = get(url)
    with bulk_files._making:
        assert get(url).content == first.content


def test_a_second_download_waits_a_little(address: str) -> None:
    timer = threading.Timer(0.6, bulk_files._making.release)
    bulk_files._making.acquire()
    timer.start()
    try:
        assert get(f"{address}/files/bulk.csv.zip?sources=ti_cpi").status_code == 200
    finally:
        timer.join()


def test_many_at_once_all_get_the_same_file(address: str) -> None:
    answers: list[bytes] = []

    def ask() -> None:
        answers.append(get(f"{address}/files/bulk.parquet.zip?sources=ti_cpi").content)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 12
    assert len(set(answers)) == 1


def test_a_reader_who_leaves_does_no_harm(address: str, tmp_path: Path) -> None:
    url = f"{address}/files/bulk.csv.zip?sources=ti_cpi,wb_wgi"
    place = urlsplit(url)
    for _ in range(3):
        with socket.create_connection((place.hostname, place.port)) as client:
            client.sendall(f"GET {place.path}?{place.query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(0.05)
    assert archives.tables(same(url, tmp_path))
    assert get(f"{address}/files/health").status_code == 200


def test_a_new_snapshot_is_another_file(address: str, own_snapshot: Path) -> None:
    url = f"{address}/files/bulk.csv.zip?sources=ti_cpi"
    before = get(url)
    package = own_snapshot / "datapackage.json"
    package.write_text(package.read_text().replace(cache.snapshot().id, "0123456789ab"))
    after = get(url)
    assert "governance-risk_0123456789ab_csv.zip" in after.headers["content-disposition"]
    assert after.content != before.content


# Kept files


def put(kept: FileCache, name: str, size: int) -> Path:
    return kept.make(name, lambda path: path.write_bytes(bytes(size)))


def test_what_was_asked_for_the_longest_time_ago_goes_first() -> None:
    kept = FileCache(100)
    first, second = put(kept, "a", 40), put(kept, "b", 40)
    assert kept.find("a") == first
    put(kept, "c", 40)
    assert (first.exists(), second.exists()) == (True, False)
    assert kept.find("b") is None


def test_the_last_file_stays_however_large_and_goes_with_the_next() -> None:
    kept = FileCache(100)
    put(kept, "a", 10)
    large = put(kept, "b", 500)
    assert [path.name for path in large.parent.iterdir()] == ["b"]
    put(kept, "c", 10)
    assert [path.name for path in large.parent.iterdir()] == ["c"]


def test_a_file_that_could_not_be_made_leaves_nothing() -> None:
    kept = FileCache(100)

    def fail(path: Path) -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        kept.make("a", fail)
    assert kept.find("a") is None


def test_what_is_cleared_leaves_nothing_behind() -> None:
    kept = FileCache(100)
    path = put(kept, "a", 10)
    kept.clear()
    assert not path.parent.exists()
    assert put(kept, "a", 10).exists()


def test_a_folder_that_was_cleaned_away_is_made_anew() -> None:
    kept = FileCache(100)
    path = put(kept, "a", 10)
    path.unlink()
    path.parent.rmdir()
    assert kept.find("a") is None
    assert put(kept, "a", 10).exists()
