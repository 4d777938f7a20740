"""The assessment and its papers put together: their kinds of form and the dialogues that follow them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from conversations.case.scribe import Scribe
from conversations.documents.printing import Printer
from conversations.forms.kinds import FormKind
from conversations.ports import Dialogue, Offering
from conversations.protection.beginning import PaperBeginning
from conversations.protection.dialogue import ProtectionDialogue
from conversations.protection.kind import AssessmentKind
from conversations.protection.papers import PaperDialogue, paper_kinds
from conversations.protection.questions import assessment_form
from conversations.protection.sending import SendingDialogue
from conversations.shelf import Shelf
from knowledge.library import Library
from knowledge.protection import Regimes


@dataclass(frozen=True, slots=True)
class ProtectionParts:
    """What the router is given."""

    kinds: tuple[FormKind, ...]
    dialogues: tuple[Dialogue, ...]
    offering: tuple[Offering, ...]


def protection_parts(
    library: Library,
    printer: Printer,
    today: Callable[[], date],
    regimes: Regimes | None = None,
    *,
    scribe: Scribe | None = None,
) -> ProtectionParts:
    """The assessment by the store's documents. `scribe` records sent papers in cases."""
    kind, papers = AssessmentKind(assessment_form(library.catalogue)), paper_kinds(library.catalogue, today)
    regimes = regimes or Regimes.load(library)
    beginning = PaperBeginning(papers, Shelf(library), today=today)
    dialogue = ProtectionDialogue(kind, beginning, regimes, Shelf(library), printer=printer, today=today)
    following = PaperDialogue(papers, library, printer=printer, today=today)
    sending = SendingDialogue(papers, scribe or Scribe(library, lambda: datetime.now(UTC)), library)
    return ProtectionParts((kind, *papers, *sending.kinds), (dialogue, following, beginning, sending), (dialogue,))
