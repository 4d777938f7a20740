"""INSERT ... ON CONFLICT for the database in use: the same clause, which SQLAlchemy offers once per database."""

from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.models import Base


def insert(session: AsyncSession, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into `model`'s table that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    table = cast(Table, model.__table__)
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)
