"""Describe security assistance: its groups, its amount per inhabitant, and what coincided with its rises.

What coincided are years in which a measure of governance was worse than before, beyond the margin of error.

Years of assistance are fiscal years (October to September, named for the year in which they end); a fiscal
year stands beside the calendar year of the same number. No row is nothing recorded, which is not zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from indicators.compare.comparability import blocking
from indicators.compare.figures import estimates
from indicators.compare.significance import LEVEL, Verdict, significance
from indicators.compare.words import is_better
from indicators.errors import QuestionError
from indicators.model import Break, Direction, Indicator
from indicators.rank.ranks import competition_ranks

MILITARY, NADR, NARCOTICS = "Military", "NADR", "Narcotics Control"
GROUPS = (MILITARY, NADR, NARCOTICS)
TOGETHER = "together"
DOLLARS = ["current_usd", "constant_2020_usd"]
KEY = ["iso3", "fiscal_year"]

# METHODS 1.2 and 1.4: changes over fewer years are shown, never tested.
GAP = 5
WORSE, BETTER, ALIKE = "worse", "better", str(Verdict.WITHIN)


def by_group(accounts: pd.DataFrame) -> pd.DataFrame:
    """Sum obligations over accounts: a row for each group, and one for the groups `together`.

    `accounts` are rows of `us_greenbook_obligations`. Columns `KEY`, `group`, `DOLLARS`; key (iso3,
    fiscal_year, group). What is `together` sums the groups that are recorded; a group without a row has none.
    """
    apart = accounts.groupby([*KEY, "group"], as_index=False)[DOLLARS].sum(min_count=1)
    whole = accounts.groupby(KEY, as_index=False)[DOLLARS].sum(min_count=1).assign(group=TOGETHER)
    return pd.concat([apart, whole]).sort_values([*KEY, "group"], ignore_index=True)


def by_program(programs: pd.DataFrame) -> pd.DataFrame:
    """Sum trainees and cost over the printed names of a programme's group.

    Key (iso3, fiscal_year, program_group). `programs` are rows of `us_fmtr_programs`; `trainees` are places
    on courses and `cost_usd` is in US$ of the year, missing where none is printed.
    """
    by = programs.groupby([*KEY, "program_group"], as_index=False)
    return by[["trainees", "cost_usd"]].sum(min_count=1)


def by_year(programs: pd.DataFrame) -> pd.DataFrame:
    """Sum trainees and cost of all programmes, missing as in `by_program`; columns `KEY` and the two."""
    return programs.groupby(KEY, as_index=False)[["trainees", "cost_usd"]].sum(min_count=1)


def per_head(amounts: pd.DataFrame, population: pd.DataFrame) -> pd.DataFrame:
    """Add `population` and `per_head` = `value` / `population` to amounts; missing without a population.

    `amounts` has `KEY` and `value`, `population` has iso3, year and value: the population of the calendar
    year of the same number. No population is carried to another year.
    """
    people = population.rename(columns={"year": "fiscal_year", "value": "population"})
    merged = amounts.merge(people[[*KEY, "population"]], on=KEY, how="left")
    return merged.assign(per_head=merged["value"] / merged["population"])


def revised(first: pd.DataFrame, later: pd.DataFrame, *, least: float) -> pd.DataFrame:
    """List the fiscal years for which two sources give one amount and differ by `least` or more.

    Both have `KEY` and `value`. Columns `KEY`, `value`, `later`, `difference` = later - value.
    """
    both = first.merge(later.rename(columns={"value": "later"}), on=KEY)
    both = both.assign(difference=both["later"] - both["value"])
    return both[both["difference"].abs() >= least][[*KEY, "value", "later", "difference"]].reset_index(
        drop=True
    )


def over_years(amounts: pd.DataFrame) -> pd.DataFrame:
    """Sum the amounts of some fiscal years for each recipient; key iso3.

    `amounts` has `KEY`, `value` and `per_head`. Columns `years` (those with an amount), `total`, `mean` and
    `mean_per_head` of the years that have one.
    """
    by = amounts.dropna(subset=["value"]).groupby("iso3", as_index=False)
    return by.agg(
        years=("fiscal_year", "size"),
        total=("value", "sum"),
        mean=("value", "mean"),
        mean_per_head=("per_head", "mean"),
    )


def beside(amounts: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Pair the fiscal years that have an amount with the value of an indicator for the same year.

    `amounts` has `KEY`, `value` and `per_head`, `rows` iso3, year and value. Adds `score`; years without
    both are left out. Key (iso3, fiscal_year).
    """
    scores = rows[["iso3", "year", "value"]].rename(columns={"year": "fiscal_year", "value": "score"})
    return amounts.dropna(subset=["value"]).merge(scores.dropna(), on=KEY)


