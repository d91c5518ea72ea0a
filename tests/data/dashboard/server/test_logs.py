"""The server's log for programs: JSON lines, with what a caller adds, and without the reader."""

import json
import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.server.logs import JsonLines, without_readers
from dashboard.server.serve import ROOT


def logged(
    message: str, *args: object, error: BaseException | None = None, **extra: object
) -> dict[str, object]:
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.getLogger("test").makeRecord(
        "test", logging.ERROR, __file__, 1, message, args, info, extra=extra
    )
    line = JsonLines().format(record)
    assert "\n" not in line
    told: dict[str, object] = json.loads(line)
    return told


def test_a_record_has_its_time_level_logger_message_and_what_was_added():
    told = logged("page %r failed", "Compare", error_id="5f2c90ab", tries=2)
    assert told.pop("time")
    assert told == {
        "level": "error",
        "logger": "test",
        "message": "page 'Compare' failed",
        "error_id": "5f2c90ab",
        "tries": 2,
    }


def test_of_an_exception_the_type_and_the_place_are_told_and_not_its_words():
    try:
        try:
            raise KeyError("my own claim")
        except KeyError as cause:
            raise ValueError("Tajikistan ranks 3rd, I say") from cause
    except ValueError as error:
        told = logged("failed", error=error)
    assert [one["type"] for one in told["exception"]] == ["ValueError", "KeyError"]  # type: ignore[index, attr-defined]
    assert "test_logs.py" in str(told["exception"])
    assert "my own claim" not in str(told)
    assert "I say" not in str(told)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("192.0.2.7:51234 - closed", "[address] - closed"),
        ("from 2001:db8::17 again", "from [address] again"),
        ("GET /claims?text=my%20claim HTTP/1.1", "GET /claims?… HTTP/1.1"),
        ("at 10:15:02 version 1.67.0", "at 10:15:02 version 1.67.0"),
    ],
)
def test_addresses_and_questions_are_taken_out(text: str, cleaned: str):
    assert without_readers(text) == cleaned


@given(st.text(max_size=300))
def test_any_text_is_one_line_of_json(text: str):
    assert logged("%s", text, more=text)["logger"] == "test"


def test_a_server_told_to_write_json_writes_nothing_else(tmp_path):
    code = (
        "import logging; from dashboard.server.logs import configure, adopt; configure('json');"
        "import streamlit.logger; log = streamlit.logger.get_logger('streamlit.x'); adopt();"
        "log.warning('from streamlit'); logging.getLogger('uvicorn.error').error('from uvicorn ?a=b');"
        "import warnings; warnings.warn('from python')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=300, check=True
    )
    told = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [one["logger"] for one in told] == ["streamlit.x", "uvicorn.error", "py.warnings"]
