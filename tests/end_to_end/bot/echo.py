"""A bot whose dialogues are as small as can be, run by the real wiring: for tests of everything around them.

As a program (`python -m tests.end_to_end.bot.echo`) it takes its settings from the environment, as `damlam run` does.
"""

import asyncio

from jinja2 import DictLoader

from bot import wiring
from bot.assembly import Options
from bot.logs import set_up_logging
from bot.pacing import Limit, Pace
from bot.rendering import Renderer
from bot.settings import load_settings
from bot.worker import Dialogues
from conversations.events import Button, Command, Event, Outcome, Press, Profile, Reply, Text, Unsupported
from conversations.ports import Records

TEMPLATES = {
    "say.html.j2": "{{ text }}",
    "bold.html.j2": "<b>{{ text }}</b>",
    "error.html.j2": "lỗi",
    "flood.html.j2": "nhanh quá",
}
KEYBOARD = ((Button("Lần nữa", "again", ("1",)),),)


class Echo:
    """Says what it was told. `poison` fails for ever; `slow` takes until it is let go."""

    def __init__(self) -> None:
        self.let_go = asyncio.Event()
        self.seen: list[Event] = []

    async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
        self.seen.append(event)
        chosen = Profile("quang-ngai", greeted=True) if event == Command("start") else None
        return Outcome((await self._reply(event, profile),), profile=chosen)

    async def _reply(self, event: Event, profile: Profile) -> Reply:
        match event:
            case Text(text):
                return await self._text(text, profile)
            case Press(action, args):
                return Reply("say", {"text": " ".join(("bấm", action, *args))}, KEYBOARD, redraw=True)
            case Unsupported(kind):
                return Reply("say", {"text": f"không đọc {kind}"})
            case Command():
                return Reply("say", {"text": "chào"}, KEYBOARD)

    async def _text(self, text: str, profile: Profile) -> Reply:
        match text:
            case "poison":
                raise ValueError("poisoned")
            case "slow":
                await self.let_go.wait()
                return Reply("say", {"text": "xong"})
            case "long":
                paragraphs = "\n\n".join(f"Đoạn {number}. " + "từ & chữ " * 60 for number in range(20))
                return Reply("bold", {"text": paragraphs}, KEYBOARD)
        return Reply("say", {"text": f"{text} {profile.jurisdiction or '?'}"})


def renderer() -> Renderer:
    return Renderer(DictLoader(TEMPLATES))


def unlimited() -> Pace:
    """No limits of our own, for tests that are not about them."""
    return Pace(Limit(1e6, 1e6), Limit(1e6, 1e6))


def main(dialogues: Dialogues) -> None:
    settings = load_settings()
    set_up_logging(settings.log_level, settings.secrets)
    asyncio.run(wiring.run(settings, lambda _: dialogues, Options(renderer=renderer(), pace=unlimited())))


if __name__ == "__main__":
    main(Echo())
