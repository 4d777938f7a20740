"""The DOCX templates, made from the table of numbers: one for each format, as a final document and as a preview."""

from functools import cache
from importlib import resources
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from jinja2 import Environment, PackageLoader, StrictUndefined

from conversations.documents.formats import Format, Side, format_of, twips, twips_of_points

WATERMARK = "BẢN NHÁP"
_LEFT_OUT = (RELATIONSHIP_TYPE.THUMBNAIL, RELATIONSHIP_TYPE.CUSTOM_XML, RELATIONSHIP_TYPE.NUMBERING)
_STYLES_OF_WORD_2007 = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"
_WORD_2013 = "15"


@cache
def template(side: Side, *, preview: bool) -> bytes:
    """The template as DOCX. A preview's has the watermark on every page and highlights what is to be filled in."""
    layout = format_of(side)
    document = Document()
    _leave_out(document)
    _set_page(document, layout)
    _set_styles(document, layout, preview=preview)
    _set_language(document)
    _set_headers(document, layout, preview=preview)
    _set_body(document)
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


@cache
def _xml() -> Environment:
    return Environment(
        loader=PackageLoader(__package__, "."), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def _leave_out(document: Any) -> None:  # noqa: ANN401 - python-docx has no types
    """Without the parts of python-docx's own template that no document of ours uses."""
    for package in (document.part.package, document.part):
        for key, relation in list(package.rels.items()):
            if relation.reltype in (*_LEFT_OUT, _STYLES_OF_WORD_2007):
                del package.rels[key]


def _set_page(document: Any, layout: Format) -> None:  # noqa: ANN401
    section, page = document.sections[0], layout.page
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(page.width), Mm(page.height)
    section.top_margin, section.bottom_margin = Mm(page.top), Mm(page.bottom)
    section.left_margin, section.right_margin = Mm(page.left), Mm(page.right)
    section.header_distance, section.footer_distance = Mm(page.header), Mm(page.footer)
    section.different_first_page_header_footer = True


def _set_styles(document: Any, layout: Format, *, preview: bool) -> None:  # noqa: ANN401
    text = (
        _xml().get_template("styles.xml.j2").render(format=layout, preview=preview, twips=twips, points=twips_of_points)
    )
    styles = document.styles.element
    for child in list(styles):
        styles.remove(child)
    for child in list(parse_xml(text)):
        styles.append(child)


def _set_language(document: Any) -> None:  # noqa: ANN401
    settings = document.settings.element
    language = settings.find(qn("w:themeFontLang"))
    language.set(qn("w:val"), "vi-VN")
    language.attrib.pop(qn("w:eastAsia"), None)
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _WORD_2013)


def _set_headers(document: Any, layout: Format, *, preview: bool) -> None:  # noqa: ANN401
    """The page number, not on the first page; the watermark on both kinds of page."""
    section = document.sections[0]
    for number, (header, numbered) in enumerate(((section.first_page_header, False), (section.header, True)), start=1):
        header.is_linked_to_previous = False
        text = (
            _xml()
            .get_template("header.xml.j2")
            .render(numbered=numbered, watermark=WATERMARK if preview else "", number=number, font=layout.font)
        )
        old = header.paragraphs[0]._p
        old.getparent().replace(old, parse_xml(text))


def _set_body(document: Any) -> None:  # noqa: ANN401
    """The loop over the blocks; the section's own properties stay last."""
    body = parse_xml(resources.files(__package__).joinpath("body.xml.j2").read_text(encoding="utf-8"))
    old = document.element.body
    body.append(old.sectPr)
    document.element.replace(old, body)
