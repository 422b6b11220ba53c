"""A resident's number is never kept: what is kept is its keyed hash, which nobody can turn back without the secret."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

SECRET_FILE = "contact.key"


def load_contact_secret(data_dir: Path) -> bytes:
    """The secret of this installation; made on first use, readable by its owner only. Losing it forgets everybody."""
    path = data_dir / SECRET_FILE
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return bytes.fromhex(path.read_text("ascii"))
    secret = secrets.token_bytes(32)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secret.hex())
    return secret


def contact_key(secret: bytes, channel: str, contact_id: str) -> str:
    """HMAC-SHA-256 of channel and number (or chat, or session), 64 hexadecimal digits."""
    return hmac.new(secret, f"{channel}\0{contact_id}".encode(), hashlib.sha256).hexdigest()
