"""The proxy of `deploy/Caddyfile`, running: the webhook goes through to the bot, and nothing else does."""

import os
import subprocess
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest

from tests.integration.deploy.linters import DEPLOY, program
from tests.ports import free_port

pytestmark = pytest.mark.deploy
SECRET = "X-Telegram-Bot-Api-Secret-Token"


class Bot(ThreadingHTTPServer):
    """Stands for the bot: answers 200 to everything, and remembers it."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str, str | None, bytes]] = []
        heard = self.heard

        class Handler(BaseHTTPRequestHandler):
            def answer(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"] or 0))
                heard.append((self.command, self.path, self.headers[SECRET], body))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            do_GET = do_POST = do_PUT = answer  # noqa: N815 - names of the standard library

            def log_message(self, format: str, *args: object) -> None:
                """Quietly."""

        super().__init__(("127.0.0.1", 0), Handler)


@pytest.fixture
def bot() -> Iterator[Bot]:
    with Bot() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def proxy(bot: Bot, tmp_path: Path) -> Iterator[httpx.Client]:
    address = f"http://127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "DOMAIN": address,
        "BOT_HOST": "localhost",
        "BOT_PORT": str(bot.server_port),
        "CADDY_ADMIN": f"127.0.0.1:{free_port()}",
        "HOME": str(tmp_path),
        "XDG_DATA_HOME": str(tmp_path),
        "XDG_CONFIG_HOME": str(tmp_path),
    }
    command = [program("caddy"), "run", "--adapter", "caddyfile", "--config", DEPLOY / "Caddyfile"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
    try:
        with httpx.Client(base_url=address) as client:
            _wait_for(client, process)
            bot.heard.clear()
            yield client
    finally:
        process.terminate()
        process.wait(30)


def _wait_for(client: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            client.get("/")
            return
        except httpx.TransportError:
            assert process.poll() is None, "caddy ended"
            assert time.monotonic() < deadline, "caddy does not answer"
            time.sleep(0.05)


def test_the_webhook_goes_through_with_its_secret(proxy: httpx.Client, bot: Bot) -> None:
    answer = proxy.post("/telegram", content=b'{"update_id": 1}', headers={SECRET: "s"})
    assert answer.status_code == 200
    assert "caddy" not in answer.headers.get("server", "").lower()
    assert bot.heard == [("POST", "/telegram", "s", b'{"update_id": 1}')]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", path) for path in ("/", "/telegram", "/healthz", "/readyz", "/metrics")),
        *(("POST", path) for path in ("/", "/metrics", "/telegram/", "/telegram/../metrics", "//telegram", "/x")),
        ("PUT", "/telegram"),
    ],
)
def test_nothing_else_does(proxy: httpx.Client, bot: Bot, method: str, path: str) -> None:
    assert proxy.request(method, path, content=b"x" if method != "GET" else None).status_code == 404
    assert bot.heard == []


def test_what_is_too_large_for_an_update_is_not_taken_in(proxy: httpx.Client, bot: Bot) -> None:
    assert proxy.post("/telegram", content=b"x" * 2_000_000).status_code == 413
    assert bot.heard == [] or all(len(body) <= 1_000_000 for *_, body in bot.heard)
