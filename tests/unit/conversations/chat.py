"""A user's chat with the dialogues, and an answerer that gives built answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from conversations.drafts import FORM_RECORDED
from conversations.events import AnswerRecord, Event, Outcome, Press, Profile, Reply
from conversations.membership import Invitation, Leaving, Office, Role
from conversations.router import Router
from knowledge.answer import Answer, Citation
from tests.unit.conversations.drafts import Cupboard
from tests.unit.conversations.registry import CaseShelf
from tests.unit.conversations.said import Said

MEMBER = Profile(jurisdiction="quang-ngai", greeted=True, role=Role.OFFICIAL, agreed=True)
"""An official who was invited and has agreed to what is kept."""

Cite = Callable[..., Citation]
"""Builds a citation of a real provision: its id and, unless it is the whole text, the quotation."""


@dataclass
class BuiltAnswers:
    """The contract of `Answering`: gives `answers` by question, else `usual`, and keeps what it was asked."""

    usual: Answer
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str | None]] = field(default_factory=list)

    async def answer(self, question: str, jurisdiction: str | None) -> Answer:
        self.asked.append((question, jurisdiction))
        return replace(self.answers.get(question, self.usual), question=question)


@dataclass
class Chat(Cupboard, CaseShelf, Said):
    """One user's chat: hands events to the router and keeps what the outcomes change, as the running bot does."""

    router: Router
    profile: Profile
    records: dict[str, AnswerRecord] = field(default_factory=dict)
    open_invitations: dict[str, Invitation] = field(default_factory=dict)
    known_offices: tuple[Office, ...] = ()
    leaves: Leaving | None = None
    token: str | None = None
    done: list[str] = field(default_factory=list)

    async def get(self, answer_id: str) -> AnswerRecord | None:
        return self.records.get(answer_id)

    async def invitation(self, digest: str) -> Invitation | None:
        return self.open_invitations.get(digest)

    async def invitations(self) -> tuple[Invitation, ...]:
        return tuple(self.open_invitations.values())

    async def offices(self) -> tuple[Office, ...]:
        return self.known_offices

    async def leaving(self) -> Leaving | None:
        return self.leaves

    async def held(self) -> Mapping[str, object]:
        return {"users": [{"jurisdiction": self.profile.jurisdiction}], "answers": list(self.records)}

    async def erasing(self, token: str) -> bool:
        return token == self.token

    async def lately(self, action: str) -> int:
        return self.done.count(action)

    async def send(self, event: Event) -> Outcome:
        self.hear(event)
        outcome = await self.router.handle(event, self.profile, self)
        self.profile = outcome.profile or self.profile
        self.chosen = outcome.preferences or self.chosen
        self.records |= {record.id: record for record in outcome.answers}
        self.done += [line.action for line in outcome.audit]
        if outcome.access and outcome.access.erasing:
            self.token = outcome.access.erasing
        self.registry.keep(self.chat_id, outcome.cases)
        self.keep(outcome.drafts)
        self.into |= dict(line.target.split(" ") for line in outcome.audit if line.action == FORM_RECORDED)
        self.is_aside = self.is_aside if outcome.in_sight is None else not outcome.in_sight
        return outcome

    async def say(self, event: Event) -> Reply:
        """The only reply to the event."""
        (reply,) = (await self.send(event)).replies
        return reply

    async def press(self, reply: Reply, label: str) -> Outcome:
        """Presses the button of the reply with this label."""
        return await self.send(buttons(reply)[label])


def buttons(reply: Reply) -> dict[str, Press]:
    """The presses of a reply's buttons by label."""
    return {button.label: Press(button.action, button.args) for row in reply.keyboard for button in row}
