"""The assessment and its papers put together: their kinds of form and the dialogues that follow them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from conversations.documents.printing import Printer
from conversations.forms.kinds import FormKind
from conversations.ports import Dialogue, Offering
from conversations.protection.dialogue import ProtectionDialogue
from conversations.protection.kind import AssessmentKind
from conversations.protection.papers import PaperDialogue, paper_kinds
from conversations.protection.questions import assessment_form
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
    library: Library, printer: Printer, today: Callable[[], date], regimes: Regimes | None = None
) -> ProtectionParts:
    """The assessment by the store's documents."""
    kind, papers = AssessmentKind(assessment_form(library.catalogue)), paper_kinds(library.catalogue)
    regimes = regimes or Regimes.load(library)
    by_key = {paper.form.key: paper for paper in papers}
    dialogue = ProtectionDialogue(kind, by_key, regimes, Shelf(library), printer=printer, today=today)
    following = PaperDialogue(papers, library, printer=printer, today=today)
    return ProtectionParts((kind, *papers), (dialogue, following), (dialogue,))
