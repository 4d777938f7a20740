"""What Telegram shows of the bot before anybody has written to it: its commands and descriptions."""

import logging

from telegram import Bot, BotCommand
from telegram.error import TelegramError

log = logging.getLogger(__name__)

COMMANDS = {
    "batdau": "Bắt đầu, chọn nơi công tác",
    "hoi": "Hỏi về quy định, kèm điều, khoản",
    "kehoach": "Soạn kế hoạch đổi mới, kiểm tra, xuất văn bản",
    "danop": "Ghi ngày đã nộp kế hoạch",
    "trogiup": "Cách dùng và câu hỏi mẫu",
    "caidat": "Đổi nơi công tác, cách xưng hô",
    "dulieucuatoi": "Xem dữ liệu đang lưu về mình",
    "xoadulieu": "Xóa dữ liệu của mình",
    "start": "Bắt đầu lại từ lời giới thiệu",
}
"""Commands in the order of the menu, with 1-256 characters that say what each does. Everybody sees the menu, so it
holds only what everybody may use (`conversations.access`)."""

DESCRIPTION = (
    "Tra cứu quy định về khuyến khích, bảo vệ cán bộ dám nghĩ, dám làm; luôn dẫn điều, khoản.\n\n"
    "Tôi cung cấp thông tin, không thay cơ quan có thẩm quyền quyết định.\n\n"
    "⚠️ Không nhập nội dung bí mật nhà nước."
)
"""Shown in the empty chat; at most 512 characters."""

SHORT_DESCRIPTION = "Tra cứu quy định khuyến khích, bảo vệ cán bộ dám nghĩ, dám làm; luôn kèm điều, khoản."
"""Shown on the bot's page; at most 120 characters."""


async def introduce(bot: Bot) -> None:
    """Tells Telegram the commands and descriptions, each only when it differs: Telegram limits such changes.

    A refusal is logged and the bot goes on without: it answers just as well, and the next start tries again.
    """
    for step in (_set_commands, _set_description, _set_short_description):
        try:
            await step(bot)
        except TelegramError as error:
            log.warning("%s: %s", step.__name__, error, extra={"action": "introduce"})


async def _set_commands(bot: Bot) -> None:
    commands = [BotCommand(name, description) for name, description in COMMANDS.items()]
    if list(await bot.get_my_commands()) != commands:
        await bot.set_my_commands(commands)


async def _set_description(bot: Bot) -> None:
    if (await bot.get_my_description()).description != DESCRIPTION:
        await bot.set_my_description(DESCRIPTION)


async def _set_short_description(bot: Bot) -> None:
    if (await bot.get_my_short_description()).short_description != SHORT_DESCRIPTION:
        await bot.set_my_short_description(SHORT_DESCRIPTION)


async def use_long_poll(bot: Bot) -> None:
    """Takes back a webhook that an earlier set-up left, which would make every poll a conflict; updates are kept."""
    if (await bot.get_webhook_info()).url:
        await bot.delete_webhook(drop_pending_updates=False)
        log.info("The webhook was removed", extra={"action": "introduce"})
