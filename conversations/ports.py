"""What the dialogues ask of others: an answer to a question, and the answers given before in this chat."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from conversations.events import AnswerRecord, Outcome, Press, Profile
from conversations.membership import AccessRecords
from knowledge.answer import Answer


class Answering(Protocol):
    """Who answers questions from the documents; `knowledge.answering.Answerer` in the running bot."""

    async def answer(self, question: str, jurisdiction: str | None) -> Answer:
        """The answer to a question of a user who works in the jurisdiction (None: not chosen, or elsewhere)."""


class Records(AccessRecords, Protocol):
    """What is kept of one user: the answers given in the chat and what belongs to access."""

    async def get(self, answer_id: str) -> AnswerRecord | None:
        """The record of an answer, or None when it is gone or was given in another chat."""


OnCommand = Callable[[str, Profile, Records], Awaitable[Outcome]]
"""Handles a command: its argument, the user's profile and records."""

OnPress = Callable[[Press, Profile, Records], Awaitable[Outcome]]
"""Handles a press of a button; arguments that no button carries now are answered as stale, never raised."""
