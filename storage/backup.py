"""Copies of a SQLite database, made while the bot runs, and put back when it does not.

A copy is one view of the database: a read transaction is held while its pages are copied, so that writers neither wait
nor make the copy begin anew. It is complete, checked and synced before it gets its name; whoever dies half-way leaves
nothing under that name. PostgreSQL has tools of its own for this: `dump_command` and `load_command` say how to call
them.
"""

import hashlib
import os
import shlex
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import URL, make_url

from storage.database import MIGRATIONS

Progress = Callable[[int, int], None]
"""Told how many pages are copied, and of how many."""

STEP_PAGES = 256
"""Pages copied between two calls of the progress."""
PRIVATE = 0o600
"""A copy holds what people wrote: its owner alone reads it."""
_COMPANIONS = ("", "-wal", "-shm")
"""The files of one SQLite database."""
_ALONE = (
    "PRAGMA busy_timeout=1000",
    "PRAGMA locking_mode=EXCLUSIVE",
    "PRAGMA journal_mode=DELETE",
    "BEGIN EXCLUSIVE",
    "COMMIT",
)
_BROKEN = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)


class BackupError(Exception):
    """The copy was not made or not put back, and nothing was changed. The message is the path or revision meant."""


class DatabaseAbsentError(BackupError):
    """There is no database to copy."""


class DatabaseDamagedError(BackupError):
    """The database itself is damaged, and so would be its copy."""


class CopyExistsError(BackupError):
    """The name of the copy is taken."""


class CopyUnusableError(BackupError):
    """The copy is damaged or no database."""


class RevisionUnknownError(BackupError):
    """The copy's schema is none that this version knows; `revision` is None when it has none."""

    def __init__(self, revision: str | None) -> None:
        super().__init__(revision)
        self.revision = revision


class DatabaseInUseError(BackupError):
    """Another process has the database open."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A finished copy."""

    path: Path
    sha256: str


def sqlite_file(url: str) -> Path | None:
    """The file of a SQLite address; None for a PostgreSQL address."""
    address = make_url(url)
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None


def back_up(database: Path, target: Path, progress: Progress, *, overwrite: bool = False) -> Copy:
    """Copies the database as it is now to `target`, whoever is using it. The copy is one file of mode 600.

    Raises `DatabaseAbsentError`, `DatabaseDamagedError`, `CopyExistsError` unless `overwrite`, and `OSError` and
    `sqlite3.Error` when a disk or the database gives up.
    """
    if not database.is_file():
        raise DatabaseAbsentError(database)
    if target.exists() and not overwrite:
        raise CopyExistsError(target)
    with _part_of(target) as part:
        with closing(_connect(database)) as source, closing(_connect(part)) as copy:
            _copy_pages(source, copy, progress)
            # The copied header says WAL, for which SQLite would keep two more files beside the copy.
            copy.execute("PRAGMA journal_mode=DELETE")
        if not _sound(part):
            raise DatabaseDamagedError(database)
        summed = _sync(part)
        _give_name(part, target, overwrite=overwrite)
    return Copy(target, summed)


def restore(copy: Path, database: Path, now: datetime, progress: Progress) -> Path | None:
    """Makes the database what `copy` holds; returns where the former content was put, None when there was none.

    The content is replaced in one transaction of SQLite: whoever opens the file sees the former or the new one, also
    when this process is killed. Nobody else may have the database open.

    Raises `CopyUnusableError`, `RevisionUnknownError`, `DatabaseInUseError`, and as `back_up` does.
    """
    if not copy.is_file() or not _sound(copy):
        raise CopyUnusableError(copy)
    _check_revision(copy)
    database.parent.mkdir(parents=True, exist_ok=True)
    aside = database.with_name(f"{database.name}.{now:%Y%m%d-%H%M%S}.old") if database.exists() else None
    with closing(_connect(copy)) as source, closing(_emptied(database, aside)) as target:
        _copy_pages(source, target, progress)
    return aside


def dump_command(url: str, target: Path) -> str:
    """The command that copies the PostgreSQL database at `url`, without its password."""
    return shlex.join(["pg_dump", "--format=custom", f"--file={target}", f"--dbname={_libpq(url)}"])


