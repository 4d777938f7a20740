"""The documents of a form: pure, and the same for the same input, so that a version can be made again at any time."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import cast

from conversations.documents.bases import basis_documents
from conversations.documents.blocks import Block, Face, Paragraph, Run, paragraph
from conversations.documents.composing import Composer, ended
from conversations.documents.filled import Filled
from conversations.documents.formats import Side, Style, format_of
from conversations.documents.letter import Runs, addressee, foot, letterhead, title
from conversations.documents.outlines import Outline, Words, outlines
from conversations.documents.rendering import MIME, render
from conversations.documents.senders import NAMED, kind_of, managing_body, proposer
from conversations.events import Attachment
from conversations.forms.questions import Answers, Form
from knowledge.catalogue import Status
from knowledge.library import Library
from knowledge.text import clean, fold

NOTES = "NHỮNG ĐIỂM CẦN XEM LẠI TRƯỚC KHI TRÌNH (chỉ có trong bản nháp)"
NO_NOTES = "Không có cảnh báo nào."
CAUTION = "Lưu ý"
PLAN = "Kế hoạch"
"""What goes before a plan's title within a sentence, unless the title begins so."""
_SENDERS = {"proposer": proposer, "managing_body": managing_body}
_LEVELS = {"roman": 0, "arabic": 1}
_LONGEST_SLUG = 60
_NOT_IN_NAMES = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at again before the document is submitted: how grave it is, what it is, how to mend it."""

    level: str
    text: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """What to make documents of.

    `version` is the number of the frozen version, or of the one that a preview will become. `made_on` is the day in
    the files' properties; it stands on no page. `remarks` are shown in a preview only. `facts` are
    words that the program adds to the answers, by the key that outlines name.
    """

    form: Form
    answers: Answers
    version: int
    made_on: date
    preview: bool = False
    remarks: Sequence[Remark] = ()
    facts: Mapping[str, str] = field(default_factory=dict)


def produce(request: Request, library: Library) -> tuple[Attachment, ...]:
    """The documents that apply, the main one first; of a preview only those that have one. Takes processor time."""
    whole = _filled(request)
    return tuple(
        _attachment(outline, filled, request, library, number)
        for outline in outlines(request.form.key)
        if whole.holds(outline.when) and (outline.preview or not request.preview)
        for number, filled in enumerate(_copies(outline, whole))
    )


def _filled(request: Request) -> Filled:
    """The answers with the phrases that outlines use."""
    filled = Filled(request.form, request.answers, facts=request.facts)
    named = fold(str(filled.answer("title") or "")).startswith(fold(PLAN))
    return replace(
        filled, phrases={"proposer": NAMED[kind_of(filled)], "plan": "{title}" if named else f"{PLAN} {{title}}"}
    )


def compose(outline: Outline, filled: Filled, library: Library, side: Side) -> list[Block]:
    """One whole document."""
    layout = format_of(side)
    sender = replace(_SENDERS[outline.sender](filled), signs_as=outline.signs_as)
    subject = filled.words(outline.subject)
    (place,) = filled.words("{place}")
    blocks: list[Block] = [letterhead(layout, sender, outline.symbol, place, () if outline.kind else subject)]
    if outline.kind:
        blocks += title(layout, outline.kind, subject)
    if outline.addressee:
        blocks.append(addressee(layout, _first(outline.addressee, filled)))
    blocks += Composer(filled, layout, library).compose(outline.body, level=_LEVELS[outline.numbering])
    blocks.append(Paragraph(Style.CLOSING, (*filled.words(outline.closing), Run(layout.end))))
    blocks.append(Paragraph(Style.BEFORE_FOOT, ()))
    blocks.append(foot(layout, sender, list(_recipients(outline, filled))))
    return blocks


def _attachment(outline: Outline, filled: Filled, request: Request, library: Library, number: int) -> Attachment:
    side = outline.side or _side(filled)
    blocks = compose(outline, filled, library, side)
    if request.preview:
        blocks += _notes(request.remarks, filled, library)
    subject = "".join(run.text for run in filled.words(outline.subject))
    content = render(blocks, side, preview=request.preview, title=subject, made_on=request.made_on)
    return Attachment(_file_name(outline, filled, request, number), MIME, content)


def _copies(outline: Outline, filled: Filled) -> Iterator[Filled]:
    """The document once, or once for each value of a column."""
    if outline.each is None:
        yield filled
        return
    question, column = outline.each.question, outline.each.column
    rows = cast(list[dict[str, str]], filled.answer(question) or [])
    groups: dict[str, list[dict[str, str]]] = {}
    for row in rows:
        groups.setdefault(fold(clean(row.get(column, ""))), []).append(row)
    for group in groups.values():
        yield filled.within({question: group}, {column: group[0].get(column, "").strip()})


def _side(filled: Filled) -> Side:
    given = filled.answer("side")
    return Side(str(given)) if given else Side.STATE


def _first(options: Iterable[Words], filled: Filled) -> Runs:
    return next(filled.words(option.text) for option in options if filled.holds(option.when, option.unless))


def _recipients(outline: Outline, filled: Filled) -> Iterator[Runs]:
    for item in outline.recipients:
        if filled.holds(item.when, item.unless) and not (item.optional and not filled.knows(item.text)):
            yield filled.words(item.text)


def _notes(remarks: Sequence[Remark], filled: Filled, library: Library) -> list[Block]:
    """The last page of a preview: what the check found, and what is not certain about the bases."""
    every = [*remarks, *_cautions(filled, library)]
    lines = [paragraph(Style.NOTE, f"{number}. ", *_note(remark)) for number, remark in enumerate(every, start=1)]
    return [paragraph(Style.NOTES, NOTES), *(lines or [paragraph(Style.NOTE, NO_NOTES)])]


def _note(remark: Remark) -> Iterator[Run]:
    yield Run(f"{remark.level}: ", Face.BOLD)
    yield Run(ended(remark.text))
    if remark.remedy:
        yield Run(f" {ended(remark.remedy)}", Face.ITALIC)


def _cautions(filled: Filled, library: Library) -> Iterator[Remark]:
    """The bases of which the catalogue cannot say that they are in force."""
    place = filled.answer("jurisdiction")
    for document in basis_documents(library.catalogue, str(place) if place else None):
        if document.status is Status.UNKNOWN:
            yield Remark(CAUTION, f"Hiệu lực của {document.short} chưa rõ. {document.status_reason}")


def _file_name(outline: Outline, filled: Filled, request: Request, number: int) -> str:
    """A name that every system takes: small unaccented letters, figures and hyphens."""
    title = filled.answer("title")
    parts = ["ban-nhap"] if request.preview else []
    parts += [outline.file, _slug(str(title or ""))]
    parts += [str(number + 1)] if number else []
    return "-".join((*filter(None, parts), f"v{request.version}")) + ".docx"


def _slug(text: str) -> str:
    words = _NOT_IN_NAMES.sub("-", fold(text)).strip("-").split("-")
    while len("-".join(words)) > _LONGEST_SLUG:
        words.pop()
    return "-".join(words)
