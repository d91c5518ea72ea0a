"""The command `window`: what it prints, what it refuses, and that a refusal is an answer."""

import json

import pytest

from tests.data.cli.running import ask, assert_one_line, records, rows, run

ELECTION = ("window", "--event", "N06")
FREEDOM = ("--indicator", "fh_fiw.total")


def test_a_window_as_json() -> None:
    """Freedom House gave Tajikistan 24, 24, 22 in the three years before 2015, then 16, 11, 11."""
    [record] = records(*ELECTION, *FREEDOM)
    assert (record["event"], record["event_year"], record["indicator"]) == ("N06", 2015, "fh_fiw.total")
    assert record["years_before"] == [2012, 2013, 2014]
    assert record["years_after"] == [2015, 2016, 2017]
    assert record["compared"] == ["TJK", "KAZ", "KGZ", "UZB", "TKM", "AFG", "CHN"]
    assert record["means_before"][0] == pytest.approx(70 / 3)
    assert record["means_after"][0] == pytest.approx(38 / 3)
    assert (record["n"], round(record["p_two_sided"] * record["n"])) == (197, 12)
    assert record["path_years"] == [*range(2012, 2019)]
    assert record["path"][2] == 0
    assert sum(record["synthetic_weights"]) == pytest.approx(1, abs=0.01)
    assert (record["refusal"], record["standard_error"], record["is_below_error"]) == (None, None, None)
    assert record["sentence"].endswith("caused it.")
    assert (record["p_holm"], record["tests"]) == (record["p_two_sided"], 1)


def test_a_refusal_is_an_answer() -> None:
    result = run(*ELECTION, "--indicator", "rsf_wpfi.score_2022", "--format", "json")
    assert result.exit_code == 0
    [record] = json.loads(result.stdout)
    assert record["refusal"] == "break"
    assert "Not comparable across 2021" in record["refusal_text"]
    assert record["sentence"] == record["refusal_text"]
    assert record["theta"] is record["p_two_sided"] is record["p_holm"] is None
    assert record["tests"] == 0
    assert result.stderr.startswith("note: refused: N06, rsf_wpfi.score_2022: Not comparable across 2021")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("args", "reason"),
    [
        (("--event", "N04", "--indicator", "ti_cpi.score"), "break"),
        (("--event", "N18", *FREEDOM), "unconfirmed"),
        ((*ELECTION[1:], *FREEDOM, "--before", "2"), "too_few_points"),
        ((*ELECTION[1:], "--indicator", "ti_cpi.score", "--as-of", "2015-07-20"), "too_few_points"),
        ((*ELECTION[1:], "--indicator", "fh_fiw.legislative_elections"), "coded_from_event"),
        ((*ELECTION[1:], "--indicator", "bti.status_index"), "carried"),
    ],
)
def test_what_is_refused_says_why(args: tuple[str, ...], reason: str) -> None:
    result = run("window", *args, "--format", "json")
    assert result.exit_code == 0
    [record] = json.loads(result.stdout)
    assert record["refusal"] == reason
    assert result.stderr.startswith("note: refused: ")


def test_several_at_once_are_adjusted_for_their_number() -> None:
    found = records("window", "--event", "N06,X33", *FREEDOM, "--indicator", "wb_wgi.rule_of_law")
    assert [(record["event"], record["indicator"]) for record in found] == [
        ("N06", "fh_fiw.total"),
        ("N06", "wb_wgi.rule_of_law"),
        ("X33", "fh_fiw.total"),
        ("X33", "wb_wgi.rule_of_law"),
    ]
    assert {record["tests"] for record in found} == {4}
    smallest = min(record["p_two_sided"] for record in found)
    assert found[0]["p_holm"] == pytest.approx(4 * smallest)
    assert all(record["p_holm"] >= record["p_two_sided"] for record in found)


def test_other_countries_peers_and_lengths_may_be_named() -> None:
    [record] = records(
        *ELECTION, *FREEDOM, "--country", "Uzbekistan", "--peer", "KAZ,KGZ", "--before", "5", "--after", "4"
    )
    assert record["compared"] == ["UZB", "KAZ", "KGZ"]
    assert record["years_before"] == [*range(2010, 2015)]
    assert record["years_after"] == [*range(2015, 2019)]
    assert "The event did not concern Uzbekistan." in record["notes"]


def test_the_table_and_the_csv_say_the_same() -> None:
    [record] = records(*ELECTION, *FREEDOM)
    text = " ".join(ask(*ELECTION, *FREEDOM).split())
    assert record["sentence"] in text
    assert "synthetic control" in text
    header, row = rows(*ELECTION, *FREEDOM)
    assert header == list(record)
    assert row[header.index("years_after")] == "2015;2016;2017"
    assert row[header.index("sentence")] == record["sentence"]


@pytest.mark.parametrize(
    ("args", "part"),
    [
        (("--event", "N99", *FREEDOM), "N99"),
        (("--event", "N06", "--indicator", "fh_fiw.tota"), "fh_fiw.total"),
        (("--event", "N06", *FREEDOM, "--country", "Atlantis"), "Atlantis"),
        (("--event", "N06", *FREEDOM, "--country", "TJK,UZB"), "not one country"),
        (("--event", "N06", *FREEDOM, "--before", "three"), "three"),
        (("--event", "N06"), "--indicator"),
        (FREEDOM, "--event"),
    ],
)
def test_what_cannot_be_read_is_one_line(args: tuple[str, ...], part: str) -> None:
    assert_one_line(run("window", *args), part)


def test_the_country_itself_is_no_peer() -> None:
    assert_one_line(run(*ELECTION, *FREEDOM, "--peer", "TJK,KGZ"), "Tajikistan is the country itself")
