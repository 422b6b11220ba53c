"""Formats that can be imported: one module each, and one line here."""

from knowledge.importers.base import AnyImporter, ImportContext, Importer
from knowledge.importers.carpool_spots import CARPOOL_SPOTS
from knowledge.importers.communes import COMMUNES
from knowledge.importers.france_services import FRANCE_SERVICES
from knowledge.importers.services import SERVICES
from knowledge.importers.table import UnreadableFileError

IMPORTERS: dict[str, AnyImporter] = {
    "services": SERVICES,
    "france-services": FRANCE_SERVICES,
    "carpool-spots": CARPOOL_SPOTS,
    "communes": COMMUNES,
}

__all__ = ["IMPORTERS", "AnyImporter", "ImportContext", "Importer", "UnreadableFileError"]
