"""The map of the house, held by a test: imports point down, and each outside thing has its one place."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.source import ROOT, Module, list_modules

NETWORK = ("aiohttp", "telegram", "twilio", "requests", "httpx", "urllib.request", "socket", "smtplib")
DATABASE = ("sqlalchemy", "alembic", "aiosqlite", "sqlite3")

MAY_NOT_IMPORT = {
    "knowledge": ("handlers", "bot", "telegram", "twilio"),
    "knowledge.importers": ("knowledge.store", *DATABASE),
    "knowledge.exporters": ("knowledge.store", *DATABASE),
    "handlers": (
        "bot",
        "knowledge.store",
        "knowledge.importers",
        "knowledge.exporters",
        "asyncio",
        "threading",
        "random",
        "time",
        *NETWORK,
        *DATABASE,
    ),
}
"""Package -> what it and all below it may not name in an import."""

ONLY_PLACE_OF = {
    "telegram": "bot.channels",
    "twilio": "bot.channels",
    "sqlalchemy": "knowledge.store",
    "alembic": "knowledge.store",
    "osmium": "knowledge.importers.osm_roads",
    "google": "knowledge.rides.realtime",
}
"""Third party -> the only package that may import it."""

BUILT_ONLY_IN = ("bot.app", "bot.commands", "bot.__main__")
BUILT = ("Store.open", "TurnRunner", "Directories", "Deliveries", "load_languages", "Settings.from_env")
"""What only the composition root and the commands build; everyone else is handed it."""

CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.monotonic"}
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "base_utils", "tools"}

LONGEST_FILE = 450
LONGER_TODAY = {"handlers/decide.py": 650, "handlers/when_grammar.py": 700}
"""Files that wait to be split, and what they may not grow beyond until then."""
LONGEST_FUNCTION = 60

MODULES = list_modules()


def _is_below(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


@pytest.mark.parametrize("package", MAY_NOT_IMPORT)
def test_imports_point_down(package: str) -> None:
    wrong = [
        f"{module.path} imports {name}"
        for module in MODULES
        if module.is_in(package)
        for name in module.imports()
        if any(_is_below(name, banned) for banned in MAY_NOT_IMPORT[package])
    ]
    assert wrong == []


@pytest.mark.parametrize("library", ONLY_PLACE_OF)
def test_a_service_of_others_has_one_place(library: str) -> None:
    wrong = [
        f"{module.path} imports {name}"
        for module in MODULES
        if not module.is_in(ONLY_PLACE_OF[library])
        for name in module.imports()
        if _is_below(name, library)
    ]
    assert wrong == []


def test_only_the_composition_root_and_the_commands_build() -> None:
    wrong = [
        f"{module.path} calls {call}"
        for module in MODULES
        if not any(module.is_in(place) for place in BUILT_ONLY_IN)
        for call in module.calls()
        if call in BUILT
    ]
    assert wrong == []


def test_handlers_know_no_clock() -> None:
    wrong = [f"{m.path} calls {call}" for m in MODULES if m.is_in("handlers") for call in m.calls() if call in CLOCKS]
    assert wrong == []


def test_handlers_print_and_open_nothing_while_they_answer() -> None:
    wrong = [
        f"{module.path} calls {call}"
        for module in MODULES
        if module.is_in("handlers")
        for call in module.calls()
        if call in {"print", "input"}
    ]
    assert wrong == []


def test_only_settings_read_the_environment() -> None:
    wrong = [
        f"{module.path} reads {name}"
        for module in MODULES
        if module.name != "bot.settings"
        for name in [*module.names(), *module.imports()]
        if name in {"os.environ", "os.getenv", "os.environb"}
    ]
    assert wrong == []


def test_imports_say_where_they_lead() -> None:
    wrong = [
        module.path
        for module in MODULES
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert wrong == []


def test_modules_are_called_after_what_they_hold() -> None:
    assert [module.path for module in MODULES if VAGUE & set(module.name.split("."))] == []


def test_files_can_be_read_in_one_go() -> None:
    lengths = {module.path: module.text.count("\n") for module in MODULES}
    assert {path: lines for path, lines in lengths.items() if lines > LONGER_TODAY.get(path, LONGEST_FILE)} == {}


def test_functions_can_be_read_at_a_glance() -> None:
    assert [text for m in MODULES if "migrations" not in m.name for text in _long_functions(m)] == []


def _long_functions(module: Module) -> list[str]:
    return [
        f"{module.path} {node.name}"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= LONGEST_FUNCTION
    ]


def test_every_public_module_says_what_it_is_for() -> None:
    assert [m.path for m in MODULES if m.text.strip() and ast.get_docstring(m.tree) is None] == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {path.parent for path in (ROOT / "tests").rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []


TRACES = {
    "a package registry's address": re.compile(
        r"(pypi|pythonhosted|npmjs|yarnpkg|crates|rubygems)\.(org|com|io)\b|(deb|security)\.debian\.org|extra-index-url|find-links"
    ),
    "a path of the machine it was written on": re.compile(
        r"(?<![\w.])/(work/(main|shared|venv)|root/\.|opt/(pypi|wheels)|home/\w+/)"
    ),
}
MAY_TELL = {"tests/test_architecture.py"}


@pytest.mark.parametrize("trace", TRACES)
def test_no_file_holds(trace: str) -> None:
    wrong = [path for path in _tracked() if path not in MAY_TELL and TRACES[trace].search(_text(path))]
    assert wrong == []


def _tracked() -> list[str]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a git work tree, so nothing tells what belongs to the project")
    return [path for path in listed.stdout.decode().split("\0") if path and (ROOT / path).is_file()]


def _text(path: str) -> str:
    try:
        return Path(ROOT, path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
