"""What a reader does, in a real browser."""

import re

import pytest

from dashboard.pages import PAGES
from tests.browser.visitor import Visitor


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("", "152nd of 175"),
        ("story", "152nd of 175: right in its edition"),
        ("compare", "Corruption Perceptions Index"),
        ("claims", "47 of 47 claims, 21 of 21 opinions"),
        ("timeline", "Events in the article"),
        ("country", "Tajikistan: ranks on each indicator"),
        ("risk", "Governance risk: Tajikistan beside other countries"),
        ("assistance", "Security assistance"),
        ("data", "Freedom in the World"),
    ],
)
def test_every_page_opens(visitor, path, words):
    visitor.open(path)
    visitor.page.wait_for_selector(f"text={words} >> visible=true")  # a table keeps hidden cells
    assert "could not be shown" not in visitor.text


def test_the_overview_leads_to_every_page(visitor):
    for name in ("Compare", "Claims", "Timeline", "Country", "Data"):
        visitor.open()
        visitor.page.locator('[data-testid="stPageLink"] a', has_text=re.compile(f"^.*{name}$")).last.click()
        visitor.page.wait_for_url(re.compile(name.lower()))


def test_a_deep_link_shows_the_view_it_names(visitor):
    visitor.open("compare?indicator=wb_wgi.rule_of_law&countries=TJK,KGZ&years=2010-2015", chart=True)
    series = visitor.series()
    assert set(series) == {"Tajikistan", "Kyrgyzstan"}
    assert len(series["Tajikistan"]) == 6
    assert "2010 to 2015" in visitor.text


def test_a_choice_changes_the_chart_and_the_address_and_a_fresh_browser_shows_the_same(visitor, browser):
    visitor.open("compare?countries=TJK,KGZ", chart=True)
    visitor.page.click("text=+ Kazakhstan")
    visitor.page.wait_for_function("location.search.includes('KAZ')")
    visitor.settle()
    assert set(visitor.series()) == {"Tajikistan", "Kyrgyzstan", "Kazakhstan"}
    assert "countries=TJK,KGZ,KAZ" in visitor.query()
    context = browser.new_context()
    again = Visitor(context.new_page(), visitor.server).open(f"compare{visitor.query()}", chart=True)
    assert set(again.series()) == set(visitor.series())
    context.close()


def test_two_points_that_are_clicked_are_compared(visitor):
    visitor.open("compare?countries=TJK", chart=True)
    for year in (2015, 2016):
        place = visitor.page.evaluate(
            """year => {
                const plot = document.querySelector('.js-plotly-plot');
                const named = trace => (trace.customdata || []).findIndex(c => c[1] === year);
                const trace = plot._fullData.find(trace => named(trace) >= 0);
                const at = named(trace);
                const box = plot.querySelector('.nsewdrag').getBoundingClientRect();
                const {xaxis, yaxis} = plot._fullLayout;
                return [box.left + xaxis.l2p(trace.x[at]), box.top + yaxis.l2p(trace.y[at])];
            }""",
            year,
        )
        visitor.page.mouse.move(*place)
        visitor.page.mouse.click(*place)
        visitor.page.wait_for_function(f"decodeURIComponent(location.search).includes('TJK:{year}')")
        visitor.settle()
    assert "pair=TJK:2015,TJK:2016" in visitor.query().replace("%3A", ":").replace("%2C", ",")
    assert "went from 26 to 25 (−1): within the margin of error" in visitor.text
    assert "136th of 168 to 151st of 176: 15 places lost" in visitor.text


def test_back_undoes_a_choice_and_then_leaves_the_page(visitor):
    visitor.open()
    visitor.page.click('[data-testid="stTopNavLink"]:has-text("Compare"), a:has-text("Compare")')
    visitor.page.wait_for_function("location.search.includes('indicator')")
    visitor.settle()
    visitor.page.click("text=+ Iran")
    visitor.page.wait_for_function("location.search.includes('IRN')")
    visitor.settle()
    visitor.page.go_back()
    visitor.page.wait_for_function("!location.search.includes('IRN')")
    visitor.settle()
    assert "Iran" not in visitor.series()
    for _ in range(3):
        before = visitor.page.url
        visitor.page.go_back()
        visitor.page.wait_for_function("before => location.href !== before", arg=before)
        if "/compare" not in visitor.page.url:
            break
    assert "/compare" not in visitor.page.url


def test_back_takes_one_step_for_each_page_and_each_choice(visitor):
    page = visitor.open("compare?countries=TJK,KGZ").page
    places = [visitor.page.url]
    for title in ("Country", "Compare", "Risk"):
        page.click(f'[data-testid="stTopNavLink"]:has-text("{title}")')
        page.wait_for_function("path => location.pathname.endsWith(path)", arg=f"/{title.lower()}")
        page.wait_for_function("location.search.includes('countries=TJK,KGZ')")
        visitor.settle()
        places.append(page.url)
    page.locator("button", has_text="Parts").first.click()
    page.wait_for_function("location.search.includes('show=parts')")
    visitor.settle()
    for place in reversed(places):
        page.go_back()
        page.wait_for_function("place => location.href === place", arg=place)
        visitor.settle()
        assert page.url == place
        page.wait_for_function(
            "() => location.pathname.endsWith(document.querySelector('h1').innerText.toLowerCase())"
        )
    assert set(visitor.series()) == {"Tajikistan", "Kyrgyzstan"}


