"""A connection that asks for nothing is closed; one that asks is answered."""

import asyncio
from typing import Any

from uvicorn import Config, Server

from dashboard.server import punctual


async def _app(scope: Any, _receive: Any, send: Any) -> None:
    await asyncio.sleep(0.3)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def _exchange(sent: bytes, port: int) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    answer = await asyncio.wait_for(reader.read(), 60)
    writer.close()
    return answer


async def _run() -> list[bytes]:
    server = Server(Config(_app, port=0, http=punctual.Punctual, lifespan="off", log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    heads = [b"", b"GET / HTTP/1.1\r\nHost: a", b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"]
    answers = await asyncio.gather(*(_exchange(head, port) for head in heads))
    server.should_exit = True
    await serving
    return answers


def test_half_a_request_is_closed_and_a_slow_answer_is_not_cut(monkeypatch):
    # Shorter than the answer takes: the time of the answer does not count.
    monkeypatch.setattr(punctual, "HEAD_SECONDS", 0.2)
    silent, half, whole = asyncio.run(_run())
    assert silent == half == b""
    assert whole.endswith(b"ok")
