"""How much is tried, and what: hostile texts for every door.

`GOVERNANCE_RISK_FUZZ=50 pytest tests/hostile` tries fifty times as much as `make test`.
"""

import os

from hypothesis import strategies as st

FUZZ_VARIABLE = "GOVERNANCE_RISK_FUZZ"

HOSTILE = (
    "",
    " ",
    "\x00",
    "nul\x00byte",
    "\ud800",
    "\udc80\udcff",
    "\u202eevil\u202c",
    "\u2066isolate",
    "\ufeff",
    "\U0010ffff",
    "e\u0301" * 50,
    "İ",
    "ſ",
    "٢٠١٥",
    "２０１５",
    "²⁰¹⁵",
    "²",
    "½",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "[click](javascript:alert(1))",
    "![x](http://evil.invalid/x.png)",
    "$\\frac{1}{0}$",
    ":material/delete: :red[x]",
    "{{7*7}}${7*7}%s%n{0.__class__}",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "' OR 1=1 --",
    "; rm -rf /",
    "$(id)",
    "../../etc/passwd",
    "..\\..\\windows\\win.ini",
    "%2e%2e%2f",
    "%252e%252e%252f",
    "/etc/passwd",
    "file:///etc/passwd",
    "observations/../datapackage",
    "CON",
    ".",
    "..",
    "\r\nX-Evil: 1",
    "9" * 400,
    "-" + "9" * 400,
    "1e999",
    "nan",
    "inf",
    "0x10",
    "1_000",
    "-1",
    "0000",
    "9999",
    "None",
    "null",
    "true",
    ",",
    "," * 1999,
    ":" * 100,
    "-".join(["2014"] * 100),
    "TJK" * 600,
    "a" * 100_000,
    "\u202e" * 100_000,
)


def examples(few: int) -> int:
    """How many examples of a property are tried: few, unless a long run is asked for."""
    return max(1, round(few * float(os.environ.get(FUZZ_VARIABLE, "1"))))


# Any text, also such as no encoder takes; what has been seen to hurt others; and both, mixed.
nasty = st.one_of(
    st.text(st.characters(), max_size=60),
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from(HOSTILE[:-2]), min_size=2, max_size=3).map("".join),
)
# The same for what goes over a wire, which has no lone surrogates.
sendable = nasty.map(lambda text: text.encode("utf-8", "replace").decode())
