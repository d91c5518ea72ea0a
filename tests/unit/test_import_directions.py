"""The direction of imports among catalogue, snapshot, loaders and refresh."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import indicators

ROOT = Path(indicators.__file__).parent
GROUND = {"model", "story", "errors", "refusals", "text", "paths", "lazy"}
# What each may import besides itself; names in annotations count.
ALLOWED = {
    **dict.fromkeys(sorted(GROUND), GROUND),
    "catalogue": GROUND,
    "snapshot": GROUND | {"catalogue"},
    "loaders": GROUND | {"catalogue", "snapshot"},
    "refresh": GROUND | {"catalogue", "snapshot", "loaders"},
}


def files(part: str) -> list[Path]:
    folder = ROOT / part
    return sorted(folder.glob("*.py")) if folder.is_dir() else [ROOT / f"{part}.py"]


def imported(path: Path) -> set[str]:
    """The modules of the project that a file imports anywhere, by their names below `indicators`."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("indicators"):
            below = node.module.split(".")[1:]
            names |= {".".join(below)} if below else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {
                alias.name.partition(".")[2] for alias in node.names if alias.name.startswith("indicators.")
            }
    return names


@pytest.mark.parametrize("part", ALLOWED)
def test_part_imports_only_what_lies_below_it(part: str) -> None:
    for path in files(part):
        parts = {name.partition(".")[0] for name in imported(path)}
        assert parts <= ALLOWED[part] | {part}, path


def test_parts_import_each_other_in_no_circle() -> None:
    modules = {
        path.relative_to(ROOT).with_suffix("").as_posix().replace("/", "."): path
        for part in ALLOWED
        for path in files(part)
        if path.name != "__init__.py"
    }
    left = {name: imported(path) & modules.keys() - {name} for name, path in modules.items()}
    while free := [name for name, others in left.items() if not others]:
        left = {name: others - set(free) for name, others in left.items() if name not in free}
    assert left == {}


@pytest.mark.parametrize("heavy", ["pandas", "pyarrow", "pydantic", "obstore", "requests"])
def test_help_imports_nothing_heavy(heavy: str) -> None:
    code = f"import sys; sys.modules[{heavy!r}] = None; from indicators.cli import main; main(['--help'])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "validate" in ended.stdout
