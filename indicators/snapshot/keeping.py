"""Keep the frames that a snapshot read last, for a program that asks it many questions."""

from functools import lru_cache

import pandas as pd

from indicators.snapshot.snapshot import Snapshot

# Indicators in memory at once; the largest, with all its editions, takes about 10 MB.
FRAMES = 16


class KeepingSnapshot(Snapshot):
    """The same snapshot as `opened`; its frames are shared, so do not change them."""

    def __init__(self, opened: Snapshot) -> None:
        # Not opened anew: another snapshot may be in its folder by now.
        self.__dict__.update(opened.__dict__)
        self._kept = lru_cache(maxsize=FRAMES)(opened.all_editions)

    def all_editions(self, indicator: str) -> pd.DataFrame:
        """Return the rows of an indicator in every edition, as `Snapshot.all_editions`."""
        return self._kept(indicator)
