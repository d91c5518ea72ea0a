"""Find a Chromium or Chrome for the browser tests, install one if there is none, or say how to.

python tests/browser/chromium.py     prints its path; exit status 1 if there is none
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
VARIABLE = "CHROMIUM"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def find() -> str | None:
    """The path of a browser: named by the variable, on the PATH, or Playwright's own."""
    given = os.environ.get(VARIABLE)
    if given:
        return given if Path(given).is_file() else None
    for name in NAMES:
        found = shutil.which(name)
        if found:
            return found
    if Path(MAC).is_file():
        return MAC
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).is_file() else None


def get() -> None:
    """Install one: Debian's by apt where we may, else Playwright's own."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=sys.stderr)
        subprocess.run(
            ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"],
            check=False,
            stdout=sys.stderr,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    if find() is None:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"], check=False, stdout=sys.stderr
        )


def main() -> int:
    if find() is None and not os.environ.get(VARIABLE):
        print("No Chromium or Chrome found; installing one for the browser tests.", file=sys.stderr)
        get()
    found = find()
    if found is None:
        given = os.environ.get(VARIABLE)
        seen = f"{VARIABLE}={given} is no file" if given else "none on the PATH, and none could be installed"
        print(
            f"The browser tests need a Chromium or Chrome: {seen}. Install one (Debian: apt install "
            "chromium; elsewhere: .venv/bin/playwright install chromium), or name it: "
            f"{VARIABLE}=/path/to/chrome make test",
            file=sys.stderr,
        )
        return 1
    print(f"Browser for the tests: {found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
