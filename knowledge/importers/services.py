"""Our own spreadsheet of services, as LAG staff fill it in: headers and words in French or English, hours as typed.

Staff can mend their file, so whatever cannot be read is refused with row, field, value and reason; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import cast

from knowledge.importers.base import ImportContext, Importer
from knowledge.importers.cells import (
    CellError,
    RowCells,
    read_date,
    read_degrees,
    read_email,
    read_past_date,
    read_position,
    read_url,
    read_word,
    read_yes_no,
    split_list,
)
from knowledge.importers.columns import made_id, read_rows, read_source
from knowledge.importers.notices import read_notice
from knowledge.importers.phones import read_phones
from knowledge.importers.typed_hours import read_hours, read_visit_hours
from knowledge.importers.whereabouts import check_distance, written_postcode
from knowledge.importing import Reading
from knowledge.model import (
    Alert,
    Appointment,
    Delivery,
    Location,
    Phone,
    PhoneKind,
    Place,
    Position,
    Service,
    ServiceStatus,
    Source,
    Visit,
)
from knowledge.names import fold
from knowledge.taxonomy import Taxonomy

PHONE_COLUMNS: Mapping[str, PhoneKind] = {"phone": "voice", "mobile_phone": "voice", "booking_phone": "booking"}
REQUIRED_COLUMNS = ("name", "category")
OWN_SOURCE = "tableau des services"
WITHOUT_PLACE = ("phone", "online", "home", "mobile")


def read_services(content: bytes, context: ImportContext) -> Reading[Service]:
    """Raises UnreadableFileError when the file is no table, or has no column of names or categories."""
    return read_rows(content, context, "columns", REQUIRED_COLUMNS, lambda cells: _ServiceRow(cells, context).read())


@dataclass(frozen=True, slots=True)
class _ServiceRow:
    """Reads one row; what cannot be read is refused on ``cells``, and the rest read on, to tell all at once."""

    cells: RowCells
    context: ImportContext

    def read(self) -> Service | None:
        """None when the row is refused."""
        cells = self.cells
        name = cells.text("name")
        if name is None:
            cells.refuse("name", "a service needs a name")
        categories = self._categories()
        example = cells.read("example", read_yes_no) or False
        visits = cells.read("visits", self._visits) or ()
        delivery = cast("Delivery | None", cells.read("delivery", partial(read_word, "delivery")))
        location = self._location(delivery or ("mobile" if visits else "on_site"))
        hours = cells.read("opening_hours", read_hours)
        status = cells.read("status", partial(read_word, "status")) or "active"
        service = Service(
            service_id=self._service_id(name or "", location, categories),
            name=name or "",
            categories=categories,
            source=self._source(),
            assured_date=cells.read("assured_date", self._past_date) or self.context.today,
            organization=cells.text("organization"),
            description=cells.text("description"),
            location=location,
            delivery=delivery or ("mobile" if visits and not location else "on_site"),
            country=None if location else self._country(),
            phones=self._phones(fiction=example),
            email=cells.read("email", read_email),
            url=cells.read("url", read_url),
            booking_url=cells.read("booking_url", read_url),
            opening_hours=hours.opening_hours if hours else None,
            appointment=self._appointment() or (hours.appointment if hours else None),
            visits=visits,
            eligibility=cells.text("eligibility"),
            fees=cells.text("fees"),
            languages=cells.read("languages", _read_languages) or (),
            service_area=cells.read("service_area", self._service_area) or (),
            alert=self._alert(),
            status=cast("ServiceStatus", status),
            example=example,
        )
        return None if cells.refused else service

    def _categories(self) -> tuple[str, ...]:
        if self.cells.text("category") is None:
            self.cells.refuse("category", "a service needs a category")
        return self.cells.read("category", partial(_read_categories, self.context.taxonomy)) or ()

    def _appointment(self) -> Appointment | None:
        return cast("Appointment | None", self.cells.read("appointment", partial(read_word, "appointment")))

    def _country(self) -> str:
        text = (self.cells.text("country") or self.context.country).upper()
        if not re.fullmatch(r"[A-Z]{2}", text):
            self.cells.refuse("country", "it takes two letters, such as FR or BE")
        return text

    def _location(self, delivery: str) -> Location | None:
        if not any(self.cells.text(field) for field in ("commune", "postcode", "lat", "lon")):
            if delivery not in WITHOUT_PLACE:
                reason = f"say the commune, or in the column delivery one of {', '.join(WITHOUT_PLACE)}"
                self.cells.refuse("commune", reason)
            return None
        position = self._position()
        commune = self._commune(position)
        if commune is None:
            return None
        if position:
            self.cells.read("lat", lambda _: check_distance(position, commune))
        return self._location_in(commune, position or commune.position)

    def _location_in(self, commune: Place, position: Position) -> Location:
        return Location(
            commune_id=commune.commune_id,
            commune=commune.commune,
            country=commune.country,
            position=position,
            address=self.cells.text("address"),
            postcode=written_postcode(self.cells.text("postcode"), commune),
            name=self.cells.text("location_name"),
            accessibility=self.cells.text("accessibility"),
        )

    def _position(self) -> Position | None:
        """None when not said: the commune's own point then stands in."""
        lat, lon = self.cells.read("lat", read_degrees), self.cells.read("lon", read_degrees)
        if (self.cells.text("lat") is None) != (self.cells.text("lon") is None):
            self.cells.refuse("lat" if self.cells.text("lon") else "lon", "lat and lon go together")
        if lat is None or lon is None:
            return None
        return self.cells.read("lat", lambda _: read_position(lat, lon))

    def _commune(self, position: Position | None) -> Place | None:
        name, postcode = self.cells.text("commune"), self.cells.text("postcode")
        where = self.context.whereabouts
        if name or postcode:
            field = "commune" if name else "postcode"
            return self.cells.read(field, lambda _: where.get_commune(name, postcode))
        if position is None:
            return None
        return self.cells.read("lat", lambda _: _nearest(where.nearest_commune(position), position))

    def _phones(self, *, fiction: bool) -> tuple[Phone, ...]:
        phones: list[Phone] = []
        for field, kind in PHONE_COLUMNS.items():
            numbers = self.cells.read(field, partial(read_phones, country=self._country_of_phones(), fiction=fiction))
            phones += [Phone(number, kind) for number in numbers or ()]
        return tuple(dict.fromkeys(phones))

    def _country_of_phones(self) -> str:
        """Of the row's own commune where the area lies in two countries."""
        name, postcode = self.cells.text("commune"), self.cells.text("postcode")
        try:
            return self.context.whereabouts.get_commune(name, postcode).country
        except CellError:
            return (self.cells.text("country") or self.context.country).upper()

    def _visits(self, text: str) -> tuple[Visit, ...]:
        """``Oraison, place du Kiosque: 1er mardi 14h-17h | Les Mées: jeudi 9h-12h``."""
        return tuple(self._visit(part.strip()) for part in re.split(r"[|\n]", text) if part.strip())

    def _visit(self, text: str) -> Visit:
        where, _, hours = text.partition(":")
        commune_name, _, address = where.partition(",")
        if not hours:
            raise CellError(f"{text!r} is not like: Oraison, place du Kiosque: mardi 14h-17h")
        commune = self.context.whereabouts.get_commune(commune_name.strip(), None)
        location = Location(
            commune.commune_id, commune.commune, commune.country, commune.position, address=address.strip() or None
        )
        return Visit(location, read_visit_hours(hours.strip()))

    def _service_area(self, text: str) -> tuple[str, ...]:
        return tuple(self.context.whereabouts.get_commune(part, None).commune_id for part in split_list(text))

    def _alert(self) -> Alert | None:
        alert = self.cells.read("alert", lambda text: read_notice(text, self.context.today))
        day = partial(read_date, today=self.context.today)
        start, end = self.cells.read("alert_start", day), self.cells.read("alert_end", day)
        if alert is None:
            return None
        return Alert(alert.text, start or alert.start, end or alert.end, alert.closed)

    def _source(self) -> Source:
        return read_source(self.cells, self.context, OWN_SOURCE)

    def _past_date(self, text: str) -> date:
        return read_past_date(text, self.context.today)

    def _service_id(self, name: str, location: Location | None, categories: tuple[str, ...]) -> str:
        """The row's own, else made of what does not change from one file to the next."""
        if given := self.cells.text("id"):
            return given
        return made_id(name, location.commune_id if location else self._country(), *categories[:1])


