"""Light pages in a browser: without a session, without JavaScript, in a frame, on paper."""

import re

from playwright.sync_api import Browser

from tests.browser.visitor import Visitor
from tests.servers import Server

VIEW = "v/compare?indicator=ti_cpi.score&countries=TJK,KGZ&years=2012-2025"


def test_light_page_draws_the_chart_without_a_session(visitor: Visitor) -> None:
    sockets: list[str] = []
    visitor.page.on("websocket", lambda socket: sockets.append(socket.url))
    visitor.page.goto(f"{visitor.server}/{VIEW}")
    visitor.page.wait_for_selector(".js-plotly-plot .main-svg")
    drawn = visitor.page.evaluate("document.querySelector('.js-plotly-plot')._fullData.map(t => t.name)")
    assert {"Tajikistan", "Kyrgyzstan"} <= set(drawn)
    assert sockets == []
    visitor.page.keyboard.press("Tab")
    visitor.page.locator(".gr-chart").focus()
    visitor.page.keyboard.press("ArrowRight")
    assert visitor.page.locator(".gr-status").inner_text()


def test_light_page_stands_in_a_frame_of_another_site_and_others_do_not(visitor: Visitor) -> None:
    visitor.page.set_content(
        f'<iframe src="{visitor.server}/{VIEW}&embed=1" width="700" height="600"></iframe>'
    )
    frame = visitor.page.frame_locator("iframe")
    frame.locator(".js-plotly-plot .main-svg").first.wait_for()
    visitor.page.set_content(f'<iframe src="{visitor.server}/{VIEW}"></iframe>')
    visitor.page.wait_for_timeout(300)
    assert visitor.errors, "the frame of a page that may not be framed is refused"
    assert all("frame-ancestors" in error or "ERR_BLOCKED" in error for error in visitor.errors)
    visitor.errors.clear()


def test_reader_without_javascript_sees_picture_and_table(browser: Browser, server: Server) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server.address}/{VIEW}")
    assert page.locator("noscript img, figure img").first.evaluate("image => image.naturalWidth") == 1200
    page.locator("summary", has_text="Table behind the chart").click()
    assert page.locator("table").is_visible()
    context.close()


def test_brief_prints_on_one_page(visitor: Visitor) -> None:
    for country in ("UZB", "CHL"):
        visitor.page.goto(f"{visitor.server}/v/brief?country={country}")
        paper = visitor.page.pdf(format="A4", prefer_css_page_size=True)
        assert len(re.findall(rb"/Type /Page\b(?!s)", paper)) == 1, country
