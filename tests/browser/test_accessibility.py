"""No serious finding of axe-core on any page, in either theme."""

import pytest
from axe_playwright_python.sync_playwright import Axe

PAGES = [
    "",
    "compare",
    "compare?chart=ranking&year=2014",
    "claims?claim=C24",
    "timeline?event=N12",
    "country",
    "risk",
    "risk?show=matters",
    "assistance",
    "data",
    "data?number=wb_wgi.control_of_corruption:TJK:2014:2021-update",
    "compare?indicator=fsi.total&axis=edition",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_serious(visitor, path, scheme):
    visitor.page.emulate_media(color_scheme=scheme)
    visitor.open(path)
    visitor.page.wait_for_timeout(1200)
    found = Axe().run(visitor.page).response["violations"]
    serious = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:160]} {violation['help']}"
        for violation in found
        if violation["impact"] in ("serious", "critical")
    ]
    assert serious == []
