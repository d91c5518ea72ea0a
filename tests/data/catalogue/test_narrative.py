"""The article's claims and events: what the committed files hold, and which mistakes are refused."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest

from indicators.catalogue.narrative import Narrative
from indicators.errors import CatalogueError, QuestionError
from indicators.model import Precision
from indicators.story import CLAIM_TOPICS, Display, IndicatorTest, Verdict

FOLDER = Path(__file__).parents[3] / "data" / "narrative"
COUNTRIES = {"AFG", "CHN", "IRN", "KAZ", "KGZ", "RUS", "SYR", "TJK", "TKM", "TUR", "USA", "UZB"}


@pytest.fixture(scope="module")
def narrative() -> Narrative:
    return Narrative.read(FOLDER, iso3=COUNTRIES)


def ids(entries: tuple[object, ...]) -> set[str]:
    return {entry.id for entry in entries}  # type: ignore[attr-defined]


# The committed files


def test_the_article(narrative: Narrative) -> None:
    assert narrative.article.publisher == "Defense One"
    assert narrative.article.date == dt.date(2015, 7, 20)
    assert narrative.article.argument.startswith("In July 2015 an article in Defense One argued that")


def test_how_much_was_researched(narrative: Narrative) -> None:
    assert len(narrative.claims) == 47
    assert len(narrative.opinions) == 21
    assert len(narrative.slips) == 13
    assert len(narrative.traps) == 8
    assert len(narrative.references) == 171
    assert Counter(event.id[0] for event in narrative.events) == {"N": 20, "X": 63, "U": 11}
    assert Counter(narrative.tiers.values()) == {"core": 44, "extended": 19}


def test_the_verdicts(narrative: Narrative) -> None:
    assert Counter(claim.verdict for claim in narrative.claims) == {
        Verdict.SUPPORTED: 31,
        Verdict.PARTLY: 12,
        Verdict.COULD_NOT_CHECK: 4,
    }


def test_the_cautions(narrative: Narrative) -> None:
    assert Counter(claim.display for claim in narrative.claims) == {
        Display.FACT: 26,
        Display.FACT_WITH_CAVEAT: 8,
        Display.FLAG: 4,
        Display.INDICATOR: 3,
        Display.UNVERIFIED: 3,
        Display.REPORTED: 2,
        Display.OPINION: 1,
    }


def test_every_claim_and_opinion_has_a_topic_and_every_topic_is_used(narrative: Narrative) -> None:
    topics = [claim.topic for claim in narrative.claims]
    topics += [opinion.topic for opinion in narrative.opinions]
    assert set(topics) == set(CLAIM_TOPICS)


def test_the_rank_of_the_article_is_tested_in_the_edition_of_its_time(narrative: Narrative) -> None:
    claim = narrative.claim("C24")
    assert claim.test == IndicatorTest("ti_cpi.score", "TJK", 2014, 152, 175)
    assert (claim.quantity, claim.unit) == ("152", "rank (of 175)")
    assert [claim.id for claim in narrative.claims if claim.test] == ["C24"]


def test_claims_shown_as_indicators_have_indicators_beside_them(narrative: Narrative) -> None:
    shown = [claim for claim in narrative.claims if claim.display is Display.INDICATOR]
    assert ids(tuple(shown)) == {"C15", "C23", "C25"}
    assert all(claim.beside for claim in shown)


def test_events_are_in_date_order(narrative: Narrative) -> None:
    starts = [event.when.start for event in narrative.events]
    assert starts == sorted(starts)
    assert narrative.events[0].id == "X01"


def test_only_what_is_confirmed_is_plotted_and_nothing_twice(narrative: Narrative) -> None:
    plotted = ids(narrative.plotted_events)
    assert len(plotted) == 79
    assert "N18" not in plotted
    assert plotted.isdisjoint({"X02", "X04", "X63"})
    assert {"N01", "N02", "N16", "N20"} <= plotted


def test_what_is_not_confirmed_is_listed_apart(narrative: Narrative) -> None:
    assert ids(narrative.unconfirmed_events) == {"N18", *(f"U{number:02}" for number in range(1, 12))}
    assert narrative.event("N18").status == "article_only"
    assert narrative.event("U01").duplicate_of == ("N18",)


def test_duplicates_name_the_event_that_is_kept(narrative: Narrative) -> None:
    assert narrative.event("X02").duplicate_of == ("N01",)
    assert narrative.event("X04").duplicate_of == ("N02",)
    assert narrative.event("X63").duplicate_of == ("N16", "N20")


def test_a_date_known_to_the_month_is_the_whole_month(narrative: Narrative) -> None:
    mutiny = narrative.event("U03").when
    assert (mutiny.start, mutiny.end) == (dt.date(1998, 11, 1), dt.date(1998, 11, 30))
    assert mutiny.precision is Precision.MONTH
    assert str(mutiny) == "November 1998"


def test_claims_of_an_event(narrative: Narrative) -> None:
    assert [claim.id for claim in narrative.claims_of_event("N05")] == ["C15", "C24", "C25"]
    assert narrative.claims_of_event("X01") == ()


def test_an_unknown_claim_or_event_is_a_question_without_an_answer(narrative: Narrative) -> None:
    with pytest.raises(QuestionError, match="claim: 'C99' is not known"):
        narrative.claim("C99")
    with pytest.raises(QuestionError, match="event: 'N99' is not known"):
        narrative.event("N99")
    with pytest.raises(QuestionError, match="event: 'C24' is not known"):
        narrative.claims_of_event("C24")


# Mistakes, each in files that are otherwise right

FILES = {
    "article.toml": """
        publisher = "The Paper"
        title = "What next?"
        date = 2015-07-20
        url = "https://example.org/what-next"
        argument = "It argued."
        method = "We read."
        verdict_rule = "We compared."
    main_events = ["N01"]
