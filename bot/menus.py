"""The menus of those with a role, as this release has them: an earlier one may have set them otherwise."""

import json
from hashlib import sha256

from bot.commands import menu, shown_in
from bot.role_notices import MENU
from conversations.membership import Role
from conversations.policy import Policy
from storage.clock import Clock
from storage.database import Database
from storage.models import Priority
from storage.outbox import NewMessage, Outbox
from storage.roles import Roles

DIGITS = 16
"""Of the digest of a menu."""


async def renew_menus(database: Database, clock: Clock, policy: Policy) -> int:
    """Queues the menu of everybody with a role, each menu once a chat; how many are new.

    What was queued before is known by the digest in its key, for as long as the outbox remembers it
    (`bot.settings.Settings.queue_days`).
    """
    members = await Roles(database).all()
    messages = [_message(one.chat_id, Role(one.role), policy) for one in members]
    if not messages:
        return 0
    async with database.transaction() as session:
        return len(await Outbox(database, clock).add_all(session, messages, Priority.BULK))


def _message(chat_id: int, role: Role, policy: Policy) -> NewMessage:
    shown = shown_in(chat_id, menu(role, policy))
    digest = sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()[:DIGITS]
    return NewMessage(f"{MENU}{digest}:{chat_id}", chat_id, "setMyCommands", shown)
