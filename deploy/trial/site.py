"""nginx as deploy/ configures it, and three replicas behind it, on loopback; no container, no root needed."""

import contextlib
import getpass
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from indicators.paths import SNAPSHOT_VARIABLE

ROOT = Path(__file__).resolve().parent.parent.parent
NGINX = ROOT / "deploy" / "nginx"
SERVE = "from dashboard.server.serve import main; main()"
BROTLI = "ngx_http_brotli_static_module.so"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def get(address: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], bytes]:
    """Return status, headers and content of an address; (0, {}, b"") if no server answers."""
    request = urllib.request.Request(address, headers=headers or {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return answer.status, dict(answer.headers.items()), answer.read()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers.items()), error.read()
    except OSError:
        return 0, {}, b""


@dataclass
class Replica:
    """One process of the dashboard, with its log and its metrics."""

    port: int
    metrics: int
    log: Path
    process: subprocess.Popen[bytes] | None = None

    def start(self, snapshot: Path) -> None:
        """Start it on a snapshot, and wait until it says that it is ready."""
        command = [sys.executable, "-c", SERVE, "--port", str(self.port), "--log", "json"]
        command += ["--metrics", f"127.0.0.1:{self.metrics}"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT), SNAPSHOT_VARIABLE: str(snapshot)}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log, stdout=log)
        end = time.monotonic() + 120
        while time.monotonic() < end and self.process.poll() is None:
            if get(f"http://127.0.0.1:{self.port}/readyz")[0] == 200:
                return
            time.sleep(0.1)
        raise RuntimeError(f"replica on port {self.port} is not ready: {self.log.read_text()[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> float:
        """End it, and say in how many seconds."""
        begun = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(30)
        return time.monotonic() - begun

    def metric(self, name: str) -> float:
        """Return a metric without labels; 0 if the replica does not answer."""
        _, _, content = get(f"http://127.0.0.1:{self.metrics}/metrics")
        found = re.search(rf"^governance_risk_{name} (\S+)$", content.decode(), re.M)
        return float(found[1]) if found else 0.0


def configuration(folder: Path, www: Path, port: int, replicas: list[int]) -> Path:
    """Copy the files of deploy/nginx below `folder`, with these ports and places; the file for `nginx -c`."""
    copied = folder / "nginx"
    shutil.copytree(NGINX, copied, dirs_exist_ok=True)
    for path in copied.glob("*.conf"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("/etc/governance-risk/nginx", str(copied))
        path.write_text(text.replace("/var/lib/governance-risk/www", str(www)), encoding="utf-8")
    upstream = copied / "upstream.conf"
    servers = "".join(f"    server 127.0.0.1:{port} max_fails=1 fail_timeout=5s;\n" for port in replicas)
    written, lines = upstream.read_text(encoding="utf-8"), r"(    server 127[^\n]*\n)+"
    upstream.write_text(re.sub(lines, servers, written), encoding="utf-8")
    module = _brotli()
    if module is None:
        server = copied / "server.conf"
        server.write_text(
            server.read_text(encoding="utf-8").replace("brotli_static on;", ""), encoding="utf-8"
        )
    scratch = "".join(
        f"    {name}_temp_path {folder}/{name};\n"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = folder / "nginx.conf"
    main.write_text(
        (f"user {getpass.getuser()};\n" if os.geteuid() == 0 else "")
        + (f"load_module {module};\n" if module else "")
        + f"pid {folder}/nginx.pid;\nerror_log {folder}/error.log warn;\nworker_processes 1;\n"
        "events { worker_connections 4096; }\n"
        f"http {{\n{scratch}    include /etc/nginx/mime.types;\n"
        f"    include {copied}/http.conf;\n    include {copied}/upstream.conf;\n"
        f"    proxy_cache_path {folder}/answers levels=1:2 keys_zone=answers:10m;\n"
        f"    server {{\n        listen 127.0.0.1:{port};\n"
        f"        access_log {folder}/access.json without_readers;\n"
        f"        include {copied}/server.conf;\n    }}\n}}\n",
        encoding="utf-8",
    )
    return main


def nginx() -> str | None:
    """Return the path of nginx, None if it is not installed."""
    return shutil.which("nginx") or next(iter(map(str, Path("/usr/sbin").glob("nginx"))), None)


def _brotli() -> Path | None:
    places = (Path("/usr/lib/nginx/modules"), Path("/usr/lib64/nginx/modules"), Path("/etc/nginx/modules"))
    return next((place / BROTLI for place in places if (place / BROTLI).is_file()), None)


@dataclass
class Site:
    """nginx and its replicas; ends what it has started, and nothing else."""

    folder: Path
    www: Path
    snapshot: Path
    number: int = 3
    port: int = field(default_factory=free_port)
    replicas: list[Replica] = field(default_factory=list)
    proxy: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        program = nginx()
        if program is None:
            raise RuntimeError(
                "nginx is missing. On Debian: apt install nginx libnginx-mod-http-brotli-static"
            )
        self.replicas = [
            Replica(free_port(), free_port(), self.folder / f"replica-{number + 1}.log")
            for number in range(self.number)
        ]
        for replica in self.replicas:
            replica.start(self.snapshot)
        written = configuration(self.folder, self.www, self.port, [replica.port for replica in self.replicas])
        command = [program, "-p", str(self.folder), "-c", str(written)]
        subprocess.run([*command, "-q", "-t"], check=True)
        self.proxy = subprocess.Popen([*command, "-g", "daemon off;"])
        end = time.monotonic() + 20
        while get(f"{self.address}/_stcore/health")[0] != 200:
            if time.monotonic() > end or self.proxy.poll() is not None:
                raise RuntimeError(f"nginx does not answer: {(self.folder / 'error.log').read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.proxy is not None and self.proxy.poll() is None:
            self.proxy.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.proxy.wait(20)
        for replica in self.replicas:
            replica.stop()
