"""What the webhook takes and what it refuses, request by request; the inbox behind it is a list."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from starlette.applications import Starlette
from telegram import WebhookInfo

import bot.webhook
from bot.metrics import Metrics, Transport
from bot.settings import Webhook
from bot.updates import ALLOWED_UPDATES
from bot.webhook import MAX_BODY, MAX_CONNECTIONS, SECRET_HEADER, WebhookEndpoint, is_set
from tests.clock import HandClock

SECRET = "Bi_mat-1"
WEBHOOK = Webhook("https://bot.example.vn/hook", SECRET)
UPDATE = {"update_id": 7, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "à"}}
JSON = "application/json"
UNSET = object()


class Kept:
    """An intake that remembers, and fails when it is told to."""

    def __init__(self) -> None:
        self.raws: list[Mapping[str, Any]] = []
        self.error: Exception | None = None
        self.hold = asyncio.Event()
        self.hold.set()

    async def take(self, raws: Sequence[Mapping[str, Any]], transport: Transport) -> int:
        assert transport is Transport.WEBHOOK
        await self.hold.wait()
        if self.error:
            raise self.error
        self.raws += raws
        return len(raws)


class Posting:
    """Posts to the webhook as Telegram does."""

    def __init__(self) -> None:
        self.kept = Kept()
        self.metrics = Metrics(HandClock())
        endpoint = WebhookEndpoint(WEBHOOK, self.kept, self.metrics)  # type: ignore[arg-type]
        transport = httpx.ASGITransport(Starlette(routes=[endpoint.route]))
        self.http = httpx.AsyncClient(transport=transport, base_url="http://bot")

    async def post(
        self,
        content: bytes | AsyncIterator[bytes] | None = None,
        *,
        method: str = "POST",
        path: str = "/hook",
        secret: object = SECRET,
        content_type: object = JSON,
    ) -> int:
        headers = [(SECRET_HEADER, secret), ("Content-Type", content_type)]
        given = {name: value for name, value in headers if value is not UNSET}
        body = json.dumps(UPDATE).encode() if content is None else content
        return (await self.http.request(method, path, content=body, headers=given)).status_code  # type: ignore[arg-type]


@pytest.fixture
async def posting() -> AsyncIterator[Posting]:
    one = Posting()
    async with one.http:
        yield one


async def test_an_update_is_stored_whole_and_then_answered(posting: Posting) -> None:
    assert await posting.post() == 200
    assert posting.kept.raws == [UPDATE]


async def test_the_answer_waits_until_the_update_is_stored(posting: Posting) -> None:
    posting.kept.hold.clear()
    answering = asyncio.create_task(posting.post())
    done, _ = await asyncio.wait({answering}, timeout=0.05)
    assert not done
    posting.kept.hold.set()
    assert await answering == 200


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"secret": UNSET}, 403),
        ({"secret": ""}, 403),
        ({"secret": "Bi_mat-2"}, 403),
        ({"secret": "Bi_mat-1x"}, 403),
        ({"secret": "Bi_mat-"}, 403),
        ({"secret": "bi_mat-1"}, 403),
        ({"secret": "bí mật".encode()}, 403),
        ({"secret": b"\xff\xfe"}, 403),
        ({"method": "GET"}, 405),
        ({"method": "PUT"}, 405),
        ({"method": "DELETE"}, 405),
        ({"path": "/"}, 404),
        ({"path": "/hook/more"}, 404),
        ({"content_type": UNSET}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/jsonl"}, 415),
        ({"content_type": "application/x-www-form-urlencoded"}, 415),
    ],
)
async def test_a_request_that_is_not_telegrams(posting: Posting, how: dict[str, Any], status: int) -> None:
    assert await posting.post(**how) == status
    assert posting.kept.raws == []


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
async def test_json_by_another_name(posting: Posting, content_type: str) -> None:
    assert await posting.post(content_type=content_type) == 200


MALFORMED = {
    "nothing": b"",
    "no JSON": b"update_id=7",
    "half of it": b'{"update_id": 7',
    "two of them": b'{"update_id": 7}{"update_id": 8}',
    "no object": b"[7]",
    "a number": b"7",
    "null": b"null",
    "no number": b'{"message": {}}',
    "a number as text": b'{"update_id": "7"}',
    "a truth as number": b'{"update_id": true}',
    "a broken number": b'{"update_id": 7.0}',
    "a number too large for the database": b'{"update_id": 9223372036854775808}',
    "a number of 5,000 digits": b'{"update_id": ' + b"9" * 5000 + b"}",
    "zero": b'{"update_id": 0}',
    "a negative number": b'{"update_id": -7}',
    "not a number": b'{"update_id": 7, "a": NaN}',
    "infinity": b'{"update_id": 7, "a": -Infinity}',
    "infinity, written out": b'{"update_id": 7, "a": 1e999}',
    "no UTF-8": b'{"update_id": 7, "a": "\xff"}',
    "compressed": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
    "an abyss": b'{"update_id": 7, "a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
}


@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED)
async def test_a_malformed_body(posting: Posting, body: bytes) -> None:
    assert await posting.post(body) == 400
    assert posting.kept.raws == []


@pytest.mark.parametrize("text", ["\\u0000", "\\ud800", "\\u202e<b>", "\ufdfa" * 4096, "\u0301" * 4096], ids=ascii)
async def test_hostile_text_is_for_the_reader_of_updates(posting: Posting, text: str) -> None:
    body = f'{{"update_id": 7, "message": {{"text": "{text}"}}}}'.encode()
    assert await posting.post(body) == 200


def padded(size: int) -> bytes:
    """An update of so many bytes."""
    start, end = b'{"update_id": 7, "a": "', b'"}'
    return start + b"x" * (size - len(start) - len(end)) + end


async def streamed(body: bytes, taken: list[int]) -> AsyncIterator[bytes]:
    """The body in pieces, so that its length is not told beforehand; notes what was taken of it."""
    for at in range(0, len(body), 2**16):
        taken.append(at)
        yield body[at : at + 2**16]


@pytest.mark.parametrize(("size", "status"), [(MAX_BODY, 200), (MAX_BODY + 1, 413), (20 * MAX_BODY, 413)])
async def test_a_body_has_a_limit(posting: Posting, size: int, status: int) -> None:
    assert await posting.post(padded(size)) == status
    taken: list[int] = []
    assert await posting.post(streamed(padded(size), taken)) == status
    assert len(taken) <= MAX_BODY // 2**16 + 1


async def test_nothing_of_a_body_is_read_before_the_secret_was_right(posting: Posting) -> None:
    taken: list[int] = []
    assert await posting.post(streamed(padded(100), taken), secret="wrong") == 403
    assert taken == []


async def test_the_secret_is_compared_in_constant_time(posting: Posting, monkeypatch: pytest.MonkeyPatch) -> None:
    compared: list[tuple[object, object]] = []

    def compare(a: bytes, b: bytes) -> bool:
        compared.append((a, b))
        return hmac.compare_digest(a, b)

    monkeypatch.setattr(bot.webhook, "compare_digest", compare)
    assert [await posting.post(secret=secret) for secret in ("wrong", SECRET)] == [403, 200]
    assert compared == [(b"wrong", SECRET.encode()), (SECRET.encode(), SECRET.encode())]


async def test_a_body_that_does_not_come(posting: Posting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.webhook, "READ_SECONDS", 0.02)

    async def stuck() -> AsyncIterator[bytes]:
        yield b"{"
        await asyncio.Event().wait()

    assert await posting.post(stuck()) == 408


@pytest.mark.parametrize("error", [OperationalError("INSERT", {}, Exception("disk full")), ConnectionRefusedError()])
async def test_while_the_database_is_away_telegram_is_asked_to_come_again(posting: Posting, error: Exception) -> None:
    posting.kept.error = error
    assert await posting.post() == 503
    posting.kept.error = None
    assert await posting.post() == 200


async def test_a_database_that_hangs_is_not_waited_for_longer_than_telegram_waits(
    posting: Posting, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert bot.webhook.READ_SECONDS + bot.webhook.STORE_SECONDS < 60
    monkeypatch.setattr(bot.webhook, "STORE_SECONDS", 0.02)
    posting.kept.hold.clear()
    assert await posting.post() == 503


async def test_refusals_are_counted_by_status(posting: Posting) -> None:
    await posting.post(secret="wrong")
    await posting.post(b"")
    await posting.post(b"")
    refused = {
        sample.labels["status"]: sample.value
        for family in posting.metrics.registry.collect()
        for sample in family.samples
        if sample.name == "damlam_webhook_refused_total"
    }
    assert refused == {"403": 1, "400": 2}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ({}, True),
        ({"allowed_updates": tuple(reversed(ALLOWED_UPDATES))}, True),
        ({"url": ""}, False),
        ({"url": "https://other.example.vn/hook"}, False),
        ({"allowed_updates": ALLOWED_UPDATES[:1]}, False),
        ({"allowed_updates": None}, False),
        ({"max_connections": 100}, False),
    ],
)
def test_whether_telegram_knows_the_webhook(told: dict[str, Any], expected: bool) -> None:
    known = {"url": WEBHOOK.url, "allowed_updates": ALLOWED_UPDATES, "max_connections": MAX_CONNECTIONS}
    info = WebhookInfo(**{"has_custom_certificate": False, "pending_update_count": 0, **known, **told})
    assert is_set(info, WEBHOOK) is expected
