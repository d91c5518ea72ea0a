"""What the project is made of, and whether a vulnerability of it is known: `make sbom`, `make audit`.

    python -m tests.hostile.supply_chain sbom     writes sbom.json (CycloneDX) from requirements/run.lock
    python -m tests.hostile.supply_chain audit    asks an advisory service about both lock files

The audit fails for a known vulnerability alone. Where no service can be reached, it says so in a line: a
check must not depend on the network, and must not look as if it had been made.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
LOCKS = tuple(ROOT / "requirements" / name for name in ("run.lock", "dev.lock"))
SBOM = ROOT / "sbom.json"
AUDIT_SECONDS = 300
SERVICES = ("pypi", "osv")


def sbom() -> dict[str, Any]:
    """The run-time packages of the lock as a CycloneDX document: versions, hashes, who needs whom."""
    made = subprocess.run(
        [
            *(Path(sys.executable).with_name("cyclonedx-py"), "requirements", "--short-PURLs"),
            *("--output-reproducible", "--of", "JSON", "--pyproject", ROOT / "pyproject.toml", LOCKS[0]),
        ],
        capture_output=True,
        check=True,
    )
    return told(json.loads(made.stdout), LOCKS[0].read_text(encoding="utf-8"))


def told(document: dict[str, Any], lock: str) -> dict[str, Any]:
    """A document without the host of any package index, and with the dependencies that a lock tells.

    The hashes stay, under the package's URL (`pkg:pypi/...`) instead of an index's.
    """
    for component in document["components"]:
        component.pop("description", None)
        component["bom-ref"] = component["purl"]
        for reference in component.get("externalReferences", ()):
            reference |= {"url": component["purl"], "comment": "hashes of the files that may be installed"}
    metadata = document.get("metadata", {})
    for tool in metadata.get("tools", {}).get("components", ()):
        tool.pop("externalReferences", None)
    root = metadata.get("component", {}).get("bom-ref", "root-component")
    purls = {component["name"]: component["purl"] for component in document["components"]}
    needs: dict[str, set[str]] = {ref: set() for ref in (root, *purls.values())}
    for name, wanted_by in _via(lock).items():
        for who in wanted_by:
            if name in purls:
                needs[purls.get(who, root)].add(purls[name])
    document["dependencies"] = [{"ref": ref, "dependsOn": sorted(on)} for ref, on in sorted(needs.items())]
    return document


def _via(lock: str) -> dict[str, list[str]]:
    """Who wants each package, by the `# via` comments of a lock."""
    wanted_by: dict[str, list[str]] = {}
    name = ""
    for line in lock.splitlines():
        if match := re.match(r"([A-Za-z0-9._-]+)==", line):
            name = match[1]
            wanted_by[name] = []
        elif match := re.match(r"    # (?:via |  )([A-Za-z0-9._-]+)", line):
            wanted_by[name].append(match[1])
    return wanted_by


def audit() -> int:
    """Ask the services in turn until one knows our packages; 1 where a vulnerability is known, else 0."""
    silent = []
    for service in SERVICES:
        status, lines = verdict(*_asked(service))
        if status is not None:
            print(*lines, sep="\n")
            return status
        silent.append(f"{service}: {lines[0]}")
    print(f"audit: NOT MADE, no advisory service could be asked ({'; '.join(silent)}).")
    return 0


def _asked(service: str) -> tuple[str, str]:
    command = [
        *(Path(sys.executable).with_name("pip-audit"), f"--vulnerability-service={service}", "--format=json"),
        *("--require-hashes", "--disable-pip", "--progress-spinner=off"),
        *(part for lock in LOCKS for part in ("-r", lock)),
    ]
    try:
        ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=AUDIT_SECONDS)
    except subprocess.TimeoutExpired:
        return "", f"no answer in {AUDIT_SECONDS} seconds"
    return ended.stdout, ended.stderr


def verdict(answer: str, complaint: str) -> tuple[int | None, list[str]]:
    """What pip-audit's output means: 1 with the vulnerabilities, 0 with a count, None where nobody knew."""
    try:
        packages = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        if "unreachable" in complaint or re.search("ConnectionError|Timeout|SSLError|ProxyError", complaint):
            return None, ["it cannot be reached"]
        last = complaint.strip().splitlines()[-1:] or ["no answer"]
        if not re.search("resolve|connect|answer in|ServiceError|HTTPError", last[0]):
            return 1, [f"audit: pip-audit failed: {last[0][:300]}"]
        return None, [last[0][:120]]
    known = [package for package in packages if "vulns" in package]
    if not known:
        return None, [f"it knows none of {len(packages)} packages"]
    found = [line for package in known for line in _vulnerabilities(package)]
    unknown = sorted({package["name"] for package in packages if "vulns" not in package})
    end = [f"audit: not known to the service: {', '.join(unknown)}."] if unknown else []
    return int(bool(found)), [*found, f"audit: {len(known)} packages, {len(found)} vulnerabilities.", *end]


def _vulnerabilities(package: Mapping[str, Any]) -> list[str]:
    return [
        f"audit: {package['name']} {package['version']}: {one['id']}; "
        f"mended in {', '.join(one.get('fix_versions', ())) or 'no version yet'}"
        for one in package["vulns"]
    ]


def main(command: str) -> int:
    """Run one of the commands; the exit status."""
    if command == "audit":
        return audit()
    SBOM.write_text(json.dumps(sbom(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{SBOM.name}: {len(json.loads(SBOM.read_text())['components'])} packages")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
