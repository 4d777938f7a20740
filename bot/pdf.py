"""PDFs by LibreOffice: one process at a time, each with a profile of its own, none left behind."""

import asyncio
import logging
import os
import shutil
import signal
from asyncio.subprocess import DEVNULL, Process
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.fonts import vietnamese_face
from conversations.documents.formats import Side, format_of
from conversations.documents.printing import PDF_MIME, NotPrinted
from conversations.events import Attachment

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 60.0
"""How long one document may take."""

_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Font/Substitution">
<prop oor:name="Replacement" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Office.Common/Font/Substitution/FontPairs"><node oor:name="_0" oor:op="replace">
<prop oor:name="Always" oor:op="fuse"><value>true</value></prop>
<prop oor:name="OnScreenOnly" oor:op="fuse"><value>false</value></prop>
<prop oor:name="ReplaceFont" oor:op="fuse"><value>{font}</value></prop>
<prop oor:name="SubstituteFont" oor:op="fuse"><value>{stand_in}</value></prop>
</node></item>
</oor:items>
"""
"""A profile that sets one font in another's place."""

log = logging.getLogger(__name__)


def installed() -> str | None:
    """LibreOffice's program on this machine."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


@dataclass
class LibreOffice:
    """Prints one document after the other.

    `program` is None where LibreOffice is not installed. A profile of its own, in a folder that goes with the document,
    keeps a conversion apart from every other LibreOffice of the machine, and from what an earlier one broke.
    """

    program: str | None = field(default_factory=installed)
    seconds: float = SECONDS
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock, repr=False)

    async def pdf(self, document: Attachment) -> Attachment | NotPrinted:
        """The document as PDF under the same name, or why there is none."""
        if self.program is None:
            return NotPrinted.NOT_INSTALLED
        async with self._turn:
            with TemporaryDirectory(prefix="damlam-pdf-", ignore_cleanup_errors=True) as folder:
                return await self._printed(self.program, document, Path(folder))

    async def _printed(self, program: str, document: Attachment, folder: Path) -> Attachment | NotPrinted:
        source, target = folder / "document.docx", folder / "document.pdf"
        await asyncio.to_thread(source.write_bytes, document.content)
        await _make_profile(folder / "profile")
        process = await asyncio.create_subprocess_exec(
            *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"),
            *("--convert-to", "pdf:writer_pdf_Export", "--outdir", str(folder), str(source)),
            stdin=DEVNULL,
            stdout=DEVNULL,
            stderr=DEVNULL,
            start_new_session=True,
        )
        try:
            async with asyncio.timeout(self.seconds):
                status = await process.wait()
        except TimeoutError:
            log.warning("no PDF within %.0f s", self.seconds, extra={"action": "pdf"})
            return NotPrinted.TOO_SLOW
        finally:
            await _end(process)
        if status or not target.exists():
            log.warning("LibreOffice ended with %s and no PDF", status, extra={"action": "pdf"})
            return NotPrinted.FAILED
        content = await asyncio.to_thread(target.read_bytes)
        return Attachment(f"{Path(document.name).stem}.pdf", PDF_MIME, content)


async def _make_profile(folder: Path) -> None:
    """A profile that sets the documents' font, where it is missing, in one that has every Vietnamese letter.

    Left alone LibreOffice takes Liberation Serif and borrows the letters that it lacks one by one from other fonts.
    """
    layout = format_of(Side.STATE)
    face = await vietnamese_face(layout.font, layout.stand_ins)
    if face is None or face == layout.font:
        return
    user = folder / "user"
    await asyncio.to_thread(user.mkdir, parents=True)
    settings = _SETTINGS.format(font=layout.font, stand_in=face)
    await asyncio.to_thread((user / "registrymodifications.xcu").write_text, settings, encoding="utf-8")


async def _end(process: Process) -> None:
    """Ends the process and all that it started, and waits for it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    await process.wait()
