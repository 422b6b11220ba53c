"""What is declared is used, what is used is declared, and the locks hold all of it and say nothing of registries."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata

import pytest

from tests.source import PACKAGES, ROOT, list_modules

LOCKS = ("requirements.lock", ".ci/requirements-dev.lock")
NEVER_IMPORTED = {
    "aiosqlite",  # SQLAlchemy loads it by the database's address
    "tzdata",  # zoneinfo reads it
}
IMPORT_NAMES = {"google": "gtfs-realtime-bindings"}
"""Of what shares its name with others."""
PIN = re.compile(r"^([a-z0-9.-]+)(?:\[[\w,]+\])?==(\S+)", re.MULTILINE)


def _pins(lock: str) -> set[tuple[str, ...]]:
    return set(PIN.findall((ROOT / lock).read_text(encoding="utf-8")))


def _declared(group: str | None = None) -> set[str]:
    """What the program needs, or what one group or extra of it needs besides."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    groups = {**project["dependency-groups"], **project["project"]["optional-dependencies"]}
    lines = groups[group] if group else project["project"]["dependencies"]
    return {_normal(re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0]) for line in lines}


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _imported() -> set[str]:
    """Distributions of what the program imports, by their normal name."""
    owners = metadata.packages_distributions()
    roots = {name.split(".")[0] for module in list_modules() for name in module.imports()}
    foreign = roots - set(PACKAGES) - sys.stdlib_module_names - {"__future__"}
    return {_normal(IMPORT_NAMES.get(root) or owners[root][0]) for root in foreign}


def test_every_import_is_declared() -> None:
    assert sorted(_imported() - _declared() - _declared("train") - _declared("roads")) == []


def test_every_declared_package_is_used() -> None:
    assert sorted(_declared() - _imported() - NEVER_IMPORTED) == []


def test_every_declared_package_is_locked() -> None:
    assert sorted(_declared() - {name for name, _ in _pins("requirements.lock")}) == []


def test_tests_run_on_the_versions_that_residents_are_answered_with() -> None:
    assert _pins("requirements.lock") - _pins(".ci/requirements-dev.lock") == set()


@pytest.mark.parametrize("lock", LOCKS)
def test_locks_hold_hashes_and_no_address(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    kinds = re.compile(r"#.*|[a-z0-9.-]+(\[[a-z]+\])?==[^ ]+( ; [^:/]+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?")
    assert [line for line in lines if not kinds.fullmatch(line)] == []
