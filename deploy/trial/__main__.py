"""`make try-deploy`: the deployment tried for real, without containers, and what was measured printed.

nginx with the files of deploy/nginx, three replicas on loopback, a Chromium, and readers who speak
Streamlit's protocol. One replica is killed under load; then all are restarted, one after the other, on a new
snapshot.
"""

import argparse
import asyncio
import json
import signal
import statistics
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from deploy.precompress import precompress
from deploy.trial.chromium import PAGES, chromium, cold_bytes, picture, settle, visit, watched
from deploy.trial.reader import Reader, View
from deploy.trial.site import ROOT, Site, get
from indicators.paths import DATA
from indicators.snapshot.snapshot import read_package
from tests.stores.snapshots import renewed

HIDDEN = ("_stcore/metrics", "_stcore/agent/openapi.json", "_stcore/agent/mcp", "_stcore/script-health-check",
          "component/x/y", "auth/login", "metrics", "healthz", "readyz", "files/health")  # fmt: skip
HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy",
           "Permissions-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy")  # fmt: skip
GOAL_BYTES = 2_500_000
COUNTRIES = ("TJK,KGZ", "TJK,UZB", "TJK,KAZ,KGZ", "TJK,AFG", "TJK,CHN,KGZ")
LATER = "restarted-later"


class Trial:
    """The results of the trial, a line each; `failed` if any check failed."""

    def __init__(self) -> None:
        self.failed = 0

    def say(self, line: str) -> None:
        print(line, flush=True)

    def check(self, what: str, right: bool, found: object = "") -> None:
        self.failed += not right
        self.say(f"  {'ok  ' if right else 'FAIL'} {what}{f': {found}' if found != '' else ''}")


def edges(trial: Trial, site: Site) -> None:
    """Check the requests that the proxy lets through and the headers that it sets."""
    trial.say("Proxy")
    script = next((site.www / "static" / "js").glob("index.*.js")).relative_to(site.www).as_posix()
    open_paths = ["", "compare", script, "files/world.geojson", "files/rows.csv?page=compare"]
    open_paths += ["_stcore/health", "_stcore/host-config"]
    for path in open_paths:
        status, headers, _ = get(f"{site.address}/{path}", {"Accept-Encoding": "br, gzip"})
        missing = [name for name in HEADERS if name not in headers]
        trial.check(f"/{path}", status == 200 and not missing,
                    f"{status} {headers.get('Content-Encoding', 'identity')} {missing or ''}")  # fmt: skip
    shut = Counter(get(f"{site.address}/{path}")[0] for path in HIDDEN)
    trial.check(
        f"{len(HIDDEN)} addresses that no reader needs are 404", shut == {404: len(HIDDEN)}, dict(shut)
    )
    stranger = asyncio.run(Reader("http://other.example", cookie="x").knock(site.address))
    trial.check("a session from another origin is refused", stranger == 403, stranger)
    ready = [json.loads(get(f"http://127.0.0.1:{replica.port}/readyz")[2]) for replica in site.replicas]
    trial.check("every replica is ready", all(one["ready"] for one in ready), ready[0])
    asked = [get(f"{site.address}/files/bulk.none.zip")[0] for _ in range(60)]
    trial.check("one address that asks too often is refused", 429 in asked, dict(Counter(asked)))


def in_the_browser(trial: Trial, site: Site) -> None:
    """Check pages, a picture and the bytes of a first visit, in Chromium under the policy."""
    trial.say("Chromium")
    with chromium() as browser:
        total, requests, kinds = cold_bytes(browser, site.address)
        told = ", ".join(f"{kind} {size / 1e6:.2f}" for kind, size in sorted(kinds.items()))
        trial.check(f"home page cold under {GOAL_BYTES / 1e6:g} MB", total < GOAL_BYTES,
                    f"{total / 1e6:.2f} MB in {requests} requests ({told})")  # fmt: skip
        total, requests, _ = cold_bytes(browser, site.address, "compare")
        trial.say(f"       Compare cold: {total / 1e6:.2f} MB in {requests} requests")
        context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
        for path in PAGES:
            seen = visit(context, site.address, path)
            wrong = seen.violations + seen.errors + seen.strangers
            trial.check(f"/{path}: no violation, no error, no request elsewhere", not wrong, wrong or "")
        size, seen = picture(context, site.address)
        trial.check(
            "PNG taken away", size > 20_000 and not seen.violations, f"{size:,} bytes {seen.violations}"
        )


