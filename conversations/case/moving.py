"""What people are told when the calendar changes and the last days of their cases move with it."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.actions import Action
from conversations.case.presenting import TITLE
from conversations.case.wording import full_day
from conversations.events import Button, Profile, Reply
from conversations.forms.telling import cut
from conversations.membership import Role
from conversations.screens import rows, screen
from storage.calendar_changes import NAMES, CalendarChange
from storage.rescheduling import Move

MOST = 8
"""Deadlines that one message names."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that moves, in words."""

    code: str
    title: str
    label: str
    before: str
    after: str


def moved(move: Move) -> Moved:
    """The deadline in words; what it is called goes into a sentence."""
    label = move.label[:1].lower() + move.label[1:]
    return Moved(move.code, cut(move.title, TITLE), label, full_day(move.before), full_day(move.after))


def moved_screen(change: CalendarChange, moves: Sequence[Move], profile: Profile) -> Reply:
    """All that moves for one person, with the days that are the reason."""
    shown = moves[:MOST]
    buttons = [Button(code, Action.CASE_OPEN, (code,)) for code in dict.fromkeys(move.code for move in shown)]
    return screen(
        "due_moved",
        profile,
        rows(buttons, 3),
        days=[(full_day(one.day), NAMES[one.now.kind]) for one in change.days],
        reason=change.reason,
        document=change.document,
        every=[moved(move) for move in shown],
        more=len(moves) - len(shown),
        clerk=profile.role is Role.CLERK,
    )
