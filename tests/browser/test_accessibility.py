"""No serious finding of axe-core on any page, in either theme."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from dashboard.pages import PAGES

VIEWS = [
    *(page.path for page in PAGES),
    "compare?chart=ranking&year=2014",
    "claims?claim=C24",
    "timeline?event=N12",
    "risk?show=matters",
    "data?number=wb_wgi.control_of_corruption:TJK:2014:2021-update",
    "compare?indicator=fsi.total&axis=edition",
]
# A dark background has little of red, green and blue.
IS_DRAWN_IN = """scheme => {
    const background = getComputedStyle(document.querySelector('.stApp')).backgroundColor;
    const [red, green, blue] = background.match(/\\d+/g).map(Number);
    return (red + green + blue < 300) === (scheme === 'dark');
}"""


@pytest.mark.parametrize("path", VIEWS)
def test_axe_finds_nothing_serious(visitor, path):
    visitor.page.emulate_media(color_scheme="light")
    visitor.open(path)
    serious = []
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.wait_for_function(IS_DRAWN_IN, arg=scheme)
        visitor.still()
        serious += [
            f"{scheme}: {violation['id']}: {violation['nodes'][0]['html'][:160]} {violation['help']}"
            for violation in Axe().run(visitor.page).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
    assert serious == []
