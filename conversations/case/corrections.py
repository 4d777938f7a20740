"""What a correction changes: every field with its old and its new value, from the entry as it stood before it.

So does an event that describes the case anew: it changes what the case was called until then.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import takewhile

from conversations.case.describing import description
from conversations.case.filing import attached
from conversations.case.wording import event_of, field_label, short_day, told_fields
from conversations.forms.telling import cut
from storage.cases import Case
from storage.history import Happening, effective
from storage.lifecycle import Detail

DAY = "Ngày"
EMPTY = "(trống)"
ANEW = "(tệp mới)"
"""Beside a file that has taken the place of one of the same name."""
LONGEST = 70
"""Characters of one value that a screen shows."""
ALIKE = 20
"""Characters in which a value that is cut begins like the other, so that it is seen where they differ."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field that was put right, in words."""

    label: str
    old: str
    new: str

    def words(self, longest: int | None = None) -> str:
        """From what to what; each value of at most `longest` characters, among them those in which they differ."""
        if longest is None or max(len(self.old), len(self.new)) <= longest:
            return f"{self.old} → {self.new}"
        alike = takewhile(lambda pair: pair[0] == pair[1], zip(self.old, self.new, strict=False))
        skipped = max(len([*alike]) - ALIKE, 0)
        old, new = (cut(f"{'… ' if skipped else ''}{value[skipped:]}", longest) for value in (self.old, self.new))
        return f"{old} → {new}"


def before(case: Case, correction: Happening) -> Happening:
    """What a recorded correction corrects, as it stood until then: after all earlier corrections.

    Of what describes the case anew it is what was told until then of what it tells.
    """
    if correction.corrects:
        earlier = effective([one.happening for one in case.history if one.happening.number < correction.number])
        return next(one for one in earlier if one.number == correction.corrects)
    until_then = description(case, correction.number - 1)
    return replace(correction, details={key: until_then[key] for key in correction.details})


def changes(case: Case, was: Happening, correction: Happening) -> Iterator[Change]:
    """What a correction changes, as far as it may be told, the day first; nothing of one that says that it is void."""
    return _changes(told_fields(case, event_of(case, was)), was, correction)


def in_a_line(changed: Iterable[Change], room: int, otherwise: str) -> str:
    """What a correction changes, in whole fields, together of `room` characters; `otherwise` says that more did.

    Where not all find room, a long one gives way to the short.
    """
    lines = [f"{one.label}: {' '.join(one.words().split())}" for one in changed]
    kept: list[str] = []
    for line in sorted(lines, key=len):
        if len("; ".join([*kept, line])) <= room:
            kept.append(line)
    told = [line for line in lines if line in kept]
    return "; ".join(told if len(told) == len(lines) else [*told, otherwise])


def changes_nothing(case: Case, was: Happening, correction: Happening) -> bool:
    """Whether a correction says the same as what it corrects, what may not be told included."""
    return not any(_changes(event_of(case, was).fields, was, correction))


def _changes(fields: Mapping[str, Detail], was: Happening, correction: Happening) -> Iterator[Change]:
    if correction.void:
        return
    if was.on != correction.on:
        yield Change(DAY, short_day(was.on), short_day(correction.on))
    for key, field in fields.items():
        old, new = (one.details.get(key, "").strip() for one in (was, correction))
        if old != new:
            yield _change(field, *(_value(field, key, one) for one in (was, correction)))


def _change(field: Detail, old: str, new: str) -> Change:
    return Change(field_label(field), old, f"{new} {ANEW}" if old == new else new)


def _value(field: Detail, key: str, happening: Happening) -> str:
    """A field's value in words, files by name."""
    value = happening.details.get(key, "").strip()
    if value and field.kind == "files":
        return ", ".join(file.name for file in attached(happening.details))
    return field.choices.get(value, value) or EMPTY
