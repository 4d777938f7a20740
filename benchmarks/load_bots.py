"""The bots of `benchmarks.load` and `benchmarks.rush`, processes of their own: `python -m benchmarks.load_bots NAME`.

Settings come from the environment as for `damlam run`. `echo` and `ours` are compared: what the bot would hold back for
Telegram's sake or a flooding user's is let through, since the sandbox has no limits then and one chat sends all the
time. `clocked` keeps to them; its clock begins at the moment named after it.
"""

import asyncio
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot import wiring
from bot.assembly import Options
from bot.flood import FloodControl
from bot.logs import set_up_logging
from bot.pacing import Limit, Pace
from bot.settings import Settings, load_settings
from conversations.case.reminding import ReminderScreens
from conversations.router import Router
from knowledge.opening import Knowledge
from storage.clock import SystemClock

READY = "ready"
"""What a bot prints when it begins to take updates."""
UNLIMITED = 10**9


def echo(settings: Settings) -> None:
    """python-telegram-bot's own application over long poll, saying what it was told; it keeps nothing."""

    async def say(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message and update.message.text:
            await update.message.reply_text(update.message.text)

    async def ready(_application: object) -> None:
        _say_ready()

    address = settings.telegram_api_base
    builder = Application.builder().token(settings.token()).base_url(f"{address}/bot").post_init(ready)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, say))
    application.run_polling()


def ours(settings: Settings) -> None:
    """The bot with its documents and all its queues; the search by meaning is not loaded, for nothing is searched."""
    knowledge = Knowledge()
    router = Router(knowledge.answerer(), knowledge.library)
    limit = Limit(UNLIMITED, UNLIMITED)
    options = Options(pace=Pace(limit, limit), flood=FloodControl(limit=UNLIMITED))
    running = wiring.run(settings, lambda _: router, options, ready=_say_ready)
    asyncio.run(running)


def clocked(settings: Settings) -> None:
    """The same with Telegram's pace, reminding people, by a clock that begins at a moment."""
    knowledge = Knowledge()
    router = Router(knowledge.answerer(), knowledge.library)
    clock = PutForward(datetime.fromisoformat(sys.argv[2]) - SystemClock().now())
    options = Options(reminding=ReminderScreens(knowledge.library), clock=clock)
    asyncio.run(wiring.run(settings, lambda _: router, options, ready=_say_ready))


@dataclass(frozen=True, slots=True)
class PutForward:
    """The machine's clock, put forward or back."""

    by: timedelta

    def now(self) -> datetime:
        """The moment that it shows."""
        return SystemClock().now() + self.by


def _say_ready() -> None:
    print(READY, flush=True)


BOTS: dict[str, Callable[[Settings], None]] = {"echo": echo, "ours": ours, "clocked": clocked}


def main() -> None:
    """Run the bot that is named."""
    settings = load_settings()
    set_up_logging(settings.log_level, settings.secrets)
    BOTS[sys.argv[1]](settings)


if __name__ == "__main__":
    main()
