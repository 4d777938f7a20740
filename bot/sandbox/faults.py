"""Faults that a test injects into the answers of the Bot API."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from bot.sandbox.errors import ControlError
from bot.sandbox.methods import canonical

EVERY_METHOD = "*"


class FaultKind(StrEnum):
    """What goes wrong."""

    FLOOD = "flood"
    """429 with `retry_after`."""
    ERROR = "error"
    """An error with a status and a description; 500 `Internal Server Error` unless told otherwise."""
    HANG = "hang"
    """No answer until the caller gives up or `seconds` have passed; then the connection is dropped."""
    DROP = "drop"
    """The connection is closed without an answer."""
    SLOW = "slow"
    """The right answer, `seconds` late."""


@dataclass
class Fault:
    """One fault, for the next `count` calls of a method after the first `skip`.

    With `after` the call takes effect before it goes wrong: the message is sent, but its sender does not learn of it.
    """

    kind: FaultKind
    method: str = EVERY_METHOD
    count: int = 1
    skip: int = 0
    after: bool = False
    status: int = 500
    description: str = "Internal Server Error"
    retry_after: int = 1
    seconds: float = 60.0
    chat_id: int | None = None

    @classmethod
    def from_json(cls, given: dict[str, Any]) -> "Fault":
        """Read a fault of the control API; raises `ControlError` that names what is wrong."""
        unknown = set(given) - set(cls.__dataclass_fields__)
        if unknown:
            raise ControlError(f"a fault has no field {', '.join(sorted(unknown))}")
        try:
            kind = FaultKind(given.get("kind", ""))
        except ValueError as error:
            raise ControlError(f"kind must be one of {', '.join(FaultKind)}") from error
        method = given.get("method", EVERY_METHOD)
        known = method if method == EVERY_METHOD else canonical(method)
        if known is None:
            raise ControlError(f"there is no method {method}")
        return cls(**{**given, "kind": kind, "method": known})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def concerns(self, method: str, chat_id: object) -> bool:
        """Whether a call is one that this fault waits for."""
        return self.method in {EVERY_METHOD, method} and self.chat_id in {None, chat_id}


class Faults:
    """The faults still to happen, oldest first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        self.waiting.append(fault)

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The fault that befalls this call, if any; counts it."""
        for fault in self.waiting:
            if not fault.concerns(method, chat_id):
                continue
            if fault.skip:
                fault.skip -= 1
                continue
            fault.count -= 1
            if fault.count <= 0:
                self.waiting.remove(fault)
            return fault
        return None
