"""What every command promises to the person who types it."""

from __future__ import annotations

import argparse
import subprocess
import sys
from importlib import import_module

import pytest

from bot.__main__ import Command, list_commands, main
from tests.source import ROOT

COMMANDS = list_commands()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_has_help(command: Command, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([command.name, "--help"])
    assert ended.value.code == 0
    assert f"usage: allo-village {command.name}" in capsys.readouterr().out


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_takes_its_arguments_and_runs(command: Command) -> None:
    module = import_module(command.module)
    module.add_arguments(argparse.ArgumentParser())
    assert callable(module.run)


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    first_words = {line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("    ")}
    assert {command.name for command in COMMANDS} <= first_words


def test_an_unknown_command_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["dance"])
    assert ended.value.code == 2
    assert "dance" in capsys.readouterr().err


def test_an_area_that_does_not_ship_is_one_sentence_and_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "bonjour", "--area", "paris"]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("allo-village ask: there is no area 'paris'; there are durance-provence")


def test_a_command_starts_without_what_others_need() -> None:
    code = "import sys; from bot.__main__ import main; main(['check']); print({'aiohttp', 'telegram'} & {*sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.splitlines()[-1] == "set()"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    run = subprocess.run(
        f"{sys.executable} -m bot check | true", shell=True, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert run.stderr == ""
