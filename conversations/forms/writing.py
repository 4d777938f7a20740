"""A long text as it is written, message by message: what came last, and the text without it.

Pending of a long text is `{"open": True}` while the next message goes on with it. Beside that, `before` is how long the
text was before each message that came since it was opened, and `replaced` the answer whose place the first one took.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from conversations.forms.questions import Answer, Question
from conversations.forms.shapes import fits

JOINT = "\n\n"
"""Stands between two messages."""
_KEYS = frozenset({"open", "before", "replaced"})


@dataclass(frozen=True, slots=True)
class Writing:
    """A long text, "" for none. `open`: the next message goes on with it, else it takes its place."""

    text: str
    open: bool = False
    before: tuple[int, ...] = ()
    replaced: str = ""

    @classmethod
    def of(cls, answer: Answer | None, pending: Mapping[str, Any]) -> "Writing":
        """The text that is answered, and what is pending of it. A place that is not in the text is passed over."""
        text = answer if isinstance(answer, str) else ""
        before = tuple(length for length in pending.get("before", ()) if length < len(text))
        return cls(text, bool(pending), before, pending.get("replaced", ""))

    @property
    def last(self) -> str:
        """The message that came last since the text was opened; "" for none."""
        return self.text[self.before[-1] :].removeprefix(JOINT) if self.before else ""

    def longer(self, message: str) -> "Writing":
        """The text with one more message."""
        if not self.open:
            return Writing(message, open=True, before=(0,), replaced=self.text)
        whole = f"{self.text}{JOINT}{message}" if self.text else message
        return replace(self, text=whole, before=(*self.before, len(self.text)))

    def without_last(self) -> "Writing":
        """The text as it was before the last message: of the first one, what it had replaced."""
        length = self.before[-1]
        return replace(self, text=self.text[:length], before=self.before[:-1]) if length else Writing(self.replaced)

    def pending(self) -> dict[str, Any]:
        """What a state keeps beside the text."""
        came = {"before": list(self.before)} if self.before else {}
        stood = {"replaced": self.replaced} if self.replaced and self.before else {}
        return {"open": True, **came, **stood} if self.open else {}


def sound(question: Question, pending: Mapping[str, Any]) -> bool:
    """Whether it is what a state keeps beside a text."""
    before, replaced = pending.get("before", []), pending.get("replaced")
    lengths = isinstance(before, list) and all(type(one) is int and one >= 0 for one in before)
    return (
        pending.get("open") is True
        and set(pending) <= _KEYS
        and lengths
        and before == sorted(set(before))
        and (replaced is None or fits(question, replaced))
    )
