"""The bots that `benchmarks.load` compares, each a process of its own: `python -m benchmarks.load_bots echo|ours`.

Settings come from the environment as for `damlam run`. What the bot would hold back for Telegram's sake or a flooding
user's is let through, since the sandbox has no limits and one chat sends all the time.
"""

import asyncio
import sys
from collections.abc import Callable

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bot import wiring
from bot.assembly import Options
from bot.flood import FloodControl
from bot.logs import set_up_logging
from bot.pacing import Limit, Pace
from bot.settings import Settings, load_settings
from conversations.router import Router
from knowledge.opening import Knowledge

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


def _say_ready() -> None:
    print(READY, flush=True)


BOTS: dict[str, Callable[[Settings], None]] = {"echo": echo, "ours": ours}


def main() -> None:
    """Run the bot that is named."""
    settings = load_settings()
    set_up_logging(settings.log_level, settings.secrets)
    BOTS[sys.argv[1]](settings)


if __name__ == "__main__":
    main()
