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

from conversations.documents.printing import PDF_MIME, NotPrinted
from conversations.events import Attachment

PROGRAMS = ("soffice", "libreoffice")
SECONDS = 60.0
"""How long one document may take."""

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


async def _end(process: Process) -> None:
    """Ends the process and all that it started, and waits for it."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    await process.wait()
