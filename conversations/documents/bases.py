"""The legal bases (căn cứ) of a document: the documents of the store that apply in a place.

Their titles are the catalogue's. A draft is never a basis. What the catalogue does not know of a number or a date is
left to be filled in.
"""

from conversations.documents.blocks import MISSING, Paragraph, Run, paragraph
from conversations.documents.formats import Basis, Style
from knowledge.catalogue import Catalogue, Document, Status

CENTRAL = "central"


def basis_documents(catalogue: Catalogue, place: str | None) -> tuple[Document, ...]:
    """The documents that a paper from this place may rest on, the Centre's first."""
    places = (CENTRAL, place)
    return tuple(
        document
        for one in places
        for document in catalogue.documents
        if document.jurisdiction == one and document.status is not Status.DRAFT
    )


def basis_paragraphs(documents: tuple[Document, ...], layout: Basis) -> tuple[Paragraph, ...]:
    """One paragraph for each basis."""
    ends = [layout.between] * (len(documents) - 1) + [layout.last]
    return tuple(
        paragraph(Style.BASIS, f"{layout.prefix}{document.title}", *_unknown(document), end)
        for document, end in zip(documents, ends, strict=True)
    )


def _unknown(document: Document) -> tuple[Run, ...]:
    """What the document's title lacks."""
    lacks = [name for name, known in (("số", document.number), ("ngày ban hành", document.date)) if known is None]
    return (Run(f" ({', '.join(lacks)}: "), MISSING, Run(")")) if lacks else ()
