"""Telegram HTML cut into messages: at a paragraph, else a sentence, else a word, with balanced tags in each part."""

import html as escaping
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import NamedTuple

LIMIT = 4000
"""UTF-16 units in one part. Telegram allows 4096 after parsing; the rest is a margin."""

MAX_BYTES = 30_000
"""Bytes of one part with its tags. Telegram refuses raw texts over 32,768."""

BOLD, ITALIC, UNDERLINE, STRUCK = {"b", "strong"}, {"i", "em"}, {"u", "ins"}, {"s", "strike", "del"}
TAGS = BOLD | ITALIC | UNDERLINE | STRUCK | {"span", "tg-spoiler", "a", "tg-emoji", "code", "pre", "blockquote"}
"""The tags of the Bot API's HTML style."""

_BREAKS = (re.compile(r"\n\s*\n"), re.compile(r"\n"), re.compile(r"[.!?…;:][\"”»')\]]*\s"), re.compile(r"\s"))
"""Where to cut, best first; a cut stands after the match."""


class MarkupError(ValueError):
    """The HTML is not Telegram's: an unknown or unbalanced tag. A fault of a template, never of a user's text."""


class Tag(NamedTuple):
    """An open tag: its name and how it was written, attributes included."""

    name: str
    written: str


@dataclass(frozen=True, slots=True)
class Run:
    """Text under one stack of open tags, outermost first."""

    text: str
    tags: tuple[Tag, ...]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.runs: list[Run] = []
        self._open: list[Tag] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            raise MarkupError(f"Telegram has no tag <{tag}>")
        self._open.append(Tag(tag, self.get_starttag_text() or f"<{tag}>"))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1].name != tag:
            raise MarkupError(f"</{tag}> closes a tag that is not open")
        self._open.pop()

    def handle_data(self, data: str) -> None:
        self.runs.append(Run(data, tuple(self._open)))

    def finish(self) -> list[Run]:
        self.close()
        if self._open:
            raise MarkupError(f"<{self._open[-1].name}> is not closed")
        return self.runs


def units(text: str) -> int:
    """The length of a text as Telegram counts it, in UTF-16 units."""
    return len(text) + sum(character > "\uffff" for character in text)


def plain(html: str) -> str:
    """The text of Telegram HTML without its marks. Raises `MarkupError`."""
    return "".join(run.text for run in _read(html))


def split(html: str, limit: int = LIMIT) -> list[str]:
    """Cuts Telegram HTML into parts of at most `limit` UTF-16 units after parsing, each with balanced tags.

    The parts' texts joined are the whole text, but that parts of white space alone are left out: Telegram
    refuses them. Raises `MarkupError`.
    """
    runs = _read(html)
    text = "".join(run.text for run in runs)
    if not text.strip():
        return []
    if units(text) <= limit and _bytes(html) <= MAX_BYTES:
        return [html]
    if limit < 2:
        raise MarkupError(f"The tags around one character take over {MAX_BYTES} bytes")
    written = [_write(part) for part in _parts(runs, text, limit)]
    return [piece for part in written for piece in ([part] if _bytes(part) <= MAX_BYTES else split(part, limit // 2))]


def _read(html: str) -> list[Run]:
    reader = _Reader()
    reader.feed(html)
    return reader.finish()


def _bytes(html: str) -> int:
    return len(html.encode("utf-8", "surrogatepass"))


def _parts(runs: list[Run], text: str, limit: int) -> Iterator[list[Run]]:
    start = 0
    while start < len(text):
        end = start + _cut(text[start : start + limit + 1], limit)
        if text[start:end].strip():
            yield list(_slice(runs, start, end))
        start = end


def _cut(text: str, limit: int) -> int:
    """How much of `text` the next part takes. A cut in the first third would leave a stump, so it is not looked for."""
    if units(text) <= limit:
        return len(text)
    most = _fitting(text, limit)
    for pattern in _BREAKS:
        ends = [match.end() for match in pattern.finditer(text[:most])]
        if ends and ends[-1] > most // 3:
            return ends[-1]
    return most


def _fitting(text: str, limit: int) -> int:
    """The greatest number of characters of `text` that take at most `limit` units (at least one)."""
    used = 0
    for count, character in enumerate(text):
        used += units(character)
        if used > limit:
            return max(count, 1)
    return len(text)


def _slice(runs: list[Run], start: int, end: int) -> Iterator[Run]:
    position = 0
    for run in runs:
        piece = run.text[max(start - position, 0) : max(end - position, 0)]
        if piece:
            yield Run(piece, run.tags)
        position += len(run.text)


def _write(runs: list[Run]) -> str:
    written: list[str] = []
    open_tags: tuple[Tag, ...] = ()
    for run in [*runs, Run("", ())]:
        shared = _shared(open_tags, run.tags)
        written += [f"</{tag.name}>" for tag in reversed(open_tags[shared:])]
        written += [tag.written for tag in run.tags[shared:]]
        written.append(escaping.escape(run.text, quote=False))
        open_tags = run.tags
    return "".join(written)


def _shared(left: tuple[Tag, ...], right: tuple[Tag, ...]) -> int:
    """How many outer tags two stacks have in common."""
    count = 0
    for ours, theirs in zip(left, right, strict=False):
        if ours != theirs:
            break
        count += 1
    return count
