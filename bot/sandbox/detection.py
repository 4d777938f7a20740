"""Entities that Telegram finds in any text by itself: commands and links."""

import re

from bot.sandbox.entities import Entity, utf16_length

_FOUND = (
    ("bot_command", re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")),
    ("url", re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")),
    ("email", re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]*\w")),
)


def detect(text: str, known: list[Entity]) -> list[Entity]:
    """The known entities and those found outside links and code, in order of offset."""
    closed = [entity for entity in known if entity["type"] in {"text_link", "code", "pre"}]
    found = list(known)
    for kind, pattern in _FOUND:
        for match in pattern.finditer(text):
            entity = {
                "type": kind,
                "offset": utf16_length(text[: match.start()]),
                "length": utf16_length(match.group()),
            }
            if not any(_overlap(entity, other) for other in closed):
                closed.append(entity)
                found.append(entity)
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def _overlap(one: Entity, other: Entity) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
