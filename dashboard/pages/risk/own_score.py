"""Score a reader's figures and structure with the same code; keep them in the session, never on disk."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from dashboard.common import cache
from dashboard.common.notices import problem
from dashboard.common.text import plain
from dashboard.pages.risk.scores import Scoring, default_structure
from indicators.errors import ReaderError
from indicators.score import parse_structure
from indicators.score.own_data import EXAMPLE, parse_own

_FIGURES, _ROUND = "own-score", "own-score-round"
HOW = (
    "Figures: a CSV in UTF-8 with the columns country, year, indicator, value and, if you have it, "
    "standard_error; one row for each figure. Structure: a TOML with pillars, weights and goalposts. "
    "Download the one above and name your indicators in it. Both files stay in this session. They are never "
    "written to disk, and disappear when you close the page."
)


@dataclass
class Own:
    """A reader's figures, the weights and year chosen for them, and a flag for their draws."""

    scoring: Scoring
    digest: str
    preset: str | None = None
    weights: Mapping[str, float] = field(default_factory=dict)
    year: int | None = None
    with_draws: bool = False


def own_figures() -> Own | None:
    """Return the reader's figures; None if there are none."""
    figures: Own | None = st.session_state.get(_FIGURES)
    return figures


def own_banner(own: Own) -> None:
    """Say that the page shows the reader's figures, and offer the way back."""
    left, right = st.columns([5, 2], vertical_alignment="center")
    left.info(
        f"Your own figures: {plain(own.scoring.own)}. They exist only in this session; a link to this page "
        "shows the snapshot.",
        icon=":material/folder_open:",
    )
    right.button("Back to the snapshot", key="own-back", on_click=_forget)


def own_upload() -> None:
    """Draw the two uploads; on an error, say what is wrong and keep the earlier figures."""
    with st.expander("Score your own figures", expanded=own_figures() is not None):
        st.markdown(plain(HOW))
        st.code(EXAMPLE, language=None)
        left, right = st.columns(2)
        number = st.session_state.get(_ROUND, 0)
        figures = left.file_uploader("Figures (CSV)", type="csv", key=f"own-figures-{number}")
        structure = right.file_uploader("Structure (TOML)", type="toml", key=f"own-structure-{number}")
        if figures is None:
            return
        content = figures.getvalue()
        plan = structure.getvalue() if structure else None
        digest = hashlib.sha256(content + b"\0" + (plan or b"")).hexdigest()
        before = own_figures()
        if before is not None and before.digest == digest:
            for text in before.scoring.material.notes:
                st.caption(plain(text))
            return
        try:
            scoring = _read(content, figures.name, plan, structure.name if structure else "")
        except ReaderError as error:
            problem(error)
            return
        st.session_state[_FIGURES] = Own(scoring, digest)
        st.rerun()


def _read(content: bytes, name: str, plan: bytes | None, plan_name: str) -> Scoring:
    """Read the figures and score them once, so that errors appear at once."""
    structure = default_structure()
    if plan is not None:
        try:
            structure = parse_structure(plan.decode("utf-8-sig"), where=plan_name)
        except UnicodeDecodeError as error:
            raise ReaderError(plan_name, f"not UTF-8 ({error.reason})", "Save it as UTF-8.") from error
    material = parse_own(content, structure, cache.catalogue().countries, where=name)
    scoring = Scoring(material, own=f"{name}, {plan_name}" if plan_name else name)
    scoring.newest_year(structure)
    return scoring


def _forget() -> None:
    st.session_state.pop(_FIGURES, None)
    # A new key empties the uploads.
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
