"""What is indexed: texts of provisions and the everyday wordings that they settle."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What an entry is to its provision."""

    TEXT = "text"
    """The provision's own search text."""
    WORDING = "wording"
    """A way people ask for it (cách hỏi), from `regimes/`."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One searchable text; `target` is the id of the provision it leads to."""

    target: str
    role: Role
    text: str


def digest(entries: Iterable[Entry]) -> str:
    """A fingerprint of the entries in order: equal exactly when the same things are indexed."""
    summed = hashlib.sha256()
    for entry in entries:
        summed.update(f"{entry.target}\0{entry.role}\0{entry.text}\0\0".encode())
    return summed.hexdigest()


def targets(entries: Sequence[Entry]) -> list[str]:
    """The distinct targets in their first order."""
    return list(dict.fromkeys(entry.target for entry in entries))
