"""The import contracts of pyproject.toml name what they are about: no chart is forgotten."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONTRACTS = {
    contract["name"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"][
        "importlinter"
    ]["contracts"]
}


def modules(folder: str, pattern: str) -> set[str]:
    paths = (ROOT / folder).rglob("*.py")
    return {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for path in paths
        if re.search(pattern, path.stem)
    }


def test_charts_are_all_named_in_their_contract():
    named = set(CONTRACTS["Charts know no Streamlit"]["source_modules"])
    assert modules("dashboard/pages", r"^charts$|_chart$") == {one for one in named if ".pages." in one}


def test_guard_modules_are_all_named_in_their_contract():
    named = set(CONTRACTS["The guard knows neither pages nor indicators"]["source_modules"])
    assert modules("dashboard/server", "^guard") == named
