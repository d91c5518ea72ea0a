"""Do for every page what Streamlit leaves undone: focus, icons, a lost connection, a printed page's foot."""

from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent
_component = st.components.v2.component(
    "shell",
    html=(_HERE / "shell.html").read_text(encoding="utf-8"),
    css=(_HERE / "shell.css").read_text(encoding="utf-8"),
    js=(_HERE / "shell.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def shell(page: str, foot: str) -> None:
    """Draw what belongs to no page: `page` is spoken after navigation, `foot` is printed at the end."""
    _component(key="shell", data={"page": page, "foot": foot})
