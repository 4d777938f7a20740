"""`python -m bot.sandbox`: the sandbox by itself, until Ctrl+C."""

import argparse
import asyncio
import sys
from contextlib import suppress

from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from bot.sandbox.world import DEFAULT_TOKEN


async def serve(port: int, token: str, limits: Limits) -> None:
    """Run until cancelled; says on stderr where it is."""
    async with Sandbox.running(port=port, token=token, limits=limits) as sandbox:
        print(f"Sandbox: {sandbox.base_url} (token {sandbox.token})", file=sys.stderr)
        await asyncio.Event().wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m bot.sandbox", description=__doc__)
    parser.add_argument("--port", type=int, default=8080, help="port on 127.0.0.1 (0: any free one)")
    parser.add_argument("--token", default=DEFAULT_TOKEN, help="the token the bot must use here")
    parser.add_argument("--no-limits", action="store_true", help="without Telegram's flood limits")
    given = parser.parse_args()
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(given.port, given.token, Limits.generous() if given.no_limits else Limits()))


if __name__ == "__main__":
    main()
