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
_ENDED = re.compile(r"[.:;!?…\n][\"”»)]*\s*$")
"""The end of a sentence, a heading or a clause that stands by itself."""
_GOES_ON = re.compile(r"\s*[,;]")
"""What follows a lead that was cut inside a sentence."""


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
    the provision goes on before or after the body. `place` names the place whose document it is when the user has
    chosen another, else None.
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


@dataclass(frozen=True, slots=True)
class Told:
    """A citation as it is told: what settles the question, then what else the provision says.

    `before` and `after` tell that the provision goes on before or after the rest.
    """

    lead: Spans
    rest: Spans
    before: bool = False
    after: bool = False


def told(citation: Citation, lead: str, bold: tuple[tuple[int, int], ...]) -> Told:
    """The sentence `lead` and the rest of its provision, so that no sentence is printed twice where that can be helped.

    After a provision's first sentence only what follows is shown. A short provision is told whole in place of the
    lead. Of any other the whole is the rest, with the lead bold in it.
    """
    body = shown_of(citation)
    head, found, rest = body.partition(lead)
    if not found:
        return Told(spans(lead, bold), spans(body))
    if _OPENING.fullmatch(head) and not _GOES_ON.match(rest):
        return Told(spans(lead, bold), spans(rest.strip()), before=bool(rest.strip()))
    if len(body) <= LONG:
        return Told(_shifted(body, len(head), bold), ())
    return Told(spans(lead, bold), spans(body, ((len(head), len(head) + len(lead)),)))


def quoted(citation: Citation) -> Told:
    """The quotation alone; what was cut inside a sentence is marked as going on."""
    head, _, tail = citation.text.partition(citation.quote)
    before = bool(head.strip()) and not _ENDED.search(head)
    after = bool(tail.strip()) and not _ENDED.search(citation.quote) and not tail.startswith("\n")
    return Told((), spans(citation.quote), before, after)


def whole(citation: Citation, lead: str, bold: tuple[tuple[int, int], ...]) -> Spans:
    """The whole provision, or its quotation when long, with the key words of its sentence `lead` bold."""
    body = shown_of(citation)
    at = body.find(lead)
    return _shifted(body, at, bold) if at >= 0 else spans(body)


def _shifted(text: str, by: int, bold: tuple[tuple[int, int], ...]) -> Spans:
    return spans(text, tuple((by + start, by + end) for start, end in bold))


def excerpt(text: str, length: int = EXCERPT) -> tuple[str, bool]:
    """The beginning of a text up to a word's end, and whether it goes on."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line, False
    return line[:length].rsplit(" ", 1)[0], True
