"""Measure how many light pages, pictures and answers of the API one core serves.

    python -m benchmarks.light [--seconds 10] [--connections 16]

Each line: answers a second as the clients see them, and answers for each second of the server's CPU, which is
what one core serves. `cached` asks one address again and again, `revalidated` brings its ETag, `new` asks
another question each time. The clients run on the same machine.
"""

import argparse
import asyncio
import itertools
import re
import tempfile
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import psutil
import requests

from indicators.catalogue.catalogue import Catalogue
from tests.servers import Server, serving

VIEW = "/v/compare?indicator=ti_cpi.score&countries=TJK,KGZ,UZB&years=2012-2025"
API = "/api/v1/observations?indicator=ti_cpi.score&countries=TJK&years=2014-2014"


async def client(host: str, port: int, addresses: Iterator[str], etag: str, end: float) -> tuple[int, int]:
    """Ask one address after the other on one connection until the end; return answers and bytes."""
    reader, writer = await asyncio.open_connection(host, port)
    count = size = 0
    tag = f"If-None-Match: {etag}\r\n" if etag else ""
    while time.monotonic() < end:
        line = f"GET {next(addresses)} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept-Encoding: br\r\n{tag}\r\n"
        writer.write(line.encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = int(head.split(" ", 2)[1])
        if status not in (200, 304):
            raise RuntimeError(f"{line.splitlines()[0]}: {head.splitlines()[0]}")
        sizes = re.findall(r"content-length: (\d+)", head.lower())
        length = int(sizes[0]) if sizes else 0
        await reader.readexactly(length)
        count, size = count + 1, size + length
    writer.close()
    return count, size


def measure(running: Server, addresses: Iterator[str], etag: str, seconds: float, connections: int) -> str:
    """Return answers a second, answers a second of the server's CPU, and bytes of an answer, as a line."""
    server = psutil.Process(running.process.pid)
    parts = urllib.parse.urlsplit(running.address)
    host, port = str(parts.hostname), int(parts.port or 80)

    async def all_clients() -> list[tuple[int, int]]:
        end = time.monotonic() + seconds
        return list(
            await asyncio.gather(*(client(host, port, addresses, etag, end) for _ in range(connections)))
        )

    before, begun = server.cpu_times(), time.monotonic()
    answers = asyncio.run(all_clients())
    spent, after = time.monotonic() - begun, server.cpu_times()
    cpu = after.user + after.system - before.user - before.system
    count, size = sum(one for one, _ in answers), sum(size for _, size in answers)
    return f"{count / spent:8.0f} {count / cpu:10.0f} {size / count:9.0f}"


def questions(path: str) -> Iterator[str]:
    """Yield addresses that nobody asked before: every trio of countries beside Tajikistan."""
    codes = sorted(Catalogue.read().countries.by_iso3)
    for trio in itertools.combinations(codes, 3):
        yield f"{path}?indicator=ti_cpi.score&countries=TJK,{','.join(trio)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--connections", type=int, default=16)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder) / "log") as running:
        time.sleep(20)  # the start's own work is done
        etag = requests.get(running.address + VIEW, timeout=60).headers["ETag"]
        print(f"{'':34}{'a second':>8} {'per core':>10} {'bytes':>9}")
        for name, addresses, tag in (
            ("light page, cached", itertools.repeat(VIEW), ""),
            ("light page, revalidated", itertools.repeat(VIEW), etag),
            ("light page, new", questions("/v/compare"), ""),
            ("picture (SVG), cached", itertools.repeat(VIEW.replace("compare", "compare.svg", 1)), ""),
            ("picture (SVG), new", questions("/v/compare.svg"), ""),
            ("API, cached", itertools.repeat(API), ""),
            ("API, new", questions("/api/v1/observations"), ""),
        ):
            line = measure(running, addresses, tag, options.seconds, options.connections)
            print(f"{name:34}{line}", flush=True)


if __name__ == "__main__":
    main()
