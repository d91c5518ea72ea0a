"""Claims in running text: what is found, how it is read, and what each verdict rests on."""

import datetime as dt
import json
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.claims.__main__ import CEILING, FLOOR
from benchmarks.claims.measure import CORPUS, NOW, measure, read
from indicators.claims.finding import Rating
from indicators.claims.prose.marks import segments
from indicators.claims.prose.report import MAX_LENGTH, Report, check_prose, record, summary
from indicators.cli.check import check
from indicators.errors import QuestionError
from indicators.export.marked_text import marked_html
from indicators.snapshot.snapshot import Snapshot

DAY = dt.date(2025, 2, 20)


def checked(text: str, snapshot: Snapshot, day: dt.date | None = DAY) -> Report:
    return check_prose(text, snapshot, as_of=NOW, claimed_on=day)


def claims(text: str, snapshot: Snapshot, day: dt.date | None = DAY) -> list[dict[str, Any]]:
    return record(checked(text, snapshot, day))["claims"]


def test_corpus_keeps_the_floor(snapshot: Snapshot) -> None:
    counts = measure(read(CORPUS), snapshot)
    total = {name: sum(count[name] for count in counts.values()) for name in ("claims", "not_claims")}
    for name, least in FLOOR.items():
        whole = "read" if name == "right" else "claims"
        part, of = (sum(count[column] for count in counts.values()) for column in (name, whole))
        assert part * 100 >= least * of, name
    assert sum(count["wrong"] for count in counts.values()) * 100 <= CEILING["wrong"] * total["claims"]
    assert not any(count["alarms"] for count in counts.values())


def test_json_has_the_keys_of_the_corpus(snapshot: Snapshot) -> None:
    text = "Tajikistan ranks 164th of 180 in the CPI 2024."
    [claim] = claims(text, snapshot)
    assert text[claim["start"] : claim["end"]] == claim["span"] == "164th of 180"
    assert (claim["index"], claim["countries"], claim["edition"], claim["year"]) == (
        "ti_cpi.score",
        ["TJK"],
        "2024",
        2024,
    )
    assert (claim["element"], claim["values"]) == ("rank_of_n", {"rank": 164, "n": 180})
    assert (claim["verdict_then"], claim["verdict_now"]) == ("SUPPORTED", "SUPPORTED")
    [figure] = claim["figures"]
    assert (figure["value"], figure["rank"], figure["n"]) == (19.0, 164, 180)
    assert figure["origin"]["file"] == "CPI2025_Results.xlsx"
    assert claim["read"] == "I read: Tajikistan, CPI, rank 164 of 180, edition 2024."


def test_wrong_n_refutes_a_right_place(snapshot: Snapshot) -> None:
    [claim] = claims("Tajikistan ranks 164th of 182 in the CPI 2024.", snapshot)
    assert (claim["verdict_then"], claim["reasons"]) == ("REFUTED", ["N_DIFFERS"])


def test_text_without_a_day_has_no_verdict_of_that_day(snapshot: Snapshot) -> None:
    [claim] = claims("Tajikistan ranks 162nd in the CPI.", snapshot, None)
    assert (claim["verdict_then"], claim["verdict_now"], claim["edition"]) == (None, "OUTDATED", "2023")


def test_claim_without_an_index_asks_for_it(snapshot: Snapshot) -> None:
    [claim] = claims("Hungary is in 82nd place.", snapshot)
    assert (claim["verdict_then"], claim["reasons"]) == ("NOT_CHECKABLE", ["INDEX_NOT_NAMED"])


def test_index_named_later_in_the_text_answers(snapshot: Snapshot) -> None:
    found = claims("Tajikistan lost a point. It is the CPI's verdict.", snapshot)
    assert [(c["index"], c["values"]) for c in found][:1] == [("ti_cpi.score", {"change": -1})]


