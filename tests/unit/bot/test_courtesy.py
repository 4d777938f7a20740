import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError, TelegramError

from bot import courtesy
from bot.courtesy import Courtesy


class Bot:
    def __init__(self, error: TelegramError | None = None) -> None:
        self.error = error
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.called = asyncio.Event()

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        self.asked.append((method, params))
        self.called.set()
        if self.error:
            raise self.error
        return True


@pytest.mark.parametrize("error", [None, BadRequest("Query is too old"), NetworkError("x")])
async def test_a_press_is_acknowledged_and_what_goes_wrong_is_forgotten(error: TelegramError | None) -> None:
    bot = Bot(error)
    kind = Courtesy(bot)
    kind.acknowledge("q1")
    await asyncio.wait_for(bot.called.wait(), 20)
    await kind.close()
    assert bot.asked == [("answerCallbackQuery", {"callback_query_id": "q1"})]


async def test_typing_shows_while_work_lasts_and_not_after(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "TYPING_AFTER", 0)
    monkeypatch.setattr(courtesy, "TYPING_EVERY", 0)
    bot = Bot(NetworkError("x"))
    kind = Courtesy(bot)
    async with kind.typing(7):
        while len(bot.asked) < 3:  # noqa: ASYNC110 - each one is a turn of the loop
            await asyncio.sleep(0)
    await kind.close()
    assert set(map(str, bot.asked)) == {str(("sendChatAction", {"chat_id": 7, "action": "typing"}))}


async def test_quick_work_shows_nothing() -> None:
    bot = Bot()
    kind = Courtesy(bot)
    async with kind.typing(7):
        pass
    await kind.close()
    assert bot.asked == []
