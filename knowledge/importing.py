"""What an import would change: records that were read, against records that are known. Pure; nothing is stored here.

All or nothing: a plan with refusals must not be stored, so that nobody wonders which half of a file came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Generic, Protocol, TypeVar

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


class Storable(Protocol):
    """A frozen record that imports bring and the store keeps."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def record_id(self) -> str: ...

    @property
    def title(self) -> str:
        """What lists of changes call it."""
        ...


Record = TypeVar("Record", bound=Storable)

DATES = frozenset({"assured_date", "source"})
"""Fields that change with the day of the import where a file says no date."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[Record]):
    """What an importer made of a file."""

    records: tuple[Record, ...]
    refused: tuple[Refusal, ...] = ()
    left_out: tuple[Refusal, ...] = ()
    """What could not be read in an official file that nobody here can mend: told, but it blocks nothing."""
    outside: int = 0
    """Rows left aside because they lie too far from the area."""
    undated: frozenset[str] = frozenset()
    """Ids of services whose file says no date: the day of the import stands in, and alone is no change."""


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
    left_out: tuple[Refusal, ...] = ()
    outside: int = 0

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.changed or self.removed)

    @property
    def is_storable(self) -> bool:
        return not self.refused


AnyPlan = ImportPlan[Any]
"""Of any kind of record."""


def plan_import(
    reading: Reading[Record],
    current: Iterable[Record],
    origins: Mapping[str, str],
    *,
    area_id: str,
    origin: str,
    keep_others: bool = False,
    id_prefix: str | None = None,
) -> ImportPlan[Record]:
    """Compares by id. ``origins`` tells which import brought each current record.

    ``keep_others`` leaves alone a record that another import brought under the same id (what ships with the program
    must not overwrite what the operator imported since). With ``id_prefix`` the file speaks for every record whose id
    begins so, whatever brought it.
    """
    known = {record.record_id: record for record in current}
    added: list[Record] = []
    changed: list[Change[Record]] = []
    unchanged = 0
    for record in reading.records:
        key = record.record_id
        before = known.get(key)
        if before is None:
            added.append(record)
            continue
        is_moved = origins.get(key) != origin
        changes = diff(before, record, ignore=DATES if key in reading.undated else frozenset())
        if (is_moved and keep_others) or not (changes or is_moved):
            unchanged += 1
        else:
            changed.append(Change(before, record, changes))
    read = {record.record_id for record in reading.records}
    mine = {key for key in known if origins.get(key) == origin or (id_prefix and key.startswith(id_prefix))}
    return ImportPlan(
        area_id=area_id,
        origin=origin,
        added=tuple(added),
        changed=tuple(changed),
        removed=tuple(known[key] for key in known if key in mine and key not in read),
        unchanged=unchanged,
        refused=reading.refused,
        left_out=reading.left_out,
        outside=reading.outside,
    )


def diff(before: Record, after: Record, *, ignore: frozenset[str] = frozenset()) -> tuple[FieldChange, ...]:
    """The fields that differ, in the record's order."""
    names = (f.name for f in fields(before) if f.name not in ignore)
    pairs = ((name, getattr(before, name), getattr(after, name)) for name in names)
    return tuple(FieldChange(name, old, new) for name, old, new in pairs if old != new)


def describe_plan(plan: AnyPlan, *, limit: int = 20) -> tuple[str, ...]:
    """The plan in lines, at most ``limit`` of each kind, then how many more; refusals are never cut."""
    lines = [summarize_plan(plan)]
    lines += _some(plan.added, limit, lambda record: f"  + {_title(record)}")
    lines += _some(tuple(change for change in plan.changed if change.fields), limit, _describe_change)
    if moved := sum(not change.fields for change in plan.changed):
        lines.append(f"  = {moved} of the changed only come from this file from now on")
    lines += _some(plan.removed, limit, lambda record: f"  - {_title(record)}")
    lines += _some(plan.left_out, limit, lambda refusal: f"  ? {refusal} (left out)")
    lines += [f"  ! {refusal}" for refusal in plan.refused]
    return tuple(lines)


def summarize_plan(plan: AnyPlan) -> str:
    counts = f"{len(plan.added)} added, {len(plan.changed)} changed, {len(plan.removed)} removed"
    outside = f", {plan.outside} too far away" if plan.outside else ""
    return f"{counts}, {plan.unchanged} unchanged{outside}, {len(plan.refused)} refused"


def _describe_change(change: Change[Any]) -> str:
    details = "; ".join(f"{f.field}: {_brief(f.before)} -> {_brief(f.after)}" for f in change.fields)
    return f"  ~ {_title(change.after)}: {details}"


def _brief(value: object) -> str:
    text = "nothing" if value in (None, ()) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}..."


def _title(record: Storable) -> str:
    return f"{record.title} ({record.record_id})"


Item = TypeVar("Item")


def _some(items: tuple[Item, ...], limit: int, line: Callable[[Item], str]) -> list[str]:
    more = [f"  … {len(items) - limit} more"] if len(items) > limit else []
    return [line(item) for item in items[:limit]] + more
