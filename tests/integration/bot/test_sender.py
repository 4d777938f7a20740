"""The sender over a real outbox; Telegram is a script of answers, time is moved by hand."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from telegram import InputFile
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.faults import TokenRefusedError
from bot.pacing import Limit, Pace
from bot.posting import Post as Posting
from bot.rendering import OutgoingMessage
from bot.sender import Sender
from conversations.events import Attachment
from storage.attachments import Attachments
from storage.database import Database
from storage.leases import Lease
from storage.models import AttachmentRow, OutboxRow, OutboxState, Priority
from storage.outbox import Outbox
from storage.profiles import Profiles
from tests.clock import HandClock
from tests.next_due import next_due
from tests.waiting import until

BUTTON = ({"text": "Một", "callback_data": "one"},)


class Script:
    """A Bot API that gives the answers it was told, then success; remembers what was asked and when."""

    def __init__(self, clock: HandClock) -> None:
        self.answers: deque[TelegramError | None] = deque()
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self.times: list[float] = []
        self.gate: asyncio.Event | None = None
        self._clock = clock

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        self.asked.append((method, params))
        self.times.append(self._clock.now().timestamp())
        if self.gate:
            await self.gate.wait()
        answer = self.answers.popleft() if self.answers else None
        if answer:
            raise answer
        return {"message_id": 1000 + len(self.asked)}

    @property
    def texts(self) -> list[str]:
        return [params["text"] for _, params in self.asked]


class Post:
    """The sender and what it works on."""

    def __init__(self, database: Database, clock: HandClock) -> None:
        self.database = database
        self.clock = clock
        self.script = Script(clock)
        self.outbox = Outbox(database, clock)
        self.profiles = Profiles(database, clock)
        self.pace = Pace(Limit(30, 30), Limit(1, 3), clock=lambda: clock.now().timestamp())
        self.lease = Lease(database, clock, "sender", "test", timedelta(days=1))
        self.attachments = Attachments(database, clock)
        self.sender = Sender(
            self.script,
            self.outbox,
            self.profiles,
            attachments=self.attachments,
            clock=clock,
            pace=self.pace,
            permit=self.lease,
            sleep=self._sleep,
        )

    async def _sleep(self, seconds: float) -> None:
        """Those who sleep at once sleep side by side; no sleep is shorter than the clock can show."""
        until = self.clock.now() + max(timedelta(seconds=seconds), timedelta(microseconds=1))
        await asyncio.sleep(0)
        self.clock.forward(max(until - self.clock.now(), timedelta()))

    async def put(
        self, *texts: str, chat: int = 1, priority: Priority = Priority.INTERACTIVE, edits: int | None = None
    ) -> None:
        async with self.database.transaction() as session:
            for text in texts:
                call = OutgoingMessage(text, (BUTTON,), edits).call()
                await self.outbox.add(session, f"{chat}:{text}", chat, call.method, call.params, priority=priority)

    async def put_file(
        self,
        key: str = "1:0",
        text: str = "<b>đây</b>",
        content: bytes = b"PK\x00\xff",
        *,
        name: str = "Kế hoạch.docx",
        shown: bool = False,
    ) -> None:
        file = Attachment(name, "application/x", content, shown=shown)
        message = OutgoingMessage(text, (BUTTON,), document=file)
        async with self.database.transaction() as session:
            await Posting(self.outbox, self.attachments).put(session, key, 1, message)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        assert await self.lease.take()
        stop = asyncio.Event()
        running = asyncio.create_task(self.sender.run(stop))
        try:
            yield
        finally:
            stop.set()
            await running

    async def rows(self) -> list[OutboxRow]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    def has_asked(self, number: int) -> Callable[[], Awaitable[bool]]:
        async def asked() -> bool:
            return len(self.script.asked) >= number

        return asked

    async def settled(self) -> list[OutboxRow]:
        """Works until every message is sent or given up, moving the clock to whatever is next."""

        async def empty() -> bool:
            due = await next_due(self.outbox)
            if due and due > self.clock.now():
                self.clock.forward(due - self.clock.now())
                self.sender.wake()
            return await self.outbox.depth() == 0

        async with self.working():
            await until(empty)
        return await self.rows()


@pytest.fixture
def post(database: Database, clock: HandClock) -> Post:
    return Post(database, clock)


async def test_messages_go_in_order_and_keep_telegrams_id(post: Post) -> None:
    await post.put("một", "hai", "ba")
    rows = await post.settled()
    assert post.script.texts == ["một", "hai", "ba"]
    assert [(row.state, row.message_id) for row in rows] == [(OutboxState.SENT, 1001 + n) for n in range(3)]
    assert post.script.asked[0][1]["chat_id"] == 1


async def test_one_chat_gets_a_short_burst_and_then_one_a_second(post: Post) -> None:
    await post.put(*(f"câu {number}" for number in range(6)))
    await post.settled()
    start = post.script.times[0]
    assert [round(at - start) for at in post.script.times] == [0, 0, 0, 1, 2, 3]


async def test_thirty_a_second_over_all_chats(post: Post) -> None:
    for chat in range(45):
        await post.put("tin", chat=chat)
    await post.settled()
    assert post.script.times[29] - post.script.times[0] == pytest.approx(0)
    assert post.script.times[44] - post.script.times[0] == pytest.approx(0.5, abs=0.05)


async def test_what_somebody_waits_for_goes_before_bulk(post: Post) -> None:
    for chat in range(40):
        await post.put("nhắc", chat=chat, priority=Priority.BULK)
    await post.put("trả lời", chat=99)
    await post.settled()
    assert post.script.texts.index("trả lời") == 0


async def test_retry_after_is_honoured_and_order_kept(post: Post) -> None:
    post.script.answers.append(RetryAfter(17))
    await post.put("một", "hai")
    await post.settled()
    assert post.script.texts == ["một", "một", "hai"]
    assert post.script.times[1] - post.script.times[0] == pytest.approx(17)


async def test_a_user_who_blocked_the_bot_is_marked_and_not_tried_again(post: Post) -> None:
    async with post.database.transaction() as session:
        await post.profiles.save(session, 1, jurisdiction=None, address="dong-chi", greeted=True)
    post.script.answers.append(Forbidden("Forbidden: bot was blocked by the user"))
    await post.put("một")
    [row] = await post.settled()
    assert row.state == OutboxState.FAILED
    assert "blocked" in (row.error or "")
    profile = await post.profiles.get(1)
    assert profile is not None
    assert profile.unreachable_since == post.clock.now()
    assert len(post.script.asked) == 1


async def test_not_modified_counts_as_sent(post: Post) -> None:
    post.script.answers.append(
        BadRequest("Message is not modified: specified new message content and reply markup ...")
    )
    await post.put("một", edits=42)
    [row] = await post.settled()
    assert (row.state, row.message_id) == (OutboxState.SENT, None)


@pytest.mark.parametrize("said", ["Message to edit not found", "Message can't be edited", "MESSAGE_ID_INVALID"])
async def test_an_edit_that_cannot_be_made_becomes_a_new_message(post: Post, said: str) -> None:
    post.script.answers.append(BadRequest(said))
    await post.put("<b>một</b>", edits=42)
    [row] = await post.settled()
    assert [method for method, _ in post.script.asked] == ["editMessageText", "sendMessage"]
    assert "message_id" not in post.script.asked[1][1]
    assert post.script.asked[1][1]["parse_mode"] == "HTML"
    assert (row.state, row.message_id) == (OutboxState.SENT, 1002)


async def test_refused_markup_goes_once_more_as_plain_text_with_its_buttons(
    post: Post, caplog: pytest.LogCaptureFixture
) -> None:
    post.script.answers.append(BadRequest("Can't parse entities: unsupported start tag"))
    await post.put("<b>một</b> &lt;")
    [row] = await post.settled()
    second = post.script.asked[1][1]
    assert second["text"] == "một <"
    assert "parse_mode" not in second
    assert "reply_markup" in second
    assert row.state == OutboxState.SENT
    assert "another form" in caplog.text


async def test_a_refused_button_is_left_out(post: Post) -> None:
    post.script.answers.append(BadRequest("BUTTON_DATA_INVALID"))
    await post.put("một")
    [row] = await post.settled()
    assert "reply_markup" not in post.script.asked[1][1]
    assert row.state == OutboxState.SENT


async def test_what_is_refused_as_plain_text_too_is_given_up_and_the_chat_goes_on(post: Post) -> None:
    post.script.answers += [BadRequest("Message is too long")] * 2
    await post.put("một", "hai")
    rows = await post.settled()
    assert [row.state for row in rows] == [OutboxState.FAILED, OutboxState.SENT]
    assert post.script.texts == ["một", "một", "hai"]


async def test_an_unknown_chat_is_given_up_at_once(post: Post) -> None:
    post.script.answers.append(BadRequest("Chat not found"))
    await post.put("một")
    [row] = await post.settled()
    assert row.state == OutboxState.FAILED
    assert len(post.script.asked) == 1


async def test_network_faults_are_tried_again_later_and_later(post: Post) -> None:
    post.script.answers += [NetworkError("Bad Gateway"), TimedOut(), NetworkError("x"), TelegramError("?")]
    await post.put("một")
    [row] = await post.settled()
    gaps = [later - earlier for earlier, later in zip(post.script.times, post.script.times[1:], strict=False)]
    assert row.state == OutboxState.SENT
    assert all(0.25 * 2**n <= gap <= 0.5 * 2**n + 0.01 for n, gap in enumerate(gaps))


async def test_a_refused_token_ends_the_sender_and_loses_nothing(post: Post) -> None:
    post.script.answers.append(InvalidToken("Unauthorized"))
    await post.put("một")
    assert await post.lease.take()
    with pytest.raises(TokenRefusedError, match="DAMLAM_TELEGRAM_TOKEN"):
        await asyncio.wait_for(post.sender.run(asyncio.Event()), 10)
    assert await post.outbox.depth() == 1
    rows = await post.settled()
    assert [row.state for row in rows] == [OutboxState.SENT]


async def test_one_message_is_on_the_wire_at_a_time(post: Post) -> None:
    post.script.gate = asyncio.Event()
    for chat in range(5):
        await post.put("tin", chat=chat)
    async with post.working():
        await until(post.has_asked(1))
        assert len(post.script.asked) == 1
        post.script.gate.set()
        await until(post.has_asked(5))


async def test_an_answer_goes_before_the_reminders_in_hand(post: Post) -> None:
    post.script.gate = asyncio.Event()
    for chat in range(6):
        await post.put(f"nhắc {chat}", chat=chat, priority=Priority.BULK)
    async with post.working():
        await until(post.has_asked(1))
        await asyncio.wait_for(post.sender.less_crowded(), 20)  # reminders make no crowd
        await post.put("trả lời", chat=9)
        post.sender.wake()

        async def all_in_hand() -> bool:
            return {row.state for row in await post.rows()} == {OutboxState.SENDING}

        await until(all_in_hand)
        await asyncio.sleep(0.05)  # until its task has come to the wire
        post.script.gate.set()
        await until(post.has_asked(7))
    assert post.script.texts[:2] == ["nhắc 0", "trả lời"]


async def test_a_message_that_hangs_does_not_hold_up_the_others(post: Post) -> None:
    post.script.gate = asyncio.Event()
    await post.put("treo", chat=1)
    await post.put("sau", chat=2)
    async with post.working():
        await until(post.has_asked(2))
        assert post.script.texts == ["treo", "sau"]
        post.script.gate.set()


async def test_a_sender_whose_lease_is_over_calls_no_more_and_leaves_the_rest_to_the_next(post: Post) -> None:
    """It waits for its turn when the lease runs out: what it holds goes out by the next one, once."""
    post.script.answers.append(RetryAfter(17))
    post.script.gate = asyncio.Event()
    await post.put("một", chat=1)
    await post.put("hai", chat=2)
    other = Lease(post.database, post.clock, "sender", "other", timedelta(days=1))
    async with post.working():
        await until(post.has_asked(1))
        post.clock.forward(timedelta(days=1))
        assert not post.lease.is_held
        assert await other.take()
        post.script.gate.set()

        async def one_is_over() -> bool:
            return (await post.rows())[0].state == OutboxState.PENDING

        await until(one_is_over)
    assert post.script.texts == ["một"]
    assert [row.state for row in await post.rows()] == [OutboxState.PENDING, OutboxState.SENDING]
    await other.give_up()
    rows = await post.settled()
    assert [row.state for row in rows] == [OutboxState.SENT] * 2
    assert post.script.texts == ["một", "hai", "một"]


async def test_who_is_not_elected_takes_nothing_and_recovers_nothing(post: Post) -> None:
    await post.put("một")
    [taken] = await post.outbox.claim(1)
    assert await Lease(post.database, post.clock, "sender", "other", timedelta(days=1)).take()
    assert not await post.lease.take()
    assert await post.outbox.recover(post.lease.confirm) == 0
    await post.outbox.retry(taken, post.clock.now(), "again")
    assert await post.outbox.claim(1, post.lease.confirm) == []
    assert post.script.asked == []


def uploaded(params: Mapping[str, Any], field: str = "document") -> tuple[str, object]:
    """Name and content of the file that a call carried."""
    file = params[field]
    assert isinstance(file, InputFile)
    return file.filename, file.input_file_content


async def test_a_file_goes_out_with_its_caption_and_buttons_and_is_then_gone(post: Post) -> None:
    await post.put_file()
    [row] = await post.settled()
    [(method, params)] = post.script.asked
    assert method == "sendDocument"
    assert uploaded(params) == ("Kế hoạch.docx", b"PK\x00\xff")
    assert (params["caption"], params["parse_mode"], params["chat_id"]) == ("<b>đây</b>", "HTML", 1)
    assert params["reply_markup"] == {"inline_keyboard": [[BUTTON[0]]]}
    assert (row.state, row.message_id) == (OutboxState.SENT, 1001)
    assert await post.attachments.get("1:0") is None


async def test_a_picture_is_shown_in_the_chat(post: Post) -> None:
    await post.put_file(name="a.png", content=b"png", shown=True)
    await post.settled()
    [(method, params)] = post.script.asked
    assert (method, uploaded(params, "photo"), params["caption"]) == ("sendPhoto", ("a.png", b"png"), "<b>đây</b>")
    assert "document" not in params
    assert await post.attachments.get("1:0") is None


async def test_what_is_no_picture_for_telegram_goes_as_a_file_to_open(post: Post) -> None:
    post.script.answers.append(BadRequest("Bad Request: PHOTO_INVALID_DIMENSIONS"))
    await post.put_file(name="a.png", content=b"png", shown=True)
    [row] = await post.settled()
    method, params = post.script.asked[1]
    assert (method, uploaded(params)) == ("sendDocument", ("a.png", b"png"))
    assert "photo" not in params
    assert row.state == OutboxState.SENT


async def test_a_file_is_kept_while_its_message_is_tried_again(post: Post) -> None:
    post.script.answers += [RetryAfter(17), NetworkError("Internal Server Error"), TimedOut()]
    await post.put_file()
    [row] = await post.settled()
    assert [uploaded(params) for _, params in post.script.asked] == [("Kế hoạch.docx", b"PK\x00\xff")] * 4
    assert row.state == OutboxState.SENT
    assert await post.attachments.get("1:0") is None


async def test_the_file_of_a_message_given_up_is_gone_too(post: Post) -> None:
    post.script.answers.append(Forbidden("Forbidden: bot was blocked by the user"))
    await post.put_file()
    [row] = await post.settled()
    assert row.state == OutboxState.FAILED
    assert await post.attachments.get("1:0") is None


async def test_a_refused_caption_goes_as_plain_text_with_the_same_file(post: Post) -> None:
    post.script.answers.append(BadRequest("Can't parse entities: unsupported start tag"))
    await post.put_file(text="<b>a</b> &lt; b")
    [row] = await post.settled()
    second = post.script.asked[1][1]
    assert (second["caption"], uploaded(second)[1]) == ("a < b", b"PK\x00\xff")
    assert "parse_mode" not in second
    assert row.state == OutboxState.SENT


async def test_a_file_without_caption_goes_without_the_button_that_was_refused(post: Post) -> None:
    post.script.answers.append(BadRequest("BUTTON_DATA_INVALID"))
    await post.put_file(text="")
    [row] = await post.settled()
    assert "reply_markup" not in post.script.asked[1][1]
    assert row.state == OutboxState.SENT


async def test_a_message_whose_file_was_erased_is_given_up_and_the_chat_goes_on(post: Post) -> None:
    await post.put_file()
    await post.put("sau")
    async with post.database.transaction() as session:
        await session.execute(delete(AttachmentRow))
    rows = await post.settled()
    assert [row.state for row in rows] == [OutboxState.FAILED, OutboxState.SENT]
    assert post.script.texts == ["sau"]


async def test_files_left_by_a_crash_between_two_steps_are_swept_at_the_start(post: Post) -> None:
    await post.put_file()
    [message] = await post.outbox.claim(1)
    await post.outbox.sent(message.id, 1)
    assert await post.attachments.get("1:0") is not None
    async with post.working():
        pass
    assert await post.attachments.get("1:0") is None
    assert post.script.asked == []
