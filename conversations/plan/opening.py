"""The plan put together: its kind of form and the dialogues that follow it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from conversations.documents.printing import Printer
from conversations.documents.producing import Request, produce
from conversations.events import Attachment
from conversations.plan.check import Checker
from conversations.plan.coaching import Coaching
from conversations.plan.dialogue import PlanDialogue, Tracking
from conversations.plan.helping import PlanHelp
from conversations.plan.kind import PlanKind
from conversations.plan.presenting import PlanScreens
from conversations.ports import Dialogue
from conversations.shelf import Shelf
from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class PlanParts:
    """What the router is given of the plan."""

    kind: PlanKind
    dialogues: tuple[Dialogue, ...]


def plan_parts(
    library: Library,
    printer: Printer,
    today: Callable[[], date],
    coaching: Coaching | None = None,
    tracking: Tracking | None = None,
) -> PlanParts:
    """The plan with the store's documents. `coaching` is help by a chat model, None where none is set.

    `tracking` makes a case of a version that was submitted; without it its day is kept alone.
    """

    async def made(request: Request) -> tuple[Attachment, ...]:
        return await asyncio.to_thread(produce, request, library)

    shelf = Shelf(library)
    screens, checker = PlanScreens(shelf), Checker(library)
    coached = coaching is not None
    kind = PlanKind(checker, screens, today, coached=coached)
    following: tuple[Dialogue, ...] = (
        PlanDialogue(
            kind, checker, screens, produce=made, printer=printer, today=today, coached=coached, tracking=tracking
        ),
    )
    if coaching:
        following += (PlanHelp(kind, shelf, screens, coaching),)
    return PlanParts(kind, following)
