"""An answer and what it rests on: the records that retrieval fills and every presenter reads."""

from dataclasses import dataclass
from enum import StrEnum


class AnswerStatus(StrEnum):
    """Whether the documents settle the question."""

    ANSWERED = "answered"
    REFUSED = "refused"


class Reason(StrEnum):
    """Why a question is not answered from the documents."""

    SILENT_HERE = "silent-here"
    """The documents that apply where the user works are silent on the point; another place's document may speak."""
    UNKNOWN_PLACE = "unknown-place"
    """The question names a place whose documents are not in the store."""
    UNKNOWN_DOCUMENT = "unknown-document"
    """The question names a document that is not in the store."""
    NO_SUCH_PROVISION = "no-such-provision"
    """The question names an article, clause or section that the document does not have."""
    NOT_FOUND = "not-found"
    """Nothing in the store settles the question."""
    GREETING = "greeting"
    THANKS = "thanks"
    IDENTITY = "identity"
    """Who or what the bot is."""
    COMMANDING = "commanding"
    """An attempt to command the bot or to change its rules."""
    NOISE = "noise"
    """No words in it that could be a question."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision as cited. `text` and `quote` are verbatim, and `quote` is a substring of `text`.

    `status` is the document's (`in_force`, `draft`, `unknown`); `notes` are the misprint notes that belong under the
    quote ("nguyên văn; có thể là ...").
    """

    id: str
    document: str
    locator: str
    text: str
    quote: str
    status: str
    jurisdiction: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A provision of another place that speaks where the user's own documents are silent; never a citation."""

    id: str
    document: str
    locator: str
    place: str
    status: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """Documents that differ on one point (domain.md, C-1 to C-8), shown side by side and not resolved."""

    id: str
    point: str
    sides: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot may say to one question.

    An answered one has at least one citation, best first, and `lead`: the verbatim sentence of the first citation that
    settles the question, with `bold` the (start, end) character spans of its key words. A refused one has a `reason`,
    no citation and no lead; `named` are the place, document or provision names it is refused for; `elsewhere`
    and `ask_instead` (a sentence whom to ask, with its locator) help the user on.
    `summary` is the short text of a chat model that passed every check, else None.
    `candidates` are ids of further provisions that may help, best first; `others` those of other documents on the same
    point.
    """

    question: str
    status: AnswerStatus
    reason: Reason | None = None
    lead: str = ""
    bold: tuple[tuple[int, int], ...] = ()
    citations: tuple[Citation, ...] = ()
    shown: int = 1
    """How many of the citations are strong enough to be shown at once; the others wait behind a button."""
    summary: str | None = None
    conflict: Conflict | None = None
    candidates: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    ask_instead: str | None = None
    place: str | None = None
    degraded: bool = False
    """True when the encoder was not ready and only the lexical leg answered."""
    elapsed_ms: float = 0.0
