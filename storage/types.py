"""Column types that keep the same promise on SQLite and PostgreSQL."""

import re
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import BigInteger, DateTime, Dialect, Enum, Integer, Text
from sqlalchemy.types import TypeDecorator

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""What a text column cannot hold: NUL (PostgreSQL) and lone surrogates (no UTF-8)."""

RowId = BigInteger().with_variant(Integer, "sqlite")
"""A row's own number; SQLite counts upwards by itself only in a column that is exactly INTEGER."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Takes aware datetimes only, stores UTC, gives back aware UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn any aware moment into UTC.

        Raises:
            ValueError: the moment has no time zone, so nobody can tell when it was.
        """
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"A moment without a time zone cannot be stored: {value!r}. Use datetime.now(UTC).")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone: what it holds is UTC, because nothing else goes in."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class AnyText(TypeDecorator[str]):
    """Text that people wrote. Characters that a database cannot hold (NUL, lone surrogates) become U+FFFD."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Replace what cannot be stored, so that hostile text is never the reason why an update fails."""
        return None if value is None else UNSTORABLE.sub("\ufffd", value)


def enum_column(kind: type[StrEnum]) -> Enum:
    """A column that holds the values of `kind` as short text, read back as its members."""
    return Enum(
        kind, native_enum=False, length=16, values_callable=lambda members: [member.value for member in members]
    )
