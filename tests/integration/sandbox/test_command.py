"""`python -m bot.sandbox`: the sandbox as a process of its own."""

import asyncio
import re
import sys

import httpx

from bot.sandbox import SandboxUser


async def test_the_command_serves_until_it_is_ended() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.sandbox", "--port", "0", "--token", "42:x", stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr
    try:
        announced = (await asyncio.wait_for(process.stderr.readline(), 30)).decode()
        found = re.fullmatch(r"Sandbox: (http://127\.0\.0\.1:\d+) \(token 42:x\)\n", announced)
        assert found, announced
        async with httpx.AsyncClient(base_url=found[1]) as http:
            assert (await http.get("/bot42:x/getMe")).json()["result"]["id"] == 42
            assert "<title>Dám Làm" in (await http.get("/")).text
        async with await SandboxUser.create(found[1], "An") as an:
            await an.send("/start")
    finally:
        process.terminate()
        await process.wait()
