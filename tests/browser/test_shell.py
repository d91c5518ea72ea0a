"""The title, the announcements and the strip of a lost connection, on every page."""

from tests.browser.visitor import Visitor
from tests.servers import free_port, serving


def test_the_tab_names_the_page_and_its_view(visitor):
    visitor.open("compare?indicator=ti_cpi.score&countries=TJK,KGZ&years=2012-2025", chart=True)
    title = visitor.page.title()
    assert title.startswith("Compare: Corruption Perceptions Index, score, Tajikistan, Kyrgyzstan")
    visitor.open("data")
    assert visitor.page.title().startswith("Data")


def test_a_new_page_takes_the_focus_to_its_heading_and_is_announced(visitor):
    visitor.open("compare", chart=True)
    visitor.page.get_by_test_id("stTopNavLink").get_by_text("Claims", exact=True).click()
    visitor.page.wait_for_function("() => document.activeElement.tagName === 'H1'")
    assert visitor.page.locator(".gr-said").inner_text() == "Claims"


def test_the_sentence_of_a_changed_chart_is_announced(visitor):
    visitor.open("compare?indicator=ti_cpi.score&countries=TJK,KGZ&years=2012-2025", chart=True)
    status = visitor.page.locator(".gr-status")
    assert status.inner_text() == ""
    visitor.page.get_by_role("slider").first.press("ArrowRight")
    visitor.settle()
    visitor.page.wait_for_function(
        "() => document.querySelector('.gr-status').textContent.includes('Tajikistan')"
    )


def test_the_closed_menu_of_a_phone_is_out_of_the_keyboards_way(visitor):
    visitor.page.set_viewport_size({"width": 390, "height": 844})
    visitor.open("compare", chart=True)
    menu = visitor.page.locator('[data-testid="stSidebar"]')
    assert menu.evaluate("menu => menu.inert")
    visitor.page.get_by_role("button", name="Menu", exact=True).click()
    visitor.page.wait_for_function("() => !document.querySelector('[data-testid=\"stSidebar\"]').inert")


def test_icons_beside_words_are_not_read_out(visitor):
    visitor.open("claims")
    icons = visitor.page.locator('[role="img"][aria-label$=" icon"]')
    assert icons.count() > 5
    visitor.page.wait_for_function(
        """() => !document.querySelector('[role="img"][aria-label$=" icon"]:not([aria-hidden="true"])')"""
    )


def test_a_page_outlives_its_server_and_its_controls_agree_after_a_restart(context, tmp_path):
    port = free_port()
    with serving(tmp_path / "first", port=port) as server:
        visitor = Visitor(context.new_page(), server.address)
        visitor.open("compare?indicator=ti_cpi.score&countries=TJK,KGZ&chart=trend", chart=True)
    page = visitor.page
    page.wait_for_selector(".gr-lost:not([hidden])")
    assert "not live" in page.inner_text(".gr-lost")
    # The page can be read on: nothing covers it.
    page.wait_for_selector('[role="dialog"]', state="hidden")
    assert page.is_visible("text=Corruption Perceptions Index, score")
    with serving(tmp_path / "second", port=port):
        page.wait_for_selector(".gr-lost", state="hidden")
        ranking = page.get_by_role("radio", name="Ranking")
        ranking.click()
        visitor.settle()
        page.wait_for_url("**chart=ranking**")
        page.get_by_text("best at the top").first.wait_for()
        visitor.settle()
        assert ranking.get_attribute("aria-checked") == "true"
    page.close()
