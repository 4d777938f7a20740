"""The methods of the Bot API, one function each: `(world, params) -> result`."""

from collections.abc import Awaitable, Callable, Mapping

from bot.sandbox.api import messages, profile, receiving
from bot.sandbox.validation import Params
from bot.sandbox.world import World

Handler = Callable[[World, Params], Awaitable[object]]

HANDLERS: Mapping[str, Handler] = {**messages.HANDLERS, **profile.HANDLERS, **receiving.HANDLERS}
