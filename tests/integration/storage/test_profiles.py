from datetime import timedelta

import pytest

from storage.database import Database
from storage.profiles import Profiles, StoredProfile
from tests.clock import HandClock


@pytest.fixture
def profiles(database: Database, clock: HandClock) -> Profiles:
    return Profiles(database, clock)


async def save(database: Database, profiles: Profiles, jurisdiction: str | None = None, greeted: bool = True) -> None:
    async with database.transaction() as session:
        await profiles.save(session, 7, jurisdiction=jurisdiction, address="dong-chi", greeted=greeted)


async def stored(profiles: Profiles) -> StoredProfile:
    profile = await profiles.get(7)
    assert profile is not None
    return profile


async def test_nobody_is_known_at_first(profiles: Profiles) -> None:
    assert await profiles.get(7) is None


async def test_a_user_is_created_and_changed(database: Database, profiles: Profiles, clock: HandClock) -> None:
    start = clock.now()
    await save(database, profiles, greeted=False)
    clock.forward(timedelta(hours=1))
    await save(database, profiles, "quang-ngai")
    assert await stored(profiles) == StoredProfile(7, "quang-ngai", "dong-chi", True, start, clock.now(), None)


async def test_saving_stands_or_falls_with_its_transaction(database: Database, profiles: Profiles) -> None:
    async with database.reading() as session:
        await profiles.save(session, 7, jurisdiction=None, address="dong-chi", greeted=True)
    assert await profiles.get(7) is None


async def test_a_user_is_unreachable_from_the_first_refusal_until_writing_again(
    database: Database, profiles: Profiles, clock: HandClock
) -> None:
    await save(database, profiles)
    since = clock.now()
    await profiles.mark_unreachable(7)
    clock.forward(timedelta(days=3))
    await profiles.mark_unreachable(7)
    assert (await stored(profiles)).unreachable_since == since
    async with database.transaction() as session:
        await profiles.mark_reachable(session, [7])
    profile = await stored(profiles)
    assert (profile.unreachable_since, profile.seen_at) == (None, clock.now())


async def test_saving_says_nothing_about_being_reachable(database: Database, profiles: Profiles) -> None:
    await save(database, profiles)
    await profiles.mark_unreachable(7)
    await save(database, profiles, "lai-chau")
    assert (await stored(profiles)).unreachable_since is not None


async def test_marks_on_an_unknown_user_do_nothing(database: Database, profiles: Profiles) -> None:
    await profiles.mark_unreachable(7)
    async with database.transaction() as session:
        await profiles.mark_reachable(session, [7])
    assert await profiles.get(7) is None
