"""Light pages in a browser: without a session, without JavaScript, in a frame, on paper."""

import functools
import http.server
import re
import threading
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser

from governance_risk.command import main
from indicators.paths import SNAPSHOT_VARIABLE
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


def test_dashboard_leads_to_the_light_page_of_its_view(visitor: Visitor) -> None:
    visitor.open("compare?indicator=ti_cpi.score&countries=TJK,KGZ", chart=True)
    address = visitor.page.locator(".downloads a.light").first.get_attribute("href")
    assert address
    assert address.startswith("/v/compare?indicator=ti_cpi.score&countries=TJK,KGZ")
    visitor.page.goto(visitor.server + address)
    for field in ("newest", "pinned", "embed"):
        assert f"{visitor.server}/v/compare?" in visitor.page.locator(f"#{field}").input_value()
    assert "snapshot=" in visitor.page.locator("#pinned").input_value()


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


def test_static_site_needs_only_a_web_server(visitor: Visitor, tmp_path: Path) -> None:
    """Every link of the files leads to a file, and a browser draws their charts."""
    out = tmp_path / "site"
    command = ["site", "--out", str(out), "--indicator", "ti_cpi.score,fh_fiw.total"]
    result = CliRunner(env={SNAPSHOT_VARIABLE: None}).invoke(main, command)
    assert result.exit_code == 0, result.stderr
    pages = list(out.rglob("*.html"))
    assert {"index.html", "compare/fh_fiw.total.html", "claims/C24.html"} <= {
        str(page.relative_to(out)) for page in pages
    }
    for page in pages:
        for address in re.findall(r'(?:href|src)="([^"#]+)"', page.read_text(encoding="utf-8")):
            if not address.startswith(("http", "data:")):
                assert (page.parent / address).is_file(), f"{page.name}: {address}"
    text = (out / "compare" / "ti_cpi.score.html").read_text(encoding="utf-8")
    picture = (out / "compare" / "ti_cpi.score.svg").read_text(encoding="utf-8")
    assert "site.invalid" not in text + picture
    assert ">PNG" not in text
    assert '"/files/' not in text
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(out))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        visitor.server = f"http://127.0.0.1:{server.server_port}"
        for name in ("compare/ti_cpi.score.html", "story/region.html"):
            visitor.page.goto(f"{visitor.server}/{name}")
            visitor.page.wait_for_selector(".js-plotly-plot .main-svg")
        visitor.page.goto("about:blank")
        server.shutdown()


def test_site_refuses_a_folder_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    result = CliRunner().invoke(main, ["site", "--out", str(tmp_path)])
    assert result.exit_code == 2
    assert "Name a new or an empty folder." in result.stderr


def test_light_pages_are_accessible(visitor: Visitor) -> None:
    for address in (VIEW, "v/story", "v/claims?claim=C24", "v/brief?country=UZB", "api/v1/"):
        visitor.page.goto(f"{visitor.server}/{address}")
        if address == VIEW:
            visitor.page.wait_for_selector(".js-plotly-plot .main-svg")
        for theme in ("light", "dark"):
            visitor.page.emulate_media(color_scheme=theme)
            found = Axe().run(visitor.page).response["violations"]
            assert not [(one["id"], one["nodes"][0]["html"]) for one in found], address
