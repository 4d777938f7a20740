"""Files as users send them, made small and on the spot."""

import io
import zipfile
from collections.abc import Mapping

import docx
import openpyxl
from PIL import Image
from pypdf import PdfReader, PdfWriter

CONTENT_TYPES = "[Content_Types].xml"


def word(*paragraphs: str) -> bytes:
    """A DOCX; a paragraph's words may stand in several runs, cut at `|`."""
    document = docx.Document()
    for paragraph in paragraphs:
        made = document.add_paragraph()
        for run in paragraph.split("|"):
            made.add_run(run)
    return _saved(document)


def excel(*cells: str, sheet: str = "Dự toán") -> bytes:
    """An XLSX with one sheet."""
    book = openpyxl.Workbook()
    book.active.title = sheet  # type: ignore[union-attr]
    for cell in cells:
        book.active.append([cell, 1.5])  # type: ignore[union-attr]
    return _saved(book)


def _saved(document: docx.document.Document | openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf(*pages: str) -> bytes:
    """A PDF with a line of ASCII on each page."""
    fonts = "<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
    objects = ["<</Type/Catalog/Pages 2 0 R>>"]
    kids = " ".join(f"{3 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>")
    for number, line in enumerate(pages):
        stream = f"BT /F 12 Tf 72 720 Td ({line}) Tj ET" if line else ""
        box = "/MediaBox[0 0 595 842]"
        objects.append(f"<</Type/Page/Parent 2 0 R{box}/Resources{fonts}/Contents {4 + 2 * number} 0 R>>")
        objects.append(f"<</Length {len(stream)}>>stream\n{stream}\nendstream")
    return _written(objects)


def _written(objects: list[str]) -> bytes:
    body, starts = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        starts.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{start:010} 00000 n \n" for start in starts)
    size = len(objects) + 1
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer<</Size {size}/Root 1 0 R>>\nstartxref\n"
    return f"{body}{body.index('xref')}\n%%EOF".encode()


def locked(content: bytes, password: str) -> bytes:
    """A PDF that opens with a password only; with "" it opens by itself and is yet encrypted."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    writer.encrypt(user_password=password, owner_password="owner", algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def picture(kind: str = "PNG") -> bytes:
    """A picture; as "PDF", a scan."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(file, kind)
    return file.getvalue()


def packed(members: Mapping[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def with_members(content: bytes, members: Mapping[str, str | bytes]) -> bytes:
    """An office document with further members."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        had = {name: archive.read(name) for name in archive.namelist()}
    return packed({**had, **members})
