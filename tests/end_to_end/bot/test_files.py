"""Files over HTTP, both ways: what a person sends is kept or refused, what the bot sends arrives byte for byte."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.assembly import Options
from bot.client import Client
from bot.files import TelegramFiles
from bot.pacing import Pace
from bot.sandbox.client import ChatMessage, SandboxUser
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.server import Sandbox
from conversations.events import File
from conversations.ports import LARGEST_FILE
from storage.database import Database
from tests.end_to_end.bot.child import child
from tests.end_to_end.bot.filing import EVERY_BYTE, Filing, marking, renderer
from tests.office_files import picture, word
from tests.running import running
from tests.waiting import until

FILING = "tests.end_to_end.bot.filing"


@pytest.fixture
async def filing(sandbox: Sandbox, database: Database, pace: Pace) -> AsyncIterator[Filing]:
    """The running bot; gives its dialogues."""
    client = Client.at(sandbox.base_url, sandbox.token)
    await client.initialize()
    dialogues = Filing(TelegramFiles(client, marking))
    async with running(database, client, dialogues, Options(renderer=renderer(), pace=pace)):
        yield dialogues
    await client.shutdown()


@pytest.fixture
async def user(sandbox: Sandbox, filing: Filing) -> SandboxUser:
    """Someone who has started the bot."""
    user = sandbox.user()
    await user.send("/start")
    await user.one_message()
    return user


async def documents(user: SandboxUser) -> list[ChatMessage]:
    """The documents that the bot has sent."""
    return [message for message in await user.transcript() if message.from_bot and message.document]


async def test_a_document_is_fetched_kept_and_given_back_byte_for_byte(
    user: SandboxUser, filing: Filing, database: Database
) -> None:
    content = word("Kế hoạch", "Một cửa lưu động")
    await user.send_document("Kế hoạch của tôi.docx", content, caption="bản đầu")
    file_id = (await user.one_message(timeout=30)).text
    [event] = [event for event in filing.seen if isinstance(event, File)]
    assert (event.name, event.size, event.caption) == ("Kế hoạch của tôi.docx", len(content), "bản đầu")
    await user.send(file_id)
    back = await user.one_message()
    assert (back.kind, back.document, back.text) == ("document", "Kế hoạch của tôi.docx", "trả lại")
    assert await user.download(back) == content


async def test_another_person_cannot_have_the_file(user: SandboxUser, sandbox: Sandbox) -> None:
    await user.send_document("a.docx", word("Kế hoạch"))
    file_id = (await user.one_message(timeout=30)).text
    other = sandbox.user("Lê Tò Mò")
    await other.send("/start")
    await other.one_message()
    await other.send(file_id)
    assert (await other.one_message()).text == "chào"


async def test_a_photo_is_taken_in_its_largest_size(user: SandboxUser) -> None:
    content = picture("JPEG")
    await user.send_media("photo", content)
    await user.send((await user.one_message(timeout=30)).text)
    back = await user.one_message()
    assert back.document == "anh.jpg"
    assert await user.download(back) == content


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("kế hoạch.docx", b"MZ\x90\x00 a program", "wrong_kind"),
        ("kế hoạch.docx", word("x")[:-90], "unreadable"),
        ("kế hoạch.pdf", b"%PDF-" + bytes(LARGEST_FILE), "too_large"),
    ],
)
async def test_what_is_not_taken(user: SandboxUser, name: str, content: bytes, reason: str) -> None:
    await user.send_document(name, content)
    assert (await user.one_message(timeout=30)).text == f"không nhận: {reason}"


async def test_a_marked_document_is_refused_and_nothing_of_it_is_in_the_database(
    user: SandboxUser, tmp_path: Path
) -> None:
    await user.send_document("so-tay.docx", word("Số: 07/BC", "TỐI |MẬT", "Nội dung Bến Thủy Tinh"))
    assert (await user.one_message(timeout=30)).text == "không nhận: secret"
    assert rows(tmp_path, "files") == rows(tmp_path, "drafts") == 0
    stored = everything_in(tmp_path)
    assert b"so-tay.docx" in stored
    for words in ("Bến Thủy Tinh", "TỐI MẬT", "07/BC"):
        assert words.encode() not in stored
        assert words.encode("unicode_escape") not in stored


def everything_in(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(path.read_bytes() for path in folder.glob("damlam.db*"))


def rows(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "damlam.db")) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - a name of ours


async def test_a_document_arrives_byte_for_byte_with_its_caption_and_buttons(user: SandboxUser, tmp_path: Path) -> None:
    await user.send("/gui")
    message = await user.one_message()
    assert (message.kind, message.document, message.text) == ("document", "Kế hoạch <1>.docx", "đây & đó")
    assert (message.marked("bold"), message.labels) == (["đây & đó"], ["Lần nữa"])
    assert await user.download(message) == EVERY_BYTE

    async def emptied() -> bool:
        return rows(tmp_path, "attachments") == 0

    await until(emptied)


async def test_a_text_too_long_for_a_caption_goes_before_the_document(user: SandboxUser) -> None:
    words = " ".join(["từ"] * 600)
    await user.send(f"/gui {words}")
    text, document = await user.messages(2)
    assert (text.kind, text.text, text.labels) == ("text", words, [])
    assert (document.kind, document.text, document.labels) == ("document", "", ["Lần nữa"])
    assert await user.download(document) == EVERY_BYTE


@pytest.mark.parametrize(
    "fault",
    [
        Fault(FaultKind.FLOOD, "sendDocument", retry_after=1),
        Fault(FaultKind.ERROR, "sendDocument", count=2),
        Fault(FaultKind.DROP, "sendDocument"),
        Fault(FaultKind.SLOW, "sendDocument", seconds=1.0),
        Fault(FaultKind.ERROR, "getFile", count=1, status=502),
    ],
    ids=lambda fault: f"{fault.kind}-{fault.method}",
)
async def test_a_fault_delays_a_file_and_nothing_else(user: SandboxUser, sandbox: Sandbox, fault: Fault) -> None:
    content = word("Kế hoạch")
    sandbox.world.faults.add(fault)
    await user.send("/gui")
    await user.send_document("a.docx", content)
    document, kept = await user.messages(2, timeout=30)
    await user.send(kept.text)
    back = await user.one_message(timeout=30)
    assert [await user.download(message) for message in (document, back)] == [EVERY_BYTE, content]
    assert [message.id for message in await documents(user)] == [document.id, back.id]


async def test_a_refused_caption_goes_as_plain_text(user: SandboxUser, sandbox: Sandbox) -> None:
    refusal = 'Bad Request: can\'t parse entities: Unsupported start tag "x" at byte offset 0'
    sandbox.world.faults.add(Fault(FaultKind.ERROR, "sendDocument", status=400, description=refusal))
    await user.send("/gui")
    message = await user.one_message()
    assert (message.text, message.marked("bold"), message.document) == ("đây & đó", [], "Kế hoạch <1>.docx")
    assert await user.download(message) == EVERY_BYTE


async def test_a_document_to_someone_who_blocked_the_bot_is_dropped_and_its_content_with_it(
    user: SandboxUser, sandbox: Sandbox, tmp_path: Path
) -> None:
    sandbox.world.faults.add(
        Fault(FaultKind.ERROR, "sendDocument", status=403, description="Forbidden: bot was blocked by the user")
    )
    await user.send("/gui")
    await user.send("sau")
    assert (await user.one_message()).text == "chào"
    assert await documents(user) == []

    async def emptied() -> bool:
        return rows(tmp_path, "attachments") == 0

    await until(emptied)


async def test_a_bot_killed_in_two_uploads_repeats_only_what_telegram_had_taken(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    """Telegram does not say whether it has a document: one that was on the wire may come twice, and no more."""
    taken, lost = sandbox.user("Trần Đã Nhận"), sandbox.user("Lê Chưa Nhận")
    for user, after in ((taken, True), (lost, False)):
        fault = Fault(FaultKind.HANG, "sendDocument", seconds=60, after=after, chat_id=user.id)
        sandbox.world.faults.add(fault)

    async def on_the_wire() -> bool:
        return len(await documents(taken)) == 1 and not sandbox.world.faults.waiting

    async with child(FILING, sandbox, tmp_path) as process:
        for user in (taken, lost):
            await user.send("/gui")
        await until(on_the_wire)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    assert rows(tmp_path, "attachments") == 2
    async with child(FILING, sandbox, tmp_path) as process:
        for user, times in ((taken, 2), (lost, 1)):
            await user.send("còn đó?")
            texts = [message.text for message in await user.messages(times + 1, timeout=30)]
            assert texts == ["đây & đó"] * times + ["chào"]
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 20) == 0
    for user, times in ((taken, 2), (lost, 1)):
        assert [await user.download(message) for message in await documents(user)] == [EVERY_BYTE] * times
    assert rows(tmp_path, "attachments") == 0
