"""Blocks to DOCX, through a template. The same blocks give the same bytes."""

import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from functools import cache
from io import BytesIO
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined, Template

from conversations.documents.blocks import Block, Run
from conversations.documents.formats import Side
from conversations.documents.templates import template

MIME = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LONGEST_TITLE = 255
"""What python-docx takes for a core property."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip archive can tell."""


class _Template(DocxTemplate):  # type: ignore[misc]
    """A template whose words are set as they are.

    docxtpl reads marks of its own in what was filled in ("{_{" becomes "{{") and looks for breaks in every run; blocks
    have neither, and a user's words must not change.
    """

    def render_xml_part(self, src_xml: str, part: object, context: Mapping[str, Any], jinja_env: Environment) -> str:
        self.current_rendering_part = part
        return jinja_env.from_string(src_xml).render(context)


class _Environment(Environment):
    """Compiles a source once: only templates are ever compiled, never a user's words, so the sources are few."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 - Jinja's own options
        super().__init__(**options)
        self._compiled: dict[str, Template] = {}

    def from_string(self, source: Any, *_: Any, **__: Any) -> Template:  # noqa: ANN401 - as in Jinja
        if source not in self._compiled:
            self._compiled[source] = super().from_string(source)
        return self._compiled[source]


def render(blocks: Sequence[Block], side: Side, *, preview: bool, title: str, made_on: date) -> bytes:
    """The document as DOCX. `title` and `made_on` are its properties (seen in the file's details, not on the page)."""
    filled = _Template(BytesIO(template(side, preview=preview)))
    filled.render({"blocks": blocks}, _environment())
    _describe(filled.docx.core_properties, title, made_on)
    stream = BytesIO()
    filled.save(stream)
    return _repacked(stream)


@cache
def _environment() -> Environment:
    return _Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True)


def _describe(properties: Any, title: str, made_on: date) -> None:  # noqa: ANN401 - python-docx has no types
    moment = datetime.combine(made_on, time(), UTC)
    properties.title = Run(title).text[:_LONGEST_TITLE]
    properties.language = "vi-VN"
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = moment
    properties.revision = 1


def _repacked(stream: BytesIO) -> bytes:
    """The archive without the time at which it was made."""
    packed = BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return packed.getvalue()
