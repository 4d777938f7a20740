"""What a message that waits in the outbox is about: deadlines, what was recorded, deadlines that moved. No words.

Plain records, written as JSON and read back; two of them can be joined into one message.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from storage.deadlines import Reminder

REMINDERS, HAPPENED, MOVED = "reminders", "happened", "moved"
"""The parameters of the row."""
EARLIER = "2021-09-22T00:00:00+00:00"
"""Stands for the moment of a move whose row was written before moments were: before that of any other."""


@dataclass(frozen=True, slots=True, order=True)
class Happened:
    """An entry of a case's history."""

    case_id: int
    number: int


@dataclass(frozen=True, slots=True, order=True)
class Moved:
    """A deadline whose last day a notice on days off has moved, and when it did."""

    case_id: int
    key: str
    before: date
    after: date
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """All that one message to one person is about, each thing once."""

    reminders: tuple[Reminder, ...] = ()
    happened: tuple[Happened, ...] = ()
    moved: tuple[Moved, ...] = ()

    @property
    def every(self) -> tuple[Reminder | Happened | Moved, ...]:
        """All of it."""
        return *self.reminders, *self.happened, *self.moved

    @property
    def cases(self) -> tuple[int, ...]:
        """The cases that it is about."""
        return tuple(sorted({one.case_id for one in self.every}))

    def joined(self, other: "Held") -> "Held":
        """One message about both."""
        return Held(
            tuple(sorted({*self.reminders, *other.reminders}, key=_order)),
            tuple(sorted({*self.happened, *other.happened})),
            tuple(sorted({*self.moved, *other.moved})),
        )

    def written(self) -> dict[str, object]:
        """The parameters of the row."""
        found = {
            REMINDERS: [[one.case_id, one.key, one.due.isoformat() if one.due else None] for one in self.reminders],
            HAPPENED: [[one.case_id, one.number] for one in self.happened],
            MOVED: [
                [one.case_id, one.key, one.before.isoformat(), one.after.isoformat(), one.reason, one.at.isoformat()]
                for one in self.moved
            ],
        }
        return {name: rows for name, rows in found.items() if rows}

    @classmethod
    def read(cls, params: Mapping[str, object]) -> "Held":
        """The same, from the parameters; a row that was blanked is about nothing."""
        return cls(
            tuple(Reminder(case, key, _day(due)) for case, key, due in _rows(params, REMINDERS)),
            tuple(Happened(case, number) for case, number in _rows(params, HAPPENED)),
            tuple(_moved(*row) for row in _rows(params, MOVED)),
        )


def _moved(case_id: int, key: str, before: str, after: str, reason: str, at: str = EARLIER) -> Moved:
    moment = datetime.fromisoformat(at)
    return Moved(case_id, key, date.fromisoformat(before), date.fromisoformat(after), reason, moment)


def all_in_all(moves: Sequence[Moved], due: Mapping[tuple[int, str], date | None]) -> tuple[Moved, ...]:
    """Where each deadline came from, all in all, to the last day that it has now, by case and key; with every reason.

    Nothing of one that is back where it was, and nothing of one that is not where the moves led.
    """
    found: list[Moved] = []
    for key in dict.fromkeys((one.case_id, one.key) for one in moves):
        steps = _way(one for one in moves if (one.case_id, one.key) == key)
        if steps and steps[-1].after == due.get(key):
            why = "; ".join(dict.fromkeys(one.reason for one in steps))
            found.append(replace(steps[-1], before=steps[0].before, reason=why))
    return tuple(found)


def _way(moves: Iterable[Moved]) -> Sequence[Moved]:
    """The moves of one deadline in their order, without those that led back and those before it moved by itself."""
    steps: list[Moved] = []
    for one in sorted(moves, key=lambda one: one.at):
        if steps and steps[-1].after != one.before:
            steps.clear()
        steps.append(one)
        back = next((number for number, step in enumerate(steps) if step.before == one.after), len(steps))
        del steps[back:]
    return steps


def _order(one: Reminder) -> tuple[int, str, date]:
    return one.case_id, one.key, one.due or date.max


def _rows(params: Mapping[str, object], name: str) -> list[list[Any]]:
    found = params.get(name)
    return found if isinstance(found, list) else []


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
