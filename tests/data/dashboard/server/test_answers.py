"""What a file's address says where it has no file, and what of it stands in the log."""

import logging
import re

import pytest
from starlette.responses import PlainTextResponse

from dashboard.common.responses import answering, refuse
from indicators.errors import QuestionError, SnapshotError


@answering("the rows")
def answer(error: Exception | None = None) -> PlainTextResponse:
    if error is not None:
        raise error
    return PlainTextResponse("rows")


@pytest.mark.parametrize(
    ("error", "status"),
    [(QuestionError("w", "what is wrong", "do this"), 400), (SnapshotError("w", "none", "do this"), 503)],
)
def test_an_error_for_the_reader_is_told_in_its_own_words(error, status):
    told = answer(error)
    assert (told.status_code, bytes(told.body).decode()) == (status, f"{error}\n")


def test_what_went_wrong_inside_stays_in_the_log_under_the_id_that_the_reader_gets(caplog):
    with caplog.at_level(logging.ERROR):
        told = answer(ValueError("secret path"))
    text = bytes(told.body).decode()
    assert told.status_code == 500
    assert "secret" not in text
    (record,) = caplog.records
    assert re.search(r"error ([0-9a-f]{8}) in its log\.", text)[1] == record.error_id  # type: ignore[index, attr-defined]
    assert record.exc_info is not None
    assert "secret path" in str(record.exc_info[1])


def test_an_answer_is_passed_on_and_a_refusal_ends_its_line():
    assert answer().body == b"rows"
    assert refuse("no\n\n").body == b"no\n"
