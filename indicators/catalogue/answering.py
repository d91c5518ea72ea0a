"""Find the indicator that answers for another one on a day before its method was new."""

import datetime as dt

from indicators.catalogue.catalogue import Catalogue
from indicators.model import Edition


def answering_indicator(catalogue: Catalogue, id: str, as_of: dt.date) -> str:
    """Return the id of the indicator that measured by `as_of` what `id` measures.

    It is `id` itself once an edition of it had been published, and where no other method had one by then.
    Else it is the one of its `other_methods` whose newest edition of that day came out last; of several it is
    the one that `other_methods` names first. Whether the edition is held is not asked. Raises `QuestionError`
    for an unknown id.
    """
    if _newest(catalogue, id, as_of) is not None:
        return id
    published = [
        (edition.published, other)
        for other in catalogue.indicator(id).other_methods
        if (edition := _newest(catalogue, other, as_of)) is not None
    ]
    return max(published, key=lambda pair: pair[0])[1] if published else id


def _newest(catalogue: Catalogue, id: str, as_of: dt.date) -> Edition | None:
    published = [edition for edition in catalogue.editions_of(id) if edition.published <= as_of]
    return published[-1] if published else None
