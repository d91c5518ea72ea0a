"""The register of changes of method: what may be compared, and what is refused by name."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.catalogue.catalogue import Catalogue
from indicators.compare.comparability import blocking, breaks_between, cuts, require
from indicators.errors import CatalogueError, NotComparable, QuestionError, ReaderError
from indicators.model import Break, BreakKind
from indicators.paths import DATA
from indicators.snapshot.snapshot import Snapshot

CATALOGUE = Catalogue.read()
CPI = "ti_cpi.score"
WGI = "wb_wgi.rule_of_law"
RSF = [f"rsf_wpfi.score_{method}" for method in ("2002_2012", "2013_2021", "2022")]


def refused(indicator: str, years: Iterable[int], editions: tuple[str, ...] = ()) -> NotComparable:
    with pytest.raises(NotComparable) as refusal:
        require(indicator, years, editions, catalogue=CATALOGUE)
    return refusal.value


def between(year: int | None, kind: BreakKind, *, edition: str = "", of: str = CPI) -> Break:
    return Break(of, year, kind, "what changed", "for this test", edition)


# The kinds


@pytest.mark.parametrize("kind", BreakKind)
def test_a_method_a_scale_and_a_definition_block_years_and_nothing_else_does(
    catalogue: Catalogue, kind: BreakKind
) -> None:
    known = replace(catalogue, breaks=(between(2018, kind),))
    if kind in (BreakKind.METHOD, BreakKind.SCALE, BreakKind.DEFINITION):
        with pytest.raises(NotComparable, match=f"new {kind.value} from 2018"):
            require(CPI, (2017, 2018), catalogue=known)
    elif kind is not BreakKind.RELEASE:
        require(CPI, (2017, 2018), catalogue=known)
        assert not known.breaks[0].blocks


@pytest.mark.parametrize(
    ("years", "crossed"),
    [
        ((2017, 2018), True),
        ((2018, 2017), True),
        (range(2015, 2022), True),
        ((2018, 2019), False),  # the boundary is the first year of the new method
        ((2016, 2017), False),
        ((2018,), False),
        ((), False),
    ],
)
def test_a_boundary_is_crossed_from_before_it_to_it_or_beyond(
    catalogue: Catalogue, years: Iterable[int], crossed: bool
) -> None:
    known = replace(catalogue, breaks=(between(2018, BreakKind.METHOD),))
    if crossed:
        with pytest.raises(NotComparable):
            require(CPI, years, catalogue=known)
    else:
        require(CPI, years, catalogue=known)


def test_every_break_that_is_crossed_is_named_in_order(catalogue: Catalogue) -> None:
    of_all = between(2018, BreakKind.SCALE, of="ti_cpi")
    known = replace(catalogue, breaks=(of_all, between(2015, BreakKind.METHOD)))
    with pytest.raises(NotComparable) as refusal:
        require(CPI, (2012, 2020), catalogue=known)
    assert [change.year for change in refusal.value.breaks] == [2015, 2018]
    assert "not comparable: new method from 2015, new scale from 2018. what changed" in str(refusal.value)


# The committed register


@pytest.mark.parametrize("indicator", ["rsf_wpfi", *RSF[1:], "rsf_wpfi.political_context"])
def test_rsf_2021_and_2022_are_not_comparable(indicator: str) -> None:
    """Editions 2021 and 2022 describe 2020 and 2021."""
    for error in (
        refused(indicator, (2020, 2021)),
        refused(indicator, (2020, 2021), ("2021", "2022")),
        refused(indicator, (), ("2021", "2022")),
    ):
        assert [change.year for change in error.breaks] == [2021]
        assert "not comparable: new definition from 2021 (edition 2022)." in str(error)
    require(indicator, (2021, 2024), ("2022", "2025"), catalogue=CATALOGUE)


def test_rsf_2011_12_stands_between_two_methods() -> None:
    assert [change.year for change in refused("rsf_wpfi", (2010, 2011)).breaks] == [2011]
    assert [change.year for change in refused("rsf_wpfi", (2011, 2012)).breaks] == [2012]
    assert [change.year for change in refused(RSF[0], (2005, 2023)).breaks] == [2011, 2012, 2021]
    require(RSF[0], range(2002, 2011), catalogue=CATALOGUE)


@pytest.mark.parametrize("indicator", ["ti_cpi", CPI, "ti_cpi.score_1995_2011"])
def test_a_window_over_2012_is_refused_for_the_cpi(indicator: str) -> None:
    error = refused(indicator, range(2009, 2016))
    assert [change.kind for change in error.breaks] == [BreakKind.SCALE]
    assert error.where.endswith("2009 to 2015")
    require(indicator, range(2012, 2026), catalogue=CATALOGUE)


def test_the_standard_error_of_2020_is_told_and_blocks_nothing() -> None:
    require(CPI, (2019, 2020), catalogue=CATALOGUE)
    kinds = [change.kind for change in breaks_between(CPI, 2019, 2020, catalogue=CATALOGUE)]
    assert kinds[0] is BreakKind.STANDARD_ERROR


@pytest.mark.parametrize(
    ("indicator", "editions"),
    [
        (WGI, ("2021-update", "2024-update")),
        ("vdem.electoral_democracy", ("v15", "v16")),
        ("undp_hdr.hdi", ("HDR23-24", "HDR25")),
    ],
)
def test_two_releases_that_restate_history_never_stand_in_one_comparison(
    indicator: str, editions: tuple[str, str]
) -> None:
    error = refused(indicator, (2014,), editions)
    assert [change.kind for change in error.breaks] == [BreakKind.RELEASE]
    require(indicator, (2005, 2014), (editions[1], editions[1]), catalogue=CATALOGUE)


def test_every_source_that_restates_history_refuses_two_editions(catalogue: Catalogue) -> None:
    """Whether or not the register names it."""
    asked = 0
    for source in catalogue.sources.values():
        editions = [edition.id for edition in source.editions]
        if source.restates_history and len(editions) > 1:
            assert refused(source.id, (), tuple(editions[:2])).breaks
            asked += 1
    assert asked > 4


def test_wgi_of_2025_is_another_method_and_not_only_another_release() -> None:
    kinds = [change.kind for change in refused("wb_wgi", (), ("2024-update", "2025-release")).breaks]
    assert kinds == [BreakKind.METHOD, BreakKind.RELEASE]
    kinds = [change.kind for change in refused("wb_wgi", (), ("2021-update", "2024-update")).breaks]
    assert kinds == [BreakKind.RELEASE]


def test_editions_that_add_a_year_each_are_comparable() -> None:
    require(CPI, (2014, 2023), ("2014", "2023"), catalogue=CATALOGUE)
    require("fh_fiw.total", (2014, 2020), ("2015", "2021"), catalogue=CATALOGUE)


def test_what_is_not_known_is_a_question_without_answer() -> None:
    with pytest.raises(QuestionError, match=r"Did you mean ti_cpi\.score"):
        require("ti_cpi.scor", (2014, 2015), catalogue=CATALOGUE)
    with pytest.raises(QuestionError, match="'2022-23' is not known"):
        require(CPI, (2014,), ("2022-23",), catalogue=CATALOGUE)


def test_the_figures_in_the_register_are_those_of_the_snapshot(
    snapshot: Snapshot, catalogue: Catalogue
) -> None:
    """Numbers ranked, and sources of the CPI, as their entries say them."""
    told = {(change.indicator, change.year, change.kind): change for change in catalogue.breaks}
    scores = snapshot.all_editions(CPI)
    ranked = scores.groupby("year").size().to_dict()
    assert [ranked[year] for year in (2012, 2013, 2014, 2015, 2016, 2025)] == [176, 177, 175, 168, 176, 182]
    assert {ranked[year] for year in range(2017, 2025)} == {180}
    assert "168 in 2015" in told[CPI, None, BreakKind.COVERAGE].what
    sources = snapshot.table("ti_cpi_sources").groupby(["source", "year"]).size()
    assert [sources["wef_eos", year] for year in (2013, 2023, 2024)] == [149, 91, 117]
    assert "149 countries in 2013, 91 in 2023 and 117 in 2024" in told[CPI, None, BreakKind.SOURCES].what
    assert [sources["vdem", year] for year in (2016, 2017)] == [74, 169]
    assert "74 countries" in told[CPI, 2016, BreakKind.SOURCES].what
    assert sorted(sources["ti_bribe_payers"].to_dict().items()) == [(2012, 29), (2013, 29)]
    rsf = snapshot.all_editions(RSF[0]).groupby("edition")["n_ranked"].max()
    written = told[RSF[0], None, BreakKind.COVERAGE].evidence
    assert f"files: {', '.join(str(n) for n in rsf)}." in written
    fsi = snapshot.all_editions("fsi.total").groupby("edition")["n_ranked"].max()
    assert [fsi[edition] for edition in ("2006", "2007", "2012", "2013", "2020", "2021")] == [
        146, 177, 177, 178, 178, 179,
    ]  # fmt: skip


# Between two years, and lines


def test_what_stands_between_two_years_is_the_same_in_either_order() -> None:
    told = breaks_between(CPI, 2012, 2025, catalogue=CATALOGUE)
    assert breaks_between(CPI, 2025, 2012, catalogue=CATALOGUE) == told
    assert [change.year for change in told] == [2014, 2016, 2017, 2020, None, None]
    assert not any(change.blocks for change in told)
    assert breaks_between(CPI, 2014, 2014, catalogue=CATALOGUE) == ()


def test_a_release_stands_between_editions_and_not_between_years() -> None:
    assert [change.year for change in breaks_between(WGI, 1998, 2010, catalogue=CATALOGUE)] == [2002]


def test_charts_cut_at_the_years_that_block(catalogue: Catalogue) -> None:
    assert cuts(catalogue.breaks_of(RSF[0])) == {2011, 2012, 2021}
    assert cuts(catalogue.breaks_of("fsi.total")) == frozenset()


@given(st.integers(2000, 2021), st.integers(2000, 2021), st.sets(st.integers(2000, 2021), max_size=4))
def test_blocking_break_is_what_forbids_comparing(
    catalogue: Catalogue, first: int, second: int, at: set[int]
) -> None:
    known = replace(catalogue, breaks=tuple(between(year, BreakKind.METHOD) for year in at))
    found = blocking(known.breaks, first, second)
    if found is None:
        require(CPI, (first, second), catalogue=known)
    else:
        with pytest.raises(NotComparable) as refusal:
            require(CPI, (first, second), catalogue=known)
        assert refusal.value.breaks[0] == found


# What people write


@pytest.fixture
def register(tmp_path: Path) -> Callable[[str], tuple[str, ...]]:
    """Read a register of these entries; the mistakes found in it."""
    for name in ("geography", "narrative", "shared_inputs.toml"):
        (tmp_path / name).symlink_to(DATA / name)

    def mistakes(text: str) -> tuple[str, ...]:
        (tmp_path / "comparability.toml").write_text(text, encoding="utf-8")
        try:
            Catalogue.read(data=tmp_path)
        except CatalogueError as error:
            return tuple(str(mistake) for mistake in error.mistakes)
        return ()

    return mistakes


def entry(**more: object) -> str:
    keys = {"index": CPI, "boundary": 2018, "kind": "sources", "what": "w", "evidence": "e"} | more
    lines = [
        f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
        for key, value in keys.items()
        if value is not None
    ]
    return "\n".join(["[[breaks]]", *lines, ""])


def test_every_mistake_is_reported_at_once(register: Callable[[str], tuple[str, ...]]) -> None:
    found = register(
        entry(index="ti_cpi.scor")
        + entry(kind="splice")
        + entry(boundary=2014)
        + entry(boundary=2014)
        + entry(edition="2018-19")
        + entry(blocks="yes", boundary=2015)
    )
    assert len(found) == 5
    for mistake, part in zip(
        sorted(found),
        (
            "[[breaks]] 1 \"ti_cpi.scor\": `index` is 'ti_cpi.scor', which is not known",
            "[[breaks]] 2 \"ti_cpi.score\": `kind` is 'splice', which is not known. Use one of: ",
            '[[breaks]] 4 "ti_cpi.score": another entry has the same `index`, `kind` and boundary',
            "[[breaks]] 5 \"ti_cpi.score\": `edition` is '2018-19', which ti_cpi has not",
            '[[breaks]] 6 "ti_cpi.score": `blocks` is not a key of this table',
        ),
        strict=True,
    ):
        assert part in mistake


@pytest.mark.parametrize(
    ("written", "part"),
    [
        ({"kind": "release", "index": "wb_wgi"}, "a release has a `boundary`"),
        ({"kind": "release", "boundary": None}, "ti_cpi does not restate its history"),
        ({"kind": "method", "boundary": None}, "a new method without `boundary` or `edition`"),
        ({"kind": "method", "boundary": None, "edition": "2018"}, "an edition of ti_cpi has its own year"),
        ({"evidence": None}, "`evidence` is missing"),
    ],
)
def test_an_entry_says_where_its_break_is(
    register: Callable[[str], tuple[str, ...]], written: dict[str, object], part: str
) -> None:
    [mistake] = register(entry(**written))
    assert part in mistake


def test_what_is_right_is_read(register: Callable[[str], tuple[str, ...]]) -> None:
    assert (
        register(entry() + entry(boundary=None) + entry(index="wb_wgi", kind="release", boundary=None)) == ()
    )


def test_a_refusal_is_an_error_for_readers_that_names_its_breaks() -> None:
    error = NotComparable("CPI, 2017 to 2018", [between(2018, BreakKind.SCALE)], "Choose others.")
    assert isinstance(error, ReaderError)
    assert (
        str(error) == "CPI, 2017 to 2018: not comparable: new scale from 2018. what changed. Choose others."
    )
    assert error.breaks == (between(2018, BreakKind.SCALE),)
