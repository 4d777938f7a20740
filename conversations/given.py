"""An answer that was given, as its buttons find it again: a record of ids, never of texts."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from conversations.events import AnswerRecord
from knowledge.answer import Answer


def new_answer_id() -> str:
    """A short id that cannot be guessed: 11 characters, 64 random bits."""
    return secrets.token_urlsafe(8)


@dataclass(frozen=True, slots=True)
class Given:
    """The ids of the provisions that an answer showed or may still show, each list best first.

    `aside` are the sides of a conflict and the provisions of other places; `candidates` begin with the citations that
    were only named, and hold none that was shown.
    """

    id: str
    question: str
    status: str
    citations: tuple[str, ...] = ()
    aside: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer, answer_id: str) -> "Given":
        """What to keep of a new answer."""
        sides = answer.conflict.sides if answer.conflict else ()
        aside = (*(side.id for side in sides), *(provision.id for provision in answer.elsewhere))
        cited = tuple(citation.id for citation in answer.citations)
        shown = {*cited[: 1 if answer.conflict else answer.shown], *(side.id for side in sides)}
        candidates = tuple(id_ for id_ in dict.fromkeys((*cited, *answer.candidates)) if id_ not in shown)
        return cls(answer_id, answer.question, answer.status, cited, aside, candidates, answer.others)

    @classmethod
    def from_record(cls, record: AnswerRecord) -> "Given":
        """What `record` kept; a list that an older version did not keep is empty."""
        kept = {name: _ids(record.payload.get(name)) for name in ("citations", "aside", "candidates", "others")}
        return cls(record.id, record.question, record.status, **kept)

    def record(self) -> AnswerRecord:
        """The record to store."""
        payload = {
            "citations": list(self.citations),
            "aside": list(self.aside),
            "candidates": list(self.candidates),
            "others": list(self.others),
        }
        return AnswerRecord(self.id, self.question, self.status, payload)

    @property
    def provisions(self) -> tuple[str, ...]:
        """Every id once, in an order that stays: a button carries an index into it."""
        return tuple(dict.fromkeys((*self.citations, *self.aside, *self.candidates, *self.others)))


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(str(item) for item in value)