def load_command(url: str, copy: Path) -> str:
    """The command that puts such a copy back, in one transaction, without the password."""
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", f"--dbname={_libpq(url)}"]
    return shlex.join(["pg_restore", *options, str(copy)])


def revisions() -> frozenset[str]:
    """Every revision of the schema that this version knows."""
    return frozenset(script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions())


def _libpq(url: str) -> str:
    """The address for PostgreSQL's own programs, which call asyncpg's `ssl` `sslmode`."""
    address = make_url(url)
    mode = address.query.get("ssl")
    query = {"sslmode": mode} if mode else {}
    plain = URL.create("postgresql", address.username, None, address.host, address.port, address.database, query)
    return plain.render_as_string(hide_password=False)


def _connect(file: Path) -> sqlite3.Connection:
    """A connection to a file that exists."""
    return sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True, isolation_level=None)


def _copy_pages(source: sqlite3.Connection, target: sqlite3.Connection, progress: Progress) -> None:
    source.execute("BEGIN")
    source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # The view begins with the first read.
    source.backup(target, pages=STEP_PAGES, progress=lambda _, left, total: progress(total - left, total))
    source.execute("ROLLBACK")


def _sound(file: Path) -> bool:
    """Whether every page and every reference of the file is as SQLite made it."""
    try:
        with closing(_connect(file)) as connection:
            [found] = connection.execute("PRAGMA integrity_check(1)").fetchone()
            return bool(found == "ok") and connection.execute("PRAGMA foreign_key_check").fetchone() is None
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode not in _BROKEN:
            raise
        return False


def _check_revision(copy: Path) -> None:
    with closing(_connect(copy)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        row = "alembic_version" in tables and connection.execute("SELECT version_num FROM alembic_version").fetchone()
    revision = row[0] if row else None
    if revision not in revisions():
        raise RevisionUnknownError(revision)


@contextmanager
def _part_of(target: Path) -> Iterator[Path]:
    """A private file beside `target`, gone at the end unless it got another name."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
    os.close(handle)
    part = Path(name)
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _sync(file: Path) -> str:
    """Brings the file's content to the disk; its SHA-256."""
    with file.open("rb") as content:
        os.fsync(content.fileno())
        return hashlib.file_digest(content, "sha256").hexdigest()


def _give_name(part: Path, target: Path, *, overwrite: bool) -> None:
    """Gives a finished file its name at one stroke, and brings the name to the disk."""
    if target.exists() and not overwrite:
        raise CopyExistsError(target)
    part.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _emptied(database: Path, aside: Path | None) -> sqlite3.Connection:
    """A connection to `database` alone, to be overwritten: what it holds is at `aside`, where one is given.

    Raises `DatabaseInUseError`.
    """
    if aside:
        try:
            return _copied_aside(database, aside)
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode not in _BROKEN:
                raise
        _rename_all(database, aside)
    database.touch(PRIVATE)
    return _alone(database)


def _copied_aside(database: Path, aside: Path) -> sqlite3.Connection:
    """Copies the database as it is, unchecked: it may be damaged, which is why it is replaced."""
    connection = _alone(database)
    try:
        with _part_of(aside) as part:
            with closing(_connect(part)) as copy:
                connection.backup(copy)
            _sync(part)
            _give_name(part, aside, overwrite=False)
    except BaseException:
        connection.close()
        raise
    return connection


def _rename_all(database: Path, aside: Path) -> None:
    for ending in _COMPANIONS:
        file = database.with_name(database.name + ending)
        if file.exists():
            file.rename(aside.with_name(aside.name + ending))


def _alone(database: Path) -> sqlite3.Connection:
    """A connection to the database that nobody else has open, nor can open before it is closed.

    Leaving WAL needs that, and SQLite refuses it as long as any process is connected. Raises `DatabaseInUseError`.
    """
    connection = _connect(database)
    try:
        for statement in _ALONE:
            connection.execute(statement)
    except sqlite3.Error as error:
        connection.close()
        if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
            raise DatabaseInUseError(database) from error
        raise
    return connection