async def crowd(site: Site, number: int) -> list[Reader]:
    readers = [
        Reader(site.address, query=f"countries={COUNTRIES[n % len(COUNTRIES)]}") for n in range(number)
    ]
    await asyncio.gather(*(reader.open() for reader in readers))
    return readers


def spread(site: Site) -> list[int]:
    return [int(replica.metric("sessions")) for replica in site.replicas]


def times(views: Sequence[View]) -> str:
    took = sorted(view.seconds for view in views)
    return f"p50 {statistics.median(took) * 1000:.0f} ms, p95 {took[int(len(took) * 0.95)] * 1000:.0f} ms"


async def busy(readers: Sequence[Reader], rounds: int, pause: float = 1.0) -> list[View]:
    """Let every reader change a filter so often, each at a separate pace."""

    async def one(number: int, reader: Reader) -> list[View]:
        await asyncio.sleep(pause * number / len(readers))
        views = []
        for step in range(rounds):
            views.append(await reader.look(countries=COUNTRIES[(number + step) % len(COUNTRIES)]))
            await asyncio.sleep(pause)
        return views

    return [
        view for views in await asyncio.gather(*(one(*each) for each in enumerate(readers))) for view in views
    ]


async def killed(trial: Trial, site: Site, number: int) -> None:
    """Kill one replica among readers under load."""
    trial.say("Many readers, one replica killed")
    readers = await crowd(site, number)
    calm = await busy(readers, 3)
    trial.check(f"{number} readers, a change a second", not any(view.trouble for view in calm),
                f"{times(calm)}, sessions on the replicas {spread(site)}")  # fmt: skip
    for number, reader in enumerate(readers):
        reader.query = f"countries={COUNTRIES[number % len(COUNTRIES)]}"
    for number, reader in enumerate(readers):
        reader.query = f"countries={COUNTRIES[number % len(COUNTRIES)]}"
    before = [await reader.look() for reader in readers]
    load = asyncio.create_task(busy(readers, 6))
    await asyncio.sleep(1)
    victim = max(site.replicas, key=lambda replica: replica.metric("sessions"))
    victim.stop(signal.SIGKILL)
    under = await load
    cut = sum(reader.reconnected > 0 for reader in readers)
    trial.check("every view arrived, none an error", not any(view.trouble for view in under), times(under))
    trial.check("readers of the killed one are on the others", cut > 0,
                f"{cut} cut off, sessions {spread(site)}")  # fmt: skip
    for number, reader in enumerate(readers):
        reader.query = f"countries={COUNTRIES[number % len(COUNTRIES)]}"
    after = [await reader.look() for reader in readers]
    same = sum(now.shown == seen.shown for now, seen in zip(after, before, strict=True))
    found = f"{same} of {len(readers)}, {len(before[0].shown)} charts and texts each"
    trial.check("the same address shows the same charts and words", same == len(readers), found)
    await asyncio.gather(*(reader.close() for reader in readers))
    victim.start(site.snapshot)


