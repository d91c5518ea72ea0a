"""Know the day: the same in every process, whatever the time zone of its machine."""

import datetime as dt


def today() -> dt.date:
    """Return the day of UTC."""
    return dt.datetime.now(dt.UTC).date()
