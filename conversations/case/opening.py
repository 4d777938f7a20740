"""The cases put together: their kinds of form and the dialogues around them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from conversations.case.board import Board
from conversations.case.counting import Counting
from conversations.case.dialogue import CaseDialogue
from conversations.case.kinds import CaseKind
from conversations.case.papers import CasePapers
from conversations.case.scribe import Scribe
from conversations.case.snooze import Snooze
from conversations.documents.printing import Printer
from conversations.ports import Dialogue
from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class CaseParts:
    """What the router is given of cases."""

    kinds: tuple[CaseKind, ...]
    dialogues: tuple[Dialogue, ...]
    scribe: Scribe


def case_parts(
    library: Library, printer: Printer, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> CaseParts:
    """The cases with the store's documents."""
    scribe = Scribe(library, now)
    dialogues: tuple[Dialogue, ...] = (
        CaseDialogue(scribe),
        CasePapers(scribe, library, printer),
        Board(scribe, library),
        Snooze(scribe),
        Counting(scribe.today),
    )
    return CaseParts(scribe.kinds, dialogues, scribe)
