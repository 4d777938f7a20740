"""One door to the database, the same for SQLite and PostgreSQL.

SQLite runs in WAL mode with `synchronous=FULL`. NORMAL would be enough against SIGKILL (the operating system has the
pages), but after a power cut it may roll back commits that were already acknowledged to Telegram; FULL syncs the log at
every commit, and the price is one fsync an update.

A write transaction begins with BEGIN IMMEDIATE: it waits for its turn at its first statement, where waiting is safe,
and cannot fail half-way because somebody else wrote since it read. Within a process the turns are given by an asyncio
lock, which is first come, first served; between processes by SQLite's busy time-out.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Protocol, Self

from alembic import command
from alembic.config import Config
from sqlalchemy import ARRAY, URL, BigInteger, Connection, bindparam, event, make_url, text
from sqlalchemy.exc import (
    ArgumentError,
    DBAPIError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

MIGRATIONS = Path(__file__).parent / "migrations"
ACCEPTED = "sqlite+aiosqlite:///path/to/file.db or postgresql+asyncpg://user:password@host:5432/name"
BUSY_SECONDS = 30
Lock = tuple[int, int]
"""An advisory lock of PostgreSQL with a name of ours: two integers, as chats use the one-integer space."""
MIGRATION_LOCK: Lock = (0x0DA3, 0x1A3)
"""One migration at a time holds it."""
CALENDAR_LOCK: Lock = (0x0DA3, 0x1CA)
"""Whoever counts by the calendar shares it, whoever changes the calendar holds it alone."""

LOCK = text("SELECT pg_advisory_xact_lock(number) FROM unnest(:numbers) AS locked(number)").bindparams(
    bindparam("numbers", type_=ARRAY(BigInteger()))
)
"""Locks in the order in which the numbers are given."""
HOLD = text("SELECT pg_advisory_xact_lock(:a, :b)")
SHARE = text("SELECT pg_advisory_xact_lock_shared(:a, :b)")

SQLITE_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
)


Transaction = AsyncSession | AsyncConnection
"""What statements are executed in."""


class DatabaseUrlError(ValueError):
    """The database's address is not one that the bot can use."""


class DatabaseUnavailableError(RuntimeError):
    """The database does not answer."""


def is_away(error: BaseException) -> bool:
    """Whether the database could not do its work (away, starting, disk full), rather than that it was asked wrongly."""
    if isinstance(error, DBAPIError):
        unspecific = type(error) is DBAPIError
        return error.connection_invalidated or unspecific or isinstance(error, OperationalError | InterfaceError)
    return isinstance(error, ConnectionError)


class _Cursor(Protocol):
    def execute(self, statement: str) -> object: ...

    def close(self) -> None: ...


class _DriverConnection(Protocol):
    def cursor(self) -> _Cursor: ...


