"""What an import would change: records that were read, against records that are known. Pure; nothing is stored here.

All or nothing: a plan with refusals must not be stored, so that nobody wonders which half of a file came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Generic, TypeVar

from knowledge.model import Place, Service

EVERYWHERE = "*"
"""The area id of what belongs to no area: a whole country's gazetteer."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One value that cannot be stored, told so that whoever made the file can find and mend it."""

    file: str
    row: int
    """As the spreadsheet shows it: the header is row 1."""
    field: str
    value: str
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}, {self.field} = {self.value!r}: {self.reason}"


Record = TypeVar("Record", Service, Place)


@dataclass(frozen=True, slots=True)
class Reading(Generic[Record]):
    """What an importer made of a file."""

    records: tuple[Record, ...]
    refused: tuple[Refusal, ...] = ()
    outside: int = 0
    """Rows left aside because they lie too far from the area."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class Change(Generic[Record]):
    before: Record
    after: Record
    fields: tuple[FieldChange, ...]
    """Empty when only the file that the record comes from has changed."""


@dataclass(frozen=True, slots=True)
class ImportPlan(Generic[Record]):
    area_id: str
    origin: str
    """Which file the records come from; what a later import of it no longer has is removed."""
    added: tuple[Record, ...] = ()
    changed: tuple[Change[Record], ...] = ()
    removed: tuple[Record, ...] = ()
    unchanged: int = 0
    refused: tuple[Refusal, ...] = ()
    outside: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)

    @property
    def is_storable(self) -> bool:
        return not self.refused


def plan_import(
    reading: Reading[Record],
    current: Iterable[Record],
    origins: Mapping[str, str],
    *,
    area_id: str,
    origin: str,
    keep_others: bool = False,
) -> ImportPlan[Record]:
    """Compares by id. ``origins`` tells which import brought each current record.

    ``keep_others`` leaves alone a record that another import brought under the same id (what ships with the program
    must not overwrite what the operator imported since).
    """
    known = {record_id(record): record for record in current}
    added: list[Record] = []
    changed: list[Change[Record]] = []
    unchanged = 0
    for record in reading.records:
        key = record_id(record)
        before = known.get(key)
        moved = before is not None and origins.get(key) != origin
        if before is None:
            added.append(record)
        elif (moved and keep_others) or (record == before and not moved):
            unchanged += 1
        else:
            changed.append(Change(before, record, diff(before, record)))
    read = {record_id(record) for record in reading.records}
    removed = tuple(r for key, r in known.items() if key not in read and origins.get(key) == origin)
    return ImportPlan(
        area_id, origin, tuple(added), tuple(changed), removed, unchanged, reading.refused, reading.outside
    )


def diff(before: Record, after: Record) -> tuple[FieldChange, ...]:
    pairs = ((f.name, getattr(before, f.name), getattr(after, f.name)) for f in fields(before))
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if old != new)


def record_id(record: Service | Place) -> str:
    return record.service_id if isinstance(record, Service) else record.place_id


def describe_plan(plan: ImportPlan[Record], *, limit: int = 20) -> tuple[str, ...]:
    """The plan in lines, at most ``limit`` of each kind, then how many more; refusals are never cut."""
    lines = [summarize_plan(plan)]
    lines += _some(plan.added, limit, lambda record: f"  + {_title(record)}")
    lines += _some(plan.changed, limit, _describe_change)
    lines += _some(plan.removed, limit, lambda record: f"  - {_title(record)}")
    lines += [f"  ! {refusal}" for refusal in plan.refused]
    return tuple(lines)


def summarize_plan(plan: ImportPlan[Record]) -> str:
    counts = f"{len(plan.added)} added, {len(plan.changed)} changed, {len(plan.removed)} removed"
    outside = f", {plan.outside} too far away" if plan.outside else ""
    return f"{counts}, {plan.unchanged} unchanged{outside}, {len(plan.refused)} refused"


def _describe_change(change: Change[Record]) -> str:
    details = "; ".join(f"{f.field}: {_brief(f.before)} -> {_brief(f.after)}" for f in change.fields)
    return f"  ~ {_title(change.after)}: {details or 'now from this file'}"


def _brief(value: object) -> str:
    text = "nothing" if value in (None, ()) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _title(record: Service | Place) -> str:
    if isinstance(record, Place):
        return f"{record.name} ({record.place_id})"
    where = f", {record.location.commune}" if record.location else ""
    return f"{record.name}{where} ({record.service_id})"


Item = TypeVar("Item")


def _some(items: tuple[Item, ...], limit: int, line: Callable[[Item], str]) -> list[str]:
    more = [f"  … {len(items) - limit} more"] if len(items) > limit else []
    return [line(item) for item in items[:limit]] + more
