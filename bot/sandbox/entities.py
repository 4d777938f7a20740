"""Telegram's HTML: markup into text and entities, refused with Telegram's words and byte offsets.

Follows the parser of TDLib (`parse_html`): offsets in errors are bytes of the UTF-8 text, offsets of entities are
UTF-16 code units.
"""

import re
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import ApiError, bad_request

Entity = dict[str, Any]

_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|(lt|gt|amp|quot));?")
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_ATTRIBUTE_NAME = re.compile(r"[^\s=>/\"']*")
_SPACE = re.compile(r"\s*")
_TOKEN = re.compile(r"[A-Za-z0-9.\-]*")
_SELF_CONTAINED = {"code", "pre"}
_LINK = re.compile(r"https?://\S+|tg://\S+|mailto:\S+")


def utf16_length(text: str) -> int:
    """How many UTF-16 code units the text takes: the unit of entity offsets."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def parse_html(markup: str) -> tuple[str, list[Entity]]:
    """Text and entities of Telegram's HTML; raises the 400 `can't parse entities: ...` that Telegram answers."""
    return _Parser(markup).parse()


@dataclass
class _Open:
    tag: str
    argument: str | None
    offset: int


class _Parser:
    def __init__(self, markup: str) -> None:
        self._markup = markup
        self._at = 0
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._entities: list[Entity] = []

    def parse(self) -> tuple[str, list[Entity]]:
        while self._at < len(self._markup):
            if self._markup.startswith("</", self._at):
                self._end_tag()
            elif self._markup[self._at] == "<":
                self._start_tag()
            else:
                self._append(self._character())
        if self._open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self._open[-1].tag}"')
        return _tidy("".join(self._text), self._entities)

    def _append(self, character: str) -> None:
        self._text.append(character)
        self._length += utf16_length(character)

    def _character(self) -> str:
        """The next character, with a character reference resolved; moves past it."""
        reference = _REFERENCE.match(self._markup, self._at)
        resolved = _resolve(reference) if reference else None
        if reference is None or resolved is None:
            self._at += 1
            return self._markup[self._at - 1]
        self._at = reference.end()
        return resolved

    def _byte(self, position: int) -> int:
        return len(self._markup[:position].encode())

    def _peek(self) -> str:
        return self._markup[self._at : self._at + 1]

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._markup, self._at)
        found = match.group() if match else ""
        self._at += len(found)
        return found

    def _start_tag(self) -> None:
        begin = self._at
        self._at += 1
        tag = self._skip(re.compile(r"[^\s>]*")).lower()
        if not self._peek():
            raise _refusal(f"Unclosed start tag at byte offset {self._byte(begin)}")
        if tag not in _TYPES:
            raise _refusal(f'Unsupported start tag "{tag}" at byte offset {self._byte(begin)}')
        attributes = self._attributes(tag, begin)
        self._at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {self._byte(begin)}')
        self._open.append(_Open(tag, _argument(tag, attributes), self._length))

    def _attributes(self, tag: str, begin: int) -> dict[str, str]:
        """Everything up to the `>` that closes the tag; stops on it."""
        attributes: dict[str, str] = {}
        while True:
            self._skip(_SPACE)
            if self._peek() == ">":
                return attributes
            name = self._skip(_ATTRIBUTE_NAME).lower()
            if not name and self._peek():
                raise _refusal(f'Empty attribute name in the tag "{tag}" at byte offset {self._byte(begin)}')
            self._skip(_SPACE)
            value = ""
            if self._peek() == "=":
                self._at += 1
                self._skip(_SPACE)
                value = self._attribute_value()
            if not self._peek():
                raise _refusal(f'Unclosed start tag "{tag}" at byte offset {self._byte(begin)}')
            attributes[name] = value

    def _attribute_value(self) -> str:
        quote = self._peek()
        if quote not in {"'", '"'}:
            begin = self._at
            token = self._skip(_TOKEN).lower()
            if self._peek() and self._peek() != ">" and not self._peek().isspace():
                raise _refusal(f"Unexpected end of name token at byte offset {self._byte(begin)}")
            return token
        self._at += 1
        value: list[str] = []
        while self._peek() and self._peek() != quote:
            value.append(self._character())
        self._at += 1
        return "".join(value)

    def _end_tag(self) -> None:
        begin = self._at
        self._at += 2
        if not self._open:
            raise _refusal(f"Unexpected end tag at byte offset {self._byte(begin)}")
        tag = self._skip(re.compile(r"[^\s>]*")).lower()
        self._skip(_SPACE)
        if self._peek() != ">":
            raise _refusal(f"Unclosed end tag at byte offset {self._byte(begin)}")
        self._at += 1
        opened = self._open.pop()
        if tag not in {"", opened.tag}:
            raise _refusal(
                f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}>", found "</{tag}>"'
            )
        if self._length > opened.offset:
            self._close(opened)

    def _close(self, opened: _Open) -> None:
        entity: Entity = {"type": _TYPES[opened.tag], "offset": opened.offset, "length": self._length - opened.offset}
        if opened.tag == "a":
            entity["url"] = opened.argument or self._text_from(opened.offset)
            if not _LINK.match(entity["url"]):
                return
        elif opened.tag == "tg-emoji":
            entity["custom_emoji_id"] = opened.argument or ""
        elif opened.tag == "blockquote" and opened.argument is not None:
            entity["type"] = "expandable_blockquote"
        elif opened.tag == "code" and self._open and self._open[-1].tag == "pre":
            # <pre><code class="language-x"> is one block of code, not two entities.
            self._open[-1].argument = opened.argument
            return
        elif opened.tag == "pre" and opened.argument:
            entity["language"] = opened.argument
        self._entities.append(entity)

    def _text_from(self, offset: int) -> str:
        return "".join(self._text).encode("utf-16-le")[offset * 2 :].decode("utf-16-le")


def _argument(tag: str, attributes: dict[str, str]) -> str | None:
    if tag == "code":
        language = attributes.get("class", "")
        return language.removeprefix("language-") if language.startswith("language-") else None
    return attributes.get({"a": "href", "tg-emoji": "emoji-id", "blockquote": "expandable"}.get(tag, ""))


def _resolve(reference: re.Match[str]) -> str | None:
    decimal, hexadecimal, name = reference.groups()
    if name:
        return _NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else None


def _tidy(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """Trim the text as Telegram does, clip the entities to it, and drop what may not stand inside code."""
    lead = utf16_length(text) - utf16_length(text.lstrip())
    text = text.strip()
    length = utf16_length(text)
    kept: list[Entity] = []
    for entity in sorted(entities, key=lambda one: (one["offset"], -one["length"])):
        start = max(entity["offset"] - lead, 0)
        end = min(entity["offset"] - lead + entity["length"], length)
        if end > start and not _inside_code(start, kept):
            kept.append({**entity, "offset": start, "length": end - start})
    return text, kept


def _inside_code(offset: int, entities: list[Entity]) -> bool:
    return any(
        entity["type"] in _SELF_CONTAINED and entity["offset"] <= offset < entity["offset"] + entity["length"]
        for entity in entities
    )


def _refusal(what: str) -> ApiError:
    return bad_request(f"can't parse entities: {what}")