""",
    "claims.toml": """
        [[claims]]
        id = "C01"
        where = "para 1"
        paraphrase = "An election was held in March."
        kind = "dated_event"
        subject = "Parliament"
        topic = "Opposition and elections"
        stated = { start = 2015-03-01, end = 2015-03-31, precision = "month" }
        attribution = "article's own voice"
        verdict = "supported"
        display = "fact"
        value_found = "It was held on 1 March."
        references = ["S01"]
        events = ["N01"]
        beside = ["fh_fiw.total"]
        [claims.check]
        how = "election commission"
        supports_if = "held in March"
        contradicts_if = "held in April"
        [claims.test]
        indicator = "ti_cpi.score"
        country = "TJK"
        year = 2014
        rank = 152
        n_ranked = 175

        [[opinions]]
        id = "O01"
        where = "para 2"
        paraphrase = "It was a bad election."
        topic = "Opposition and elections"
        type = "judgement"

        [[slips]]
        id = "L01"
        text = "A name is misspelt."
        references = ["S01"]
    """,
    "events.toml": """
        [[events]]
        id = "N01"
        title = "Election"
        start = 2015-03-01
        end = 2015-03-01
        precision = "day"
        countries = ["TJK"]
        category = "elections"
        status = "confirmed"
        in_article = true
        claims = ["C01"]
        references = ["S01"]

        [[events]]
        id = "X01"
        title = "Election, told again"
        start = 2015-03-01
        end = 2015-03-01
        precision = "day"
        countries = ["TJK"]
        category = "elections"
        status = "confirmed_weak_source"
        tier = "extended"
        in_article = false
        duplicate_of = ["N01"]
        references = ["S01"]

        [[events]]
        id = "U01"
        title = "Election in a village"
        start = 2015-01-01
        end = 2015-12-31
        precision = "year"
        countries = ["TJK"]
        category = "elections"
        status = "unconfirmed"
        reason = "Not searched."
        in_article = false
    """,
    "story.toml": """
