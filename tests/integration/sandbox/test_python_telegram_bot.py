"""python-telegram-bot's own `Bot` and `Updater` against the sandbox."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, Conflict, Forbidden, InvalidToken, NetworkError, RetryAfter, TimedOut
from telegram.ext import Application, CallbackQueryHandler, CommandHandler, ContextTypes

from bot.sandbox import Sandbox, SandboxUser
from bot.sandbox.faults import Fault, FaultKind

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000a49444154789c63000100000500010d0a2db4"
)
MARKUP = InlineKeyboardMarkup([[InlineKeyboardButton("Nút", callback_data="d")]])


@pytest.fixture
async def bot(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bot]:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")
    async with Bot(sandbox.token, base_url=sandbox.bot_url, base_file_url=sandbox.file_url) as one:
        yield one


async def test_who_am_i(bot: Bot, sandbox: Sandbox) -> None:
    assert (await bot.get_me()).username == "damlam_sandbox_bot"
    with pytest.raises(InvalidToken):
        async with Bot("1:x", base_url=sandbox.bot_url):
            pass


async def test_a_conversation(bot: Bot, an: SandboxUser) -> None:
    sent = await bot.send_message(an.id, "<b>Xin</b> chào 😀 <i>a</i>", parse_mode="HTML", reply_markup=MARKUP)
    assert list(sent.parse_entities().values()) == ["Xin", "a"]
    assert sent.reply_markup == MARKUP
    message = await an.one_message()
    await an.click("Nút")
    [update] = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    assert update.callback_query.data == "d"
    assert await update.callback_query.answer("Đã nhận")
    assert await an.toast() == "Đã nhận"
    await update.callback_query.edit_message_text("mới")
    assert (await an.edited(message)).text == "mới"
    assert await bot.get_updates(offset=update.update_id + 1) == ()
    assert await bot.delete_message(an.id, message.id)


async def test_documents_and_photos(bot: Bot, an: SandboxUser) -> None:
    sent = await bot.send_document(
        an.id, "nội dung".encode(), filename="kế hoạch.docx", caption="<b>Nháp</b>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert sent.document.file_name == "kế hoạch.docx"
    assert sent.document.mime_type.endswith("wordprocessingml.document")
    found = await bot.get_file(sent.document.file_id)
    assert bytes(await found.download_as_bytearray()) == "nội dung".encode()
    photo = await bot.send_photo(an.id, PNG)
    assert (photo.photo[0].width, photo.photo[0].height) == (1, 1)
    assert [message.kind for message in await an.messages(2)] == ["document", "photo"]


async def test_refusals_are_its_own_exceptions(bot: Bot, sandbox: Sandbox, an: SandboxUser) -> None:
    with pytest.raises(BadRequest, match=r"(?i)message text is empty"):
        await bot.send_message(an.id, " ")
    with pytest.raises(BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(an.id, "a < b", parse_mode="HTML")
    with pytest.raises(Forbidden):
        await bot.send_message(sandbox.user("Lạ").id, "a")
    sandbox.world.webhook.url = "http://127.0.0.1:9/"
    with pytest.raises(Conflict):
        await bot.get_updates()


async def test_floods_and_breakdowns(bot: Bot, sandbox: Sandbox, an: SandboxUser) -> None:
    faults = sandbox.world.faults
    faults.add(Fault(FaultKind.FLOOD, "sendMessage", retry_after=3))
    with pytest.raises(RetryAfter) as flood:
        await bot.send_message(an.id, "a")
    assert flood.value.retry_after == timedelta(seconds=3)
    faults.add(Fault(FaultKind.ERROR, "sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(an.id, "a")
    faults.add(Fault(FaultKind.DROP, "sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(an.id, "a")
    faults.add(Fault(FaultKind.HANG, "sendMessage"))
    with pytest.raises(TimedOut):
        await bot.send_message(an.id, "a", read_timeout=0.2)
    assert (await bot.send_message(an.id, "a")).text == "a"
    assert len(await an.messages(1)) == 1


async def test_its_profile(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("hoi", "Hỏi")])
    assert [command.command for command in await bot.get_my_commands()] == ["hoi"]
    assert (await bot.get_my_description()).description == ""
    assert (await bot.get_my_short_description()).short_description == ""
    await bot.set_my_description("Trợ lý tra cứu")
    await bot.set_my_short_description("Trợ lý")
    assert (await bot.get_my_description()).description == "Trợ lý tra cứu"
    assert (await bot.get_my_short_description()).short_description == "Trợ lý"
    await bot.set_my_name("Dám Làm 2")
    assert (await bot.get_me()).first_name == "Dám Làm 2"
    assert await bot.delete_webhook(drop_pending_updates=True)
    assert not (await bot.get_webhook_info()).url


async def test_its_application_polls(sandbox: Sandbox, an: SandboxUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "1")

    async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.message
        await update.message.reply_text("Chào", reply_markup=MARKUP)

    async def press(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        assert update.callback_query
        await update.callback_query.answer("Xong")

    application = Application.builder().token(sandbox.token).base_url(sandbox.bot_url).build()
    application.add_handler(CommandHandler("start", start))
    application.add_handler(CallbackQueryHandler(press))
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling()
        await an.send("/start")
        assert (await an.one_message()).text == "Chào"
        await an.click("Nút")
        assert await an.toast() == "Xong"
        await application.updater.stop()
        await application.stop()
