"""Sentences that a reader types: what is read, what is asked back, and that nothing is passed over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.catalogue.geography import name_key
from indicators.claims.answer import Basis
from indicators.claims.grammar import HEDGES, MOVES, WORDS
from indicators.claims.index_names import index_names
from indicators.claims.parse import FORMS, MAX_LENGTH, parse
from indicators.claims.statements import (
    ChangeStatement,
    Hedge,
    Move,
    Number,
    RankStatement,
    ScoreStatement,
    Statement,
    Subject,
)
from indicators.errors import QuestionError

CATALOGUE = Catalogue.read()
INDICES = index_names(CATALOGUE)
NAMES = CATALOGUE.countries.by_iso3
EDITION, EITHER, NEWEST, YEAR = Basis.EDITION, Basis.EITHER, Basis.NEWEST, Basis.YEAR


def subject(iso3: str = "TJK", index: str = "CPI") -> Subject:
    found = INDICES[name_key(index)]
    return Subject(iso3, NAMES[iso3].name, found.indicators, found.label)


CPI = subject()
RANK = RankStatement(CPI, Number(152), 175, EDITION, 2014)
SCORE = ScoreStatement(CPI, Number(23), EITHER, 2014)
FELL = ChangeStatement(CPI, Move.FELL, Number(24), Number(20), 2022, 2023, EITHER)


@pytest.mark.parametrize(
    "text",
    [
        FORMS[0],
        "Tajikistan ranked 152nd out of 175 on the Corruption Perceptions Index 2014",
        "tajikistan is 152 of 175 in the cpi 2014.",
        "TAJIKISTAN RANKS 152 OF 175 IN CPI 2014",
        "The 2014 Corruption Perceptions Index ranks Tajikistan 152nd of 175 countries",
        "TJK is ranked 152/175 in the CPI (2014)",
        "Tajikistan's rank in the CPI 2014 was 152 of 175",
        "In Transparency International's Corruption Perceptions Index of 2014, Tajikistan came 152nd of 175",
        "Tajikistan was in 152nd place of 175 in the 2014 edition of the CPI",
        "Tajikistan ranks no. 152 of 175 in CPI 2014",
        "Tajikistan ranks number 152 among 175 countries in CPI 2014",
    ],
)
def test_a_rank(text: str) -> None:
    assert parse(text, CATALOGUE) == RANK


@pytest.mark.parametrize(
    "text",
    [
        FORMS[1],
        "In 2014, Tajikistan scored 23 points in the CPI",
        "Tajikistan's CPI score in 2014 was 23",
        "The CPI of Tajikistan was 23 in 2014",
        "Tajikistan had a score of 23 in the Corruption Perceptions Index in 2014",
        "Tajikistan’s CPI was 23 of 100 in 2014",
    ],
)
def test_a_score(text: str) -> None:
    assert parse(text, CATALOGUE) == SCORE


@pytest.mark.parametrize(
    "text",
    [
        FORMS[2],
        "Tajikistan's CPI fell from 24 to 20 between 2022 and 2023",
        "Between 2022 and 2023 Tajikistan dropped from 24 to 20 in the Corruption Perceptions Index",
        "Tajikistan's CPI score fell from 24 in 2022 to 20 in 2023",
        "From 2022 to 2023 the CPI of Tajikistan declined from 24 to 20",
        "There was a fall in Tajikistan's CPI from 24 to 20 between 2022 and 2023",
        "Tajikistan's CPI fell from 24 to 20 in 2022–2023",
    ],
)
def test_a_change(text: str) -> None:
    assert parse(text, CATALOGUE) == FELL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tajikistan ranks 152 of 175 in CPI", RankStatement(CPI, Number(152), 175, NEWEST)),
        ("Tajikistan ranks 152nd in CPI in 2014", RankStatement(CPI, Number(152), None, EITHER, 2014)),
        ("Tajikistan scored 23 in CPI for the year 2014", ScoreStatement(CPI, Number(23), YEAR, 2014)),
        ("Tajikistan scored 23 in CPI edition 2014", ScoreStatement(CPI, Number(23), EDITION, 2014)),
        (
            "CPI of Tajikistan fell significantly from 26 to 25 between 2015 and 2016",
            ChangeStatement(CPI, Move.FELL, Number(26), Number(25), 2015, 2016, EITHER, emphatic=True),
        ),
        (
            "Tajikistan fell from 136th of 168 to 151st of 176 between CPI 2015 and CPI 2016",
            ChangeStatement(
                CPI, Move.FELL, Number(136), Number(151), 2015, 2016, EDITION,
                of_rank=True, n_from=168, n_to=176,
            ),
        ),
        (
            "Tajikistan's rank in the CPI improved from 162 to 150 between 2021 and 2023",
            ChangeStatement(CPI, Move.IMPROVED, Number(162), Number(150), 2021, 2023, EITHER, of_rank=True),
        ),
        (
            "WGI Control of Corruption of Tajikistan was minus 1.25 in 2014",
            ScoreStatement(subject(index="WGI Control of Corruption"), Number(-1.25, 2), EITHER, 2014),
        ),
        (
            "Population of Tajikistan was 8,252,847 in 2014",
            ScoreStatement(subject(index="Population"), Number(8252847), EITHER, 2014),
        ),
    ],
)  # fmt: skip
def test_what_a_sentence_says(text: str, expected: Statement) -> None:
    assert parse(text, CATALOGUE) == expected


@pytest.mark.parametrize(("hedge", "word"), [(h, w) for h, words in HEDGES.items() for w in words])
def test_every_hedge(hedge: Hedge, word: str) -> None:
    found = parse(f"Tajikistan scored {word} 23 in CPI in 2014", CATALOGUE)
    assert found == ScoreStatement(CPI, Number(23, 0, hedge), EITHER, 2014)


@pytest.mark.parametrize(("move", "word"), [(m, w) for m, words in MOVES.items() for w in sorted(words)])
def test_every_verb_of_change(move: Move, word: str) -> None:
    found = parse(f"The CPI of Tajikistan {word} from 24 to 20 between 2022 and 2023", CATALOGUE)
    assert isinstance(found, ChangeStatement)
    assert found.move is move


# What is asked back


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Tajikistan's WGI was -1.1 in 2014", "WGI fits several indicators"),
        ("Tajikistan scored 5 in V-Dem in 2014", "V-Dem liberal democracy"),
        ("Tajikistan is 24 in the CPI", "24 is a rank or a score"),
        ("Tajikistan does not rank 152 of 175 in CPI 2014", "not understood: does not"),
        ("There is no country Tajikistan which ranks 152 of 175 in CPI 2014", "not understood: no which"),
        ("Tajikistan no longer ranks 152 of 175 in CPI 2014", "longer"),
        ("Tajikstan ranks 152 of 175 in CPI 2014", "Did you mean Tajikistan"),
        ("Korea ranks 37 of 180 in CPI 2019", "Did you mean"),
        ("Tajikistan ranks 152 of 175 in the Happiness Index", "happiness"),
        ("Tajikistan ranks 152 of 175 in the Corruptions Perception Index", "Did you mean"),
        ("ranks 152 of 175 in CPI 2014", "no country is named"),
        ("Tajikistan and Uzbekistan rank 152 of 175 in CPI 2014", "names 2 countries"),
        ("Tajikistan ranks 152 of 175 in CPI and FSI 2014", "several indices"),
        ("Tajikistan scored 40,26 in RSF in 2022", "decimals are written with a point"),
        ("Tajikistan scored 24% in CPI 2014", "not in per cent"),
        ("Tajikistan's CPI was 23 of 120 in 2014", "not a score of 120"),
        ("Tajikistan ranks 152.5 of 175 in CPI 2014", "152.5 is no place"),
        ("Tajikistan ranks above 152 of 175 in CPI 2014", "not said"),
        ("Tajikistan ranks 152 of 175 in CPI 2014 and 2015", "not understood: 2015"),
        ("CPI of Tajikistan fell from 24 to 20", "between which two years"),
        ("CPI of Tajikistan fell from 24 to 20 between 2023 and 2022", "2023 is not before 2022"),
        ("CPI of Tajikistan from 24 to 20 between 2022 and 2023", "no word such as fell"),
        ("CPI of Tajikistan rose and fell from 24 to 20 between 2022 and 2023", "several verbs"),
        ("CPI of Tajikistan fell by 4 points between 2022 and 2023", "no rank, score or change"),
        ("Tajikistan", "no index is named"),
        ("", "it is empty"),
        ("   ", "it is empty"),
        ("x" * (MAX_LENGTH + 1), "longer than 300"),
    ],
)
def test_what_is_not_understood_is_said(text: str, says: str) -> None:
    with pytest.raises(QuestionError) as refusal:
        parse(text, CATALOGUE)
    assert says in str(refusal.value)
    assert "\n" not in str(refusal.value)
    is_choice = refusal.value.where == "index"
    assert is_choice or all(form in refusal.value.todo for form in FORMS)


def test_words_that_are_codes_too_are_no_countries() -> None:
    assert parse("TAJIKISTAN IS 152 OF 175 IN CPI 2014", CATALOGUE) == RANK  # nor India, nor Iceland
    assert parse("IND scored 38 in CPI 2014", CATALOGUE).subject.country == "IND"
    assert parse("IR scored 27 in CPI 2014", CATALOGUE).subject.country == "IRN"


# Every name


def test_every_name_of_a_country_is_read_with_and_without_possessive() -> None:
    for iso3, country in NAMES.items():
        for name in (country.name, *country.aliases):
            for text in (f"{name} scored 23 in CPI 2014", f"{name}'s CPI was 23 in 2014"):
                assert parse(text, CATALOGUE).subject.country == iso3, text


def test_every_name_of_an_indicator_is_read() -> None:
    for known in CATALOGUE.indicators.values():
        for name in (known.name, known.short_name, known.id):
            said = f"Tajikistan scored 1 in {name} for the year 2014"
            found = parse(said, CATALOGUE)
            assert known.id in found.subject.indicators, said
            assert parse(found.text, CATALOGUE) == found, said


def test_the_table_of_names_holds_indicators_and_choices_that_exist() -> None:
    for index in INDICES.values():
        assert index.indicators or index.choices
        assert set(index.indicators) <= set(CATALOGUE.indicators)
        for choice in index.choices:
            assert INDICES[name_key(choice)].indicators
        if index.indicators:
            assert INDICES[name_key(index.label)].indicators == index.indicators


# Properties

subjects = st.builds(
    subject, st.sampled_from(sorted(NAMES)), st.sampled_from(["CPI", "RSF", "FSI", "HDI", "BTI Status Index"])
)
years = st.integers(1960, 2049)
bases = st.sampled_from([(EDITION, True), (YEAR, True), (EITHER, True), (NEWEST, False)])
places = st.builds(
    Number, st.integers(1, 250).map(float), st.just(0), st.sampled_from(["", "about", "nearly"]).map(Hedge)
)
scores = st.builds(
    lambda value, decimals, hedge: Number(round(value, decimals) + 0.0, decimals, hedge),
    st.floats(-99, 150, allow_nan=False),
    st.integers(0, 3),
    st.sampled_from(list(Hedge)),
)
numbers_ranked = st.none() | st.integers(2, 250)


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    of, (basis, dated) = draw(subjects), draw(bases)
    kind = draw(st.sampled_from(["rank", "score", "change"]))
    year = draw(years) if dated else None
    if kind == "rank":
        return RankStatement(of, draw(places), draw(numbers_ranked), basis, year)
    if kind == "score":
        return ScoreStatement(of, draw(scores), basis, year)
    first, last = draw(years), draw(st.integers(1, 30))
    of_rank = draw(st.booleans())
    numbers = places if of_rank else scores
    return ChangeStatement(
        of,
        draw(st.sampled_from(list(Move))),
        draw(numbers),
        draw(numbers),
        first,
        first + last,
        basis if dated else EITHER,
        of_rank=of_rank,
        emphatic=draw(st.booleans()),
        n_from=draw(numbers_ranked) if of_rank else None,
        n_to=draw(numbers_ranked) if of_rank else None,
    )


@given(statements())
def test_a_statement_in_words_reads_back_as_itself(statement: Statement) -> None:
    assert parse(statement.text, CATALOGUE) == statement


def read_or_refuse(text: str) -> None:
    try:
        assert parse(text, CATALOGUE).subject.country in NAMES
    except QuestionError as error:
        refusal = str(error)
    else:
        refusal = ""
    assert "\n" not in refusal
    assert len(refusal) < 900


@given(st.text(max_size=400))
def test_any_text_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


PIECES = [
    "Tajikistan",
    "TJK's",
    "CPI",
    "RSF",
    "WGI",
    "<c>",
    "\ue000",
    "\ue001",
    "152",
    "152nd",
    "2014",
    "1e9",
    "-1.5",
    "/",
    "%",
    "'",
    "(",
    "from",
    "to",
    "between",
    "24",
    *sorted(WORDS),
]


@given(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
def test_any_heap_of_words_is_read_or_refused(text: str) -> None:
    read_or_refuse(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "Tajikistan ranks 152 of 175 in CPI 2014<img src=x onerror=alert(1)>",
        "Tajikistan ranks 152 of 175 in CPI 2014'; DROP TABLE observations; --",
        "\ue000 ranks 152 of 175 in \ue001 2014",
        "{0.__class__} ranks 152 of 175 in CPI 2014",
        "%s%n Tajikistan ranks 152 of 175 in CPI 2014",
        "Tajikistan ranks " + "1" * 200 + " of 175 in CPI 2014",
        "from 1 to " * 29,
        "../../etc/passwd ranks 1 of 2 in CPI 2014",
        "Tajikistan\x00 ranks\u202e 152 of 175 in FSI CPI",
    ],
)
def test_hostile_text_is_refused(text: str) -> None:
    with pytest.raises(QuestionError):
        parse(text, CATALOGUE)
