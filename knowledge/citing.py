"""Citations by id: document, locator and status from the catalogue, words from the file."""

from collections.abc import Sequence

from knowledge.answer import Citation, Conflict
from knowledge.extract import key_spans, quotation, settling_sentence
from knowledge.library import Library
from knowledge.points import Point, Side

Spans = tuple[tuple[int, int], ...]


class Citer:
    """Cites provisions of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def cite(self, provision: str, words: Sequence[str], hints: Sequence[str]) -> Citation:
        """The citation of a provision, quoting around the sentence that settles a question of these words."""
        text = self._library.get(provision).text
        return self._citation(provision, quotation(text, settling_sentence(text, words, hints)))

    def conflict(self, point: Point, documents: Sequence[str]) -> Conflict | None:
        """The sides of a differing point that these documents take, each wording once; None for fewer than two."""
        if point.differ is None:
            return None
        sides: dict[str, Side] = {}
        for side in point.differ.sides:
            if side.id.partition("/")[0] in documents:
                sides.setdefault(side.quote, side)
        if len(sides) < 2:
            return None
        cited = tuple(self._citation(side.id, side.quote) for side in sides.values())
        return Conflict(point.differ.conflict, point.differ.point, cited)

    def lead(self, citation: Citation, words: Sequence[str], hints: Sequence[str]) -> tuple[str, Spans]:
        """The sentence of a citation that settles the question, verbatim, and the spans of its key words."""
        start, end = settling_sentence(citation.text, words, hints)
        lead = citation.text[start:end]
        return lead, key_spans(lead, words)

    def _citation(self, provision: str, quote: str) -> Citation:
        document = self._library.document_of(provision)
        found = self._library.get(provision)
        return Citation(
            id=provision,
            document=document.short,
            locator=found.locator,
            text=found.text,
            quote=quote,
            status=document.status.value,
            jurisdiction=document.jurisdiction,
            notes=self._library.notes_for(provision, quote),
        )
