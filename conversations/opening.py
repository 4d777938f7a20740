"""Every dialogue beside questions and settings, put together once: for the bot, its tests and its benchmarks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from conversations.case.opening import case_parts
from conversations.clock import today_in_vietnam
from conversations.documents.printing import Printer
from conversations.forms.kinds import FormKind
from conversations.plan.coaching import Coaching
from conversations.plan.opening import plan_parts
from conversations.ports import Dialogue, Offering
from conversations.protection.opening import protection_parts
from knowledge.library import Library


@dataclass(frozen=True, slots=True)
class Parts:
    """What the router is given."""

    kinds: tuple[FormKind, ...]
    dialogues: tuple[Dialogue, ...]
    offering: tuple[Offering, ...]


def every_part(
    library: Library,
    printer: Printer,
    coaching: Coaching | None = None,
    *,
    today: Callable[[], date] = today_in_vietnam,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Parts:
    """Plans, cases and protection with the store's documents. `coaching` is help by a chat model."""
    cases = case_parts(library, printer, now)
    plan = plan_parts(library, printer, today, coaching, cases.tracking)
    protection = protection_parts(library, printer, today, scribe=cases.scribe)
    return Parts(
        (plan.kind, *cases.kinds, *protection.kinds),
        (*plan.dialogues, *cases.dialogues, *protection.dialogues),
        (*cases.offering, *protection.offering),
    )
