"""PDFs by the real LibreOffice, and by programs that misbehave."""

import asyncio
import os
import re
import shutil
import stat
from io import BytesIO
from pathlib import Path

import psutil
import pytest
from pypdf import PdfReader

from bot.doctor import check_pdf
from bot.fonts import vietnamese_face
from bot.pdf import LibreOffice, installed
from bot.settings import Settings
from conversations.documents.formats import Side, format_of
from conversations.documents.printing import NotPrinted
from conversations.documents.producing import produce
from conversations.events import Attachment
from knowledge.library import Library
from tests.unit.conversations.documents.plans import ORGANISATION, PLAN, UNSUITABLE, request, text_of
from tests.waiting import until

DOCUMENT = Attachment("ke-hoach-v1.docx", "application/octet-stream", b"not a document")


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


@pytest.fixture
def printer() -> LibreOffice:
    """LibreOffice; without it the test skips, or fails when DAMLAM_REQUIRE_ALL=1."""
    if installed() is None:
        missing = "no LibreOffice: install libreoffice-writer"
        if os.environ.get("DAMLAM_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return LibreOffice()


def program(folder: Path, script: str) -> LibreOffice:
    """A program in LibreOffice's place."""
    path = folder / "soffice"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return LibreOffice(str(path), seconds=0.5)


async def printed(printer: LibreOffice, document: Attachment) -> PdfReader:
    pdf = await printer.pdf(document)
    assert isinstance(pdf, Attachment)
    assert pdf.name == document.name.replace(".docx", ".pdf")
    assert pdf.mime == "application/pdf"
    return PdfReader(BytesIO(pdf.content))


@pytest.mark.parametrize("side", ["state", "party"])
async def test_a_preview_prints_on_a4_with_its_watermark_and_page_numbers(
    printer: LibreOffice, library: Library, side: str
) -> None:
    (document,) = produce(request(PLAN | {"side": side}, preview=True), library)
    reader = await printed(printer, document)
    assert len(reader.pages) >= 3
    for number, page in enumerate(reader.pages, start=1):
        assert (round(page.mediabox.width / 72 * 25.4), round(page.mediabox.height / 72 * 25.4)) == (210, 297)
        first = page.extract_text().strip().split("\n")[0].strip()
        assert (first == str(number)) is (number > 1)


async def test_every_word_of_the_documents_is_printed(printer: LibreOffice, library: Library) -> None:
    await _needs_a_face()
    rules = {key: UNSUITABLE[key] for key in ("issue_kind", "rules")}
    plan, _cover, *letters = produce(request(ORGANISATION | rules), library)
    for document in (plan, letters[0]):
        reader = await printed(printer, document)
        there = _words("\n".join(page.extract_text() for page in reader.pages))
        assert _words(text_of(document)) <= there


async def _needs_a_face() -> None:
    """A font with every Vietnamese letter; without one the test skips, or fails when DAMLAM_REQUIRE_ALL=1."""
    layout = format_of(Side.STATE)
    if await vietnamese_face(layout.font, layout.stand_ins) is None:
        missing = "no font with Vietnamese letters for documents: install fonts-croscore"
        if os.environ.get("DAMLAM_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W\d_]{2,}", text.casefold()))


async def test_one_font_sets_every_letter(printer: LibreOffice, library: Library) -> None:
    await _needs_a_face()
    reader = await printed(printer, produce(request(PLAN), library)[0])
    fonts = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert len({re.sub(r"^/[A-Z]+\+|-.*$", "", font) for font in fonts}) == 1


async def test_a_document_that_is_hard_to_set_still_prints(printer: LibreOffice, library: Library) -> None:
    words = "ê" + "\u0323" * 4096 + " " + "x" * 5000 + " 🙂 مرحبا " + "dài " * 4000
    plan, *_ = produce(request(PLAN | {"need": words, "risks": [{"risk": words, "measure": words}]}), library)
    await _needs_a_face()
    reader = await printed(printer, plan)
    assert len(reader.pages) > 10
    assert "Trần Thị Lan" in reader.pages[-1].extract_text()


async def test_two_at_once_take_turns(printer: LibreOffice, library: Library) -> None:
    plan, cover = produce(request(PLAN), library)
    results = await asyncio.gather(printer.pdf(plan), printer.pdf(cover))
    assert all(isinstance(result, Attachment) for result in results)


async def test_without_libreoffice() -> None:
    assert await LibreOffice(None).pdf(DOCUMENT) is NotPrinted.NOT_INSTALLED


async def test_a_program_that_hangs_is_ended_with_its_children(tmp_path: Path) -> None:
    children = tmp_path / "children"
    hanging = program(tmp_path, f"sleep 300 &\necho $! > {children}\nwait")
    assert await hanging.pdf(DOCUMENT) is NotPrinted.TOO_SLOW
    assert not _runs(int(children.read_text(encoding="utf-8")))


def _runs(pid: int) -> bool:
    """Whether a process still runs; one that has ended and was not yet reaped does not."""
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


async def test_a_program_that_is_cancelled_is_ended(tmp_path: Path) -> None:
    started = tmp_path / "started"
    hanging = LibreOffice(program(tmp_path, f"echo $$ > {started}; sleep 300").program, seconds=60)
    task = asyncio.create_task(hanging.pdf(DOCUMENT))

    async def begun() -> bool:
        return started.exists() and bool(started.read_text(encoding="utf-8").strip())

    await until(begun)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not _runs(int(started.read_text(encoding="utf-8")))


@pytest.mark.parametrize("script", ["exit 0", "exit 3"])
async def test_a_program_that_makes_nothing(tmp_path: Path, script: str) -> None:
    assert await program(tmp_path, script).pdf(DOCUMENT) is NotPrinted.FAILED


async def test_its_folder_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    await program(tmp_path, "exit 1").pdf(DOCUMENT)
    assert list((tmp_path / "temporary").iterdir()) == []


async def test_the_doctor_prints_a_page(printer: LibreOffice) -> None:
    assert str(printer.program) in await check_pdf(Settings())


async def test_the_doctor_knows_that_a_bot_without_libreoffice_sends_docx(monkeypatch: pytest.MonkeyPatch) -> None:
    which = shutil.which
    monkeypatch.setattr("shutil.which", lambda name: None if "office" in name else which(name))
    assert "bot gửi bản DOCX" in await check_pdf(Settings())
