from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql, sqlite

from storage.types import AnyText, UtcDateTime

SQLITE = sqlite.dialect()
POSTGRESQL = postgresql.dialect()
HANOI = timezone(timedelta(hours=7))


@pytest.mark.parametrize("dialect", [SQLITE, POSTGRESQL])
def test_a_moment_is_stored_in_utc(dialect: object) -> None:
    noon = datetime(2026, 3, 2, 12, 0, tzinfo=HANOI)
    bound = UtcDateTime().process_bind_param(noon, dialect)  # type: ignore[arg-type]
    assert bound is not None
    assert (bound.hour, bound.tzinfo) == (5, UTC)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match=r"without a time zone.*datetime\.now\(UTC\)"):
        UtcDateTime().process_bind_param(datetime(2026, 3, 2, 12, 0), SQLITE)  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    "returned",
    [
        datetime(2026, 3, 2, 5, 0),  # noqa: DTZ001 - what SQLite's driver gives
        datetime(2026, 3, 2, 5, 0, tzinfo=UTC),
        datetime(2026, 3, 2, 12, 0, tzinfo=HANOI),
    ],
)
def test_a_moment_comes_back_aware_and_in_utc(returned: datetime) -> None:
    moment = UtcDateTime().process_result_value(returned, SQLITE)
    assert moment == datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
    assert moment is not None
    assert moment.tzinfo is UTC


def test_nothing_stays_nothing() -> None:
    assert UtcDateTime().process_bind_param(None, SQLITE) is None
    assert UtcDateTime().process_result_value(None, SQLITE) is None
    assert AnyText().process_bind_param(None, SQLITE) is None


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_text_that_can_be_stored_is_left_alone(text: str) -> None:
    assert AnyText().process_bind_param(text, SQLITE) == text


@given(st.text(st.characters()))
def test_any_text_becomes_storable_and_keeps_its_length(text: str) -> None:
    stored = AnyText().process_bind_param(text, POSTGRESQL)
    assert stored is not None
    assert len(stored) == len(text)
    assert "\x00" not in stored
    stored.encode("utf-8")
