"""Print how much of a corpus is read and judged right; exit 1 below the floor of docs/performance.md."""

import sys
from collections import Counter
from pathlib import Path

from benchmarks.claims.measure import CORPUS, measure, read
from indicators.cli.options import open_snapshot

# The floor that docs/performance.md states, in per cent.
FLOOR = {"found": 90, "read": 85, "right": 95}
CEILING = {"wrong": 2, "alarms": 2}
_COLUMNS = ("claims", "found", "read", "right", "wrong", "not_claims", "alarms")


def main() -> int:
    """Measure the corpus that the command names, by default our own."""
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else CORPUS
    counts = measure(read(path), open_snapshot(None))
    total: Counter[str] = Counter()
    print(f"{'kind':24}" + "".join(f"{column:>12}" for column in _COLUMNS))
    for kind, count in counts.items():
        total.update(count)
        print(f"{kind:24}" + "".join(f"{count[column]:12}" for column in _COLUMNS))
    print(f"{'all':24}" + "".join(f"{total[column]:12}" for column in _COLUMNS))
    shares = {
        "found": _percent(total["found"], total["claims"]),
        "read": _percent(total["read"], total["claims"]),
        "right": _percent(total["right"], total["read"]),
        "wrong": _percent(total["wrong"], total["claims"]),
        "alarms": _percent(total["alarms"], total["not_claims"]),
    }
    print(
        "found {found:.1f} %, read {read:.1f} %, right of those read {right:.1f} %, wrong {wrong:.1f} %, "
        "false alarms {alarms:.1f} %".format(**shares)
    )
    low = [name for name, least in FLOOR.items() if shares[name] < least]
    high = [name for name, most in CEILING.items() if shares[name] > most]
    for name in (*low, *high):
        print(f"beyond the limit of docs/performance.md: {name}", file=sys.stderr)
    return 1 if low or high else 0


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


if __name__ == "__main__":
    sys.exit(main())
