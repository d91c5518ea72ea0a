"""The first minute of a reader: the answer and its chart, charts redrawn in place, the story."""

import re

CHART = ".js-plotly-plot"


def test_overview_answers_first_with_chart_neighbours_and_events_on_the_first_screen(visitor):
    visitor.open("", chart=True)
    assert "Tajikistan scores 19 of 100" in visitor.text
    assert "within the margin of error" in visitor.text
    box = visitor.place(visitor.page.locator(f"{CHART} .main-svg").first)
    assert box["y"] + box["height"] < 900
    labels = visitor.page.eval_on_selector_all(
        f"{CHART} .annotation-text", "all => all.map(one => one.textContent)"
    )
    for name in ("Tajikistan", "China", "Kyrgyzstan", "Uzbekistan", "Afghanistan", "CPI 2014: 152 of 175"):
        assert any(name in label for label in labels), name
    assert any(re.match(r"\d{4}: ", label) for label in labels)
    for words in ("152nd of 175", "166th of 182"):
        assert visitor.place(visitor.page.get_by_text(words).first)["y"] < 900


def test_changed_chart_is_redrawn_on_the_same_element_without_streamlits_plotly(visitor):
    asked = []
    visitor.page.on("request", lambda request: asked.append(request.url))
    visitor.open("compare?countries=TJK,KGZ", chart=True)
    visitor.page.evaluate(f"document.querySelector('{CHART}').mine = true")
    visitor.page.click("text=+ Kazakhstan")
    visitor.page.wait_for_function(
        f"document.querySelector('{CHART}')._fullData.some(trace => trace.name === 'Kazakhstan')"
    )
    visitor.settle()
    assert visitor.page.evaluate(f"document.querySelector('{CHART}').mine") is True
    assert not [url for url in asked if "PlotlyChart" in url]


def test_arrow_keys_walk_along_a_line_and_speak_its_values(visitor):
    visitor.open("compare?countries=TJK&years=2012-2025&marks=none", chart=True)
    visitor.page.focus(CHART)
    visitor.page.keyboard.press("ArrowLeft")
    spoken = visitor.page.locator(".gr-status").first
    visitor.page.wait_for_function("document.querySelector('.gr-status').textContent.length > 0")
    first = spoken.text_content()
    visitor.page.keyboard.press("ArrowLeft")
    visitor.page.wait_for_function(
        "before => document.querySelector('.gr-status').textContent !== before", arg=first
    )
    assert "edition" in (spoken.text_content() or "")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_function("location.search.includes('pair=')")


def test_chart_has_the_layout_of_its_width(visitor):
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.open("", chart=True)
    width = visitor.place(visitor.page.locator(f"{CHART} .main-svg").first)["width"]
    assert 300 <= width <= 390
    labels = visitor.page.eval_on_selector_all(
        f"{CHART} .annotation-text", "all => all.map(one => one.textContent)"
    )
    assert "2017" in labels  # on a phone a change of method is a year, and the notes say what changed
    assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_story_moves_by_keys_and_buttons_and_keeps_its_step_in_the_address(visitor):
    visitor.open("story", chart=True)
    where = visitor.page.locator(".story .where")
    assert where.text_content() == "1 of 11"
    visitor.page.keyboard.press("ArrowRight")
    visitor.page.wait_for_function("location.search.includes('step=training')")
    visitor.page.click(".story [data-move='1']")
    visitor.page.wait_for_function("location.search.includes('step=rank')")
    assert where.text_content() == "3 of 11"
    visitor.settle()
    visitor.open("story?step=party", chart=True)
    assert where.text_content() == "8 of 11"
    assert "Supported" in visitor.page.locator(".story [aria-current=step]").inner_text()