def means(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the means of `beside` for each recipient: `years`, `value`, `per_head`, `score`; key iso3."""
    by = pairs.groupby("iso3", as_index=False)
    return by.agg(
        years=("fiscal_year", "size"),
        value=("value", "mean"),
        per_head=("per_head", "mean"),
        score=("score", "mean"),
    )


def comparable_years(years: tuple[int, int], breaks: Sequence[Break]) -> tuple[int, int]:
    """Return the part of a span after its last change of method that blocks comparison (METHODS 3.2)."""
    cuts = [change.boundary for change in breaks if change.blocks and years[0] < change.boundary <= years[1]]
    return max([years[0], *cuts]), years[1]


def rises(amounts: pd.DataFrame) -> pd.DataFrame:
    """Add `before` (the amount of the fiscal year before) and `rose`; missing if none is recorded.

    `amounts` has `KEY` and `value`; key (iso3, fiscal_year).
    """
    before = amounts[[*KEY, "value"]].rename(columns={"value": "before"})
    found = amounts.merge(before.assign(fiscal_year=before["fiscal_year"] + 1), on=KEY, how="left")
    known = found["before"].notna() & found["value"].notna()
    return found.assign(rose=(found["value"] > found["before"]).astype("boolean").where(known))


def compared_with_before(
    rows: pd.DataFrame,
    indicator: Indicator,
    breaks: Sequence[Break],
    *,
    gap: int = GAP,
    level: float = LEVEL,
) -> pd.DataFrame:
    """Compare each value of an indicator with the one `gap` years before (`compare.significance`).

    `rows` are observations of one edition for each country and year. Columns iso3, year, `value`, `earlier`,
    `difference`, `standard_error`, `z`, `p`, `probability` (of a rise), `governance` (worse, better or within
    the margin of error) and `untestable`: why there is no answer, where `governance` is missing. Key (iso3,
    year). Raises `QuestionError` for an indicator without a better end.
    """
    if indicator.direction is Direction.NEITHER:
        raise QuestionError(indicator.name, "has no better and worse end", "Choose a measure of governance.")
    known = {(iso3, one.year): one for iso3, one in estimates(rows, indicator)}
    records = []
    for (iso3, year), now in known.items():
        before = known.get((iso3, year - gap))
        record: dict[str, object] = {"iso3": iso3, "year": year, "value": now.value}
        if before is None:
            cut = blocking(breaks, year - gap, year)
            reason = f"no value of {year - gap}" if cut is None else f"{Verdict.NOT_COMPARABLE}: {cut.name}"
            records.append({**record, "untestable": reason})
            continue
        record["earlier"] = before.value
        test = significance(indicator, now, before, breaks=breaks, level=level)
        if not test.is_tested:
            records.append({**record, "untestable": test.words})
            continue
        judged = (
            (BETTER if is_better(test.value, indicator.direction) else WORSE) if test.is_beyond else ALIKE
        )
        figures = {name: getattr(test, name) for name in ("standard_error", "z", "p", "probability")}
        records.append({**record, "difference": test.value, **figures, "governance": judged})
    columns = ["iso3", "year", "value", "earlier", "difference", "standard_error", "z", "p", "probability"]
    found_all = pd.DataFrame(records, columns=[*columns, "governance", "untestable"])
    texts = {"governance": "str", "untestable": "str"}
    return found_all.astype(dict.fromkeys(columns[2:], "float64") | texts)


def conditionality(amounts: pd.DataFrame, judged: pd.DataFrame) -> pd.DataFrame:
    """Tell for each recipient and fiscal year whether assistance rose while governance was worse.

    `amounts` has `KEY` and `value`, `judged` is `compared_with_before`. Columns `KEY`, `value`, `before`,
    `rose`, then those of `judged` with `score` and `earlier_score` for its values, and `rose_while_worse`,
    which is missing where either part has no answer; `untestable` then says why.
    """
    moves = rises(amounts)
    measured = judged.rename(columns={"year": "fiscal_year", "value": "score", "earlier": "earlier_score"})
    table = moves.merge(measured, on=KEY, how="left")
    reason = table["untestable"].mask(
        table["score"].isna(), "no value of " + table["fiscal_year"].astype("str")
    )
    no_rise = "nothing recorded for fiscal year " + (table["fiscal_year"] - 1).astype("str")
    reason = reason.mask(table["rose"].isna(), no_rise)
    answered = table["rose"].notna() & table["governance"].notna()
    both = table["rose"].fillna(False) & (table["governance"] == WORSE)
    return table.assign(
        rose_while_worse=both.astype("boolean").where(answered), untestable=reason.where(~answered)
    ).sort_values(KEY, ignore_index=True)


def by_recipient(table: pd.DataFrame) -> pd.DataFrame:
    """Count the years of `conditionality` by recipient, most years of `rose_while_worse` first.

    Columns iso3, `testable`, `worse`, `rose_while_worse`, `otherwise` (testable years in which governance
    was not worse), `rose_otherwise`, `years` (those of `rose_while_worse`), `place` (a competition rank:
    most years is 1st, ties share), `n_tied` (at that place, itself among them). Key iso3. A recipient
    without a testable year has counts of 0 and no place.
    """
    tested = table[table["rose_while_worse"].notna()]
    is_worse = tested["governance"] == WORSE
    rose = tested["rose"].astype("bool")
    counted = pd.DataFrame(
        {
            "iso3": tested["iso3"],
            "testable": 1,
            "worse": is_worse.astype("int64"),
            "rose_while_worse": (is_worse & rose).astype("int64"),
            "otherwise": (~is_worse).astype("int64"),
            "rose_otherwise": (~is_worse & rose).astype("int64"),
        }
    )
    counts = counted.groupby("iso3").sum()
    counts = counts.reindex(sorted(set(table["iso3"])), fill_value=0)
    both = tested[is_worse & rose]
    years = {
        iso3: tuple(sorted(int(year) for year in own)) for iso3, own in both.groupby("iso3")["fiscal_year"]
    }
    found = counts.reset_index(names="iso3")
    found["years"] = [years.get(iso3, ()) for iso3 in found["iso3"]]
    placed = found["rose_while_worse"].astype("float64").where(found["testable"] > 0)
    found["place"] = competition_ranks(placed, higher_is_better=True)
    found["n_tied"] = placed.groupby(placed).transform("size").astype("Int16")
    order = ["rose_while_worse", "testable", "iso3"]
    return found.sort_values(order, ascending=[False, False, True], ignore_index=True)


@dataclass(frozen=True, slots=True)
class Share:
    """The number of years in which assistance rose; `share` is missing if there are no years."""

    rose: int
    years: int

    @property
    def share(self) -> float | None:
        return self.rose / self.years if self.years else None


def shares(counts: pd.DataFrame) -> tuple[Share, Share]:
    """Return the shares for years of worse governance and for all other testable years, over recipients."""
    sums = counts[["rose_while_worse", "worse", "rose_otherwise", "otherwise"]].sum()
    return (
        Share(int(sums["rose_while_worse"]), int(sums["worse"])),
        Share(int(sums["rose_otherwise"]), int(sums["otherwise"])),
    )
