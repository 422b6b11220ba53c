"""The program's own source as tests read it: modules, what they import and what they call."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "handlers", "knowledge")


@dataclass(frozen=True, slots=True)
class Module:
    """``name`` with dots; ``path`` from the project's folder."""

    name: str
    path: str
    text: str
    tree: ast.Module

    def is_in(self, package: str) -> bool:
        return self.name == package or self.name.startswith(package + ".")

    def imports(self) -> Iterator[str]:
        """Full names; ``from a import b`` gives ``a.b``, whether b is a module or something inside one."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    def calls(self) -> Iterator[str]:
        """What is called, as it is written: ``Store.open``, ``datetime.now``."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield ast.unparse(node.func)

    def names(self) -> Iterator[str]:
        """Every dotted name that is used, as it is written."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Attribute):
                yield ast.unparse(node)


@cache
def list_modules() -> tuple[Module, ...]:
    return tuple(_read(path) for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))


def _read(path: Path) -> Module:
    relative = path.relative_to(ROOT)
    parts = relative.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    text = path.read_text(encoding="utf-8")
    return Module(name, relative.as_posix(), text, ast.parse(text))
