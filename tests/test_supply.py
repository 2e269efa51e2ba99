"""What the program is made of is told whole: the bill of materials, the licences, the sums of what is given out."""

import json
import tarfile
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from tests.trust import package, supply


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is given out."""
    folder = tmp_path_factory.mktemp("given") / "dist"
    package.build(folder)
    return folder


def test_every_package_of_the_lock_has_hashes() -> None:
    names = [line.split("==")[0] for line in (supply.ROOT / "requirements.lock").read_text().splitlines() if not line.startswith(" ")]
    locked = list(supply.locked())
    assert [name for name, _, _ in locked] == names
    assert all(hashes for _, _, hashes in locked)


def test_bill_of_materials_is_that_of_the_lock(dist: Path) -> None:
    bill = json.loads((dist / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert [(one["name"], one["version"], [of["content"] for of in one["hashes"]]) for one in bill["components"]] == list(supply.locked())


def test_bill_of_materials_keeps_to_its_schema() -> None:
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    assert JsonStrictValidator(SchemaVersion.V1_6).validate_str(supply.sbom()) is None


def test_licences_are_those_of_the_lock() -> None:
    rows = [line.strip("| ").split(" | ") for line in (supply.ROOT / "docs" / "licences.md").read_text(encoding="utf-8").splitlines()]
    listed = {name: (version, licence) for name, version, licence in (row for row in rows[6:] if len(row) == 3)}
    assert {name: version for name, version, _ in supply.locked()} == {name: version for name, (version, _) in listed.items()}
    assert [name for name, (_, licence) in listed.items() if not licence or licence == "not said"] == []


def test_sums_are_those_of_what_is_given_out(dist: Path) -> None:
    summed = dict(reversed(line.split("  ")) for line in (dist / "SHA256SUMS").read_text().splitlines())
    assert summed == {file.name: sha256(file.read_bytes()).hexdigest() for file in dist.iterdir() if file.name != "SHA256SUMS"}
    assert sorted(Path(name).suffix for name in summed) == [".gz", ".json", ".whl"]


def test_wheel_and_sdist_hold_what_they_must(dist: Path) -> None:
    (wheel,), (sdist,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    in_wheel = set(zipfile.ZipFile(wheel).namelist())
    with tarfile.open(sdist) as archive:
        in_sdist = {name.partition("/")[2] for name in archive.getnames()}
    tree = {
        path.relative_to(supply.ROOT).as_posix() for top in ("corpus", "extractors", "pipeline") for path in (supply.ROOT / top).rglob("*")
    }
    needed = {
        name
        for name in tree
        if Path(name).suffix in {".py", ".toml", ".csv", ".cfg", ".css", ".js", ".svg"} and not name.startswith("corpus/gold/")
    }
    assert needed - in_wheel == set()
    assert needed - in_sdist == set()
    assert {
        ".ci/run",
        "Makefile",
        "LICENSE",
        "CITATION.cff",
        "requirements.lock",
        "build.in",
        "tests/conftest.py",
        "docs/reliability.md",
    } <= in_sdist
    assert not [name for name in in_wheel if name.startswith(("tests/", "docs/"))]
