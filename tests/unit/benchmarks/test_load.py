"""The load generator on the real server: every answer is read, a wrong figure noticed. Nothing is timed."""

import base64
import datetime as dt
import json
import math
import random
from collections.abc import Iterator
from itertools import islice

import numpy as np
import pytest
from streamlit.proto.Element_pb2 import Element

from benchmarks.load import load
from benchmarks.protocol import Reply
from benchmarks.readers import Choice, behaviours, countries, lines, numbers
from benchmarks.sample import ARTICLE, Sample, sample
from benchmarks.session import Session
from indicators.snapshot.snapshot import Snapshot
from tests.loops import run
from tests.servers import Server

PAGES = ("compare", "overview")


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine an answer takes long."""
    monkeypatch.setattr("benchmarks.load.GRACE", 300.0)
    monkeypatch.setattr("benchmarks.session.ANSWER_WITHIN", 300.0)


@pytest.fixture(scope="module")
def facts(snapshot: Snapshot) -> Sample:
    return sample(snapshot, dt.date.today())


def drawn(**values: object) -> Reply:
    """An answer with one chart of these lines."""
    traces = [{"name": name, "mode": "lines", "y": y} for name, y in values.items()]
    element = Element()
    element.plotly_chart.spec = json.dumps({"data": traces, "layout": {}})
    return Reply(elements=[element])


def test_the_sample_holds_the_published_scores_of_tajikistan(facts: Sample) -> None:
    by_year = dict(zip(facts.years, facts.scores["Tajikistan"], strict=True))
    assert (by_year[2012], by_year[2014], by_year[2023]) == (22, 23, 20)
    assert facts.editions[0] == "2014, edition 2014"


def test_numbers_are_read_as_lists_and_in_base64_and_without_gaps() -> None:
    packed = {"dtype": "f8", "bdata": base64.b64encode(np.array([22.0, np.nan, 23.0]).tobytes()).decode()}
    assert numbers(packed) == numbers([22, None, 23]) == [22.0, 23.0]


def test_an_answer_is_right_only_with_exactly_the_lines_and_values() -> None:
    check = lines({"Tajikistan": [22.0, 23.0]})
    assert check(drawn(Tajikistan=[22.0, 23.0])) == ""
    assert "other values" in check(drawn(Tajikistan=[22.0, 24.0]))
    assert "lines of" in check(drawn(Tajikistan=[22.0, 23.0], Iran=[28.0]))
    assert "no chart" in check(Reply())


def test_readers_choose_anew_each_time_and_few_views_are_shared(facts: Sample) -> None:
    def views(few: int, seed: int) -> set[tuple[str, ...]]:
        maker = countries(facts, "key", few=few)(random.Random(seed))
        return {tuple(choice.value) for choice in islice(maker, 20)}

    assert len(views(0, 1) | views(0, 2)) == 40
    assert len(views(5, 1) | views(5, 2)) == 5


@pytest.mark.parametrize("page", PAGES)
def test_two_sessions_get_right_answers_from_the_dashboard(server: Server, facts: Sample, page: str) -> None:
    behaviour = behaviours(facts, ARTICLE.isoformat())[page]
    found = run(
        load(
            lambda: Session(server.address, behaviour.path),
            behaviour.choices,
            sessions=2,
            seconds=3,
            every=0.5,
        )
    )
    assert (found.wrong, found.errors, found.said) == (0, 0, ())
    assert not math.isnan(found.p50)
    assert found.bytes > 1000


def test_an_answer_without_the_wanted_figure_counts_as_wrong(server: Server) -> None:
    def choices(_rng: random.Random) -> Iterator[Choice]:
        while True:
            for other in ("Iran", "Pakistan"):
                yield Choice("compare-countries", ["Tajikistan", other], lines({"Tajikistan": [99.0]}))

    found = run(load(lambda: Session(server.address, "compare"), choices, sessions=1, seconds=2, every=0.5))
    assert found.wrong > 0
    assert found.errors == 0


def test_a_session_goes_on_after_its_connection_was_cut(server: Server, facts: Sample) -> None:
    async def cut() -> tuple[Session, Reply, str]:
        session = Session(server.address, "compare", follow=True)
        maker = countries(facts, "compare-countries")(random.Random(3))
        await session.open()
        first, second = next(maker), next(maker)
        await session.change(first.key, first.value)
        await session._socket.close()
        reply = await session.change(second.key, second.value)
        await session.close()
        return session, reply, second.check(reply)

    session, reply, problem = run(cut())
    assert (problem, reply.faults) == ("", [])
    assert session.reconnects == len(session.gaps) == 1
