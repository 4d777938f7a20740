"""What the bot counts and times, for Prometheus. Labels are of the code's own making: none holds a user's data."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from time import perf_counter
from typing import Any, Protocol, TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, PlatformCollector, ProcessCollector
from telegram.error import TelegramError

from bot.updates import ALLOWED_UPDATES
from conversations.ports import Answering
from knowledge.answer import Answer
from storage.backlog import Backlog, Queue
from storage.clock import Clock

Result = TypeVar("Result")

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)
"""Seconds: from one commit to the longest an event may take."""
OTHER = "other"
"""The kind of an update that the bot did not ask for."""
UNKNOWN = float("nan")
"""What a gauge shows while the database does not answer."""


class Transport(StrEnum):
    """How an update came in."""

    POLL = "poll"
    WEBHOOK = "webhook"


class Part(StrEnum):
    """What an update's time is spent on, in its order."""

    STORE = "store"
    """Into the inbox, committed."""
    WAIT = "wait"
    """In the inbox, until a worker took it for the first time."""
    DIALOGUE = "dialogue"
    """The dialogue, with the search for an answer."""
    COMMIT = "commit"
    """What it led to, committed."""
    SEND = "send"
    """One call of the Bot API."""


class Metrics:
    """The figures of one process, in a registry of their own."""

    def __init__(self, clock: Clock, registry: CollectorRegistry | None = None) -> None:
        self._clock = clock
        own = self.registry = registry or CollectorRegistry()
        ProcessCollector(registry=own)
        PlatformCollector(registry=own)
        self._updates = Counter(
            "damlam_updates", "Updates that came in, repeated ones too.", ["transport", "kind"], registry=own
        )
        self._repeated = Counter(
            "damlam_updates_repeated", "Updates that were in the inbox already.", ["transport"], registry=own
        )
        self._refused_posts = Counter(
            "damlam_webhook_refused", "Requests that the webhook did not take, by status.", ["status"], registry=own
        )
        self._failures = Counter("damlam_update_failures", "Attempts to handle an update that failed.", registry=own)
        self._answers = Counter("damlam_answers", "Questions answered from the documents.", registry=own)
        self._refusals = Counter("damlam_refusals", "Questions not answered, by reason.", ["reason"], registry=own)
        self._parts = Histogram(
            "damlam_part_seconds", "Seconds that a part of the way took.", ["part"], buckets=BUCKETS, registry=own
        )
        self._calls = Counter("damlam_telegram_calls", "Calls that Telegram took.", ["method"], registry=own)
        self._errors = Counter(
            "damlam_telegram_errors", "Calls that failed, by what went wrong.", ["method", "kind"], registry=own
        )
        self._depth = Gauge("damlam_queue_depth", "Rows that are not settled.", ["queue"], registry=own)
        self._oldest = Gauge(
            "damlam_queue_oldest_seconds", "Age of the oldest row that should be settled.", ["queue"], registry=own
        )
        self._dropped = Counter(
            "damlam_reminders_dropped", "Reminders not sent: not true any more when their turn came.", registry=own
        )
        self._clocks = Gauge("damlam_clocks_due", "Deadlines that should have been told of by now.", registry=own)
        self._ready = Gauge("damlam_ready", "1 when the part is ready.", ["part"], registry=own)

    def received(self, transport: Transport, raws: Sequence[Mapping[str, Any]], new: int) -> None:
        """Updates were stored, `new` of them for the first time."""
        for raw in raws:
            self._updates.labels(transport, _kind(raw)).inc()
        self._repeated.labels(transport).inc(len(raws) - new)

    def refused_post(self, status: int) -> None:
        """The webhook did not take a request."""
        self._refused_posts.labels(str(status)).inc()

    def failed(self) -> None:
        """An attempt to handle an update failed."""
        self._failures.inc()

    def answered(self, answer: Answer) -> None:
        """A question was answered or refused."""
        if answer.reason:
            self._refusals.labels(answer.reason.value).inc()
        else:
            self._answers.inc()

    @contextmanager
    def timed(self, part: Part) -> Iterator[None]:
        """Times the block, whatever comes of it."""
        started = perf_counter()
        try:
            yield
        finally:
            self._parts.labels(part).observe(perf_counter() - started)

    def waited(self, since: datetime) -> None:
        """An update was taken out of the inbox that came in at `since`, perhaps by the clock of another machine."""
        self._parts.labels(Part.WAIT).observe(max(0.0, (self._clock.now() - since).total_seconds()))

    async def called(self, method: str, call: Awaitable[Result]) -> Result:
        """Counts a call of the Bot API and what came of it."""
        try:
            result = await call
        except TelegramError as error:
            self._errors.labels(method, type(error).__name__).inc()
            raise
        self._calls.labels(method).inc()
        return result

    def ready(self, parts: Mapping[str, bool]) -> None:
        """Which parts are ready now."""
        for part, is_ready in parts.items():
            self._ready.labels(part).set(is_ready)

    def dropped(self, reminders: int) -> None:
        """So many reminders were not sent."""
        self._dropped.inc(reminders)

    def queues(self, backlog: Backlog | None) -> None:
        """What is in the queues now; None when the database does not answer."""
        self._queue("inbox", backlog.inbox if backlog else None)
        self._queue("outbox", backlog.outbox if backlog else None)
        self._clocks.set(backlog.clocks if backlog else UNKNOWN)

    def _queue(self, name: str, queue: Queue | None) -> None:
        self._depth.labels(name).set(queue.depth if queue else UNKNOWN)
        self._oldest.labels(name).set(queue.age(self._clock.now()).total_seconds() if queue else UNKNOWN)


def _kind(raw: Mapping[str, Any]) -> str:
    return next((kind for kind in ALLOWED_UPDATES if kind in raw), OTHER)


class BotApi(Protocol):
    """Who calls the Bot API; `bot.client.Client` in the running bot."""

    async def updates(self, offset: int | None, seconds: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        """One long poll."""

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        """One call."""


class MeasuredBotApi:
    """The Bot API, with every call counted and all but the long poll timed."""

    def __init__(self, client: BotApi, metrics: Metrics) -> None:
        self._client = client
        self._metrics = metrics

    async def updates(self, offset: int | None, seconds: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        """One long poll."""
        return await self._metrics.called("getUpdates", self._client.updates(offset, seconds, kinds))

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        """One call."""
        with self._metrics.timed(Part.SEND):
            return await self._metrics.called(method, self._client.call(method, params))


class MeasuredAnswering:
    """Who answers questions, with every answer counted."""

    def __init__(self, answering: Answering, answered: Callable[[Answer], None]) -> None:
        self._answering = answering
        self._answered = answered

    async def answer(self, question: str, jurisdiction: str | None) -> Answer:
        """The answer."""
        answer = await self._answering.answer(question, jurisdiction)
        self._answered(answer)
        return answer
