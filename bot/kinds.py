"""The kinds of file that are taken from users, and what is read of a file."""

from collections.abc import Mapping
from dataclasses import dataclass

PDF, JPEG, PNG, TEXT = "application/pdf", "image/jpeg", "image/png", "text/plain"
_OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX, PPTX = (
    f"{_OFFICE}wordprocessingml.document",
    f"{_OFFICE}spreadsheetml.sheet",
    f"{_OFFICE}presentationml.presentation",
)

ENDINGS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    PPTX: (".pptx",),
    JPEG: (".jpg", ".jpeg"),
    PNG: (".png",),
    TEXT: (".txt", ".csv", ".md"),
}
"""The endings that a name may have for each kind; a name without one is given the first."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A file's kind and words; `mime` is empty when the kind is none that is taken.

    `legible` is false when there may be words that could not be read: on pictures, scans, in embedded objects.
    """

    mime: str = ""
    text: str = ""
    legible: bool = True