async def restarted(trial: Trial, site: Site, number: int, newer: Path) -> None:
    """Restart all replicas in turn on a new snapshot, under load, and download files all the while."""
    trial.say("Rolling restart on a new snapshot")
    old, new = (str(read_package(folder)["id"]) for folder in (site.snapshot, newer))
    readers = await crowd(site, number)
    views: list[View] = []
    files: Counter[str] = Counter()
    done = asyncio.Event()

    async def read(number: int, reader: Reader) -> None:
        step = 0
        while not done.is_set():
            step += 1
            view = await reader.look(countries=COUNTRIES[(number + step) % len(COUNTRIES)])
            views.append(view)
            await asyncio.sleep(1.5)
            if number % 5 == 0 and view.rows:  # some take the file after a while, as people do
                status, named = await reader.file(view.rows)
                mixed = status == 200 and {named} != view.snapshots
                files["another snapshot" if mixed else "same snapshot" if status == 200 else str(status)] += 1

    reading = [asyncio.create_task(read(*each)) for each in enumerate(readers)]
    await asyncio.sleep(3)
    for replica in site.replicas:
        seconds = await asyncio.to_thread(replica.stop)
        await asyncio.to_thread(replica.start, newer)
        trial.say(f"       replica on {replica.port}: ended in {seconds:.1f} s, ready again")
        await asyncio.sleep(2)
    await asyncio.sleep(3)
    done.set()
    await asyncio.gather(*reading)
    mixed = [view.snapshots for view in views if len(view.snapshots) != 1]
    which = Counter(next(iter(view.snapshots)) for view in views if len(view.snapshots) == 1)
    trial.check("no reader saw an error", not any(view.trouble for view in views),
                f"{len(views)} views, {times(views)}, "
                f"{sum(reader.reconnected > 0 for reader in readers)} of {number} cut off")  # fmt: skip
    trial.check(
        "no view of two snapshots", not mixed and set(which) == {old, new}, f"{dict(which)} {mixed[:3]}"
    )
    trial.check("no file of another snapshot than its page", not files["another snapshot"], dict(files))
    refused = await readers[0].file(f"/files/rows.{{format}}?page=compare&snapshot={old}")
    trial.check("a file of the old one is refused afterwards", refused == (404, None), refused)
    await asyncio.gather(*(reader.close() for reader in readers))


def browser_survives(trial: Trial, site: Site) -> None:
    """Check that Chromium continues at the next click, with the same view, after its replica is killed."""
    trial.say("A browser whose replica is killed")
    with chromium() as browser:
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        page, seen = watched(context, site.address)
        page.goto(f"{site.address}/compare?indicator=fsi.total&countries=TJK,KGZ")
        settle(page, True)
        (mine,) = [replica for replica in site.replicas if replica.metric("sessions") >= 1]
        mine.stop(signal.SIGKILL)
        page.wait_for_timeout(3000)
        page.get_by_role("radio", name="Ranking").first.click()
        page.wait_for_url("**chart=ranking**", timeout=30_000)
        settle(page, True)
        kept = "indicator=fsi.total" in page.url and "countries=TJK,KGZ" in page.url.replace("%2C", ",")
        main = page.inner_text('[data-testid="stMain"]')
        trial.check("its choices are kept and its click is answered", kept and "Fragile States" in main,
                    page.url.removeprefix(site.address))  # fmt: skip
        lost = [error for error in seen.errors if "WebSocket" not in error and "502" not in error]
        trial.check("no error but the cut connection", not lost and not seen.violations, lost or "")
        mine.start(site.snapshot)


def main() -> int:
    parser = argparse.ArgumentParser(prog="make try-deploy", description=__doc__)
    parser.add_argument("--readers", type=int, default=30)
    parser.add_argument("--no-browser", action="store_true", help="leave out what needs a Chromium")
    given = parser.parse_args()
    # Told to end, it ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    trial = Trial()
    with tempfile.TemporaryDirectory(prefix="governance-risk-deploy-") as name:
        folder, www = Path(name), ROOT / "build" / "www"
        number, size, small = precompress(www)
        trial.say(f"Static files: {number}, {size / 1e6:.1f} MB, {small / 1e6:.1f} MB compressed")
        newer = renewed(folder / "newer", LATER, source=DATA / "snapshot")
        site = Site(folder, www, DATA / "snapshot")
        try:
            site.start()
            edges(trial, site)
            if not given.no_browser:
                in_the_browser(trial, site)
                browser_survives(trial, site)
            asyncio.run(killed(trial, site, given.readers))
            asyncio.run(restarted(trial, site, given.readers, newer))
            logged = [line for replica in site.replicas for line in replica.log.read_text().splitlines()]
            trial.say("Logs")
            trial.check(
                "every line of the replicas' logs is JSON",
                bool(logged) and all(map(_is_json, logged)),
                f"{len(logged)} lines",
            )
            told = (folder / "access.json").read_text(encoding="utf-8")
            trial.check("no address of a reader and no query in nginx's log",
                        "countries=" not in told and '"127.0.0.1"' not in told,
                        f"{len(told.splitlines())} lines")  # fmt: skip
        finally:
            site.stop()
    trial.say("All as it must be." if not trial.failed else f"{trial.failed} not as it must be.")
    return 1 if trial.failed else 0


def _is_json(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except ValueError:
        return False


if __name__ == "__main__":
    sys.exit(main())
