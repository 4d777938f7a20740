"""Spans of days, and what decides one that is written without a year."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from conversations.forms.problems import Problem


@dataclass(frozen=True, slots=True)
class Span:
    """The days from `begin` to `end`, both in it."""

    begin: date
    end: date


@dataclass(frozen=True, slots=True)
class When:
    """What decides a time without a year: today or, in a period, the side that is known already.

    `has_been`: the question is for what has been, up to today.
    """

    today: date
    not_before: date | None = None
    not_after: date | None = None
    has_been: bool = False


class Facing(StrEnum):
    """Where a day that is asked for lies: what has happened has been, what is planned is still to come."""

    EITHER = "either"
    PAST = "past"
    FUTURE = "future"

    def when(self, today: date) -> When:
        """What decides a day without a year: the last such day that has been, or the next one to come."""
        match self:
            case Facing.PAST:
                return When(today, not_after=today, has_been=True)
            case Facing.FUTURE:
                return When(today, not_before=today)
        return When(today)


Read = Span | Problem
