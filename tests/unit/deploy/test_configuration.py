"""The promises of deploy/ that can be checked without starting a server."""

import base64
import hashlib
import re
import subprocess
from pathlib import Path

import pytest
import streamlit

from deploy.precompress import place
from deploy.trial.site import NGINX, ROOT, configuration, nginx


def text(name: str) -> str:
    return (NGINX / name).read_text(encoding="utf-8")


def test_the_policy_names_the_inline_scripts_of_the_installed_streamlit_and_no_other():
    index = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    hashes = {base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inline}
    assert set(re.findall(r"'sha256-([^']+)'", text("headers.conf"))) == hashes


def test_no_policy_lets_text_be_run_as_script():
    scripts = re.findall(r"script-src ([^;]+);", text("headers.conf"))
    assert len(scripts) == 1
    assert not {"'unsafe-inline'", "'unsafe-eval'", "https:", "*"} & set(scripts[0].split())


def test_every_location_has_the_headers():
    for block in re.findall(r"^location [^{]+\{.*?^\}", text("server.conf"), re.DOTALL | re.MULTILINE):
        assert "headers" in block or block.startswith("location = /_stcore/stream"), block


def test_nothing_that_nginx_logs_names_a_reader():
    (written,) = re.findall(r"log_format without_readers.*?;", text("http.conf"), re.DOTALL)
    assert not re.search(r"\$(remote_|request\b|request_uri|args|query|http_|realip)", written)


@pytest.mark.skipif(nginx() is None, reason="nginx is not installed")
def test_nginx_takes_its_configuration(tmp_path: Path):
    written = configuration(tmp_path, tmp_path / "www", 18080, [18501, 18502])
    command = [str(nginx()), "-p", str(tmp_path), "-c", str(written), "-t"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert ended.returncode == 0, ended.stderr
    assert "18502" in (tmp_path / "nginx" / "upstream.conf").read_text(encoding="utf-8")


def test_a_file_is_compressed_once_and_again_when_it_has_changed(tmp_path: Path):
    source, target = tmp_path / "a.js", tmp_path / "www" / "a.js"
    source.write_text("let a = 1;\n" * 1000)
    size, small = place(source, target, None)
    assert (size, target.read_bytes()) == (11_000, source.read_bytes())
    assert small < size / 10
    zipped = target.with_name("a.js.gz")
    before = zipped.stat().st_mtime_ns
    place(source, target, None)
    assert zipped.stat().st_mtime_ns == before
    source.write_text("let b = 2;\n" * 1000)
    place(source, target, None)
    assert zipped.stat().st_mtime_ns != before


def test_the_image_takes_no_history_of_the_repository():
    ignored = (ROOT / "deploy" / "Containerfile.containerignore").read_text(encoding="utf-8").split()
    assert ".git" in ignored
    copied = re.findall(
        r"^COPY (?!--from)(.+)$", (ROOT / "deploy" / "Containerfile").read_text(), re.MULTILINE
    )
    assert not [line for line in copied if line.split()[0] in {".", "./"}]
