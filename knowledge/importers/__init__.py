"""Formats that can be imported: one module each, and one line here."""

from knowledge.importers.base import AnyImporter, ImportContext, Importer
from knowledge.importers.carpool_spots import CARPOOL_SPOTS
from knowledge.importers.communes import COMMUNES
from knowledge.importers.france_services import FRANCE_SERVICES
from knowledge.importers.gtfs import FORMAT as GTFS
from knowledge.importers.gtfs import SAYS as GTFS_SAYS
from knowledge.importers.irve import IRVE
from knowledge.importers.on_demand import ON_DEMAND
from knowledge.importers.services import SERVICES
from knowledge.importers.table import UnreadableFileError

IMPORTERS: dict[str, AnyImporter] = {
    "services": SERVICES,
    "france-services": FRANCE_SERVICES,
    "carpool-spots": CARPOOL_SPOTS,
    "irve": IRVE,
    "communes": COMMUNES,
    "on-demand": ON_DEMAND,
}

FEED_IMPORTERS = {GTFS: GTFS_SAYS}
"""Timetables are kept as the files they are, beside the store."""

__all__ = ["FEED_IMPORTERS", "IMPORTERS", "AnyImporter", "ImportContext", "Importer", "UnreadableFileError"]
