"""How far a form has been filled in: a named state that is JSON, saved at every answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from conversations.forms.questions import Answer

REVIEW = "review"
"""Where a form stands when there is nothing left to ask."""


@dataclass(frozen=True, slots=True)
class FormState:
    """The state of one form.

    `at` is the key of the question shown, or `REVIEW`. `skipped` are questions that the user put off. `revision` grows
    by one with every change, and a button carries the one it was drawn at. `pending` is, by the key of its question,
    what was entered of an answer that is not complete yet (that a long text goes on, the cells of a row). `returning`
    is true while one answer is being changed from the review: then the next steps are what that change made to be
    asked, `awaited`, and the review again. `undo` is how to take back the last text, where it may have been a question
    to the bot. `naming` is true while the next text is to be the draft's name.
    """

    form: str
    version: int
    answers: Mapping[str, Answer] = field(default_factory=dict)
    skipped: tuple[str, ...] = ()
    at: str = REVIEW
    revision: int = 0
    pending: Mapping[str, Any] = field(default_factory=dict)
    returning: bool = False
    awaited: tuple[str, ...] = ()
    undo: Mapping[str, Any] = field(default_factory=dict)
    naming: bool = False

    def to_json(self) -> dict[str, Any]:
        """The state as JSON."""
        return {
            "form": self.form,
            "version": self.version,
            "answers": dict(self.answers),
            "skipped": list(self.skipped),
            "at": self.at,
            "revision": self.revision,
            "pending": dict(self.pending),
            "returning": self.returning,
            "awaited": list(self.awaited),
            "undo": dict(self.undo),
            "naming": self.naming,
        }

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> "FormState":
        """The state that `to_json` wrote."""
        return cls(
            form=given["form"],
            version=given["version"],
            answers=given["answers"],
            skipped=tuple(given["skipped"]),
            at=given["at"],
            revision=given["revision"],
            pending=given["pending"],
            returning=given["returning"],
            awaited=tuple(given["awaited"]),
            undo=given["undo"],
            naming=given["naming"],
        )