[[steps]]
id = "vote"
title = "A vote"
text = "A vote was held."
claims = ["C01"]
events = ["N01"]
[steps.view]
kind = "timeline"
years = [2015, 2015]
note = "Look here."
""",
    "references.toml": """
        traps = ["A table that spells a name wrong."]

        [[references]]
        id = "S01"
        publisher = "Election commission"
        title = "Results"
        date = "2015-03"
        url = "https://example.org/results"
        quality = "A"
        language = "en"
    """,
}


def write(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """Write the files above with each (file, old, new) replaced once."""
    files = dict(FILES)
    for file, old, new in changes:
        assert old in files[file], f"{old!r} is not in {file}"
        files[file] = files[file].replace(old, new, 1)
    for file, text in files.items():
        (folder / file).write_text(text, encoding="utf-8")
    return folder


def mistakes(folder: Path) -> list[str]:
    with pytest.raises(CatalogueError) as error:
        Narrative.read(folder, iso3={"TJK"})
    return [f"{_short(mistake.where)}: {mistake.what}" for mistake in error.value.mistakes]


def _short(where: str) -> str:
    """`claims.toml, [[claims]] 1 "C01", [test]` as `claims.toml, C01, test`."""
    return re.sub(r"\[(\w+)\]", r"\1", re.sub(r'\[\[\w+\]\] \d+ "(\w+)"', r"\1", where))


def test_the_files_below_are_otherwise_right(tmp_path: Path) -> None:
    small = Narrative.read(write(tmp_path), iso3={"TJK"})
    assert ids(small.plotted_events) == {"N01"}
    assert ids(small.unconfirmed_events) == {"U01"}


@pytest.mark.parametrize(
    ("file", "old", "new", "mistake"),
    [
        ("article.toml", "argument", "arguments", "article.toml: `argument` is missing"),
        ("article.toml", "2015-07-20", '"2015-07-20"', "article.toml: `date` is '2015-07-20'"),
        ("article.toml", "https://", "www.", "article.toml: `url` is 'www.example.org/what-next'"),
        ("claims.toml", 'verdict = "supported"', 'verdict = "true"', "claims.toml, C01: `verdict` is 'true'"),
        ("claims.toml", 'display = "fact"', 'display = "proof"', "claims.toml, C01: `display` is 'proof'"),
        ("claims.toml", '"dated_event"', '"dated"', "claims.toml, C01: `kind` is 'dated'"),
        ("claims.toml", '"Opposition and', '"Parties and', "claims.toml, C01: `topic` is 'Parties and"),
        ("claims.toml", 'precision = "month"', 'precision = "week"', "claims.toml, C01, stated: `precision`"),
        ("claims.toml", "2015-03-31", "2015-02-28", "claims.toml, C01, stated: `end` 2015-02-28 is before"),
        ("claims.toml", "value_found", "valeu_found", "claims.toml, C01: `value_found` is missing"),
        ("claims.toml", "supports_if", "support_if", "claims.toml, C01, check: `supports_if` is missing"),
        (
            "claims.toml",
            '["fh_fiw.total"]',
            '["Freedom"]',
            "claims.toml, C01: entry 1 of `beside`",
        ),
        ("claims.toml", "rank = 152", "rank = 176", "claims.toml, C01, test: rank 176 of 175"),
        ("claims.toml", '"TJK"', '"TAJ"', "claims.toml, C01, test: 'TAJ' is not a known country"),
        ("claims.toml", '["S01"]', '["S02"]', "claims.toml, C01: `references` names S02, which is not in"),
        ("claims.toml", '"supported"', '"partly"', "claims.toml, C01: `display` is 'fact' but `verdict` is"),
        ("claims.toml", 'references = ["S01"]', "", "claims.toml, C01: a checked claim has no references"),
        ("claims.toml", 'id = "O01"', 'id = "C01"', "claims.toml, C01: this id is used more than once"),
        ("claims.toml", 'id = "O01"', "", "claims.toml, [opinions] 1: `id` is missing"),
        ("claims.toml", "text =", "txet =", "claims.toml, L01: `text` is missing"),
        ("events.toml", 'status = "confirmed"', 'status = "sure"', "events.toml, N01: `status` is 'sure'"),
        ("events.toml", '"elections"', '"votes"', "events.toml, N01: `category` is 'votes'"),
        (
            "events.toml",
            "end = 2015-03-01",
            "end = 2015-02-28",
            "events.toml, N01: `end` 2015-02-28 is before",
        ),
        ("events.toml", '["TJK"]', '["tjk"]', "events.toml, N01: 'tjk' is not a known country"),
        ("events.toml", '["TJK"]', "[]", "events.toml, N01: `countries` is empty"),
        ("events.toml", '["S01"]', '["S02"]', "events.toml, N01: `references` names S02, which is not in"),
        ("events.toml", 'references = ["S01"]', "", "events.toml, N01: a confirmed event has no references"),
        (
            "events.toml",
            'claims = ["C01"]',
            "",
            "claims.toml, C01: `events` names N01, but N01 does not name",
        ),
        ("events.toml", 'tier = "extended"', "", "events.toml, X01: `tier` is missing"),
        ("events.toml", '"extended"', '"other"', "events.toml, X01: `tier` is 'other'"),
        ("events.toml", 'reason = "Not searched."', "", "events.toml, U01: `reason` is missing"),
        ("events.toml", 'of = ["N01"]', 'of = ["N09"]', "events.toml, X01: `duplicate_of` names N09"),
        ("events.toml", 'of = ["N01"]', 'of = ["X01"]', "events.toml, X01: `duplicate_of` names X01"),
        ("references.toml", '"https://', '"file://', "references.toml, S01: `url` is 'file://example.org"),
        ("references.toml", '"A"', '"D"', "references.toml, S01: `quality` is 'D'"),
        ("references.toml", '"en"', '"English"', "references.toml, S01: `language` is 'English'"),
        ("references.toml", '"2015-03"', '"March"', "references.toml, S01: `date` is 'March'"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_entry(
    tmp_path: Path, file: str, old: str, new: str, mistake: str
) -> None:
    found = mistakes(write(tmp_path, (file, old, new)))
    assert found[0].startswith(mistake)
    # A misspelt key is missing under its name and unknown under the other; else one slip, one mistake.
    assert all("is not a key of this table" in other for other in found[1:])


def test_an_event_cannot_claim_a_claim_that_does_not_name_it(tmp_path: Path) -> None:
    folder = write(tmp_path, ("claims.toml", 'events = ["N01"]', ""))
    assert mistakes(folder) == ["events.toml, N01: `claims` names C01, but C01 does not name N01"]


def test_a_claim_about_an_event_that_does_not_exist_breaks_the_link_both_ways(tmp_path: Path) -> None:
    folder = write(tmp_path, ("claims.toml", '["N01"]', '["N02"]'))
    assert mistakes(folder) == [
        "claims.toml, C01: `events` names N02, which is not in events.toml",
        "events.toml, N01: `claims` names C01, but C01 does not name N01",
    ]


def test_a_repeated_event_or_reference_is_a_mistake(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        ("events.toml", 'id = "U01"', 'id = "X01"'),
        ("references.toml", "[[references]]", FILES["references.toml"].split("\n\n")[1] + "[[references]]"),
    )
    assert mistakes(folder) == [
        "references.toml, S01: this id is used more than once",
        "events.toml, X01: this id is used more than once",
    ]


def test_all_mistakes_are_reported_at_once(tmp_path: Path) -> None:
    folder = write(
        tmp_path,
        ("article.toml", "method", "methods"),
        ("claims.toml", '"supported"', '"true"'),
        ("claims.toml", "rank = 152", 'rank = "152"'),
        ("events.toml", '["TJK"]', '["TAJ"]'),
        ("references.toml", '"A"', '"D"'),
    )
    assert sorted(mistake.split(":")[0] for mistake in mistakes(folder)) == [
        "article.toml",
        "article.toml",
        "claims.toml, C01",
        "claims.toml, C01, test",
        "events.toml, N01",
        "references.toml, S01",
    ]


def test_every_mistake_says_what_to_do(tmp_path: Path) -> None:
    folder = write(tmp_path, ("claims.toml", '"supported"', '"true"'))
    with pytest.raises(CatalogueError, match="Use one of: supported, partly, contradicted, could_not_check"):
        Narrative.read(folder, iso3={"TJK"})


def test_a_file_that_cannot_be_read_does_not_make_others_look_wrong(tmp_path: Path) -> None:
    folder = write(tmp_path, ("events.toml", "[[events]]", "[events"), ("claims.toml", '"fact"', '"proof"'))
    (folder / "references.toml").unlink()
    assert [mistake.split(":")[0] for mistake in mistakes(folder)] == [
        "events.toml",
        "references.toml",
        "claims.toml, C01",
    ]