def _read_categories(taxonomy: Taxonomy, text: str) -> tuple[str, ...]:
    """Codes or labels in any language; one label may itself hold a comma."""
    by_name = _category_names(taxonomy)
    if code := by_name.get(fold(text)):
        return (code,)
    return tuple(dict.fromkeys(_category(part, by_name) for part in split_list(text)))


def _category(text: str, by_name: Mapping[str, str]) -> str:
    if code := by_name.get(fold(text)):
        return code
    close = get_close_matches(fold(text), list(by_name), n=3)
    hint = f"; near: {', '.join(close)}" if close else ""
    raise CellError(f"no category {text!r}{hint}")


def _category_names(taxonomy: Taxonomy) -> dict[str, str]:
    names: dict[str, str] = {fold(code): code for code in taxonomy.codes}
    for code, labels in taxonomy.labels.items():
        for label in labels.values():
            names.setdefault(fold(label), code)
    return names


def _read_languages(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(read_word("languages", part) for part in split_list(text)))


def _nearest(commune: Place | None, position: Position) -> Place:
    if commune is None:
        raise CellError("no commune is known here")
    check_distance(position, commune)
    return commune


SERVICES = Importer(
    format="services",
    says="our own spreadsheet (CSV, XLSX or ODS; `template` writes an empty one)",
    noun="services",
    read=read_services,
    is_whole=False,
)
