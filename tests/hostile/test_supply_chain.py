"""What `make sbom` and `make audit` say, of answers as pip-audit and cyclonedx-py give them."""

import itertools
import json

from tests.hostile.supply_chain import LOCKS, told, verdict

LOCK = """\
needed==1.0 \\
    --hash=sha256:aa
    # via
    #   top
    #   governance-risk (pyproject.toml)
top==2.0 \\
    --hash=sha256:bb
    # via governance-risk (pyproject.toml)
"""


def component(name: str, version: str) -> dict[str, object]:
    return {
        "bom-ref": "requirements-L1",
        "name": name,
        "version": version,
        "purl": f"pkg:pypi/{name}@{version}",
        "description": "requirements line 1",
        "externalReferences": [{"type": "distribution", "url": f"https://index.invalid/simple/{name}/"}],
    }


def answer(*packages: dict[str, object]) -> str:
    return json.dumps({"dependencies": list(packages), "fixes": []})


def test_a_bill_of_materials_names_no_host_and_says_who_needs_whom():
    document = told({"components": [component("needed", "1.0"), component("top", "2.0")]}, LOCK)
    assert "index.invalid" not in json.dumps(document)
    assert document["dependencies"] == [
        {"ref": "pkg:pypi/needed@1.0", "dependsOn": []},
        {"ref": "pkg:pypi/top@2.0", "dependsOn": ["pkg:pypi/needed@1.0"]},
        {"ref": "root-component", "dependsOn": ["pkg:pypi/needed@1.0", "pkg:pypi/top@2.0"]},
    ]


def test_every_package_of_the_locks_has_hashes():
    for lock in LOCKS:
        lines = lock.read_text(encoding="utf-8").splitlines()
        for line, after in itertools.pairwise(lines):
            assert "==" not in line or line.startswith(" ") or after.startswith("    --hash=sha256:")


def test_a_known_vulnerability_fails_the_check():
    bad = {"name": "x", "version": "1", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2"]}]}
    status, lines = verdict(answer(bad, {"name": "y", "version": "1", "vulns": []}), "")
    assert status == 1
    assert lines == ["audit: x 1: PYSEC-1; mended in 2", "audit: 2 packages, 1 vulnerabilities."]


def test_no_vulnerability_passes_and_what_the_service_does_not_know_is_named():
    good, unknown = {"name": "y", "version": "1", "vulns": []}, {"name": "z", "skip_reason": "not found"}
    assert verdict(answer(good, unknown), "") == (
        0,
        ["audit: 1 packages, 0 vulnerabilities.", "audit: not known to the service: z."],
    )


def test_a_service_that_is_not_there_or_knows_nothing_is_no_audit():
    assert verdict("", "requests.exceptions.ConnectionError: no route") == (None, ["it cannot be reached"])
    nothing = answer({"name": "z", "skip_reason": "not found"})
    assert verdict(nothing, "No known vulnerabilities found") == (None, ["it knows none of 1 packages"])


def test_a_program_that_fails_for_another_reason_fails_the_check():
    status, (line,) = verdict("", "pip-audit: error: unrecognized arguments: --x")
    assert status == 1
    assert "unrecognized" in line
