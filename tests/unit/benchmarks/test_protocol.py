"""The frames that the load generator sends and reads are Streamlit's; its percentiles are nearest ranks."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.protocol import Reply, View, Widget, percentile, rerun_frame, take, widget_state

PILLS = Widget("$$ID-0a-compare-countries", "multiselect")


def message(**content: object) -> ForwardMsg:
    return ForwardMsg(**content)  # type: ignore[arg-type]


def markdown(text: str, *, hash: str = "", fragment: str = "") -> ForwardMsg:
    sent = ForwardMsg(hash=hash)
    sent.metadata.cacheable = bool(hash)
    sent.delta.fragment_id = fragment
    sent.delta.new_element.markdown.body = text
    return sent


def finished(status: str = "FINISHED_SUCCESSFULLY") -> ForwardMsg:
    return message(script_finished=ForwardMsg.ScriptFinishedStatus.Value(status))


def test_a_frame_carries_the_address_the_widgets_and_what_the_browser_holds() -> None:
    view = View(page="compare", query="countries=TJK", url="http://localhost/compare", page_hash="abc")
    view.states["one"] = widget_state(PILLS, ["Tajikistan", "Iran"])
    view.held["kept"] = ForwardMsg()
    sent = BackMsg()
    sent.ParseFromString(rerun_frame(view, "part"))
    rerun = sent.rerun_script
    assert (rerun.page_name, rerun.query_string, rerun.page_script_hash) == (
        "compare",
        "countries=TJK",
        "abc",
    )
    assert rerun.fragment_id == "part"
    assert list(rerun.cached_message_hashes) == ["kept"]
    [state] = rerun.widget_states.widgets
    assert state.id == PILLS.id
    assert list(state.string_array_value.data) == ["Tajikistan", "Iran"]


@pytest.mark.parametrize(
    ("kind", "value", "field", "wanted"),
    [
        ("button_group", "today", "string_array_value", ["today"]),
        ("slider", (2012, 2025), "double_array_value", [2012.0, 2025.0]),
        ("slider", 2014, "double_array_value", [2014.0]),
    ],
)
def test_a_widget_sends_its_value_in_its_own_field(
    kind: str, value: object, field: str, wanted: list[object]
) -> None:
    state = widget_state(Widget("id", kind), value)
    assert state.WhichOneof("value") == field
    assert list(getattr(state, field).data) == wanted


def test_a_choice_of_one_is_sent_as_text_and_no_value_can_be_set_on_a_chart() -> None:
    assert widget_state(Widget("id", "selectbox"), "CPI score").string_value == "CPI score"
    with pytest.raises(TypeError, match="plotly_chart"):
        widget_state(Widget("id", "plotly_chart"), 1)


def test_an_answer_ends_with_the_script_not_with_a_run_that_another_follows() -> None:
    view, reply = View(), Reply()
    assert not take(view, markdown("23 of 100").SerializeToString(), reply)
    assert not take(view, finished("FINISHED_EARLY_FOR_RERUN").SerializeToString(), reply)
    assert take(view, finished().SerializeToString(), reply)
    assert reply.text() == "23 of 100"
    assert (reply.frames, reply.faults) == (3, [])


def test_a_message_that_the_server_only_names_is_read_from_what_is_held() -> None:
    view = View()
    take(view, markdown("long ago", hash="h1").SerializeToString(), Reply())
    reply = Reply()
    take(view, message(ref_hash="h1").SerializeToString(), reply)
    assert (reply.text(), reply.named, reply.faults) == ("long ago", 1, [])
    take(view, message(ref_hash="never sent").SerializeToString(), reply)
    assert reply.faults == ["the server named a message that it never sent"]


def test_a_view_learns_its_page_its_address_and_which_fragment_a_widget_reruns() -> None:
    view = View(page="compare")
    sent = ForwardMsg()
    sent.navigation.page_script_hash = "of compare"
    take(view, sent.SerializeToString(), Reply())
    sent = ForwardMsg()
    sent.page_info_changed.query_string = "countries=TJK%2CIRN"
    take(view, sent.SerializeToString(), Reply())
    sent = ForwardMsg()
    sent.delta.fragment_id = "chart"
    sent.delta.new_element.multiselect.id = PILLS.id
    take(view, sent.SerializeToString(), Reply())
    assert (view.page_hash, view.query) == ("of compare", "countries=TJK%2CIRN")
    assert view.widgets == {"compare-countries": Widget(PILLS.id, "multiselect", "chart")}


def test_an_exception_on_the_page_is_a_fault() -> None:
    sent = ForwardMsg()
    sent.delta.new_element.exception.type = "ValueError"
    sent.delta.new_element.exception.message = "no such year"
    reply = Reply()
    take(View(), sent.SerializeToString(), reply)
    assert reply.faults == ["ValueError: no such year"]


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0.01, 1))
def test_at_least_the_share_of_the_values_is_within_the_percentile(values: list[float], share: float) -> None:
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9


def test_the_percentile_of_a_hundred_is_the_ninety_fifth_and_of_none_is_none() -> None:
    assert percentile(range(1, 101), 0.95) == 95
    assert percentile([7.0], 0.5) == 7
    assert math.isnan(percentile([], 0.5))
