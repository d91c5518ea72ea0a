"""Make a component of our own from the files of its name: HTML, CSS and one script."""

from pathlib import Path
from typing import Any

import streamlit as st


def component(folder: Path, name: str, *, before: str = "", isolate_styles: bool = False) -> Any:
    """Register `name.html`, `name.css` and `name.js` of a folder; the first two may be missing.

    A component is a single script: `before` is code that it shares with others.
    """
    html, css = (_text(folder / f"{name}.{ending}") for ending in ("html", "css"))
    script = before + (folder / f"{name}.js").read_text(encoding="utf-8")
    return st.components.v2.component(name, html=html, css=css, js=script, isolate_styles=isolate_styles)


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
