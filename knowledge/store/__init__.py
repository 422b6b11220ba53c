"""Where what is known is kept, and what residents asked until it is erased."""

from knowledge.store.carpool import CarpoolStore
from knowledge.store.contact_keys import contact_key, load_contact_secret
from knowledge.store.model import (
    AlreadyAnswered,
    CarpoolContact,
    ImportRun,
    Notice,
    Outgoing,
    SavedEvent,
    SavedTurn,
    StoredEvent,
    StoredMessage,
    Unsent,
)
from knowledge.store.store import Store

__all__ = [
    "AlreadyAnswered",
    "CarpoolContact",
    "CarpoolStore",
    "ImportRun",
    "Notice",
    "Outgoing",
    "SavedEvent",
    "SavedTurn",
    "Store",
    "StoredEvent",
    "StoredMessage",
    "Unsent",
    "contact_key",
    "load_contact_secret",
]
