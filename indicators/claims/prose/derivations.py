"""Turn a matched pattern into the values of its element."""

from collections.abc import Callable, Mapping

from indicators.claims.prose import derive_figures as figures
from indicators.claims.prose import derive_groups as groups
from indicators.claims.prose.draft import Draft
from indicators.claims.prose.lexicon import Lexicon
from indicators.claims.prose.readings import Element, Index

_MOST_RANKED = 220


def derive(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Return the claims of a match: one, four of "from A to B", none if the words mean other things."""
    return _RULES.get(draft.pattern.derive, figures.read_by_element)(draft, lexicon)


def fit(draft: Draft, index: Index | None, higher_is_better: bool, maximum: float) -> None:
    """Put the words on the scale of the index: where more is worse, better is less; beyond it stand ranks."""
    values = draft.values
    score = values.get("score")
    if (
        index is not None
        and draft.element is Element.SCORE
        and isinstance(score, int)
        and maximum < score <= _MOST_RANKED
    ):
        draft.element = Element.RANK
        values["rank"] = values.pop("score")
    is_judged = values.pop("_judged", False)
    if higher_is_better:
        return
    if is_judged:
        for key in ("change", "places"):
            if key in values:
                values[key] = -values[key]
    if draft.by_number and values.get("by") != "rank":
        values["op"] = {"ahead": "higher", "behind": "lower"}[values["op"]]


def _ignore(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    """Take the numbers of words that are about the scale of an index."""
    return []


def _opinion(draft: Draft, lexicon: Lexicon) -> list[Draft]:
    return [draft]


_RULES: Mapping[str, Callable[[Draft, Lexicon], list[Draft]]] = {
    "sign": figures.read_sign,
    "percent": figures.read_percent,
    "part_lost": figures.read_part_lost,
    "difference": figures.read_difference,
    "from_to": figures.read_from_to,
    "direction": figures.read_direction,
    "compare": groups.read_compare,
    "ratio": groups.read_ratio,
    "apart": groups.read_apart,
    "equal": groups.read_equal,
    "streak": groups.read_streak,
    "end": groups.read_end,
    "since": groups.read_since,
    "record": groups.read_record,
    "in_years": groups.read_in_years,
    "in_group": groups.read_in_group,
    "any_other": groups.read_any_other,
    "average_of": groups.read_average_of,
    "count_below": groups.read_count_below,
    "negated": groups.read_negated,
    "hdi_group": groups.read_hdi_group,
    "percentile": figures.read_percentile,
    "podium": figures.read_podium,
    "first": figures.read_first,
    "plain_rank": figures.read_plain_rank,
    "not_score": figures.read_not_score,
    "out_of": figures.read_out_of,
    "dimension": figures.read_dimension,
    "listed": figures.read_listed,
    "pair": figures.read_pair,
    "countries_beyond": groups.read_countries_beyond,
    "all_status": groups.read_all_status,
    "distribute": figures.read_distribute,
    "respectively": figures.read_respectively,
    "same": figures.read_same,
    "no_country": groups.read_no_country,
    "last_of_n": figures.read_last_of_n,
    "none_reaches": groups.read_none_reaches,
    "of_neighbours": groups.read_of_neighbours,
    "extreme_change": groups.read_extreme_change,
    "for_country": figures.read_for_country,
    "first_since": groups.read_first_since,
    "every_since": groups.read_every_since,
    "opinion": _opinion,
    "context_group": groups.read_context_group,
    "but_one": groups.read_but_one,
    "count_status": groups.read_count_status,
    "back": figures.read_back,
    "never": figures.read_never,
    "judged": figures.read_judged,
    "not_held_status": groups.read_not_held_status,
    "past_move": figures.read_past_move,
    "status_since": groups.read_status_since,
    "ignore": _ignore,
}
