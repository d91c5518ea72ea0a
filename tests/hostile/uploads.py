"""Files that nobody should upload: as a reader's own figures and as a structure.

`python -m tests.hostile.uploads` reads each under a limit of memory and of processor time for all of them,
and prints as JSON what became of it; the test beside this file starts it so. A limit that is met ends it.
"""

import gzip
import io
import json
import resource
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from indicators.catalogue.catalogue import Catalogue
from indicators.errors import ReaderError
from indicators.score import parse_structure
from indicators.score.own_data import parse_own
from tests.unit.score.structures import TOML

CPU_SECONDS = 240
MEMORY = 3 << 30
HEAD = "country,year,indicator,value\n"


def _zip_bomb() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("figures.csv", bytes(100_000_000))
    return content.getvalue()


def _parquet() -> bytes:
    content = io.BytesIO()
    pq.write_table(
        pa.table({"country": ["TJK"], "year": [2014], "indicator": ["a"], "value": [1.0]}), content
    )
    return content.getvalue()


def _row(country: str = "TJK", year: str = "2014", indicator: str = "a", value: str = "1") -> bytes:
    return f"{HEAD}{country},{year},{indicator},{value}\n".encode()


# What is read, and a part of what is said of it. Each is made when its turn comes: some are large.
FIGURES: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb": (_zip_bomb, "not UTF-8"),
    "gzip": (lambda: gzip.compress(HEAD.encode() * 1000), "not UTF-8"),
    "Parquet": (_parquet, ""),
    "Parquet cut in the middle": (lambda: _parquet()[:500], ""),
    "the signature of a workbook alone": (lambda: b"PK\x03\x04", "there is no column"),
    "an old workbook": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000), "not UTF-8"),
    "NUL in the header": (lambda: b"coun\x00try,year,indicator,value\nTJK,2014,a,1\n", "no column country"),
    "NUL bytes alone": (lambda: bytes(1_000_000), "row 1"),
    "UTF-16": (lambda: HEAD.encode("utf-16"), "not UTF-8"),
    "UTF-16 without a mark": (lambda: HEAD.encode("utf-16-le"), "no column"),
    "UTF-32": (lambda: HEAD.encode("utf-32"), "not UTF-8"),
    "a lone surrogate": (lambda: HEAD.encode() + b"\xed\xa0\x80,2014,a,1\n", "not UTF-8"),
    "a byte order mark twice": (lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + _row(), ""),
    "200 MB of rows": (lambda: HEAD.encode() + b"TJK,2014,a,1\n" * 15_384_000, "more than 1,000,000 rows"),
    "more than 200 MB": (lambda: bytes(200_000_001), "more than 200 MB"),
    "200 MB of empty lines": (lambda: HEAD.encode() + b"\n" * 199_000_000, "more than 1,000,000 rows"),
    "one line of 50 MB": (lambda: b"a" * 50_000_000, "first row has more than"),
    "a cell of 50 MB": (lambda: _row(country="T" * 50_000_000), "at most 500"),
    "ten million columns": (lambda: b"," * 10_000_000, "first row has more than"),
    "a header of many lines": (lambda: b'"\n",' * 10_000_000, "first row has more than"),
    "ten million columns below": (lambda: HEAD.encode() + b"," * 10_000_000, "no CSV"),
    "a quote that stays open": (lambda: HEAD.encode() + b'"' + b"TJK,2014,a,1\n" * 1_000_000, "no CSV"),
    "quotes alone": (lambda: b'"' * 1_000_001, "row 1"),
    "carriage returns alone": (lambda: b"\r" * 1_000_000, ""),
    "100,000 countries that are none": (
        lambda: (HEAD + "".join(f"Nowhere {n},2014,a,1\n" for n in range(100_000))).encode(),
        "99995 more unknown countries",
    ),
    "100,000 digits": (lambda: _row(value="1" * 100_000 + "x"), "at most 500"),
    "500 digits": (lambda: _row(value="1" * 499 + "x"), "is no number"),
    "a number of 400 digits": (lambda: _row(value="9" * 400), "is too large"),
    "a small exponent": (lambda: _row(value="1e-99999999999"), ""),
    "digits of another script": (lambda: _row(year="٢٠١٤"), "is no year"),
    "the year 9999": (lambda: _row(year="9999"), ""),
    "a formula as a country": (lambda: _row(country="=cmd|' /C calc'!A0"), "is not the code or name"),
    "markup as a country": (lambda: _row(country="<script>alert(1)</script>"), "is not the code or name"),
    "right to left": (lambda: _row(indicator="\u202ea"), "no value of an indicator"),
}


def _entries(kind: str, count: int, text: str) -> str:
    return "".join(f"[[{kind}]]\n{text.format(n=n)}\n" for n in range(count))


