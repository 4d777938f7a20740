"""INSERT ... ON CONFLICT for the database in use: the same clause, which SQLAlchemy offers once per database."""

from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Transaction
from storage.models import Base


def insert(transaction: Transaction, model: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into `model`'s table that has `on_conflict_do_nothing` and `on_conflict_do_update`."""
    table = cast(Table, model.__table__)
    bound = transaction if isinstance(transaction, AsyncConnection) else transaction.get_bind()
    return sqlite.insert(table) if bound.dialect.name == "sqlite" else postgresql.insert(table)
