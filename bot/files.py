"""Files that users send: brought from Telegram within limits, told by their content, looked at for secrecy markings."""

import asyncio
import hashlib
import json
import logging
import os
import re
import sys
import unicodedata
from collections.abc import Callable
from secrets import token_urlsafe
from typing import Protocol

from telegram.error import BadRequest

from bot.client import TooLargeError
from bot.kinds import ENDINGS, Reading
from bot.sender import Calls
from conversations.drafts import StoredFile
from conversations.events import File
from conversations.ports import LARGEST_FILE, FileRefusal, Refusal

DOWNLOAD_SECONDS = 25.0
"""How long a file may take to come; then the update that brought it is tried again."""
READING_SECONDS = 25.0
"""How long reading may take; then the file counts as unreadable."""
SIDE_BY_SIDE = 2
"""Files read at once."""
LONGEST_NAME = 120

Marking = Callable[[str], object | None]
"""Says which marking of state secrecy a text bears, None for none."""

log = logging.getLogger(__name__)

_NOT_IN_NAMES = re.compile(r'[<>:"|?*\\/]')


class Channel(Calls, Protocol):
    """Who has the files; `bot.client.Client` in the running bot."""

    async def download(self, path: str, most: int) -> bytes:
        """The content by the path that `getFile` gave; raises `bot.client.TooLargeError` over `most` bytes."""


class UnreadError(Exception):
    """A file could not be read; says what its reader said."""


class TelegramFiles:
    """Brings the content of files (`conversations.ports.Files`). Keeps nothing.

    Looks for markings in the words of a file; its name and caption were looked at when the message came in.

    What may come another time (the network, a slow server) is raised, so that the update is tried again:
    `telegram.error.TelegramError`, `TimeoutError`.
    """

    def __init__(self, channel: Channel, marking: Marking) -> None:
        self._channel = channel
        self._marking = marking
        self._desks = asyncio.Semaphore(SIDE_BY_SIDE)

    async def fetch(self, file: File) -> StoredFile | FileRefusal:
        """The file, of a kind that its content confirms and free of markings of secrecy, or why it is not taken."""
        content = await self._content(file)
        if isinstance(content, Refusal):
            return FileRefusal(content)
        try:
            async with self._desks:
                reading = await read_apart(content)
        except UnreadError as error:
            log.warning("A file cannot be read: %s", error, extra={"action": "file"})
            return FileRefusal(Refusal.UNREADABLE)
        if not reading.mime:
            return FileRefusal(Refusal.WRONG_KIND)
        if await asyncio.to_thread(self._marking, reading.text) is not None:
            return FileRefusal(Refusal.SECRET)
        digest = hashlib.sha256(content).hexdigest()
        name = safe_name(file.name, ENDINGS[reading.mime])
        return StoredFile(token_urlsafe(9), name, reading.mime, digest, content, reading.legible)

    async def _content(self, file: File) -> bytes | Refusal:
        if file.size > LARGEST_FILE:
            return Refusal.TOO_LARGE
        try:
            async with asyncio.timeout(DOWNLOAD_SECONDS):
                found = await self._channel.call("getFile", {"file_id": file.file_id})
                path = found.get("file_path") if isinstance(found, dict) else None
                return await self._channel.download(path, LARGEST_FILE) if path else Refusal.UNREADABLE
        except TooLargeError:
            return Refusal.TOO_LARGE
        except BadRequest as error:
            return Refusal.TOO_LARGE if "too big" in error.message.lower() else Refusal.UNREADABLE


async def read_apart(content: bytes) -> Reading:
    """What a file is and says, read by a process of its own. Raises `UnreadError`."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", "bot.reading"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONIOENCODING": "utf-8"},
    )
    try:
        async with asyncio.timeout(READING_SECONDS):
            said, complaint = await process.communicate(content)
    except TimeoutError as error:
        raise UnreadError("takes too long") from error
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if process.returncode:
        raise UnreadError(f"exit {process.returncode}, {_fault(complaint)}")
    return Reading(**json.loads(said))


def _fault(complaint: bytes) -> str:
    """The kind of error alone: its words may be the file's."""
    lines = complaint.decode(errors="replace").strip().splitlines() or [""]
    return lines[-1].partition(":")[0] or "no word"


def safe_name(given: str, endings: tuple[str, ...]) -> str:
    """The name that a user gave, harmless on any system and with an ending that tells the truth."""
    visible = "".join(" " if unicodedata.category(each) in {"Cc", "Cf", "Cs"} else each for each in given)
    name = " ".join(_NOT_IN_NAMES.sub(" ", visible.replace("\\", "/").rpartition("/")[2]).split())
    ending = next((one for one in endings if name.lower().endswith(one)), None)
    stem = name[: -len(ending)] if ending else name
    return (stem.strip(". ")[:LONGEST_NAME].rstrip(". ") or "tep") + (ending or endings[0])
