"""Ask whether an inference from two figures of a claim holds: method, sources, who was ranked."""

import pandas as pd

from indicators.claims.answer import Answer
from indicators.claims.finding import Datum
from indicators.compare import comparability, cpi, splits
from indicators.compare.significance import Significance
from indicators.compare.significance import significance as judge
from indicators.compare.splits import RankSplit, SourceSetSplit
from indicators.errors import NotComparable
from indicators.model import Direction
from indicators.snapshot.comparison_errors import CPI
from indicators.snapshot.snapshot import Snapshot


def breaks(snapshot: Snapshot, before: Datum, after: Datum) -> tuple[str, ...]:
    """Return a sentence for each change of method that forbids comparing two figures (METHODS 3.2).

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


def told(snapshot: Snapshot, before: Datum, after: Datum) -> tuple[str, ...]:
    """Return a sentence for each change that leaves two figures comparable but must be mentioned."""
    if before.indicator != after.indicator:
        return ()
    crossed = comparability.breaks_between(
        before.indicator, before.year, after.year, catalogue=snapshot.catalogue
    )
    return tuple(change.what for change in crossed if not change.blocks)


def source_split(snapshot: Snapshot, before: Datum, after: Datum) -> SourceSetSplit | None:
    """Split the change on the sources of both years (METHODS 1.3); None except for the CPI since 2012."""
    if not before.indicator == after.indicator == CPI:
        return None
    return cpi.sources(snapshot, before.iso3, (before.year, after.year), headline=after.value - before.value)


def rank_split(before: Answer, after: Answer) -> RankSplit | None:
    """Split a change of rank by who was ranked (METHODS 3.2, rule 3); None if no rank can be computed."""
    if before.datum.computed_rank is None or after.datum.computed_rank is None:
        return None
    then, now = (_values(one) for one in (before, after))
    higher = after.indicator.direction is Direction.HIGHER_IS_BETTER
    return splits.rank_split(then, now, country=after.datum.iso3, higher_is_better=higher)


def _values(one: Answer) -> pd.Series:
    return one.table.set_index("iso3")["value"]


def significance(snapshot: Snapshot, before: Answer, after: Answer) -> Significance:
    """Judge the change of a score (`compare.significance`)."""
    country = snapshot.catalogue.countries.by_iso3[after.datum.iso3].name
    breaks = snapshot.catalogue.breaks_of(after.datum.indicator)
    return judge(after.indicator, after.estimate(country), before.estimate(country), breaks=breaks)
