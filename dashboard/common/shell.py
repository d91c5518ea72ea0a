"""Do for every page what Streamlit leaves undone: focus, icons, a lost connection, a printed page's foot."""

from pathlib import Path

from dashboard.common.component import component

_HERE = Path(__file__).parent
_component = component(_HERE, "shell")


def shell(page: str, foot: str) -> None:
    """Draw what belongs to no page: `page` is spoken after navigation, `foot` is printed at the end."""
    _component(key="shell", data={"page": page, "foot": foot})
