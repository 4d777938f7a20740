"""What an administrator of PostgreSQL is told to run: whole, quoted for a shell, and without the password."""

import shlex
from pathlib import Path

import pytest

from storage.backup import dump_command, load_command, sqlite_file

SECRET = "bí@mật/1"


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("postgresql+asyncpg://dam:b%C3%AD%40m%E1%BA%ADt%2F1@may:5433/damlam", "postgresql://dam@may:5433/damlam"),
        ("postgresql+asyncpg://dam@may/damlam", "postgresql://dam@may/damlam"),
        ("postgresql+asyncpg:///damlam", "postgresql:///damlam"),
        ("postgresql+asyncpg://d%40m@[::1]:5432/d", "postgresql://d%40m@[::1]:5432/d"),
        ("postgresql+asyncpg://d:x@may/d?ssl=verify-full", "postgresql://d@may/d?sslmode=verify-full"),
        ("postgresql+asyncpg://d:x@may/d?command_timeout=3", "postgresql://d@may/d"),
    ],
)
def test_the_address_is_libpqs_and_has_no_password(url: str, address: str) -> None:
    for command in (dump_command(url, Path("bản sao.dump")), load_command(url, Path("bản sao.dump"))):
        words = shlex.split(command)
        assert f"--dbname={address}" in words
        assert SECRET not in command
        assert "b%C3%AD" not in command


def test_a_name_with_spaces_is_one_word() -> None:
    url = "postgresql+asyncpg://d@may/d"
    assert "--file=bản sao.dump" in shlex.split(dump_command(url, Path("bản sao.dump")))
    assert shlex.split(load_command(url, Path("bản sao.dump")))[-1] == "bản sao.dump"


def test_only_sqlite_has_a_file() -> None:
    assert sqlite_file("sqlite+aiosqlite:///var/damlam.db") == Path("var/damlam.db")
    assert sqlite_file("sqlite+aiosqlite:////srv/damlam.db") == Path("/srv/damlam.db")
    assert sqlite_file("postgresql+asyncpg://d@may/d") is None
