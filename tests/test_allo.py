"""The bootstrap: installs once, starts at once from then on, and says in one sentence what a machine lacks."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.source import ROOT


@pytest.fixture
def allo(tmp_path: Path) -> Any:
    """The bootstrap as a module, with a project folder of its own that holds two small locks."""
    loader = SourceFileLoader("allo", str(ROOT / "allo"))
    spec = spec_from_loader("allo", loader)
    assert spec is not None
    module: Any = module_from_spec(spec)
    loader.exec_module(module)
    module.ROOT, module.VENV = str(tmp_path), str(tmp_path / ".venv")
    module.PYTHON = str(tmp_path / ".venv" / "bin" / "python")
    (tmp_path / module.TO_DEVELOP).parent.mkdir()
    (tmp_path / module.TO_RUN).write_text("six==1.17.0\n")
    (tmp_path / module.TO_DEVELOP).write_text("six==1.17.0\npytest==9.0.0\n")
    return module


@pytest.fixture
def installs(allo: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which locks were installed; nothing is fetched."""
    installed: list[str] = []
    monkeypatch.setattr(allo, "install", installed.append)
    return installed


def test_it_installs_once(allo: Any, installs: list[str]) -> None:
    allo.prepare(allo.TO_RUN)
    allo.prepare(allo.TO_RUN)
    assert installs == [allo.TO_RUN]


@pytest.mark.parametrize("arguments", [["train", "fr"], ["import", "roads", "monaco.osm.pbf"]])
def test_what_only_training_and_street_networks_take_is_installed_for_them(allo: Any, arguments: list[str]) -> None:
    assert allo.needs_tools(arguments)


@pytest.mark.parametrize("arguments", [[], ["demo"], ["import", "services", "roads"], ["ask", "train"]])
def test_no_resident_needs_the_tools(allo: Any, arguments: list[str]) -> None:
    assert not allo.needs_tools(arguments)


def test_it_installs_again_when_the_lock_has_changed(allo: Any, installs: list[str]) -> None:
    allo.prepare(allo.TO_RUN)
    Path(allo.ROOT, allo.TO_RUN).write_text("six==1.18.0\n")
    allo.prepare(allo.TO_RUN)
    assert installs == [allo.TO_RUN, allo.TO_RUN]


def test_it_installs_again_when_its_folder_was_moved(allo: Any, installs: list[str], tmp_path: Path) -> None:
    allo.prepare(allo.TO_RUN)
    moved = tmp_path.rename(tmp_path.with_name("elsewhere"))
    allo.ROOT, allo.VENV = str(moved), str(moved / ".venv")
    allo.PYTHON = str(moved / ".venv" / "bin" / "python")
    allo.prepare(allo.TO_RUN)
    assert installs == [allo.TO_RUN, allo.TO_RUN]


def test_who_has_the_tools_has_the_program(allo: Any, installs: list[str]) -> None:
    allo.prepare(allo.TO_DEVELOP)
    allo.prepare(allo.TO_RUN)
    assert installs == [allo.TO_DEVELOP]


def test_the_program_is_found_from_any_folder(allo: Any, installs: list[str], tmp_path: Path) -> None:
    (tmp_path / "bot.py").write_text("print('found')\n")
    allo.prepare(allo.TO_RUN)
    run = subprocess.run([allo.PYTHON, "-P", "-m", "bot"], cwd="/", capture_output=True, text=True, check=True)
    assert run.stdout == "found\n"


def test_what_installing_says_stays_off_the_output(
    allo: Any, installs: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    allo.prepare(allo.TO_RUN)
    said = capfd.readouterr()
    assert said.out == ""
    assert "allo: ready" in said.err


def test_without_uv_and_pip_it_says_what_to_install(
    allo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(allo.shutil, "which", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr(allo, "answers", lambda command: False)
    monkeypatch.setattr(allo.glob, "glob", lambda pattern: [])
    monkeypatch.setattr(allo.os, "geteuid", lambda: 1000)
    with pytest.raises(SystemExit) as ended:
        allo.install(allo.TO_RUN)
    assert ended.value.code == 2
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    assert f"sudo apt-get install --yes {version}-venv" in capsys.readouterr().err


def test_an_old_python_says_which_one_to_install(
    allo: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(allo.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(allo.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit):
        allo.main(["demo"])
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer and found only 3.9" in said
    assert "Install one with: " in said


def test_an_old_python_can_read_it() -> None:
    ast.parse((ROOT / "allo").read_text(encoding="utf-8"), feature_version=(3, 6))


def test_it_needs_the_standard_library_alone(allo: ModuleType) -> None:
    tree = ast.parse((ROOT / "allo").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported <= sys.stdlib_module_names
