"""A page that fails is one line with an id, which the log has too; the other readers do not notice."""

import json
import re
import shutil
import threading
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

import dashboard
from dashboard.common import snapshot as current
from indicators.paths import DATA, SNAPSHOT_VARIABLE
from tests.hostile.visitor import Seen, Visitor
from tests.servers import serving

ROUNDS = 6


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    """A snapshot with a record that nobody foresaw: the Data page fails, the others do not read it."""
    folder = Path(shutil.copytree(DATA / "snapshot", tmp_path / "snapshot"))
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    package["sources"] = [{"name": "unexpected", "held": {}, "inputs": []}]
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return folder


def test_a_crashing_view_touches_no_other_and_its_id_is_in_the_log(broken: Path, tmp_path: Path) -> None:
    with serving(tmp_path / "log", **{SNAPSHOT_VARIABLE: str(broken)}) as server:
        crashed: list[Seen] = []
        whole: list[Seen] = []

        def read(page: str, found: list[Seen]) -> None:
            with Visitor(server.address) as visitor:
                found.extend(visitor.run(page) for _ in range(ROUNDS))

        threads = [
            threading.Thread(target=read, args=given)
            for given in [("data", crashed), ("compare", whole), ("timeline", whole), ("data", crashed)]
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        log = server.logged()
    assert len(whole) == len(crashed) == 2 * ROUNDS
    assert [seen.errors + seen.exceptions for seen in whole if not seen.is_whole] == []
    ids = set()
    for seen in crashed:
        (line,) = seen.errors
        (id,) = re.findall(r"look up error ([0-9a-f]{8}) in", line)
        assert not seen.exceptions
        assert not re.search(r"KeyError|StopIteration|Traceback|\.py", seen.text)
        assert f"error {id}: page 'Data' failed" in log
        ids.add(id)
    assert len(ids) == 2 * ROUNDS
    # The server could not make this page beforehand either, and says so once more.
    assert log.count("Traceback") == 2 * ROUNDS + log.count("computed at the start")
    print(f"\n{len(crashed)} crashed runs beside {len(whole)} whole ones")


def test_the_id_is_a_field_of_the_log(
    broken: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv(SNAPSHOT_VARIABLE, str(broken))
    monkeypatch.setattr(current, "_opened", None)
    main = Path(dashboard.__file__).parent / "server" / "main.py"
    page = AppTest.from_file(str(main), default_timeout=300)
    page._page_hash = calc_hash("data")
    (error,) = page.run().error
    (record,) = [record for record in caplog.records if record.name == "dashboard"]
    assert f"look up error {vars(record)['error_id']} in its log." in error.value
    assert record.exc_info is not None
