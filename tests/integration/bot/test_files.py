"""Files from Telegram, read by a process of its own: what is taken, what is refused, and what is tried again."""

import asyncio
import hashlib
import re
from collections.abc import Mapping
from typing import Any

import pytest
from telegram.error import BadRequest, NetworkError, TelegramError

from bot import files
from bot.client import TooLargeError
from bot.files import TelegramFiles, read_apart, safe_name
from bot.kinds import DOCX, PDF, PNG, TEXT, Reading
from bot.reading import EXPANDED, UnreadableError
from conversations.drafts import StoredFile
from conversations.events import File
from conversations.ports import LARGEST_FILE, FileRefusal, Refusal
from tests.office_files import packed, pdf, picture, with_members, word


class Shelf:
    """A Bot API with one file, or one complaint."""

    def __init__(self, content: bytes = b"", error: TelegramError | None = None) -> None:
        self.content = content
        self.error = error
        self.asked: list[tuple[str, object]] = []

    async def call(self, method: str, params: Mapping[str, Any]) -> object:
        self.asked.append((method, params))
        if self.error:
            raise self.error
        return {"file_id": params["file_id"], "file_path": "documents/file_1"}

    async def download(self, path: str, most: int) -> bytes:
        self.asked.append(("download", path))
        if len(self.content) > most:
            raise TooLargeError
        return self.content


def mat(text: str) -> object | None:
    """Finds a line that says MẬT and nothing else."""
    return re.search(r"^\s*MẬT\s*$", text, re.MULTILINE)


async def fetch(content: bytes, name: str = "Kế hoạch.docx", size: int = 0) -> StoredFile | FileRefusal:
    return await TelegramFiles(Shelf(content), mat).fetch(File("F1", name, "application/octet-stream", size))


async def test_a_file_is_brought_with_its_digest_and_an_id_nobody_can_guess() -> None:
    content = word("Kế hoạch")
    shelf = Shelf(content)
    first, second = [await TelegramFiles(shelf, mat).fetch(File("F1", "Kế hoạch.docx", "x/y", 7)) for _ in range(2)]
    assert isinstance(first, StoredFile)
    assert isinstance(second, StoredFile)
    digest = hashlib.sha256(content).hexdigest()
    assert first == StoredFile(first.id, "Kế hoạch.docx", DOCX, digest, content, legible=True)
    assert first.id != second.id
    assert len(first.id) == 12
    assert shelf.asked[:2] == [("getFile", {"file_id": "F1"}), ("download", "documents/file_1")]


@pytest.mark.parametrize(
    ("content", "given", "name", "mime", "legible"),
    [
        (pdf("x"), "quyet-dinh.docx", "quyet-dinh.docx.pdf", PDF, True),
        (picture(), "", "tep.png", PNG, False),
        (b"so lieu", "../../etc/passwd", "passwd.txt", TEXT, True),
    ],
)
async def test_neither_name_nor_type_is_believed(
    content: bytes, given: str, name: str, mime: str, legible: bool
) -> None:
    found = await fetch(content, given)
    assert isinstance(found, StoredFile)
    assert (found.name, found.mime, found.legible, found.content) == (name, mime, legible, content)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", Refusal.UNREADABLE),
        (b" \n", Refusal.UNREADABLE),
        (b"x" * (LARGEST_FILE + 1), Refusal.TOO_LARGE),
        (b"MZ\x90\x00", Refusal.WRONG_KIND),
        (packed({"a.txt": "x"}), Refusal.WRONG_KIND),
        (b"%PDF-1.7 and no more", Refusal.UNREADABLE),
        (word("Số: 12", "M|ẬT", "Kế hoạch"), Refusal.SECRET),
        ("Số: 12\nMẬT\nKế hoạch".encode(), Refusal.SECRET),
    ],
)
async def test_what_is_refused_and_why(content: bytes, reason: Refusal) -> None:
    assert await fetch(content) == FileRefusal(reason)


async def test_a_file_that_says_it_is_too_large_is_not_even_asked_for() -> None:
    shelf = Shelf(b"x")
    found = await TelegramFiles(shelf, mat).fetch(File("F1", "x", "", LARGEST_FILE + 1))
    assert found == FileRefusal(Refusal.TOO_LARGE)
    assert shelf.asked == []


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (BadRequest("File is too big"), Refusal.TOO_LARGE),
        (BadRequest("wrong file_id or the file is temporarily unavailable"), Refusal.UNREADABLE),
    ],
)
async def test_what_telegram_refuses_for_good(error: TelegramError, reason: Refusal) -> None:
    assert await TelegramFiles(Shelf(error=error), mat).fetch(File("F1", "x", "", 1)) == FileRefusal(reason)


async def test_what_may_come_another_time_is_raised() -> None:
    with pytest.raises(NetworkError):
        await TelegramFiles(Shelf(error=NetworkError("x")), mat).fetch(File("F1", "x", "", 1))


async def test_a_bomb_ends_its_own_process_and_the_log_says_so_without_a_word_of_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    bomb = with_members(word("Tên người"), {"word/x.xml": b"<a>" + bytes(EXPANDED)})
    assert len(bomb) < LARGEST_FILE
    assert await fetch(bomb) == FileRefusal(Refusal.UNREADABLE)
    assert UnreadableError.__name__ in caplog.text
    assert "Tên người" not in caplog.text


async def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "READING_SECONDS", 0.001)
    assert await fetch(word("x")) == FileRefusal(Refusal.UNREADABLE)


async def test_the_reader_has_no_secrets_in_its_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, Any]] = []
    create = asyncio.create_subprocess_exec

    async def spy(*arguments: str, **options: Any) -> asyncio.subprocess.Process:  # noqa: ANN401 - passed on
        started.append(options)
        return await create(*arguments, **options)

    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", "123456:secret")
    monkeypatch.setattr(asyncio, "create_subprocess_exec", spy)
    assert await read_apart("Kế hoạch".encode()) == Reading(TEXT, "Kế hoạch")
    assert set(started[0]["env"]) == {"PYTHONPATH", "PYTHONIOENCODING"}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("Kế hoạch.PDF", "Kế hoạch.pdf"),
        ("ảnh.pdf.exe", "ảnh.pdf.exe.pdf"),
        ("C:\\Users\\an\\x.pdf", "x.pdf"),
        ("a\u202efdp.exe", "a fdp.exe.pdf"),
        ("a\x00b\nc.pdf", "a b c.pdf"),
        ('<script>"a".pdf', "script a.pdf"),
        (".pdf", "tep.pdf"),
        ("...", "tep.pdf"),
        ("", "tep.pdf"),
        ("ă" * 300 + ".pdf", "ă" * 120 + ".pdf"),
    ],
)
def test_a_name_is_harmless_and_its_ending_true(given: str, name: str) -> None:
    assert safe_name(given, (".pdf",)) == name
