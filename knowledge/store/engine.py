"""Opens the database and brings it to the newest schema."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.engine.url import URL
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).parent / "migrations"
DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg", "postgres": "postgresql+asyncpg"}
SQLITE_PRAGMAS = (
    "foreign_keys = ON",
    "busy_timeout = 10000",
    "journal_mode = WAL",
    "synchronous = NORMAL",
    "secure_delete = ON",
)


def async_url(url: str) -> URL:
    """``sqlite:///file``, ``postgresql://…``, or just the path of a file."""
    if "://" not in url:
        return URL.create(DRIVERS["sqlite"], database=url)
    parsed = make_url(url)
    return parsed.set(drivername=DRIVERS.get(parsed.drivername, parsed.drivername))


async def open_engine(url: str) -> AsyncEngine:
    """Raises ``sqlalchemy.exc.OperationalError`` when the database cannot be reached or written."""
    parsed = async_url(url)
    engine = create_async_engine(parsed)
    if engine.dialect.name == "sqlite":
        _make_folder(parsed)
        _prepare_sqlite(engine)
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    return engine


def writing(engine: AsyncEngine) -> AsyncEngine:
    """The same engine for transactions that write: SQLite takes the write lock at once instead of failing later."""
    return engine.execution_options(sqlite_begin="BEGIN IMMEDIATE")


async def wipe_log(engine: AsyncEngine) -> None:
    """Empties SQLite's write-ahead log, where what was deleted may still stand."""
    if engine.dialect.name != "sqlite":
        return
    async with engine.execution_options(sqlite_begin=None).connect() as connection:
        await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


def migrate(connection: Connection) -> None:
    """Runs every migration that is not yet applied, inside the caller's transaction."""
    from alembic import command  # here: a third of a second that only opening a store pays

    command.upgrade(alembic_config(connection), "head")


def alembic_config(connection: Connection) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _make_folder(url: URL) -> None:
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(dbapi_connection: Any, _: object) -> None:
        dbapi_connection.isolation_level = None  # the driver's own implicit BEGIN would leave DDL and reads outside
        cursor = dbapi_connection.cursor()
        for pragma in SQLITE_PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        if statement := connection.get_execution_options().get("sqlite_begin", "BEGIN"):
            connection.exec_driver_sql(statement)
