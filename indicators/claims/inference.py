"""What stands between two figures of a claim: changes of method, of sources, of who was ranked.

The one place where claims ask the rest of `analysis` whether an inference from two figures holds.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from indicators.claims.figure import Figure
from indicators.claims.finding import Datum
from indicators.compare import comparability
from indicators.compare import difference as changes
from indicators.compare.cpi import SOURCE_NAMES
from indicators.compare.difference import Posterior, RankSplit, SourceSetSplit, difference
from indicators.compare.errors import CPI
from indicators.errors import NotComparable, QuestionError
from indicators.model import Direction, Uncertainty

if TYPE_CHECKING:
    from indicators.snapshot.snapshot import Snapshot

# Errors of neighbouring years depend on each other, and nobody publishes how (METHODS 1.2 and 1.4).
MINIMUM_GAP = 5
DEPENDENT = ("wb_wgi", "vdem", "hrps")


@dataclass(frozen=True, slots=True)
class Significance:
    """Whether a change is distinguishable from none, None where that cannot be tested; `detail` says why."""

    distinguishable: bool | None
    formula: str
    detail: str
    outputs: tuple[tuple[str, float], ...] = ()


def breaks(snapshot: "Snapshot", before: Datum, after: Datum) -> tuple[str, ...]:
    """A sentence for each change of method that forbids comparing two figures (METHODS 3.2); none if none.

    Between two indicators of a source, which are its methods, the register of the source decides; where it
    names nothing, that they are two methods is enough.
    """
    catalogue = snapshot.catalogue
    same = before.indicator == after.indicator
    try:
        comparability.require(
            before.indicator if same else before.source,
            (before.year, after.year),
            {before.edition, after.edition} if catalogue.source_of(after.indicator).restates_history else (),
            catalogue=catalogue,
        )
    except NotComparable as error:
        return tuple(dict.fromkeys(change.what for change in error.breaks))
    if same:
        return ()
    old, new = catalogue.indicator(before.indicator), catalogue.indicator(after.indicator)
    return (f"{old.name} and {new.name} are two methods, the later from edition {after.edition} on.",)


def told(snapshot: "Snapshot", before: Datum, after: Datum) -> tuple[str, ...]:
    """A sentence for each change that leaves two figures comparable and that a reader must know."""
    if before.indicator != after.indicator:
        return ()
    crossed = comparability.breaks_between(
        before.indicator, before.year, after.year, catalogue=snapshot.catalogue
    )
    return tuple(change.what for change in crossed if not change.blocks)


def source_split(snapshot: "Snapshot", before: Datum, after: Datum) -> SourceSetSplit | None:
    """The change on the sources of both years (METHODS 1.3); None for any index but the CPI since 2012."""
    if not before.indicator == after.indicator == CPI:
        return None
    table = snapshot.table("ti_cpi_sources")
    own = table[table["iso3"] == before.iso3]
    own = own.assign(source=own["source"].map(lambda id: SOURCE_NAMES.get(id, id)))
    then, now = (own[own["year"] == one.year].set_index("source")["score"] for one in (before, after))
    try:
        return changes.source_set_split(then, now, headline=after.value - before.value)
    except QuestionError:
        return None


def rank_split(before: Figure, after: Figure) -> RankSplit | None:
    """A change of rank split by who was ranked (METHODS 3.2, rule 3); None where no rank can be computed."""
    if before.datum.computed_rank is None or after.datum.computed_rank is None:
        return None
    then, now = (_values(one) for one in (before, after))
    higher = after.indicator.direction is Direction.HIGHER_IS_BETTER
    return changes.rank_split(then, now, country=after.datum.iso3, higher_is_better=higher)


def _values(one: Figure) -> pd.Series:
    return one.table.set_index("iso3")["value"]


def significance(before: Figure, after: Figure) -> Significance:
    """The change of a score tested by the published errors, two-sided at 90 % (METHODS 1.1 to 1.4)."""
    old, new, name = before.datum, after.datum, after.indicator.name
    formula = "METHODS 1.1, two estimates"
    posteriors = [found for found in (_posterior(before), _posterior(after)) if found]
    if after.indicator.uncertainty is Uncertainty.NONE:
        return Significance(
            None, formula, f"{name} is published without an error: no change of it can be tested."
        )
    no_error = old.standard_error is None or new.standard_error is None
    if no_error and len(posteriors) < 2:
        which = before.label if old.standard_error is None else after.label
        return Significance(None, formula, f"No standard error of {which} is held: the change is not tested.")
    if new.source in DEPENDENT and abs(new.year - old.year) < MINIMUM_GAP:
        years = f"Changes of {name} over less than {MINIMUM_GAP} years are never tested"
        return Significance(None, formula, f"{years}: the errors of neighbouring years depend on each other.")
    if old.standard_error is None or new.standard_error is None:
        return _by_draws(posteriors[0], posteriors[1])
    test = difference(new.value, old.value, se_a=new.standard_error, se_b=old.standard_error)
    word = "is" if test.distinguishable else "is not"
    return Significance(
        test.distinguishable,
        formula,
        f"The change {word} distinguishable from none (z = {test.z:.2f}, two-sided, 90 %).",
        (
            ("difference", test.difference),
            ("standard_error", test.standard_error),
            ("z", test.z),
            ("p", test.p),
            ("level", test.level),
        ),
    )


def _by_draws(then: Posterior, now: Posterior) -> Significance:
    """The change of a posterior estimate (METHODS 1.4)."""
    test = changes.split_normal_difference(now, then)
    word = "is" if test.distinguishable else "is not"
    return Significance(
        test.distinguishable,
        "METHODS 1.4, split-normal draws",
        f"The change {word} distinguishable from none (probability of a rise {test.probability:.2f}).",
        (("difference", test.difference), ("probability", test.probability), ("level", test.level)),
    )


def _posterior(one: Figure) -> Posterior | None:
    if one.indicator.uncertainty is not Uncertainty.POSTERIOR_INTERVAL:
        return None
    row = one.table[one.table["iso3"] == one.datum.iso3].iloc[0]
    if pd.isna(row["lower"]) or pd.isna(row["upper"]):
        return None
    return Posterior(float(row["value"]), float(row["lower"]), float(row["upper"]))
