"""The dense leg comes to a running bot beside its work, also when the Chroma server is late."""

import asyncio
from pathlib import Path

import pytest

from bot import opening
from bot.faults import IndexNotReadyError
from bot.health import Standing
from bot.opening import completing
from bot.settings import Settings
from knowledge.retrieval import Dense

SERVER = "http://127.0.0.1:1"


class Completed:
    """Stands for the answerer."""

    def __init__(self) -> None:
        self.dense: object = None
        self.done = asyncio.Event()

    def complete(self, dense: Dense) -> None:
        self.dense = dense
        self.done.set()


def settings(folder: Path, **chosen: str) -> Settings:
    return Settings(_env_file=None, var_dir=folder, **chosen)


async def test_a_server_that_is_late_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[int] = []

    def late(*_: object) -> str:
        tried.append(1)
        if len(tried) < 3:
            raise IndexNotReadyError("away")
        return "leg"

    monkeypatch.setattr(opening, "dense", late)
    monkeypatch.setattr(opening.Backoff, "failed", lambda _: 0.0)
    answerer = Completed()
    async with (
        completing(answerer, None, settings(tmp_path, chroma_url=SERVER), Standing("index")),
        asyncio.timeout(10),
    ):
        await answerer.done.wait()
    assert (answerer.dense, len(tried)) == ("leg", 3)


async def test_an_index_of_this_machine_is_looked_for_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What another process builds under the folder meanwhile cannot be queried by this one."""
    tried = asyncio.Queue[int]()
    loop = asyncio.get_running_loop()

    def missing(*_: object) -> str:
        loop.call_soon_threadsafe(tried.put_nowait, 1)
        raise IndexNotReadyError("missing")

    monkeypatch.setattr(opening, "dense", missing)
    monkeypatch.setattr(opening.Backoff, "failed", lambda _: 0.0)
    answerer = Completed()
    async with completing(answerer, None, settings(tmp_path), Standing("index")), asyncio.timeout(10):
        await tried.get()
        await asyncio.sleep(0.1)
    assert tried.empty()
    assert answerer.dense is None
