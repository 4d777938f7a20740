"""What a file is and what words it holds, told from its content alone: `python -m bot.reading`, a process of its own.

The content comes on stdin; a `Reading` goes out on stdout as JSON. A file made to break its reader ends this process
and nothing else: it has limits on memory and time, no secrets in its environment, and may write no file. Whatever
goes wrong ends it with a traceback, which its caller takes as "cannot be read".
"""

import json
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from io import BytesIO
from pathlib import PurePosixPath

from lxml import etree
from PIL import Image
from pypdf import PageObject, PdfReader

from bot.kinds import DOCX, JPEG, PDF, PNG, PPTX, TEXT, XLSX, Reading

MEMORY = 1024**3
"""Bytes of address space."""
CPU_SECONDS = 20
EXPANDED = 100 * 1024 * 1024
"""Bytes that the members of an archive may have together, unpacked."""
MEMBERS = 5_000
PAGES = 500
LONGEST_TEXT = 10_000_000
NESTED = 3
"""How deep documents within documents are read."""
PIXELS = 60_000_000

MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}

_RUNS = {"t", "delText"}
"""Elements whose texts run on within a paragraph; any other element's text stands by itself."""
_ENDS = {"p", "si", "is", "br", "cr", "tab"}
_WORDS_IN_ATTRIBUTES = {"sheet": "name", "textpath": "string"}
"""The name of a sheet, and the words of a watermark."""
_PICTURES = {".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".emf", ".wmf", ".svg"}
_PREVIEW = "docProps/"
"""Where a small picture of the first page may be."""
_MACROS = "vbaProject.bin"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class UnreadableError(Exception):
    """The file is damaged, locked or blown up on purpose."""


class WrongKindError(Exception):
    """The content is of no kind that is taken."""


def read(content: bytes) -> Reading:
    """The kind and the words of a file. Raises `UnreadableError`, or what its reader raises of a damaged file."""
    try:
        mime = _kind(content)
        text, legible = _READERS[mime](content)
    except WrongKindError:
        return Reading()
    if len(text) > LONGEST_TEXT:
        raise UnreadableError("more words than anybody reads")
    return Reading(mime, unicodedata.normalize("NFC", text), legible)


def _kind(content: bytes) -> str:
    if b"%PDF-" in content[:1024]:
        return PDF
    if content.startswith(b"\xff\xd8\xff"):
        return JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    return _office_kind(content) if content.startswith(b"PK") else TEXT


def _office_kind(content: bytes) -> str:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        names = set(archive.namelist())
    kind = next((mime for part, mime in MAIN_PARTS.items() if part in names), None)
    if kind is None or "[Content_Types].xml" not in names or any(name.endswith(_MACROS) for name in names):
        raise WrongKindError
    return kind


def _office(content: bytes) -> tuple[str, bool]:
    package = _Package()
    return "".join(package.words(content)), package.legible


class _Package:
    """An office document being read, within one allowance for all that is packed in it."""

    def __init__(self) -> None:
        self.legible = True
        self._left = EXPANDED
        self._members = MEMBERS

    def words(self, content: bytes, depth: int = 1) -> Iterator[str]:
        """The words of every part, those of documents within the document included."""
        if depth > NESTED:
            raise UnreadableError("documents within documents within documents")
        with zipfile.ZipFile(BytesIO(content)) as archive:
            self._members -= len(archive.infolist())
            if self._members < 0:
                raise UnreadableError("too many members")
            for member in archive.infolist():
                yield from self._member(archive, member, depth)

    def _member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, depth: int) -> Iterator[str]:
        part = self._unpacked(archive, member)
        ending = PurePosixPath(member.filename).suffix.lower()
        if ending in {".xml", ".vml"}:
            yield from _xml_words(part)
        elif ending in {".docx", ".xlsx", ".pptx"}:
            yield from self.words(part, depth + 1)
        elif (ending in _PICTURES and not member.filename.startswith(_PREVIEW)) or "/embeddings/" in member.filename:
            self.legible = False

    def _unpacked(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
        """Never more than is left of the allowance, whatever size the archive states."""
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableError("an unusual compression")
        with archive.open(member) as stream:
            part = stream.read(self._left + 1)
        self._left -= len(part)
        if self._left < 0:
            raise UnreadableError("too large when unpacked")
        return part


def _xml_words(part: bytes) -> Iterator[str]:
    """The words of one part; entities are never expanded and elements are let go as they end."""
    if b"<!DOCTYPE" in part:
        raise UnreadableError("a document type, which no office document has")
    for _, element in etree.iterparse(BytesIO(part), resolve_entities=False, no_network=True, load_dtd=False):
        if isinstance(element.tag, str):
            yield _words_of(element, etree.QName(element).localname)
        element.clear(keep_tail=False)
        while element.getprevious() is not None:
            del element.getparent()[0]


def _words_of(element: etree._Element, name: str) -> str:
    words = element.text or ""
    if name in _RUNS:
        return words
    if name in _WORDS_IN_ATTRIBUTES:
        words += element.get(_WORDS_IN_ATTRIBUTES[name], "")
    return f"\n{words}\n" if words.strip() or name in _ENDS else ""


def _pdf(content: bytes) -> tuple[str, bool]:
    reader = PdfReader(BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableError("locked with a password")
    if len(reader.pages) > PAGES:
        raise UnreadableError("too many pages")
    title = (reader.metadata.title if reader.metadata else None) or ""
    pages = [(page.extract_text(), page) for page in reader.pages]
    legible = not reader.attachments and all(text.strip() and not _pictures(page) for text, page in pages)
    return "\n".join([title, *(f"{text}\n{_notes(page)}" for text, page in pages)]), legible


def _pictures(page: PageObject) -> bool:
    resources = page.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources else None
    drawn = objects.get_object().values() if objects else ()
    return any(each.get_object().get("/Subtype") in {"/Image", "/Form"} for each in drawn)


def _notes(page: PageObject) -> str:
    """The words of the annotations of a page, stamps among them."""
    notes = (note.get_object().get("/Contents", "") for note in page.annotations or ())
    return "\n".join(str(note) for note in notes)


def _picture(content: bytes) -> tuple[str, bool]:
    Image.MAX_IMAGE_PIXELS = PIXELS
    with Image.open(BytesIO(content), formats=["JPEG", "PNG"]) as picture:
        picture.load()
    return "", False


def _text(content: bytes) -> tuple[str, bool]:
    encoding = next((name for mark, name in _BOMS.items() if content.startswith(mark)), "utf-8")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise WrongKindError from error
    if any(unicodedata.category(each) == "Cc" for each in set(text) - set("\t\n\r\f")):
        raise WrongKindError
    if text.lstrip().startswith(("<", "{\\rtf")):
        raise WrongKindError
    if not text.strip():
        raise UnreadableError("empty")
    return text, True


_READERS: Mapping[str, Callable[[bytes], tuple[str, bool]]] = {
    **dict.fromkeys((DOCX, XLSX, PPTX), _office),
    **dict.fromkeys((JPEG, PNG), _picture),
    PDF: _pdf,
    TEXT: _text,
}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """Reads one file."""
    _limit()
    reading = read(sys.stdin.buffer.read())
    json.dump(asdict(reading), sys.stdout)


if __name__ == "__main__":
    main()
