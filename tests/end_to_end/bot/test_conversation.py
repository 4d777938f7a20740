"""The runtime over HTTP: what a person sees of polling, inbox, worker, outbox and sender."""

import asyncio
import contextlib

import pytest
from telegram.error import Conflict

from bot.client import Client
from bot.faults import SecondPollerError
from bot.pacing import Pace
from bot.sandbox import people
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from bot.wiring import assemble
from conversations.events import Unsupported
from storage.database import Database
from tests.end_to_end.bot.echo import Echo, renderer
from tests.waiting import until


async def test_a_command_and_a_text_are_answered_with_the_profile_that_the_command_stored(
    sandbox: Sandbox, echo: Echo
) -> None:
    user = sandbox.user()
    await user.send("/start")
    first = await user.one_message()
    assert (first.text, first.labels) == ("chào", ["Lần nữa"])
    await user.send("câu <hỏi> & đáp")
    assert (await user.one_message()).text == "câu <hỏi> & đáp quang-ngai"


async def test_a_button_redraws_its_message_and_its_spinner_stops(sandbox: Sandbox, echo: Echo) -> None:
    user = sandbox.user()
    await user.send("/start")
    message = await user.one_message()
    await user.click("Lần nữa")
    assert (await user.edited(message)).text == "bấm again 1"
    assert await user.toast() == ""
    await user.click("Lần nữa")
    assert await user.toast() == ""
    assert await user.unread() == []


async def test_a_long_answer_comes_in_balanced_parts_with_the_buttons_under_the_last(
    sandbox: Sandbox, echo: Echo
) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    await user.send("long")
    *parts, last = await user.messages(3)
    assert "".join(part.text for part in (*parts, last)).count("Đoạn") == 20
    assert [part.labels for part in parts] == [[], []]
    assert last.labels == ["Lần nữa"]
    for part in (*parts, last):
        assert part.text.startswith("Đoạn ")
        assert part.marked("bold") == [part.text]


async def test_two_people_are_answered_each_in_their_own_chat_while_one_waits(sandbox: Sandbox, echo: Echo) -> None:
    patient, quick = sandbox.user("Lê Chậm"), sandbox.user("Trần Nhanh")
    await patient.send("/start")
    await quick.send("/start")
    await patient.one_message()
    await quick.one_message()
    await patient.send("slow")
    await patient.send("sau")
    await quick.send("một")
    assert (await quick.one_message()).text == "một quang-ngai"
    assert await patient.unread() == []
    echo.let_go.set()
    assert [message.text for message in await patient.messages(2)] == ["xong", "sau quang-ngai"]


async def test_typing_shows_while_the_bot_works(sandbox: Sandbox, echo: Echo) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    await user.send("slow")

    async def typing() -> bool:
        return await user.actions() == ["typing"]

    await until(typing)
    echo.let_go.set()
    assert (await user.one_message()).text == "xong"


async def test_what_the_bot_does_not_read_is_named(sandbox: Sandbox, echo: Echo) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    await user.send_media("voice", b"ogg")
    assert (await user.one_message()).text == "không đọc voice"
    await user.send("dài " * 600)
    assert (await user.one_message()).text == "không đọc too-long"
    assert echo.seen[-1] == Unsupported("too-long")


async def test_poison_is_tried_three_times_the_user_is_told_and_the_chat_goes_on(sandbox: Sandbox, echo: Echo) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    await user.send("poison")
    await user.send("tiếp")
    assert [message.text for message in await user.messages(2, timeout=20)] == ["lỗi", "tiếp quang-ngai"]
    assert len(echo.seen) == 1 + 3 + 1


async def test_a_flood_gets_one_reply_and_others_are_not_held_up(sandbox: Sandbox, echo: Echo) -> None:
    loud, quiet = sandbox.user("Lê Ồn"), sandbox.user("Trần Lặng")
    await loud.send("/start")
    await loud.one_message()
    for number in range(40):
        await loud.send(f"câu {number}")
    await quiet.send("/start")
    assert (await quiet.one_message()).text == "chào"
    answers = await loud.messages(20, timeout=20)
    assert [answer.text for answer in answers] == [f"câu {number} quang-ngai" for number in range(19)] + ["nhanh quá"]
    await quiet.send("còn đó")
    assert (await quiet.one_message()).text == "còn đó quang-ngai"
    assert await loud.unread() == []


