"""What a screen shows of a provision: plain records for the templates, worked out from the verbatim text."""

import re
from dataclasses import dataclass
from itertools import pairwise

from knowledge.answer import Citation

LONGEST_SHOWN = 2000
"""Characters of a provision shown whole under an answer; of a longer one, the quotation alone."""
LONG = 280
"""Characters from which a quotation is folded: some eight lines of a phone."""
EXCERPT = 220
"""Characters of a passage in a list."""

_OPENING = re.compile(r"([^\n.;]{0,160}\n)?\s*")
"""What may stand before the first sentence of a provision: its heading."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text, bold or not."""

    text: str
    bold: bool


Spans = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A provision as a screen shows it.

    `body` is verbatim and empty when the text already stands elsewhere on the screen. `before` and `after` tell that
    the provision goes on before or after the body. `place` names the place whose document it is when the user works
    elsewhere, else None.
    """

    locator: str
    document: str
    status: str
    body: Spans
    before: bool = False
    after: bool = False
    notes: tuple[str, ...] = ()
    place: str | None = None

    @property
    def long(self) -> bool:
        """Whether the body is folded."""
        return len(words(self.body)) > LONG


def spans(text: str, bold: tuple[tuple[int, int], ...] = ()) -> Spans:
    """The text cut into stretches; `bold` are (start, end) spans, ascending, not overlapping."""
    cuts = [0, *(edge for span in bold for edge in span), len(text)]
    parts = (Span(text[start:end], bool(index % 2)) for index, (start, end) in enumerate(pairwise(cuts)))
    return tuple(part for part in parts if part.text)


def words(body: Spans) -> str:
    """The text that the stretches were cut from."""
    return "".join(span.text for span in body)


def shown_of(citation: Citation) -> str:
    """The text of a citation that an answer shows: the provision, of a long one only the quotation."""
    return citation.text if len(citation.text) <= LONGEST_SHOWN else citation.quote


def under_lead(citation: Citation, lead: str) -> tuple[Spans, bool]:
    """What of a provision to show under its own sentence `lead`, and whether it goes on from the lead.

    No sentence is printed twice when that can be helped: nothing when the lead is all there is, only what follows
    when the provision begins with the lead, else the whole.
    """
    body = shown_of(citation)
    head, found, rest = body.partition(lead)
    if not found or not _OPENING.fullmatch(head):
        return spans(body), False
    return spans(rest.strip()), bool(rest.strip())


def with_lead(citation: Citation, lead: str, bold: tuple[tuple[int, int], ...]) -> Spans:
    """The whole provision, or its quotation when long, with the key words of its sentence `lead` bold."""
    body = shown_of(citation)
    at = body.find(lead)
    return spans(body, tuple((at + start, at + end) for start, end in bold) if at >= 0 else ())


def excerpt(text: str, length: int = EXCERPT) -> tuple[str, bool]:
    """The beginning of a text up to a word's end, and whether it goes on."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line, False
    return line[:length].rsplit(" ", 1)[0], True
