"""Which events Timeline shows for some choices, and what a file of them says of itself."""

import datetime as dt

import pytest

from dashboard.common import cache
from dashboard.pages.timeline.choices import Choices
from dashboard.pages.timeline.model import Chronicle
from dashboard.pages.timeline.model import chronicle as chronicle_on
from indicators.snapshot.snapshot import Snapshot

NARRATIVE = cache.catalogue().narrative


def chronicle(choices: Choices) -> Chronicle:
    """What the page shows: as of the day chosen, else today."""
    return chronicle_on(choices, choices.as_of or dt.date.today())


def ids(**chosen: object) -> set[str]:
    return {event.id for event in chronicle(Choices(**chosen)).events}  # type: ignore[arg-type]


EVERY = {event.id for event in NARRATIVE.plotted_events}


def test_without_choices_every_confirmed_event_is_there_in_date_order():
    events = chronicle(Choices()).events
    assert {event.id for event in events} == EVERY
    starts = [event.when.start for event in events]
    assert starts == sorted(starts)


def test_no_unconfirmed_event_and_no_repetition_is_there():
    assert all(event.confirmed and not event.duplicate_of for event in chronicle(Choices()).events)


def test_events_are_those_of_any_of_the_countries():
    both = ids(places=("AFG", "UZB"))
    assert both == ids(places=("AFG",)) | ids(places=("UZB",))
    assert both == {e.id for e in NARRATIVE.plotted_events if {"AFG", "UZB"} & set(e.countries)}
    assert both < EVERY


def test_events_are_those_of_any_of_the_categories():
    assert ids(category=("corruption",)) == {
        e.id for e in NARRATIVE.plotted_events if e.category == "corruption"
    }
    assert ids(category=("corruption", "unrest")) == ids(category=("corruption",)) | ids(category=("unrest",))


def test_an_event_counts_for_every_year_that_its_days_may_mean():
    assert "N01" in ids(years=(1995, 1995))  # the civil war, 1992 to 1997
    assert "N01" in ids(years=(1991, 1992))
    assert "N01" not in ids(years=(1998, 2000))


def test_filters_apply_together():
    found = ids(places=("KGZ",), category=("unrest",), years=(2020, 2020))
    assert found == ids(places=("KGZ",)) & ids(category=("unrest",)) & ids(years=(2020, 2020))
    assert found == {"X46"}


@pytest.mark.parametrize(
    ("chosen", "shown"), [(None, (1991, 2025)), ((2010, 2020), (2010, 2020)), ((1900, 2000), (1991, 2000))]
)
def test_the_years_shown_are_those_chosen_that_have_events(chosen, shown):
    assert chronicle(Choices(years=chosen)).years == shown


# What a file of it holds


def test_the_rows_are_the_events_with_the_first_and_last_day_of_each():
    rows = chronicle(Choices(years=(2018, 2018))).exported().set_index("id")
    assert rows.index.is_unique
    month = rows.loc["X40"]
    assert (month["start"], month["end"], month["precision"]) == ("2018-11-01", "2018-11-30", "month")
    for id, row in rows.iterrows():
        event = NARRATIVE.event(str(id))
        assert (row["title"], row["status"], row["category"]) == (event.title, event.status, event.category)
        assert row["countries"].split("; ") == list(event.countries)
        assert row["references"].split("; ") == list(event.references)


def test_no_events_make_a_table_with_its_columns():
    empty = chronicle(Choices(places=("SWE",)))
    assert empty.events == ()
    assert list(empty.exported()) == list(chronicle(Choices()).exported())


def test_the_passport_counts_the_events_and_names_the_filters(snapshot: Snapshot):
    chosen = Choices(years=(2010, 2020), places=("TJK", "KGZ"), category=("unrest", "conflict"))
    shown = chronicle(chosen)
    passport = shown.passport("http://host/timeline?x=y")
    article = sum(event.in_article for event in shown.events)
    assert passport.n == f"N = {len(shown.events)} events, {article} of them in the article"
    for words in ("2010 to 2020", "Tajikistan, Kyrgyzstan", "unrest, conflict"):
        assert words in passport.subtitle
    assert passport.stem == "events_TJK-KGZ_2010-2020"
    assert passport.link == "http://host/timeline?x=y"
    assert (passport.snapshot, passport.accessed) == (snapshot.id, snapshot.created)


def test_the_indicator_beneath_is_cited_with_its_licence_and_interval():
    passport = chronicle(Choices(beneath="wb_wgi.rule_of_law", years=(2010, 2015))).passport("")
    assert passport.indicator == "wb_wgi.rule_of_law"
    assert "World Bank" in passport.source
    assert passport.licence.startswith("CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/)")
    assert passport.edition == "2024-update"
    assert "Rule of Law" in passport.subtitle


def test_without_an_indicator_nothing_is_said_of_one():
    passport = chronicle(Choices(beneath="none")).passport("")
    assert (passport.indicator, passport.interval) == ("", "none")
    assert "Below" not in passport.subtitle
    assert "CC BY" not in passport.licence


def test_a_sequence_is_not_called_a_cause():
    assert any("does not show" in note for note in chronicle(Choices()).passport("").notes)


def test_the_article_itself_is_among_the_events():
    (reference,) = [e for e in chronicle(Choices()).events if e.category == "reference"]
    assert reference.when.start == NARRATIVE.article.date == dt.date(2015, 7, 20)