def test_denied_place_is_not_checked(snapshot: Snapshot) -> None:
    report = checked("Tajikistan is not 164th in the CPI 2024.", snapshot)
    assert not report.claims
    assert [one.why for one in report.unchecked] == ["It is denied, and what holds instead is not said."]


@pytest.mark.parametrize(
    "text",
    [
        "Le Tadjikistan est classé 164e dans l'indice de perception de la corruption et perd un point.",
        "塔吉克斯坦在清廉指数中排名第164位。",
        "Тaджикистан посiдає 164 місце у рейтингу, що є гіршим за попередній, та не має балів",
    ],
)
def test_other_language_is_said_to_be_unread(text: str, snapshot: Snapshot) -> None:
    report = checked(text, snapshot)
    assert not report.claims
    assert "Only these languages are read" in report.unchecked[0].why


def test_longest_text_is_read_and_a_longer_one_is_refused(snapshot: Snapshot) -> None:
    sentence = "Kazakhstan is 88th. "
    assert checked((sentence * 2600)[:MAX_LENGTH], snapshot).claims
    with pytest.raises(QuestionError, match="more than 50000"):
        checked("x" * (MAX_LENGTH + 1), snapshot)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\ue000\ue002", "a " * 20_000, "1 of 2 of " * 4000, "(" * 30_000, "1," * 20_000]
)
def test_hostile_text_has_no_claim(text: str, snapshot: Snapshot) -> None:
    report = checked(text, snapshot)
    assert not report.claims
    assert summary(report) == "No claim about an index was found in the text."


def test_same_text_gives_the_same_report(snapshot: Snapshot) -> None:
    text = "Kyrgyzstan's RSF rank: 120. It fell 24 places, more than any other country in Central Asia."
    assert record(checked(text, snapshot)) == record(checked(text, snapshot))


def test_segments_are_the_whole_text(snapshot: Snapshot) -> None:
    text = "In the CPI Tajikistan, with 19 points, is 146th; experts expect worse."
    parts = segments(checked(text, snapshot))
    assert "".join(part.text for part in parts) == text
    assert {part.rating for part in parts} == {None, Rating.SUPPORTED, Rating.REFUTED, Rating.NOT_CHECKABLE}


def test_marked_html_escapes_the_text(snapshot: Snapshot) -> None:
    page = marked_html(checked("<script>x</script> Tajikistan is 164th in the CPI.", snapshot)).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "<sup>✓1</sup>" in page


def run(*args: str, text: str | None = None) -> Any:
    return CliRunner().invoke(check, [*args, "--as-of", NOW.isoformat()], input=text)


def test_command_reads_standard_input_and_a_file(tmp_path: Any) -> None:
    text = "Tajikistan is 164th in TI's index. Experts expect worse."
    file = tmp_path / "article.txt"
    file.write_text(text, encoding="utf-8")
    by_file = run("--file", str(file), "--claimed-on", DAY.isoformat(), "--format", "json")
    by_input = run("--claimed-on", DAY.isoformat(), "--format", "json", text=text)
    assert by_file.exit_code == by_input.exit_code == 0
    assert json.loads(by_file.stdout) == json.loads(by_input.stdout)
    assert [c["element"] for c in json.loads(by_file.stdout)["claims"]] == ["rank", "forecast"]
    assert set(json.loads(by_file.stdout)) == {"claims", "not_checked"}


def test_command_reads_prose_in_a_sentence() -> None:
    result = run("Tajikistan slipped to 164th in TI's index", "--claimed-on", DAY.isoformat())
    assert "2 claims found: 2 right." in result.stdout


def test_command_names_a_text_that_it_cannot_read(tmp_path: Any) -> None:
    (tmp_path / "latin").write_bytes(b"\xe9t\xe9")
    assert "not text in UTF-8" in str(run("--file", str(tmp_path / "latin")).exception)
    assert "cannot be read" in str(run("--file", str(tmp_path / "none")).exception)
    assert run("--format", "json", text="").stdout == '{\n  "claims": [],\n  "not_checked": []\n}\n'
