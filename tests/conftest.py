"""What every test may ask for, and what CI does not let pass: a part skipped for want of a tool."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = ROOT / "../shared"
SHARED_IS_ABSENT = "../shared is absent"

_skipped: list[tuple[str, str]] = []


@pytest.fixture
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The data and conversations beside the project; who has only the project skips what needs them."""
    if not SHARED.is_dir():
        pytest.skip(SHARED_IS_ABSENT)
    return SHARED.resolve()


@pytest.fixture(scope="session")
def chromium() -> str:
    """The browser's program."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine")
    return program


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees an operator's tokens, or writes where an operator's data are."""
    for name in os.environ:
        if name.startswith("ALLO_"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        _skipped.append((report.nodeid, reason.removeprefix("Skipped: ")))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    if _unexcused():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for test, reason in _unexcused():
        terminalreporter.write_line(f"CI must not skip {test}: {reason}", red=True)


def _unexcused() -> list[tuple[str, str]]:
    """On CI (CI_SKIPS_NOTHING is set) the only excuse is that ../shared really is absent."""
    if not os.environ.get("CI_SKIPS_NOTHING"):
        return []
    return [skip for skip in _skipped if SHARED.is_dir() or SHARED_IS_ABSENT not in skip[1]]