def test_a_gap_in_the_data_is_a_gap_in_the_line(visitor):
    visitor.open("compare?indicator=fh_fiw.total&countries=SSD&years=2005-2015", chart=True)
    values = visitor.series()["South Sudan"]
    assert values[0] is None
    assert values[-1] is not None


@pytest.mark.parametrize(
    ("query", "named", "kept"),
    [
        ("indicator=nonsense&countries=TJK", "nonsense", "Tajikistan"),
        ("countries=TJK,QQQ,<script>alert(1)</script>", "QQQ", "Tajikistan"),
        ("countries=" + ",".join(["TJK", *["ZZZ"] * 500]), "ZZZ", "Tajikistan"),
        ("years=2020-2013", "runs backwards", "2013 to 2020"),
        ("years=banana", "banana", "2012 to 2025"),
        ("chart=pie", "pie", "2012 to 2025"),
        ("as_of=2015-13-45", "2015-13-45", "Corruption Perceptions Index"),
    ],
)
def test_a_bad_value_in_the_address_is_named_and_the_rest_is_kept(visitor, query, named, kept):
    visitor.open(f"compare?{query}", chart=True)
    warning = visitor.page.locator('[data-testid="stAlert"]').first.inner_text()
    assert named in warning
    assert kept in visitor.text
    assert visitor.page.locator("text=Download").count()


def test_countries_beyond_the_limit_are_counted_and_the_first_are_shown(visitor):
    codes = "AFG,ALB,DZA,AND,AGO,ARG,ARM,AUS,AUT,AZE,BHS,BHR,BGD,BRB"
    visitor.open(f"compare?countries={codes}", chart=True)
    assert "14 countries named; the page shows the first 12" in visitor.text


def test_the_ranking_names_tajikistan_among_all(visitor):
    visitor.open("compare?chart=ranking&year=2014", chart=True)
    labels = visitor.page.locator(".annotation-text").all_text_contents()
    assert any("Tajikistan 152nd of 175" in label for label in labels)


@pytest.mark.parametrize("area", ["region", "world"])
def test_the_map_draws_without_a_network(visitor, area):
    visitor.open(f"compare?chart=map&year=2014&area={area}", chart=True)
    visitor.page.wait_for_function("document.querySelectorAll('.choroplethlayer path').length > 150")


def test_the_table_behind_a_chart_opens(visitor):
    visitor.open("compare", chart=True)
    visitor.page.click("text=Table behind the chart")
    visitor.page.wait_for_selector('[data-testid="stDataFrame"]')


def test_later_figures_are_marked_and_can_be_hidden(visitor):
    visitor.open("compare?indicator=vdem.political_corruption&as_of=2015-07-20", chart=True)
    assert "not known on 2015-07-20" in visitor.text
    visitor.page.click("text=Hidden")
    visitor.page.wait_for_function("location.search.includes('hindsight=hidden')")
    visitor.settle()
    assert "not held" in visitor.text
    assert visitor.page.locator(".js-plotly-plot").count() == 0


def test_claims_are_searched_and_filtered(visitor):
    visitor.open("claims")
    visitor.page.click("text=Could not be checked 4")
    visitor.page.wait_for_selector("text=4 of 47 claims, 0 of 21 opinions")
    assert "verdict=could_not_check" in visitor.query()
    visitor.page.fill(".st-key-claims-search input", "vehicles")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector("text=1 of 47 claims")
    assert "C45" in visitor.text


def test_the_headline_claim_is_computed_then_and_now(visitor):
    visitor.open("claims?claim=C24")
    visitor.page.wait_for_selector("text=166th of 182")
    assert "152nd of 175" in visitor.text
    assert "Since then" in visitor.text
    assert "outdated" not in visitor.text


def test_unconfirmed_events_are_closed_and_never_plotted(visitor):
    visitor.open("timeline", chart=True)
    plotted = visitor.page.evaluate(
        "document.querySelector('.js-plotly-plot')._fullData.flatMap(t => Array.from(t.customdata || []))"
    )
    assert len(plotted) == 79
    assert "N18" not in plotted
    assert not any(id.startswith("U") for id in plotted)
    assert "87 vehicles" not in visitor.text
    visitor.page.click("text=Not confirmed, and not on the chart")
    visitor.page.wait_for_selector("text=hands over 87 vehicles")


def test_a_click_on_a_mark_describes_the_event(visitor):
    visitor.open("timeline?years=2015-2015&category=corruption&beneath=none", chart=True)
    box = visitor.place(visitor.page.locator(".scatterlayer .point").last)
    visitor.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    visitor.page.wait_for_selector("text=Status:")
    assert "event=N07" in visitor.query()
    assert "anti-corruption agency" in visitor.text


@pytest.mark.parametrize("path", [page.path for page in PAGES])
def test_page_has_no_error_on_article_day(visitor, path):
    visitor.open(f"{path}?as_of=2015-07-20")
    assert visitor.page.locator('[data-testid="stAlertContentError"]').count() == 0
    assert visitor.page.locator('[data-testid="stException"]').count() == 0