STRUCTURES: dict[str, tuple[Callable[[], str], str]] = {
    "nothing": (lambda: "", "`nodes` is missing"),
    "deep lists": (lambda: "a = " + "[" * 500_000, "not valid TOML"),
    "deep tables": (lambda: "a = " + "{a=" * 300_000, "not valid TOML"),
    "a dotted key of 400,000 parts": (lambda: "a." * 400_000 + "a = 1", "too many parts"),
    "quoted parts": (lambda: '"a" . ' * 150_000 + "a = 1", "too many parts"),
    "a table of 400,000 parts": (lambda: f"[{'a.' * 400_000}a]", "too many parts"),
    "parts in an inline table": (lambda: f"a = {{{'a.' * 400_000}a = 1}}", "too many parts"),
    "one long word": (lambda: "a" * 999_999, "not valid TOML"),
    "quotes": (lambda: '"a"' * 333_000, "not valid TOML"),
    "a quote that stays open": (lambda: 'a = """' + "\\u0041" * 160_000, "not valid TOML"),
    "100,000 keys": (lambda: "\n".join(f"k{n} = 1" for n in range(80_000)), "more than 10000 values"),
    "a million keys": (lambda: "\n".join(f"k{n} = 1" for n in range(1_000_000)), "1000000 characters"),
    "300,000 entries": (lambda: f"nodes = [{'[],' * 300_000}]", "more than 10000 values"),
    "many parts": (lambda: TOML + _entries("nodes", 2000, 'id = "x{n}"\nname = "x"'), "it has 2009 parts"),
    "many presets": (lambda: TOML + _entries("presets", 2500, 'id = "x{n}"\nname = "x"'), "parts"),
    "many weights": (
        lambda: (
            f'{TOML}\n[[presets]]\nid="x"\nname="x"\n'
            + _entries("presets.weights", 1500, 'id = "left"\nweight = 1')
        ),
        "two weights",
    ),
    "long names of unknown parents": (
        lambda: (
            "id='x'\nname='x'\n"
            + _entries("nodes", 400, f'id = "{"n" * 1500}{{n}}"\nname = "n"\nparent = "q"')
        ),
        "`indicators` is missing",
    ),
    "a chain of nodes": (
        lambda: (
            "id='x'\nname='x'\n[[nodes]]\nid='n0'\nname='n'\n"
            + "".join(f"[[nodes]]\nid='n{n}'\nname='n'\nparent='n{n - 1}'\n" for n in range(1, 490))
            + "[[indicators]]\nid='a'\nname='a'\nparent='n489'\ndirection='higher_is_better'\nworst=0\nbest=1"
        ),
        "",
    ),
    "a circle of nodes": (
        lambda: (
            TOML + "".join(f"[[nodes]]\nid='n{n}'\nname='n'\nparent='n{(n + 1) % 490}'\n" for n in range(490))
        ),
        "its parents form a circle",
    ),
    "a whole number of 400 digits": (lambda: TOML.replace("worst = 0", f"worst = {'9' * 400}", 1), "64 bits"),
    "a whole number of 5000 digits": (lambda: f"a = {'9' * 5000}", "not valid TOML"),
    "a number beyond all": (lambda: TOML.replace("worst = 0", "worst = 1e999", 1), "finite"),
    "not a number": (lambda: TOML.replace("worst = 0", "worst = nan", 1), "finite"),
    "a text of 900,000 characters": (lambda: f'id = "{"x" * 900_000}"', "where 2000 are allowed"),
    "NUL": (lambda: "a = 1\0", "not valid TOML"),
    "a lone surrogate": (lambda: 'a = "\\ud800"', "not valid TOML"),
    "markup": (lambda: TOML.replace('id = "test"', 'id = "<script>alert(1)</script>"'), ""),
    "a CSV": (lambda: HEAD, "not valid TOML"),
    "an impossible date": (lambda: "a = 9999-99-99", "not valid TOML"),
}


def outcome(read: Callable[[], object]) -> str:
    """The error that the reader sees for a file; empty if it was accepted."""
    try:
        read()
    except ReaderError as error:
        return str(error)
    return ""


def main() -> None:
    """Read every file under the limits."""
    countries, structure = Catalogue.read().countries, parse_structure(TOML)
    here = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (here + MEMORY, here + MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    told = {}
    for name, (figures, _) in FIGURES.items():
        content = figures()
        told[f"figures: {name}"] = outcome(lambda content=content: parse_own(content, structure, countries))
    for name, (text, _) in STRUCTURES.items():
        content = text()
        told[f"structure: {name}"] = outcome(lambda content=content: parse_structure(content))
    print(json.dumps(told))


if __name__ == "__main__":
    main()
