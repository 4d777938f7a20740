"""A bot that counts: what it says shows whether an update was lost, handled twice or out of turn.

It is the real bot but for its dialogues.
"""

import asyncio
import os
from collections.abc import Mapping
from multiprocessing.connection import Connection

from jinja2 import DictLoader

from bot import wiring
from bot.assembly import Options
from bot.logs import set_up_logging
from bot.pacing import Limit, Pace
from bot.rendering import Renderer
from bot.settings import load_settings
from conversations.events import Button, Event, Outcome, Press, Profile, Reply, Text
from conversations.ports import Records

PRESSED = "bấm"
LABEL = "Lần nữa"
TEMPLATES = {"say.html.j2": "{{ text }}", "error.html.j2": "lỗi", "flood.html.j2": "nhanh quá"}


class Counting:
    """Answers the n-th message or press of a chat with n and what it was.

    n is kept in the profile, where the place of work would stand: it is stored in the transaction that finishes the
    update, so that an update that was handled twice would count twice.
    """

    async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
        number = int(profile.jurisdiction or 0) + 1
        match event:
            case Text(text):
                said = text
            case Press():
                said = PRESSED
            case _:
                raise ValueError(event)
        reply = Reply("say", {"text": f"{number}. {said}"}, ((Button(LABEL, "again"),),))
        return Outcome((reply,), profile=Profile(str(number), greeted=True))


def serve(environment: Mapping[str, str], ready: Connection) -> None:
    """What a process of its own does: the bot with settings from the environment, as `damlam run` has them.

    Something is sent to `ready` when it begins.
    """
    os.environ |= environment
    settings = load_settings()
    set_up_logging(settings.log_level, settings.secrets)
    pace = Pace(Limit(1e6, 1e6), Limit(1e6, 1e6))
    renderer = Renderer(DictLoader(TEMPLATES))
    bot = wiring.run(
        settings, lambda _: Counting(), Options(renderer=renderer, pace=pace), ready=lambda: ready.send("ready")
    )
    asyncio.run(bot)
