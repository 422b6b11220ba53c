"""Our own spreadsheet of on-demand transport, for the many services that no feed describes: one row a service.

As with services, whatever cannot be read is refused with row, field, value and reason; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import cast

from knowledge.importers.base import ImportContext, Importer
from knowledge.importers.cells import (
    CellError,
    RowCells,
    read_past_date,
    read_position,
    read_url,
    read_word,
    read_yes_no,
    split_list,
)
from knowledge.importers.columns import made_id, read_rows, read_source
from knowledge.importers.phones import read_phones
from knowledge.importers.typed_hours import read_hours, read_visit_hours
from knowledge.importers.words import words_for
from knowledge.importing import Reading
from knowledge.model import Place
from knowledge.opening_hours import WEEKDAYS
from knowledge.rides.booking_rules import BookingRule
from knowledge.rides.booking_text import UnclearBookingError, read_notice
from knowledge.rides.on_demand_entry import Direction, OnDemandEntry
from knowledge.rides.zones import ZoneStop

HEADERS = "on_demand_columns"
REQUIRED_COLUMNS = ("name", "zone", "hours", "phone")
OWN_SOURCE = "tableau du transport à la demande"
_POINT = re.compile(r"(?P<name>.+?)\s*[(@]\s*(?P<lat>-?\d+[.]\d+)\s+(?P<lon>-?\d+[.]\d+)\s*\)?")
"""``gare de Château-Arnoux (44.0934 6.0085)``."""


def read_on_demand(content: bytes, context: ImportContext) -> Reading[OnDemandEntry]:
    """Raises UnreadableFileError when the file is no table, or lacks a column that no row can do without."""
    return read_rows(content, context, HEADERS, REQUIRED_COLUMNS, lambda cells: _EntryRow(cells, context).read())


@dataclass(frozen=True, slots=True)
class _Ends:
    communes: tuple[str, ...] = ()
    points: tuple[ZoneStop, ...] = ()
    country: str | None = None
    """Of the first commune."""


@dataclass(frozen=True, slots=True)
class _EntryRow:
    """Reads one row; what cannot be read is refused on ``cells``, and the rest read on, to tell all at once."""

    cells: RowCells
    context: ImportContext

    def read(self) -> OnDemandEntry | None:
        """None when the row is refused."""
        cells = self.cells
        for field in ("name", "zone", "hours"):
            if cells.text(field) is None:
                cells.refuse(field, "an on-demand service needs it")
        zone = cells.read("zone", self._ends) or _Ends()
        goals = cells.read("destinations", self._ends) or _Ends()
        country = self._country(zone)
        example = cells.read("example", read_yes_no) or False
        direction = cells.read("direction", partial(read_word, "direction")) or "both"
        past = partial(read_past_date, today=self.context.today)
        desk = cells.read("desk_hours", read_visit_hours)
        entry = OnDemandEntry(
            entry_id=cells.text("id") or made_id(cells.text("name") or "", *zone.communes[:1]),
            name=cells.text("name") or "",
            opening_hours=self._hours("hours") or "",
            source=read_source(cells, self.context, OWN_SOURCE),
            assured_date=cells.read("assured_date", past) or self.context.today,
            country=country,
            operator=cells.text("operator"),
            pickup_communes=zone.communes,
            pickup_points=zone.points,
            destination_communes=goals.communes,
            destination_points=goals.points,
            direction=cast("Direction", direction),
            return_hours=self._hours("return_hours"),
            eligibility=cells.text("eligibility"),
            phone=self._phone(country, fiction=example),
            desk_hours=desk,
            booking=cells.read("deadline", partial(_read_deadline, country=country)),
            fees=cells.text("fees"),
            url=cells.read("url", read_url),
            booking_url=cells.read("booking_url", read_url),
            description=cells.text("description"),
            example=example,
        )
        return None if cells.refused else entry

    def _country(self, zone: _Ends) -> str:
        text = (self.cells.text("country") or zone.country or self.context.country).upper()
        if not re.fullmatch(r"[A-Z]{2}", text):
            self.cells.refuse("country", "it takes two letters, such as FR or BE")
        return text

    def _hours(self, field: str) -> str | None:
        """With the days, which may stand in a column of their own."""
        days = self.cells.text("days") or ""
        return self.cells.read(field, partial(_read_service_hours, days=days))

    def _phone(self, country: str, *, fiction: bool) -> str | None:
        if self.cells.text("phone") is None and self.cells.text("booking_url") is None:
            self.cells.refuse("phone", "say whom to ring, or the address to book at in booking_url")
        numbers = self.cells.read("phone", partial(read_phones, country=country, fiction=fiction)) or ()
        if len(numbers) > 1:
            self.cells.refuse("phone", "only one number: the one that takes bookings")
        return numbers[0] if numbers else None

    def _ends(self, text: str) -> _Ends:
        """Communes, and points such as "gare de Château-Arnoux", between commas."""
        communes: dict[str, Place] = {}
        points: list[ZoneStop] = []
        for part in split_list(text):
            if point := self._point_with_position(part):
                points.append(point)
            elif commune := self._find_commune(part):
                communes[commune.commune_id] = commune
            else:
                points.append(self._point_in_commune(part))
        first = next(iter(communes.values()), None)
        return _Ends(tuple(communes), tuple(points), first.country if first else None)

    def _point_with_position(self, part: str) -> ZoneStop | None:
        found = _POINT.fullmatch(part)
        return ZoneStop(found["name"], read_position(float(found["lat"]), float(found["lon"]))) if found else None

    def _find_commune(self, name: str) -> Place | None:
        """None when no commune is called so. Raises CellError when several are."""
        where = self.context.whereabouts
        return where.get_commune(name, None) if where.is_commune(name) else None

    def _point_in_commune(self, part: str) -> ZoneStop:
        """ "gare de Château-Arnoux", "marché des Mées": the commune is what the words end with."""
        for name in _endings(part):
            if commune := self._find_commune(name):
                return ZoneStop(part, commune.position, commune.commune_id)
        example = "gare de Château-Arnoux, or with its place: gare (44.0934 6.0085)"
        raise CellError(f"{part!r} is no commune known here, and ends with none; a point is written like: {example}")


def _read_service_hours(text: str, days: str) -> str:
    hours = read_hours(f"{days} {text}").opening_hours
    if hours is None:
        raise CellError("does not say when one is picked up")
    says_days = days or re.search(r"[^\W\d_]{3}", text) or re.search(rf"\b(?:{'|'.join(WEEKDAYS)})\b", hours)
    if not says_days:
        raise CellError("say on which days too, here or in the column days: lun-ven 8h-12h")
    if "unknown" in hours or not re.search(r"\d:\d\d", hours):
        raise CellError("say at which hours too: lun-ven 8h-12h")
    return hours


def _read_deadline(text: str, country: str) -> BookingRule:
    try:
        return read_notice(text, country)
    except UnclearBookingError as error:
        raise CellError(str(error)) from error


def _endings(text: str) -> Iterator[str]:
    """The ends of a name, longest first; after "des" or "du" the article is written out again."""
    words = text.split()
    for start in range(1, len(words)):
        rest = " ".join(words[start:])
        yield rest
        for article in ("les", "le"):
            if words[start - 1].lower() in words_for("contracted", article):
                yield f"{article} {rest}"
        bare = re.sub(r"^[dl]['’]", "", rest, flags=re.IGNORECASE)
        if bare != rest:
            yield bare


ON_DEMAND = Importer(
    format="on-demand",
    says="our own spreadsheet of transport to ring for (`template --format on-demand` writes an empty one)",
    noun="on_demand",
    read=read_on_demand,
    is_whole=False,
)
