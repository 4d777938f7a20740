"""How people call themselves on Telegram, as far as the inbox still keeps what they wrote."""

from collections.abc import Collection, Mapping
from typing import Any

from storage.database import Database
from storage.earlier import latest

KINDS = ("message", "callback_query", "my_chat_member")
"""The kinds of update that name who they come from."""


async def known_names(database: Database, chat_ids: Collection[int]) -> Mapping[int, str]:
    """The names of those of the users who wrote lately and are known by one: Nguyễn An (@an)."""
    found = {chat_id: _name(payload) for chat_id, payload in (await latest(database, chat_ids)).items()}
    return {chat_id: name for chat_id, name in found.items() if name}


def _name(payload: Mapping[str, Any]) -> str:
    kind = next((kind for kind in KINDS if kind in payload), "")
    sender = payload.get(kind, {}).get("from") or {}
    called = " ".join(str(sender[name]) for name in ("first_name", "last_name") if sender.get(name))
    handle = f"@{sender['username']}" if sender.get("username") else ""
    return f"{called} ({handle})" if called and handle else called or handle
