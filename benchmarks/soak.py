"""Eight hours in minutes: many sessions that come, choose and go, and what the server holds meanwhile.

    python -m benchmarks.soak --minutes 5 --sessions 20

Each session opens a page, goes on to others with other choices, fetches files, sends an address that means
nothing now and then, leaves and comes again as another. Printed for each part of the time: how much was
asked, the resident memory of the server; at the end its slope after the warm-up, by the hour and by a
thousand sessions. The exit status is 1 where something answered wrongly or memory grows beyond the bound.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from pathlib import Path
from urllib.parse import quote

import psutil
from websockets.exceptions import WebSocketException

from dashboard.common import cache
from dashboard.pages import PAGES
from dashboard.pages.risk.choices import VIEWS
from dashboard.server.files import EXHIBITS
from tests.hostile.fuzzing import HOSTILE
from tests.hostile.visitor import Visitor
from tests.servers import serving

PARTS = 12
# The caches are bounded; until they are full, memory grows as it should.
WARM = 0.4
MOST_KB_PER_SESSION = 100.0


class Load:
    """Ask and count for the sessions. Each thread has its own random generator, from one seed."""

    def __init__(self, address: str) -> None:
        known = cache.catalogue()
        self.address = address
        self.indicators = sorted(cache.snapshot().indicators)
        self.countries = sorted(known.countries.by_iso3)
        self.claims = [claim.id for claim in known.narrative.claims]
        self.events = [event.id for event in known.narrative.events]
        self.counts: Counter[str] = Counter()
        self.wrong: list[str] = []
        self.over = threading.Event()

    def query(self, page: str, chance: random.Random) -> str:
        """Return a query for a page that differs each time; one in twenty is invalid."""
        if chance.random() < 0.05:
            return f"indicator={quote(chance.choice(HOSTILE)[:2000].encode('utf-8', 'replace'))}"
        day = f"{chance.randint(2008, 2025)}-0{chance.randint(1, 9)}-15"
        options = {
            "compare": [
                f"indicator={chance.choice(self.indicators)}",
                f"countries={','.join(chance.sample(self.countries, 5))}",
                f"chart={chance.choice(['trend', 'ranking', 'map', 'table'])}",
            ],
            "claims": [f"claim={chance.choice(self.claims)}"],
            "timeline": [f"event={chance.choice(self.events)}", f"beneath={chance.choice(self.indicators)}"],
            "country": [f"country={chance.choice(self.countries)}"],
            "risk": [
                f"country={chance.choice(self.countries)}",
                f"show={chance.choice([view for view in VIEWS if view != 'matters'])}",
            ],
            "assistance": [f"recipient={chance.choice(self.countries)}"],
            "data": [f"countries={','.join(chance.sample(self.countries, 3))}"],
            "": [],
        }[page]
        return "&".join([*options, *([f"as_of={day}"] if chance.random() < 0.3 else [])])

    def file(self, chance: random.Random) -> str:
        name = chance.choice([*EXHIBITS])
        rows = f"page={name}&{self.query(EXHIBITS[name].path, chance)}"
        return chance.choice(
            [
                f"files/rows.csv?{rows}",
                f"files/rows.parquet?{rows}",
                f"files/claims.brief.html?claim={chance.choice(self.claims)}",
                f"files/claims.evidence.json?claim={chance.choice(self.claims)}",
                "files/bulk.parquet.zip?sources=ti_cpi",
                "files/world.geojson",
                "files/health",
            ]
        )

    def session(self, chance: random.Random) -> None:
        with Visitor(self.address) as visitor:
            for _ in range(chance.randint(2, 6)):
                if self.over.is_set():
                    return
                page = chance.choice(PAGES)
                seen = visitor.run(page.path, self.query(page.path, chance))
                self.counts["runs"] += 1
                if seen.exceptions or any("look up error" in text for text in seen.texts):
                    self.wrong.append(f"{page.title}: {seen.exceptions or seen.errors}")
                if chance.random() < 0.3:
                    self.fetch(self.file(chance))
                time.sleep(chance.random() * 0.5)
        self.counts["sessions"] += 1

    def fetch(self, path: str) -> None:
        self.counts["files"] += 1
        try:
            with urllib.request.urlopen(f"{self.address}/{path}", timeout=120) as answer:  # noqa: S310
                answer.read()
        except urllib.error.HTTPError as error:
            self.counts[f"answers {error.code}"] += 1
            if error.code >= 500 and error.code != 503:
                self.wrong.append(f"{path}: {error.code}")

    def go_on(self, seed: int) -> None:
        chance = random.Random(seed)
        while not self.over.is_set():
            try:
                self.session(chance)
            except (OSError, WebSocketException) as error:
                self.wrong.append(f"a session broke: {error!r}")


def slope(points: list[tuple[float, float]]) -> float:
    """Return the slope of the least-squares line through some points."""
    mean_x = sum(x for x, _ in points) / len(points)
    mean_y = sum(y for _, y in points) / len(points)
    across = sum((x - mean_x) ** 2 for x, _ in points)
    return sum((x - mean_x) * (y - mean_y) for x, y in points) / across if across else 0.0


def soak(minutes: float, sessions: int) -> int:
    """Run it, print what was seen, return the exit status."""
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(Path(folder) / "log", **NO_LIMITS) as server,
    ):
        load = Load(server.address)
        memory = psutil.Process(server.process.pid)
        threads = [threading.Thread(target=load.go_on, args=(seed,), daemon=True) for seed in range(sessions)]
        for thread in threads:
            thread.start()
        seen = []
        begun = time.monotonic()
        print(
            f"{'minute':>6} {'sessions':>8} {'runs':>6} {'files':>6} {'RSS MB':>7} {'threads':>7} {'open':>5}"
        )
        while (passed := (time.monotonic() - begun) / 60) < minutes:
            time.sleep(minutes * 60 / PARTS / 4)
            rss = memory.memory_info().rss / 2**20
            seen.append((passed, float(load.counts["sessions"]), rss))
            if len(seen) % 4 == 0:
                print(
                    f"{passed:6.1f} {load.counts['sessions']:8} {load.counts['runs']:6} "
                    f"{load.counts['files']:6} {rss:7.1f} {memory.num_threads():7} {memory.num_fds():5}",
                    flush=True,
                )
        load.over.set()
        for thread in threads:
            thread.join(120)
        time.sleep(2)
        after = memory.memory_info().rss / 2**20
        log = server.logged()
    warm = [point for point in seen if point[0] >= minutes * WARM]
    by_hour = slope([(passed * 1.0, rss) for passed, _, rss in warm]) * 60
    by_session = slope([(count, rss * 1024) for _, count, rss in warm])
    print(f"after the last session: {after:.1f} MB; answers: {dict(load.counts)}")
    print(f"slope after warm-up: {by_hour:+.1f} MB an hour, {by_session:+.1f} kB a session")
    print(f"wrong: {len(load.wrong)}, tracebacks in the log: {log.count('Traceback')}")
    print(*load.wrong[:10], log[-3000:], sep="\n")
    return int(bool(load.wrong) or "Traceback" in log or by_session > MOST_KB_PER_SESSION)


# Limits of sessions and frames are another test's matter.
NO_LIMITS: dict[str, str] = {}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Many sessions for some minutes: is memory flat?")
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--sessions", type=int, default=20)
    given = parser.parse_args()
    sys.exit(soak(given.minutes, given.sessions))
