"""What documents ask of whoever can print them: the PDF of a DOCX. The process that does it lives outside."""

from enum import StrEnum
from typing import Protocol

from conversations.events import Attachment

PDF_MIME = "application/pdf"


class NotPrinted(StrEnum):
    """Why there is no PDF; the user then gets the DOCX alone and is told."""

    NOT_INSTALLED = "not_installed"
    """This machine has no LibreOffice."""
    TOO_SLOW = "too_slow"
    """It took too long and was stopped."""
    FAILED = "failed"
    """LibreOffice ended without a PDF."""


class Printer(Protocol):
    """Prints documents."""

    async def pdf(self, document: Attachment) -> Attachment | NotPrinted:
        """The document as PDF under the same name, or why there is none."""
