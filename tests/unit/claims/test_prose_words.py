"""The words of prose: numbers in words, sentences, languages, and marks for mentions."""

import pytest

from indicators.claims.prose.languages import forms, language_of
from indicators.claims.prose.numbers import in_words
from indicators.claims.prose.text import folded, sentences


@pytest.mark.parametrize(
    ("words", "value", "is_ordinal"),
    [
        ("twenty one", 21, False),
        ("eighty eighth", 88, True),
        ("a hundred and fiftieth", 150, True),
        ("half a dozen", 6, False),
        ("hundred and two", 102, False),
        ("third", 3, True),
        ("twelfth", 12, True),
    ],
)
def test_number_in_words(words: str, value: int, is_ordinal: bool) -> None:
    read = in_words(words.split())
    assert read == (value, is_ordinal, len(words.split()))


@pytest.mark.parametrize("words", ["the", "a score", "twentyth", ""])
def test_other_words_are_no_number(words: str) -> None:
    assert in_words(words.split()) is None


def test_sentences_end_at_no_abbreviation_and_no_decimal() -> None:
    text = "It is no. 12. The U.S. has 6.5 points. Platz 3 ist auf dem 121. Platz. Ende\n\nNeu"
    parts = [text[start:end] for start, end in sentences(text)]
    assert parts == [
        "It is no. 12.",
        "The U.S. has 6.5 points.",
        "Platz 3 ist auf dem 121. Platz.",
        "Ende",
        "Neu",
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Tajikistan is in 164th place of the index", "en"),
        ("Таджикистан занял 164-е место в рейтинге", "ru"),
        ("Тоҷикистон дар ҷойи 164-ум қарор дорад", "tg"),
        ("Tadschikistan liegt im Index auf Platz 164", "de"),
        ("Tayikistán ocupa el puesto 164 en el índice", "es"),
        ("Le Tadjikistan est à la 164e place dans le classement", None),
        ("タジキスタンは164位です", None),
        ("", "en"),
    ],
)
def test_language_of_a_text(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_russian_names_are_inflected() -> None:
    assert {"Грузия", "Грузии", "Грузию", "Грузией"} <= set(forms("Грузия", "ru"))
    assert {"Казахстана", "Казахстане"} <= set(forms("Казахстан", "ru"))
    assert "Южной Кореи" in set(forms("Южная Корея", "ru"))


def test_letters_are_folded_but_for_cyrillic_ones() -> None:
    assert (folded("Türkiye"), folded("Ёж"), folded("Ӯзбекистон")) == ("turkiye", "еж", "ӯзбекистон")