class Database:
    """The database that every part of the bot shares; open it once in a process and close it at the end."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self.is_sqlite = engine.dialect.name == "sqlite"
        self._read = async_sessionmaker(engine, expire_on_commit=False)
        self._writes = engine.execution_options(writes=True)
        self._write = async_sessionmaker(self._writes, expire_on_commit=False)
        self._turn: asyncio.Lock | nullcontext[None] = asyncio.Lock() if self.is_sqlite else nullcontext()
        self._writer: asyncio.Task[object] | None = None

    @classmethod
    def open(cls, url: str) -> Self:
        """Prepare the way to the database at `url`; nothing is connected yet. Makes the folder of a SQLite file.

        Errors say what was asked of the database and not with which values: those are what people wrote.

        Raises:
            DatabaseUrlError: `url` is not `sqlite+aiosqlite:///FILE` or `postgresql+asyncpg://...`.
        """
        checked = _check(url)
        if checked.get_backend_name() == "postgresql":
            # A connection that the server has dropped may not know it yet: it is asked before it is used.
            return cls(create_async_engine(checked, hide_parameters=True, pool_pre_ping=True))
        Path(str(checked.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(checked, connect_args={"isolation_level": None}, hide_parameters=True)
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
        return cls(engine)

    @property
    def address(self) -> str:
        """The address without its password, for messages."""
        return self._engine.url.render_as_string(hide_password=True)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """One write transaction: committed when the block ends, rolled back when it raises. Not to be nested.

        Raises:
            RuntimeError: the same task is already inside a transaction, and would wait for itself for ever.
        """
        async with self._alone(), self._write.begin() as session:
            yield session

    @asynccontextmanager
    async def plain_transaction(self) -> AsyncIterator[AsyncConnection]:
        """The same without the session of the ORM, for the statements that every update goes through.

        Rows, no objects: the session would cost as much as the statement.
        """
        async with self._alone(), self._writes.begin() as connection:
            yield connection

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """The turn of this task to write, where only one can."""
        if self._writer is not None and self._writer is asyncio.current_task():
            raise RuntimeError("A transaction inside a transaction: pass the outer session on instead.")
        async with self._turn:
            self._writer = asyncio.current_task() if self.is_sqlite else None
            try:
                yield
            finally:
                self._writer = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """One view of the database to read from; on SQLite it never waits for a writer. What it writes is dropped."""
        async with self._read() as session:
            yield session

    async def lock(self, transaction: Transaction, *numbers: int) -> None:
        """Wait until no other transaction has locked any of `numbers`; held until this one ends. 64 bits, signed.

        All lock in the same order, so that no two wait for each other. A write transaction of SQLite is alone anyway.
        """
        if not self.is_sqlite:
            await transaction.execute(LOCK, {"numbers": sorted(numbers)})

    async def hold(self, transaction: Transaction, lock: Lock, *, shared: bool = False) -> None:
        """Hold a lock until the transaction ends: alone, or with whoever shares it. As with `lock`, SQLite needs none.

        What is read by later statements of the transaction is what the others had committed by then.
        """
        if not self.is_sqlite:
            await transaction.execute(SHARE if shared else HOLD, _pair(lock))

    async def migrate(self) -> None:
        """Bring the schema up to date. Safe at every start, and for several processes at once: they take turns.

        Raises:
            DatabaseUnavailableError: the database does not answer.
        """
        await self.ping()
        async with self._engine.execution_options(writes=True).begin() as connection:
            await self.hold(connection, MIGRATION_LOCK)
            await connection.run_sync(_upgrade)

    async def ping(self) -> None:
        """Return when the database answers.

        Raises:
            DatabaseUnavailableError: it does not; the message says which and why.
        """
        try:
            async with self._engine.connect() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError) as error:
            raise DatabaseUnavailableError(
                f"The database at {self.address} does not answer: {error}. Check that it runs and that the address, "
                "user and password are right."
            ) from error

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _check(url: str) -> URL:
    try:
        checked = make_url(url)
    except (ArgumentError, ValueError):
        # Without its cause, which may quote a part of the password.
        raise DatabaseUrlError(f"The database's address cannot be read. Give {ACCEPTED}.") from None
    shown = checked.render_as_string(hide_password=True)
    if checked.drivername not in {"sqlite+aiosqlite", "postgresql+asyncpg"}:
        raise DatabaseUrlError(f"The database {shown!r} is of no kind that works here. Give {ACCEPTED}.")
    if not checked.database:
        raise DatabaseUrlError(f"The address {shown!r} names no database. Give {ACCEPTED}.")
    if checked.drivername.startswith("sqlite") and checked.database.startswith((":memory:", "file:")):
        raise DatabaseUrlError(f"The database {shown!r} would forget what it is given: name a file. Give {ACCEPTED}.")
    return checked


def _set_up_sqlite(connection: _DriverConnection, record: object) -> None:
    cursor = connection.cursor()
    for pragma in SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _pair(lock: Lock) -> dict[str, int]:
    return dict(zip("ab", lock, strict=True))


def migrations(connection: Connection) -> Config:
    """Alembic's settings for the packaged migrations, to run over `connection` inside its transaction."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: Connection) -> None:
    command.upgrade(migrations(connection), "head")
