"""A PostgreSQL server of the tests' own: on loopback, in a temporary folder, gone when the tests end."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from tests.ports import free_port

SUPERUSER = "damlam"
START_SECONDS = 60
ATTEMPTS = 3
"""A free port may be taken by somebody else before the server binds it: then another one is tried."""


class NoPostgresError(RuntimeError):
    """This machine has no PostgreSQL server installed (Debian and Ubuntu: `apt-get install postgresql`)."""


class Postgres:
    """A running server. Each test makes a database of its own in it."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._made = 0

    async def create(self) -> str:
        """Make an empty database and return its address for SQLAlchemy."""
        self._made += 1
        name = f"test_{self._made}"
        await self._execute(f"CREATE DATABASE {name} TEMPLATE template0")
        return f"postgresql+asyncpg://{SUPERUSER}@127.0.0.1:{self._port}/{name}"

    async def drop(self, url: str) -> None:
        """Remove a database made by `create`, whoever is still connected."""
        await self._execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)")

    async def _execute(self, statement: str) -> None:
        connection = await asyncpg.connect(host="127.0.0.1", port=self._port, user=SUPERUSER, database="postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


@contextmanager
def running() -> Iterator[Postgres]:
    """Start a server and stop it at the end.

    Raises:
        NoPostgresError: none is installed.
    """
    programs = server_programs()
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="damlam-postgres-"))
    try:
        if account is not None:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data = folder / "data"
        initdb = [programs / "initdb", "-D", data, "-U", SUPERUSER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N"]
        subprocess.run(initdb, check=True, cwd=folder, stdout=subprocess.DEVNULL, **_as(account))
        server, port = _start(programs, data, account)
        try:
            yield Postgres(port)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(START_SECONDS)
    finally:
        shutil.rmtree(folder)


def server_programs() -> Path:
    """The folder of initdb, postgres and the like; Debian keeps them off the PATH, a folder for each version."""
    found = [Path(at).resolve().parent for at in [shutil.which("initdb")] if at]
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: int(folder.parent.name), reverse=True)
    for folder in found:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoPostgresError(NoPostgresError.__doc__)


def _account() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root: whom to run it as, None for the present user."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return pwd.getpwnam("postgres" if "postgres" in names else "nobody")


def _as(account: pwd.struct_passwd | None) -> dict[str, object]:
    return {} if account is None else {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _start(programs: Path, data: Path, account: pwd.struct_passwd | None) -> tuple[subprocess.Popen[bytes], int]:
    for _ in range(ATTEMPTS):
        port = free_port()
        log = data.parent / f"{port}.log"
        options = ["-h", "127.0.0.1", "-p", str(port), "-k", "", "-c", "fsync=off", "-c", "max_connections=200"]
        with log.open("wb") as output:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data, *options],
                cwd=data.parent,
                stdout=output,
                stderr=subprocess.STDOUT,
                **_as(account),
            )
        if _ready(server, programs, port):
            return server, port
    raise RuntimeError(f"PostgreSQL did not start: {log.read_text()}")


def _ready(server: subprocess.Popen[bytes], programs: Path, port: int) -> bool:
    """Wait until the server takes connections; False when it ended instead."""
    question = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            return False
        if subprocess.run(question, check=False).returncode == 0:
            return True
        time.sleep(0.05)
    server.kill()
    server.wait()
    return False
