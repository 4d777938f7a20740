"""What is held of an answer before a move, and what the move makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conversations.forms.questions import Answer


@dataclass(frozen=True, slots=True)
class Held:
    """The answer so far, None for none, and what is pending of it."""

    answer: Answer | None = None
    pending: Mapping[str, Any] = field(default_factory=dict)

    @property
    def items(self) -> list[Any]:
        """The pieces of an answer that is a list, as a new list."""
        return list(self.answer) if isinstance(self.answer, list) else []


@dataclass(frozen=True, slots=True)
class Entered:
    """The answer and what is pending from now on. `complete`: the user is done with this question."""

    answer: Answer | None
    pending: Mapping[str, Any] = field(default_factory=dict)
    complete: bool = False
