"""The command line's help is quick: it imports no heavy library."""

import subprocess
import sys

import pytest


@pytest.mark.parametrize("heavy", ["pandas", "pyarrow", "pydantic", "obstore", "requests"])
def test_help_imports_nothing_heavy(heavy: str) -> None:
    code = f"import sys; sys.modules[{heavy!r}] = None; from indicators.cli import main; main(['--help'])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "validate" in ended.stdout
