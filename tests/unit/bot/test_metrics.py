from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import generate_latest
from telegram.error import BadRequest, TimedOut

from bot.metrics import MeasuredAnswering, MeasuredBotApi, Metrics, Part, Transport
from knowledge.answer import Answer, AnswerStatus, Reason
from storage.backlog import Backlog, Queue
from tests.clock import HandClock


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def metrics(clock: HandClock) -> Metrics:
    return Metrics(clock)


def value(metrics: Metrics, name: str, **labels: str) -> float | None:
    return metrics.registry.get_sample_value(name, labels)


class Script:
    """A Bot API whose next answer, or error, is given."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)

    def _next(self) -> Any:  # noqa: ANN401 - what a test put in
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    async def updates(self, offset: int | None, seconds: int, kinds: Sequence[str]) -> list[dict[str, Any]]:
        updates: list[dict[str, Any]] = self._next()
        return updates

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        return self._next()


def test_updates_by_transport_and_kind(metrics: Metrics) -> None:
    message, press, other = {"message": {}}, {"callback_query": {}}, {"from_the_future": {"secret": "x"}}
    metrics.received(Transport.POLL, [message, message, other], 3)
    metrics.received(Transport.WEBHOOK, [press], 0)
    assert value(metrics, "damlam_updates_total", transport="poll", kind="message") == 2
    assert value(metrics, "damlam_updates_total", transport="poll", kind="other") == 1
    assert value(metrics, "damlam_updates_total", transport="webhook", kind="callback_query") == 1
    assert value(metrics, "damlam_updates_repeated_total", transport="poll") == 0
    assert value(metrics, "damlam_updates_repeated_total", transport="webhook") == 1
    assert b"from_the_future" not in generate_latest(metrics.registry)


async def test_answers_and_refusals_by_reason(metrics: Metrics) -> None:
    class Answers:
        async def answer(self, question: str, jurisdiction: str | None) -> Answer:
            reason = Reason.NOT_FOUND if question == "gì?" else None
            return Answer(question, AnswerStatus.REFUSED if reason else AnswerStatus.ANSWERED, reason)

    measured = MeasuredAnswering(Answers(), metrics.answered)
    asked = [await measured.answer(question, None) for question in ("hạn?", "gì?", "gì?")]
    assert [answer.question for answer in asked] == ["hạn?", "gì?", "gì?"]
    assert value(metrics, "damlam_answers_total") == 1
    assert value(metrics, "damlam_refusals_total", reason="not-found") == 2
    assert "hạn?".encode() not in generate_latest(metrics.registry)


async def test_calls_and_errors_of_the_bot_api(metrics: Metrics) -> None:
    api = MeasuredBotApi(
        Script({"message_id": 1}, TimedOut(), BadRequest("chat @nguyenvanan not found"), [{}]), metrics
    )
    assert await api.call("sendMessage", {}) == {"message_id": 1}
    with pytest.raises(TimedOut):
        await api.call("sendMessage", {})
    with pytest.raises(BadRequest):
        await api.call("editMessageText", {})
    assert await api.updates(None, 30, []) == [{}]
    assert value(metrics, "damlam_telegram_calls_total", method="sendMessage") == 1
    assert value(metrics, "damlam_telegram_calls_total", method="getUpdates") == 1
    assert value(metrics, "damlam_telegram_errors_total", method="sendMessage", kind="TimedOut") == 1
    assert value(metrics, "damlam_telegram_errors_total", method="editMessageText", kind="BadRequest") == 1
    assert value(metrics, "damlam_part_seconds_count", part="send") == 3
    assert b"nguyenvanan" not in generate_latest(metrics.registry)


def test_parts_are_timed_whatever_comes_of_them(metrics: Metrics, clock: HandClock) -> None:
    with pytest.raises(ZeroDivisionError), metrics.timed(Part.COMMIT):
        1 / 0  # noqa: B018 - it raises
    assert value(metrics, "damlam_part_seconds_count", part="commit") == 1
    metrics.waited(clock.now() - timedelta(seconds=3))
    metrics.waited(clock.now() + timedelta(seconds=5))
    assert value(metrics, "damlam_part_seconds_sum", part="wait") == 3
    assert value(metrics, "damlam_part_seconds_bucket", part="wait", le="0.001") == 1


def test_queues_and_what_is_unknown_of_them(metrics: Metrics, clock: HandClock) -> None:
    metrics.queues(Backlog(Queue(2, clock.now() - timedelta(minutes=1)), Queue(0, None), 3))
    assert value(metrics, "damlam_queue_depth", queue="inbox") == 2
    assert value(metrics, "damlam_queue_oldest_seconds", queue="inbox") == 60
    assert value(metrics, "damlam_queue_oldest_seconds", queue="outbox") == 0
    assert value(metrics, "damlam_clocks_due") == 3
    metrics.queues(None)
    assert str(value(metrics, "damlam_clocks_due")) == "nan"
    assert str(value(metrics, "damlam_queue_depth", queue="inbox")) == "nan"
    assert str(value(metrics, "damlam_queue_oldest_seconds", queue="outbox")) == "nan"


def test_two_processes_share_nothing(clock: HandClock) -> None:
    first, second = Metrics(clock), Metrics(clock)
    first.failed()
    assert value(first, "damlam_update_failures_total") == 1
    assert value(second, "damlam_update_failures_total") == 0


def test_the_page_of_reference_names_every_figure(metrics: Metrics) -> None:
    page = (Path(__file__).parents[3] / "docs" / "reference" / "http.md").read_text(encoding="utf-8")
    own = [family for family in metrics.registry.collect() if family.name.startswith("damlam")]
    names = {f"{family.name}_total" if family.type == "counter" else family.name for family in own}
    assert len(names) >= 12
    assert {name for name in names if f"`{name}" not in page} == set()
