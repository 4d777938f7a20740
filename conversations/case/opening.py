"""The cases put together: their kinds of form and the dialogues around them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from conversations.case.board import Board
from conversations.case.counting import Counting
from conversations.case.dialogue import CaseDialogue
from conversations.case.entering import Entering
from conversations.case.fellows import FellowDialogue
from conversations.case.hours import ReminderHours
from conversations.case.kinds import CaseKind
from conversations.case.papers import CasePapers
from conversations.case.passing import Passing
from conversations.case.scribe import Scribe
from conversations.case.snooze import Snooze
from conversations.case.target import Targets
from conversations.case.tracking import Tracking
from conversations.documents.printing import Printer
from conversations.ports import Dialogue, Offering
from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class CaseParts:
    """What the router is given of cases."""

    kinds: tuple[CaseKind, ...]
    dialogues: tuple[Dialogue, ...]
    scribe: Scribe
    tracking: Tracking
    offering: tuple[Offering, ...]


def case_parts(
    library: Library, printer: Printer, now: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> CaseParts:
    """The cases with the store's documents."""
    scribe = Scribe(library, now)
    tracking = Tracking(scribe)
    entering = Entering(scribe, library)
    dialogues: tuple[Dialogue, ...] = (
        CaseDialogue(scribe, tracking),
        CasePapers(scribe, library, printer),
        Board(scribe, library),
        entering,
        Snooze(scribe),
        FellowDialogue(scribe),
        ReminderHours(),
        Counting(scribe.today),
        Targets(scribe),
    )
    return CaseParts((*scribe.kinds, entering.kind), dialogues, scribe, tracking, (Passing(),))