async def test_a_user_who_blocked_the_bot_is_not_written_to_again_and_comes_back(sandbox: Sandbox, echo: Echo) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    await user.send("slow")
    await user.block()
    echo.let_go.set()
    await user.unblock()
    await user.send("lại đây")
    texts = [message.text for message in await user.messages(1)]
    if texts == ["xong"]:  # unblocked before the sender got there
        texts = [(await user.one_message()).text]
    assert texts == ["lại đây quang-ngai"]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.FLOOD, "sendMessage", retry_after=1),
        Fault(FaultKind.ERROR, "sendMessage", count=2),
        Fault(FaultKind.DROP, "sendMessage"),
        Fault(FaultKind.ERROR, "getUpdates", count=2, status=502),
        Fault(FaultKind.DROP, "getUpdates"),
        Fault(FaultKind.SLOW, "sendMessage", seconds=1.0),
        Fault(FaultKind.ERROR, "answerCallbackQuery"),
        Fault(FaultKind.ERROR, "sendChatAction"),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.method}",
)
async def test_a_fault_delays_the_answer_and_nothing_else(sandbox: Sandbox, echo: Echo, fault: Fault) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    sandbox.world.faults.add(fault)
    await user.send("một")
    await user.send("hai")
    texts = [message.text for message in await user.messages(2, timeout=20)]
    assert texts == ["một quang-ngai", "hai quang-ngai"]
    assert await user.unread() == []


async def test_refused_markup_is_sent_again_as_plain_text(sandbox: Sandbox, echo: Echo) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'
    sandbox.world.faults.add(Fault(FaultKind.ERROR, "sendMessage", status=400, description=refusal))
    await user.send("a < b & c")
    message = await user.one_message()
    assert message.text == "a < b & c quang-ngai"


async def test_an_edit_whose_message_is_gone_becomes_a_new_message(sandbox: Sandbox, echo: Echo) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    refusal = "Bad Request: message to edit not found"
    sandbox.world.faults.add(Fault(FaultKind.ERROR, "editMessageText", status=400, description=refusal))
    await user.click("Lần nữa")
    message = await user.one_message()
    assert (message.text, message.labels) == ("bấm again 1", ["Lần nữa"])


class TestTelegramsLimits:
    @pytest.fixture
    def limits(self) -> Limits:
        return Limits()

    @pytest.fixture
    def pace(self) -> Pace:
        return Pace()

    async def test_the_sender_keeps_within_them(self, sandbox: Sandbox, echo: Echo) -> None:
        user = sandbox.user()
        for number in range(5):
            await user.send(f"/start {number}")
        await user.messages(5, timeout=20)
        refused = [call for call in sandbox.world.calls if call["status"] == 429]
        assert refused == []


async def test_a_second_poller_ends_the_first_with_one_clear_line(sandbox: Sandbox, database: Database) -> None:
    first, rival = Client.at(sandbox.base_url, sandbox.token), Client.at(sandbox.base_url, sandbox.token)
    async with first, rival:
        runtime, courtesy = assemble(database, first, Echo(), renderer=renderer())
        running = asyncio.create_task(runtime.run(asyncio.Event()))

        async def ended() -> bool:
            with contextlib.suppress(Conflict):
                await rival.updates(None, 0, ())
            return running.done()

        await until(ended)
        with pytest.raises(SecondPollerError, match="409"):
            await running
        await courtesy.close()


async def test_a_command_in_a_group_gets_one_line_and_talk_gets_none(sandbox: Sandbox, echo: Echo) -> None:
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    group = sandbox.world.add_group("Phòng", {user.id})
    people.send_text(sandbox.world, sandbox.world.user(user.id), "/hoi@damlam_sandbox_bot x", group.id)

    async def answered() -> bool:
        return any(message.from_bot for message in group.messages.values())

    await until(answered)
    assert echo.seen[-1] == Unsupported("group")
