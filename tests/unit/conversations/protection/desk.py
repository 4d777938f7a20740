"""A desk with the assessment and its papers on it."""

from conversations.protection.opening import protection_parts
from conversations.router import Router
from knowledge.library import Library
from knowledge.protection import Regimes
from tests.unit.conversations.plan.desk import Desk, Printing, Silent


def protection_desk(library: Library, printer: Printing | None = None, regimes: Regimes | None = None) -> Desk:
    """A desk whose router has these dialogues alone."""
    desk = Desk(library, printer=printer or Printing())
    parts = protection_parts(library, desk.printer, lambda: desk.today, regimes)
    desk.router = Router(
        Silent(),
        library,
        kinds=parts.kinds,
        dialogues=parts.dialogues,
        offering=parts.offering,
        today=lambda: desk.today,
    )
    return desk
