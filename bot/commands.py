"""What Telegram shows of the bot before anybody has written to it: its commands and descriptions."""

import logging
from collections.abc import Mapping
from functools import partial

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from conversations.access import Access
from conversations.membership import Role
from conversations.policy import Policy

log = logging.getLogger(__name__)

OPEN = Policy()
COMMANDS = {
    "batdau": "Bắt đầu, chọn nơi công tác",
    "hoi": "Hỏi về quy định, kèm điều, khoản",
    "tinhhan": "Tính ngày hết hạn, trừ ngày nghỉ",
    "trogiup": "Cách dùng và câu hỏi mẫu",
    "caidat": "Đổi nơi công tác, cách xưng hô",
    "dulieucuatoi": "Xem dữ liệu đang lưu về mình",
    "xoadulieu": "Xóa dữ liệu của mình",
    "start": "Bắt đầu lại từ lời giới thiệu",
}
"""Commands in the order of the menu, with 1-256 characters that say what each does. Everybody sees the menu, so it
holds only what everybody may use (`conversations.access`)."""

MEMBERS_COMMANDS = {
    "kehoach": "Soạn kế hoạch đổi mới, kiểm tra, xuất văn bản",
    "tieptuc": "Làm tiếp bản đang soạn",
    "danop": "Ghi ngày đã nộp kế hoạch",
    "hoso": "Hồ sơ của mình: đang ở đâu, hạn nào",
    "hosomoi": "Lập hồ sơ để theo dõi thời hạn",
    "baove": "Đối chiếu việc của mình với quy định bảo vệ",
    "khancap": "Báo cáo việc đã xử lý khẩn cấp",
    "baoruiro": "Báo cáo rủi ro, sai sót",
    "yeucaubaove": "Soạn yêu cầu được bảo vệ",
    "bicantro": "Phản ánh bị cản trở, trù dập",
    "quahan": "Đề nghị trả lời đề xuất quá hạn",
    "danhgia": "Đánh giá một việc thí điểm chưa đạt",
}
"""The commands of those who were invited; where everybody is a member they stand in the menu, too."""

CLERKS_COMMANDS = {"bangviec": "Bảng việc của cơ quan"}
"""The commands of the clerks of an office."""

ADMINISTRATORS_COMMANDS = {"moi": "Mời người dùng, xem và thu hồi lời mời"}
"""The commands of administrators."""


def menu(role: Role, policy: Policy = OPEN) -> dict[str, str]:
    """The menu of a role: what it may use, its own commands first. Everybody sees that of the least role there is."""
    access = Access(policy)
    every = CLERKS_COMMANDS | ADMINISTRATORS_COMMANDS | MEMBERS_COMMANDS | COMMANDS
    return {name: told for name, told in every.items() if access.may(f"command:{name}", role)}


def shown_in(chat_id: int, menu: Mapping[str, str]) -> dict[str, object]:
    """The parameters of `setMyCommands` that show a menu in one chat."""
    commands = [{"command": name, "description": description} for name, description in menu.items()]
    return {"commands": commands, "scope": {"type": "chat", "chat_id": chat_id}}


DESCRIPTION = (
    "Tra cứu quy định về khuyến khích, bảo vệ cán bộ dám nghĩ, dám làm; luôn dẫn điều, khoản.\n\n"
    "Tôi cung cấp thông tin, không thay cơ quan có thẩm quyền quyết định.\n\n"
    "⚠️ Không nhập nội dung bí mật nhà nước."
)
"""Shown in the empty chat; at most 512 characters."""

SHORT_DESCRIPTION = "Tra cứu quy định khuyến khích, bảo vệ cán bộ dám nghĩ, dám làm; luôn kèm điều, khoản."
"""Shown on the bot's page; at most 120 characters."""


async def introduce(bot: Bot, least: Role = Role.STRANGER, policy: Policy = OPEN) -> None:
    """Tells Telegram the commands and descriptions, each only when it differs: Telegram limits such changes.

    A refusal is logged and the bot goes on without: it answers just as well, and the next start tries again.
    """
    steps = {
        "commands": partial(_set_commands, bot, menu(least, policy)),
        "description": partial(_set_description, bot),
        "short description": partial(_set_short_description, bot),
    }
    for name, step in steps.items():
        try:
            await step()
        except TelegramError as error:
            log.warning("The %s was not set: %s", name, error, extra={"action": "introduce"})


async def _set_commands(bot: Bot, menu: Mapping[str, str]) -> None:
    commands = [BotCommand(name, description) for name, description in menu.items()]
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
