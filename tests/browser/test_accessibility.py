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


@pytest.mark.parametrize("path", VIEWS)
def test_axe_finds_nothing_serious(visitor, path):
    visitor.page.emulate_media(color_scheme="light")
    visitor.open(path)
    serious = []
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)
        visitor.page.wait_for_timeout(1200)
        background = visitor.page.evaluate(
            "getComputedStyle(document.querySelector('.stApp')).backgroundColor.match(/\\d+/g).map(Number)"
        )
        assert (sum(background[:3]) < 300) == (scheme == "dark")
        serious += [
            f"{scheme}: {violation['id']}: {violation['nodes'][0]['html'][:160]} {violation['help']}"
            for violation in Axe().run(visitor.page).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
    assert serious == []
