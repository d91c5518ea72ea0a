"""Score a reader's figures and structure with the same code; keep them in the session, never on disk."""

import contextlib
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.common import cache
from dashboard.common.notices import problem
from dashboard.common.text import plain
from dashboard.pages.risk.scores import Scoring, default_structure
from indicators.errors import QuestionError, ReaderError
from indicators.model import Direction
from indicators.score import Structure, parse_structure
from indicators.score.own_data import (
    EXAMPLE,
    EXAMPLE_DIRECTIONS,
    missing_directions,
    parse_own,
    structure_of,
)
from indicators.score.structure_toml import to_toml

_FIGURES, _ROUND = "own-score", "own-score-round"
HOW = (
    "Figures: a CSV in UTF-8 with the columns country, year, indicator, value and, if you have it, "
    "standard_error; one row for each figure. Without a structure each indicator is a pillar, and the page "
    "asks if more of it is better. Both files stay in this session and are never written to disk."
)
DIRECTION_NAMES = {
    Direction.HIGHER_IS_BETTER.value: "Higher is better",
    Direction.LOWER_IS_BETTER.value: "Lower is better",
}
# More directions are better given in a structure.
MOST_ASKED = 40


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
        _example_files()
        left, right = st.columns(2)
        round_ = st.session_state.get(_ROUND, 0)
        figures = left.file_uploader("Figures (CSV)", type="csv", key=f"own-figures-{round_}")
        plan = right.file_uploader("Structure (TOML)", type="toml", key=f"own-structure-{round_}")
        if figures is None:
            return
        try:
            structure = _structure(figures.getvalue(), figures.name, plan)
            if structure is not None:
                _take(figures.getvalue(), figures.name, structure, plan.name if plan else "")
        except ReaderError as error:
            problem(error)


def _example_files() -> None:
    """Offer the example and its structure as files that work together."""
    structure = to_toml(structure_of(EXAMPLE.encode(), EXAMPLE_DIRECTIONS))
    with st.container(horizontal=True):
        for name, content, kind in (
            ("example.csv", EXAMPLE, "text/csv"),
            ("example.toml", structure, "application/toml"),
        ):
            st.download_button(name, content, name, kind, on_click="ignore", icon=":material/download:")


def _structure(content: bytes, name: str, plan: UploadedFile | None) -> Structure | None:
    """Return the structure of the reader's figures; None while a direction is still to be chosen.

    It is the uploaded one, else the page's own if its score can be computed from the figures, else a pillar
    for each indicator.
    """
    if plan is not None:
        try:
            return parse_structure(plan.getvalue().decode("utf-8-sig"), where=plan.name)
        except UnicodeDecodeError as error:
            raise ReaderError(plan.name, f"not UTF-8 ({error.reason})", "Save it as UTF-8.") from error
    asked = missing_directions(content, {}, where=name)
    if set(asked) & set(default_structure().ids):
        with contextlib.suppress(QuestionError):
            _scoring(content, name, default_structure(), "")
            return default_structure()
    if len(asked) > MOST_ASKED:
        what = f"it has {len(asked)} indicators, and no structure says which direction is better"
        raise ReaderError(name, what, "Upload a structure too.")
    known = cache.catalogue().indicators
    directions = {id: known[id].direction for id in asked if id in known}
    directions = {id: one for id, one in directions.items() if one is not Direction.NEITHER}
    return _asked_structure(content, name, directions, [id for id in asked if id not in directions])


def _asked_structure(
    content: bytes, name: str, directions: Mapping[str, Direction], asked: Sequence[str]
) -> Structure | None:
    """Ask for the missing directions; return the structure once all are chosen."""
    chosen = dict(directions)
    for number, id in enumerate(asked):
        picked = st.segmented_control(
            f"Which direction of {plain(id)} is better?",
            list(DIRECTION_NAMES),
            format_func=DIRECTION_NAMES.__getitem__,
            key=f"own-direction-{st.session_state.get(_ROUND, 0)}-{number}",
        )
        if picked is not None:
            chosen[id] = Direction(picked)
    return None if len(chosen) < len(directions) + len(asked) else structure_of(content, chosen, where=name)


def _take(content: bytes, name: str, structure: Structure, plan_name: str) -> None:
    """Show the page with the figures, if they give a score."""
    digest = hashlib.sha256(content + b"\0" + to_toml(structure).encode()).hexdigest()
    before = own_figures()
    if before is not None and before.digest == digest:
        return
    st.session_state[_FIGURES] = Own(_scoring(content, name, structure, plan_name), digest)
    st.rerun()


def _scoring(content: bytes, name: str, structure: Structure, plan_name: str) -> Scoring:
    """Score the figures once; raise `QuestionError` if no country gets a score."""
    material = parse_own(content, structure, cache.catalogue().countries, where=name)
    scoring = Scoring(material, own=f"{name}, {plan_name}" if plan_name else name)
    scoring.newest_year(structure)
    return scoring


def _forget() -> None:
    st.session_state.pop(_FIGURES, None)
    # A new key empties the uploads.
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
