"""What a paper is in the life of a case once it was sent: the happenings to record, with their days and details. Pure.

They are recorded in this order and where the case allows it; what it does not allow is told with the reason.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from conversations.case.questions import ON
from conversations.case.recording import after, barred, explained, recordable
from conversations.cases import SeenCase
from conversations.forms.questions import Answers
from conversations.protection.questions import JURISDICTION, TO_PLACE
from storage.cases import Case
from storage.history import Happening, RefusedError
from storage.lifecycle import Who, lifecycle

FINDINGS = {"yes": "yes", "no": "no", "unknown": "unclear"}
"""What a lifecycle calls the findings of the checklist."""
BOTH = frozenset(Who)
OFFICIAL, OFFICE = frozenset({Who.PROPOSER}), frozenset({Who.OFFICE})


@dataclass(frozen=True, slots=True)
class Recordable:
    """A kind of happening and, for each of its fields, the question that answers it.

    `day` is the question for its day, `ON` for the day of sending. `sides` are those whose paper it is recorded from.
    `told`: the paper tells of it, and the case may hold it already. `begins`: only a case that is made for the paper
    begins with it. `where` is the question without whose answer it is passed over. `instead` is the kind, of the same
    fields, that is recorded in its place where the case takes that one only. `to_place` is the recipient in the places
    whose document names it, whatever was answered.
    """

    kind: str
    fields: Mapping[str, str] = field(default_factory=dict)
    day: str = ON
    values: Mapping[str, str] | None = None
    sides: frozenset[Who] = BOTH
    told: bool = False
    begins: bool = False
    where: str = ""
    instead: str = ""
    to_place: Mapping[str, str] = field(default_factory=dict)

    def taken(self, seen: SeenCase) -> "Recordable":
        """Itself, or what stands in its place as things are."""
        able = recordable(seen)
        return replace(self, kind=self.instead) if self.kind not in able and self.instead in able else self

    def details(self, answers: Answers) -> dict[str, str]:
        """The details as the answers give them; what was not answered is not there."""
        told = {name: answers.get(question) for name, question in self.fields.items()} | self._fixed(answers)
        return {
            name: self.values.get(value, value) if self.values else value
            for name, value in told.items()
            if isinstance(value, str)
        }

    def _fixed(self, answers: Answers) -> dict[str, str]:
        recipient = self.to_place.get(str(answers.get(JURISDICTION)))
        return {"recipient": recipient} if recipient else {}

    def needed(self, answers: Answers) -> tuple[str, ...]:
        """The questions without whose answers it cannot be recorded, but for the day of sending."""
        known, fixed = lifecycle().events[self.kind].fields, self._fixed(answers)
        asked = (question for name, question in self.fields.items() if known[name].required and name not in fixed)
        return (*asked, *((self.day,) if self.day != ON else ()))


_TO = {"recipient": "managing_body"}
_TAKEN_UP = Recordable("taken_up", {"approval": "approved_by"}, "occurred_on", begins=True)
RECORDABLE: Mapping[str, tuple[Recordable, ...]] = {
    "emergency": (
        Recordable(
            "emergency_acted", {"tried": "tried", "why": "why_not", "decision": "decision"}, "occurred_on", told=True
        ),
        Recordable("emergency_reported", _TO),
    ),
    "risk": (
        _TAKEN_UP,
        Recordable("risk_occurred", {"what": "happened"}, "occurred_on", told=True),
        Recordable("risk_told", _TO, sides=OFFICIAL),
        Recordable("risk_reported", _TO, sides=OFFICE),
    ),
    "request": (
        replace(_TAKEN_UP, day=ON, where="approved_by"),
        Recordable("protection_requested", {"what": "measures"}),
    ),
    "obstructed": (Recordable("obstruction_reported", _TO, to_place=TO_PLACE["obstructed"]),),
    "overdue": (
        Recordable("submitted", _TO, "sent_on", told=True),
        Recordable("received", {"number": "register"}, "received", told=True, where="received"),
        Recordable("answer_asked", _TO),
    ),
    "judging": (
        Recordable(
            "evaluated",
            {one: one for one in ("objective", "subjective", "right_policy", "pure_motive", "common_good")},
            values=FINDINGS,
            instead="risk_judged",
        ),
    ),
}
"""By the key of the paper's form."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A happening to be recorded, the case before and after it."""

    before: Case
    happening: Happening
    after: Case


@dataclass(frozen=True, slots=True)
class Owed:
    """An answer because of which nothing is recorded; `says` tells why."""

    question: str
    says: str


@dataclass(frozen=True, slots=True)
class Recording:
    """What the sending of a paper comes to: what is recorded, what the case held already, and why the rest is not."""

    entries: tuple[Entry, ...]
    had: tuple[str, ...] = ()
    barred: tuple[str, ...] = ()


def parts(paper: str, answers: Answers, side: Who, *, new: bool) -> Iterator[Recordable]:
    """The happenings that a side records from its paper, in order. `new`: in a case that is made for it."""
    own = (one for one in RECORDABLE[paper] if side in one.sides and (new or not one.begins))
    return (one for one in own if not one.where or answers.get(one.where))


def recording(
    paper: str, answers: Answers, seen: SeenCase, *, new: bool, now: datetime, today: date
) -> Recording | Owed:
    """What the paper comes to in a case, `ON` among the answers; `Owed` where an answer does not allow it."""
    entries: list[Entry] = []
    had: list[str] = []
    stopped: list[str] = []
    for meant in parts(paper, answers, seen.side, new=new):
        one = meant.taken(seen)
        label, on = lifecycle().events[one.kind].label, _day(answers, one.day)
        if _held(one, seen, answers):
            had.append(label)
        elif one.kind not in recordable(seen):
            stopped.append(barred(seen, one.kind))
        elif on is None:
            return Owed(one.day, f"Cần ngày này để ghi “{label}”.")
        else:
            happening = Happening(0, one.kind, on, seen.side, one.details(answers))
            try:
                judged = after(seen.case, happening, now, today)
            except RefusedError as error:
                said = explained(error, seen, happening, today)
                return Owed(one.fields.get(said.question or "", one.day), said.says)
            entries.append(Entry(seen.case, happening, judged))
            seen = replace(seen, case=judged)
    return Recording(tuple(entries), tuple(had), tuple(stopped))


def wanting(paper: str, answers: Answers, seen: SeenCase, *, new: bool) -> Sequence[str]:
    """The questions that have to be answered beside the day of sending."""
    asked = parts(paper, answers, seen.side, new=new)
    open_parts = [one for one in asked if not _held(one, seen, answers)]
    needed = dict.fromkeys(question for one in open_parts for question in one.needed(answers))
    return [question for question in needed if not answers.get(question)]


def _held(one: Recordable, seen: SeenCase, answers: Answers) -> bool:
    """Whether the case holds what the paper tells of: the only one there can be, one of that day or in these words."""
    last = seen.case.standing.last(one.kind)
    if not one.told or last is None:
        return False
    said = set(one.details(answers).values()) & set(last.details.values())
    return one.kind not in recordable(seen) or last.on == _day(answers, one.day) or bool(said)


def _day(answers: Answers, question: str) -> date | None:
    given = answers.get(question)
    return date.fromisoformat(given) if isinstance(given, str) else None
