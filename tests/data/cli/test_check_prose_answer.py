"""A text that is no typed claim is answered by HTTP and from Python as by the command."""

import datetime as dt
import json

from indicators.cli.check import check_answer
from tests.data.cli.running import run

TEXT = "Last year the watchdog Transparency International put Tajikistan at 152nd of 175. Corruption is bad."
DAY, CLAIMED = dt.date(2026, 11, 30), dt.date(2015, 7, 20)


def test_prose_is_answered_with_a_record_for_each_claim(snapshot, tmp_path):
    answer = check_answer(snapshot, TEXT, as_of=DAY, claimed_on=CLAIMED)
    [claim] = answer.records
    assert claim["span"] == "152nd of 175"
    assert (claim["verdict_then"], claim["verdict_now"]) == ("SUPPORTED", "OUTDATED")
    file = tmp_path / "text.txt"
    file.write_text(TEXT, encoding="utf-8")
    days = ("--claimed-on", "2015-07-20", "--as-of", "2026-11-30")
    printed = run("check", "--file", str(file), *days, "--format", "json")
    assert json.loads(printed.stdout)["claims"] == json.loads(json.dumps(answer.records))
