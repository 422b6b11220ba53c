"""Settings of the running program: the only module that reads the environment.

Every variable is optional. Without any, ``demo``, ``chat``, ``ask`` and ``replay`` work; Telegram and SMS need
their own. Secrets are kept out of ``repr`` and of everything that ``describe`` says.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

TELEGRAM_TOKEN = "ALLO_TELEGRAM_TOKEN_"
TWILIO_NUMBER = "ALLO_TWILIO_NUMBER_"

KNOWN_VARIABLES = (
    "ALLO_AREAS",
    "ALLO_DATABASE_URL",
    "ALLO_DATA_DIR",
    "ALLO_HOST",
    "ALLO_PORT",
    "ALLO_PUBLIC_URL",
    "ALLO_RETENTION_DAYS",
    "ALLO_SECRET",
    "ALLO_TELEGRAM_API_URL",
    "ALLO_TWILIO_ACCOUNT_SID",
    "ALLO_TWILIO_API_URL",
    "ALLO_TWILIO_AUTH_TOKEN",
)
"""The variables without an area in their name."""

State = Literal["set", "default", "missing"]


class SettingsError(ValueError):
    """A variable holds what it cannot hold; the message names the variable and says what it takes."""


SQLITE_NAME = "allo.sqlite"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of ``check``: what is configured, or how to get what is missing. Holds no secret."""

    name: str
    state: State
    says: str


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator chose. ``public_url`` has no trailing slash; mappings go from area id to value."""

    data_dir: Path
    database_url: str = field(repr=False)  # a database's address may hold its password
    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str | None = None
    areas: tuple[str, ...] = ()
    """Areas to serve; empty: all that ship."""
    retention_days: int = 30
    """How long messages are kept, and what is remembered of a resident who does not come back."""
    secret: str | None = field(default=None, repr=False)
    """Keys the hashes of residents' numbers; None: one is made once and kept in ``data_dir``."""
    telegram_tokens: Mapping[str, str] = field(default_factory=dict, repr=False)
    telegram_api_url: str | None = None
    """Another Bot API server than Telegram's own."""
    twilio_account_sid: str | None = field(default=None, repr=False)
    twilio_auth_token: str | None = field(default=None, repr=False)
    twilio_numbers: Mapping[str, str] = field(default_factory=dict)
    twilio_api_url: str | None = None

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Raises SettingsError for what is no port, a public URL without scheme, or an unknown ALLO_ variable."""
        env = _given(os.environ if environ is None else environ)
        _refuse_unknown(env)
        data_dir = Path(env.get("ALLO_DATA_DIR") or _default_data_dir(env)).expanduser().absolute()
        return cls(
            data_dir=data_dir,
            database_url=env.get("ALLO_DATABASE_URL") or sqlite_url(data_dir / SQLITE_NAME),
            host=env.get("ALLO_HOST", "127.0.0.1"),
            port=_port(env.get("ALLO_PORT", "8080")),
            public_url=_web_address("ALLO_PUBLIC_URL", env),
            areas=tuple(area.strip() for area in env.get("ALLO_AREAS", "").split(",") if area.strip()),
            retention_days=_days("ALLO_RETENTION_DAYS", env.get("ALLO_RETENTION_DAYS", "30")),
            secret=env.get("ALLO_SECRET"),
            telegram_tokens=MappingProxyType(dict(_by_area(TELEGRAM_TOKEN, env))),
            telegram_api_url=_web_address("ALLO_TELEGRAM_API_URL", env),
            twilio_account_sid=env.get("ALLO_TWILIO_ACCOUNT_SID"),
            twilio_auth_token=env.get("ALLO_TWILIO_AUTH_TOKEN"),
            twilio_numbers=MappingProxyType(dict(_by_area(TWILIO_NUMBER, env))),
            twilio_api_url=_web_address("ALLO_TWILIO_API_URL", env),
        )

    def describe(self, area_ids: tuple[str, ...]) -> tuple[Finding, ...]:
        """What is configured, what is missing and how to get it, for these areas. Says no secret."""
        return (*self._describe_ground(), *self._describe_telegram(area_ids), *self._describe_sms(area_ids))

    def _describe_ground(self) -> Iterator[Finding]:
        kind = self.database_url.split(":", 1)[0].split("+", 1)[0]
        yield Finding("ALLO_DATA_DIR", "set", str(self.data_dir))
        yield Finding("ALLO_DATABASE_URL", "set", f"a {kind} database")
        yield Finding("ALLO_HOST, ALLO_PORT", "set", f"listens on {self.host}:{self.port}")
        if self.public_url:
            yield Finding("ALLO_PUBLIC_URL", "set", self.public_url)
        else:
            yield Finding(
                "ALLO_PUBLIC_URL",
                "missing",
                "for SMS: the https address at which the world reaches this program (Telegram is polled without)",
            )
        if self.secret:
            yield Finding("ALLO_SECRET", "set", "given")
        else:
            yield Finding("ALLO_SECRET", "default", f"made once and kept in {self.data_dir}; back it up with the data")

    def _describe_telegram(self, area_ids: tuple[str, ...]) -> Iterator[Finding]:
        for area_id in area_ids:
            if area_id in self.telegram_tokens:
                yield Finding(variable_of(TELEGRAM_TOKEN, area_id), "set", f"Telegram bot of {area_id}")
            else:
                yield Finding(
                    variable_of(TELEGRAM_TOKEN, area_id),
                    "missing",
                    "in Telegram, write /newbot to @BotFather and give this variable the token it answers",
                )

    def _describe_sms(self, area_ids: tuple[str, ...]) -> Iterator[Finding]:
        account = "on the first page of the console of a Twilio account"
        yield _given_or(self.twilio_account_sid, "ALLO_TWILIO_ACCOUNT_SID", f'"Account SID", {account}')
        yield _given_or(self.twilio_auth_token, "ALLO_TWILIO_AUTH_TOKEN", f'"Auth Token", {account}')
        for area_id in area_ids:
            number = self.twilio_numbers.get(area_id)
            if number:
                yield Finding(variable_of(TWILIO_NUMBER, area_id), "set", f"SMS number {number} of {area_id}")
            else:
                yield Finding(
                    variable_of(TWILIO_NUMBER, area_id),
                    "missing",
                    'a number with SMS bought in Twilio\'s console ("Phone Numbers"), written like +33...',
                )


def variable_of(prefix: str, area_id: str) -> str:
    """``hautes-alpes`` -> ``ALLO_TELEGRAM_TOKEN_HAUTES_ALPES``."""
    return prefix + area_id.upper().replace("-", "_")


def sqlite_url(path: Path) -> str:
    return f"sqlite+aiosqlite:///{path}"


def _given(environ: Mapping[str, str]) -> dict[str, str]:
    """An empty variable is an unset one: service files write ``NAME=`` for what is not wanted."""
    return {name: value.strip() for name, value in environ.items() if value.strip()}


def _refuse_unknown(env: Mapping[str, str]) -> None:
    """A misspelt variable must not be ignored in silence: the operator believes it is in force."""
    for name in env:
        known = name in KNOWN_VARIABLES or name.startswith((TELEGRAM_TOKEN, TWILIO_NUMBER))
        if name.startswith("ALLO_") and not known:
            every = ", ".join((*KNOWN_VARIABLES, TELEGRAM_TOKEN + "<AREA>", TWILIO_NUMBER + "<AREA>"))
            raise SettingsError(f"{name} is not a setting; there are {every}")


def _default_data_dir(env: Mapping[str, str]) -> str:
    return str(Path(env.get("XDG_DATA_HOME", "~/.local/share")) / "allo-village")


def _port(text: str) -> int:
    if not text.isdecimal() or not 0 <= int(text) <= 65535:
        raise SettingsError(f"ALLO_PORT is {text!r}; it takes a number from 0 to 65535")
    return int(text)


def _days(name: str, text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 3650:
        raise SettingsError(f"{name} is {text!r}; it takes a number of days from 1 to 3650")
    return int(text)


def _web_address(name: str, env: Mapping[str, str]) -> str | None:
    url = env.get(name)
    if url is None:
        return None
    if not url.startswith(("https://", "http://")):
        raise SettingsError(f"{name} is {url!r}; it takes an address that begins with https://")
    return url.rstrip("/")


def _by_area(prefix: str, env: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in env.items():
        if name.startswith(prefix):
            yield name.removeprefix(prefix).lower().replace("_", "-"), value


def _given_or(value: str | None, name: str, how: str) -> Finding:
    return Finding(name, "set", "given") if value else Finding(name, "missing", how)
