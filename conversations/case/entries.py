"""What was recorded in a case, entry by entry: as screens and files tell it, with what an entry changes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from conversations.case.corrections import LONGEST, Change, before, changes, in_a_line
from conversations.case.wording import WAITED_FOR, details, event_of, full_day, move_reason, move_words
from conversations.cases import SeenCase
from conversations.clock import day_of
from conversations.forms.telling import cut
from storage.cases import Case, DueMoved, Recorded
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who

ANOTHER = {Who.PROPOSER: "người cùng đề xuất", Who.OFFICE: "cán bộ khác của cơ quan"}
"""Somebody of the user's own side."""
LONGEST_VALUE = 160
"""Characters of what was recorded that a screen shows."""
SHORTEST = 40
"""Characters that are shown of each thing that was recorded, where there are many: what is short is never cut off."""
LONGEST_CHANGES = 480
"""Characters of what a correction changes that a line of the history shows."""
VOID = "Bỏ sự kiện"
CORRECTION = "Đính chính"
VOIDED = "Nội dung bị bỏ"
"""What an entry said that is void now."""


@dataclass(frozen=True, slots=True)
class Told:
    """A happening as a screen tells it. `remark` says that it was put right.

    What nobody recorded has the number 0: a deadline that the calendar moved. The fields of a correction, or of a new
    description of the case, are those that it changes, from what to what, and `changes` has them uncut; of anything
    else it is None. Where an entry is declared void, the field is what it said.
    """

    number: int
    day: str
    label: str
    fields: tuple[tuple[str, str], ...]
    by: str = ""
    remark: str = ""
    changes: tuple[Change, ...] | None = None

    @property
    def changed(self) -> bool:
        """Whether it changes what was told."""
        return self.changes is not None

    @property
    def brief(self) -> str:
        """The fields in one line."""
        if self.changes:
            return in_a_line(self.changes, LONGEST_CHANGES, f"… bấm {self.number} để xem")
        told = [f"{label}: {value}" for label, value in self.fields]
        if len("; ".join(told)) <= LONGEST_VALUE:
            return "; ".join(told)
        return "; ".join(cut(one, max(LONGEST_VALUE // len(told), SHORTEST)) for one in told)


def told(case: Case, happening: Happening, by: str = "", remark: str = "") -> Told:
    """A happening that is no correction."""
    event = event_of(case, happening)
    fields = tuple((label, cut(value, LONGEST_VALUE)) for label, value in details(case, happening, event))
    return Told(happening.number, full_day(happening.on), event.label, fields, by, remark)


def history(case: Case) -> Iterator[Told]:
    """Every entry, oldest first, corrections among them."""
    kinds = {one.happening.number: one.happening for one in case.history}
    put_right = {one.happening.corrects: one.happening for one in case.history if one.happening.corrects}
    for recorded in case.history:
        happening = recorded.happening
        corrected = put_right.get(happening.number)
        remark = f"{'đã bỏ' if corrected.void else 'đã đính chính'} tại số {corrected.number}" if corrected else ""
        yield _entry(case, recorded, kinds, remark)


def recorder(seen: SeenCase, number: int) -> str:
    """Who recorded an entry, as the user may know it; "" for the user.

    Of their own side somebody else, whose name is not told; of the other side, and where it is not known, the side.
    """
    recorded = seen.case.history[number - 1]
    who = recorded.happening.who
    if who is not seen.side or recorded.actor is None or not seen.chat:
        return WAITED_FOR[who]
    return "" if recorded.actor == seen.chat else ANOTHER[who]


def past(case: Case) -> Iterator[Told]:
    """Every entry with the deadlines that the calendar moved between them, oldest first."""
    moves = [*case.moves]
    for recorded, entry in zip(case.history, history(case), strict=True):
        while moves and moves[0].at < recorded.at:
            yield _moved(case, moves.pop(0))
        yield entry
    yield from (_moved(case, move) for move in moves)


def _entry(case: Case, recorded: Recorded, kinds: dict[int, Happening], remark: str) -> Told:
    happening = recorded.happening
    by = WAITED_FOR[happening.who]
    describes = happening.kind != CORRECTED and event_of(case, happening).describes
    if happening.kind != CORRECTED and not describes:
        return told(case, happening, by, remark)
    was = before(case, happening)
    changed = tuple(changes(case, was, happening))
    fields = voided(case, was) if happening.void else tuple((one.label, one.words(LONGEST)) for one in changed)
    if describes:
        return replace(told(case, happening, by, remark), fields=fields, changes=changed)
    event = event_of(case, was)
    label = f"{VOID if happening.void else CORRECTION} số {was.number} ({event.label})"
    return Told(happening.number, full_day(happening.on), label, fields, by, remark, changed)


def voided(case: Case, was: Happening, longest: int | None = LONGEST_VALUE) -> tuple[tuple[str, str]]:
    """What an entry said, as far as it may be told, as one field; its values uncut where there is no `longest`."""
    event = event_of(case, was)
    values = ((label, cut(value, longest or len(value))) for label, value in details(case, was, event))
    said = (f"{label}: {value}" for label, value in values)
    return ((VOIDED, "; ".join((event.label, full_day(was.on), *said))),)


def _moved(case: Case, move: DueMoved) -> Told:
    fields = (("Lý do", cut(move_reason(move), LONGEST_VALUE)), ("Theo", cut(move.special.document, LONGEST_VALUE)))
    return Told(0, full_day(day_of(move.at)), move_words(case, move), fields)
