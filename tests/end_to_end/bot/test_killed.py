"""Killed with SIGKILL at random moments and started again, the bot answers each message and press once, in order.

A small `benchmarks.kills`, with the same checks.
"""

from pathlib import Path

import pytest

from benchmarks.kills import measure
from tests.postgres import Postgres

KILLS = 4
CHATS = 8
PAUSE = 0.8, 1.6
"""Seconds between two messages of a chat: well under what counts as a flood."""
MESSAGES = 1, 8
"""Messages of the bot from one kill to the next."""


async def killed(url: str, folder: Path, replicas: int) -> None:
    tally = await measure(url, folder, replicas=replicas, kills=KILLS, chats=CHATS, pause=PAUSE, messages=MESSAGES)
    assert tally.updates > CHATS
    assert tally.presses > 0
    assert (tally.lost, tally.unexpected, tally.handled_twice, tally.not_done, tally.not_sent, tally.out_of_order) == (
        0,
    ) * 6
    assert tally.doubled <= KILLS
    assert tally.is_clean


async def test_one_process_on_sqlite(tmp_path: Path) -> None:
    await killed(f"sqlite+aiosqlite:///{tmp_path}/damlam.db", tmp_path, replicas=1)


@pytest.mark.postgres
async def test_two_replicas_on_postgresql_of_which_one_is_killed_at_a_time(postgres: Postgres, tmp_path: Path) -> None:
    url = await postgres.create()
    await killed(url, tmp_path, replicas=2)
    await postgres.drop(url)
