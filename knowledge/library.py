"""The library: every provision of every document, with its place in the tree."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from types import MappingProxyType

from knowledge.catalogue import Catalogue, Document, packaged_sources
from knowledge.misprints import Misprints
from knowledge.parsing import ParsedDocument, parse
from knowledge.provisions import Kind, Provision

_NOT_CITED = {Kind.DOCUMENT, Kind.CHAPTER}
_BELOW_A_UNIT = {Kind.POINT, Kind.DASH, Kind.PARAGRAPH}
"""In a document without articles, what is only read with the numbered unit above it."""


class UnknownProvision(KeyError):
    """No provision has this id."""

    def __init__(self, identity: str) -> None:
        super().__init__(identity)
        self.identity = identity

    def __str__(self) -> str:
        return f"no provision {self.identity!r} in the library; ids look like 'quang-ngai/dieu-4/khoan-3'"


@dataclass(frozen=True)
class Library:
    """The documents of the catalogue, parsed. Immutable: load it once and pass it on.

    `provisions` maps ids to provisions in the order of the catalogue and of each file. `digest` is the SHA-256 of the
    sources, the catalogue and the misprints, in hexadecimal: an index built from another digest is out of date.
    """

    catalogue: Catalogue
    misprints: Misprints
    documents: Mapping[str, ParsedDocument]
    digest: str
    provisions: Mapping[str, Provision] = field(init=False)

    def __post_init__(self) -> None:
        provisions = {p.id: p for parsed in self.documents.values() for p in parsed.provisions}
        object.__setattr__(self, "provisions", MappingProxyType(provisions))

    @classmethod
    def load(cls, sources: Traversable | None = None) -> "Library":
        """The library in the folder `sources` (default: the packaged one).

        Raises CatalogueError for a wrong catalogue or table of misprints, ParseError for a file that does not have the
        structure described in the catalogue, FileNotFoundError for a missing file.
        """
        folder = packaged_sources() if sources is None else sources
        catalogue = Catalogue.load(folder)
        documents = {d.key: parse(d, (folder / d.file_name).read_text(encoding="utf-8")) for d in catalogue.documents}
        return cls(catalogue, Misprints.load(folder), MappingProxyType(documents), _digest(folder, catalogue))

    @cached_property
    def citable(self) -> tuple[str, ...]:
        """The ids that an answer may cite: all but the roots of documents and chapters."""
        return tuple(p.id for p in self.provisions.values() if p.kind not in _NOT_CITED)

    def get(self, identity: str) -> Provision:
        """The provision with this id; UnknownProvision when there is none."""
        try:
            return self.provisions[identity]
        except KeyError as error:
            raise UnknownProvision(identity) from error

    def document_of(self, identity: str) -> Document:
        """The document that a provision stands in."""
        return self.catalogue.document(self.get(identity).document)

    def parent(self, identity: str) -> Provision | None:
        """The provision directly above; None for the root of a document."""
        parent = self.get(identity).parent
        return None if parent is None else self.get(parent)

    def children(self, identity: str) -> tuple[Provision, ...]:
        """The provisions directly below, in order."""
        return tuple(self.get(child) for child in self.get(identity).children)

    def ancestors(self, identity: str) -> tuple[Provision, ...]:
        """The provisions above, nearest first, the root of the document last."""
        above: list[Provision] = []
        parent = self.parent(identity)
        while parent is not None:
            above.append(parent)
            parent = self.parent(parent.id)
        return tuple(above)

    def article_of(self, identity: str) -> Provision:
        """The whole unit that people read around a provision.

        That is its Điều; in a document without articles the numbered unit (mục 2.4, mục II khoản 3) that its paragraphs
        stand in; the provision itself where nothing of the kind encloses it.
        """
        line = (self.get(identity), *self.ancestors(identity))
        article = next((p for p in line if p.kind is Kind.ARTICLE), None)
        return article or next(p for p in line if p.kind not in _BELOW_A_UNIT)

    def full_locator(self, identity: str) -> str:
        """The place as a citation gives it: "Điều 4 khoản 3, Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi"."""
        return f"{self.get(identity).locator}, {self.document_of(identity).short}"

    def notes_for(self, identity: str, quote: str) -> tuple[str, ...]:
        """What to print under a quotation from a provision: a note for each misprint inside the quote."""
        return tuple(misprint.note for misprint in self.misprints.within(self.get(identity), quote))

    def search_text(self, identity: str) -> str:
        """The words by which a provision is found, a paragraph a line.

        Title of the document, locator, headings above it (chapters left out), its own text, and the likely forms of the
        misprints in it.
        """
        provision = self.get(identity)
        above = [p.heading for p in reversed(self.ancestors(identity)) if p.kind not in _NOT_CITED and p.heading]
        likely = [misprint.likely for misprint in self.misprints.within(provision, provision.text) if misprint.likely]
        title = self.document_of(identity).title
        return "\n".join([title, provision.locator, *above, provision.text, *likely])


def _digest(folder: Traversable, catalogue: Catalogue) -> str:
    digest = hashlib.sha256()
    for name in ["catalogue.yaml", "misprints.yaml", *(document.file_name for document in catalogue.documents)]:
        content = (folder / name).read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
