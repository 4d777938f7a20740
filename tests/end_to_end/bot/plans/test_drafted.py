"""A whole plan from the first message to its documents; all three, with PDF, are `python -m benchmarks.examples`."""

from pathlib import Path

import pytest

from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from storage.database import Database
from tests.end_to_end.bot.plans.drafted import PLANS, drafted, planning


@pytest.fixture
def limits() -> Limits:
    return Limits.generous()


async def test_an_unsuitable_rule_is_asked_about_and_its_issuer_is_written_to(
    sandbox: Sandbox, database: Database
) -> None:
    name = "hospital-procurement"
    async with planning(sandbox, database, name):
        done = await drafted(sandbox, name, pdf=False)
    assert [Path(file).suffix for file in done.documents] == [".docx"] * 4
    assert {file.split("-")[0] for file in done.documents} == {"ke", "to", "du"}
    assert done.questions == len(PLANS[name]["answers"])
    assert done.change.all == 3
