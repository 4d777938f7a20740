"""A user's desk: plans and versions kept in memory by the contract of `Records`, and the router that changes them."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.callbacks import pack
from bot.rendering import Renderer
from conversations.documents.printing import PDF_MIME, NotPrinted
from conversations.drafts import Draft, StoredFile, Version
from conversations.events import AnswerRecord, Attachment, Button, Command, Event, Outcome, Press, Profile, Reply, Text
from conversations.plan.coaching import Coaching
from conversations.plan.opening import plan_parts
from conversations.plan.questions import plan_form
from conversations.router import Router
from knowledge.answer import Answer, AnswerStatus, Reason
from knowledge.library import Library
from tests.unit.conversations.chat import MEMBER
from tests.unit.conversations.registry import CaseShelf
from tests.unit.conversations.said import Said

TODAY = date(2026, 11, 25)
NOW = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)
"""In Việt Nam it is the 26th already."""


RENDERER = Renderer()


class Silent:
    """Answers nothing."""

    async def answer(self, question: str, jurisdiction: str | None) -> Answer:
        return Answer(question, AnswerStatus.REFUSED, Reason.NOT_FOUND)


@dataclass
class Printing:
    """A printer that makes a PDF of every document, or says why not."""

    why: NotPrinted | None = None

    async def pdf(self, document: Attachment) -> Attachment | NotPrinted:
        return self.why or Attachment(document.name.replace(".docx", ".pdf"), PDF_MIME, b"%PDF")


@dataclass
class Desk(CaseShelf, Said):
    """Hands events to the router and keeps what the outcomes change, as the running bot does."""

    library: Library
    coaching: Coaching | None = None
    printer: Printing = field(default_factory=Printing)
    today: date = TODAY
    profile: Profile = field(default_factory=lambda: MEMBER)
    kept: dict[str, Draft] = field(default_factory=dict)
    frozen: dict[tuple[str, int], Version] = field(default_factory=dict)
    answers: dict[str, AnswerRecord] = field(default_factory=dict)
    in_hand: str = ""
    is_aside: bool = False

    def __post_init__(self) -> None:
        parts = plan_parts(self.library, self.printer, lambda: self.today, self.coaching)
        self.router = Router(
            Silent(), self.library, kinds=[parts.kind], dialogues=parts.dialogues, today=lambda: self.today
        )

    async def get(self, answer_id: str) -> AnswerRecord | None:
        return self.answers.get(answer_id)

    async def draft(self, draft_id: str) -> Draft | None:
        return self.kept.get(draft_id)

    async def drafts(self) -> tuple[Draft, ...]:
        return tuple(self.kept.values())

    async def active(self) -> Draft | None:
        return self.kept.get(self.in_hand)

    async def aside(self) -> bool:
        return self.in_hand in self.kept and self.is_aside

    async def recorded(self, _draft_id: str) -> str | None:
        return None

    async def versions(self, draft_id: str) -> tuple[Version, ...]:
        return tuple(version for (owner, _), version in sorted(self.frozen.items()) if owner == draft_id)

    async def file(self, file_id: str) -> StoredFile | None:
        return None

    async def send(self, event: Event) -> Outcome:
        self.hear(event)
        outcome = await self.router.handle(event, self.profile, self)
        for reply in outcome.replies:
            assert RENDERER.html(reply)
            assert all(pack(button) for row in reply.keyboard for button in row)
        self.profile = outcome.profile or self.profile
        self.answers |= {record.id: record for record in outcome.answers}
        if outcome.drafts:
            for draft in outcome.drafts.saved:
                assert draft.id not in self.kept or self.kept[draft.id].revision < draft.revision
                self.kept[draft.id] = replace(draft, state=json.loads(json.dumps(draft.state)))
            for version in outcome.drafts.frozen:
                at = NOW + timedelta(days=version.number - 1)
                self.frozen[version.draft_id, version.number] = replace(version, created_at=version.created_at or at)
            if outcome.drafts.active is not None:
                self.in_hand = outcome.drafts.active
        self.is_aside = self.is_aside if outcome.in_sight is None else not outcome.in_sight
        return outcome

    async def replies(self, event: Event) -> list[Reply]:
        return list((await self.send(event)).replies)

    async def say(self, text: str) -> list[Reply]:
        return await self.replies(Text(text))

    async def command(self, name: str, argument: str = "") -> list[Reply]:
        return await self.replies(Command(name, argument))

    async def press(self, reply: Reply, label: str) -> list[Reply]:
        """Presses the button with this label."""
        return await self.replies(press(buttons(reply)[label]))

    def lay(self, answers: dict[str, Any], draft_id: str = "plan-1") -> Draft:
        """Puts a plan with these answers on the desk, at its review."""
        form = plan_form()
        state = {
            **{"form": form.key, "version": form.version, "answers": answers, "skipped": [], "at": "review"},
            **{"revision": 7, "pending": {}, "returning": False, "awaited": [], "undo": {}, "naming": False},
        }
        draft = Draft(draft_id, form.key, str(answers.get("title", "Kế hoạch")), state, 7)
        self.kept[draft_id] = draft
        return draft

    def answer(self, key: str, value: Any, draft_id: str = "plan-1") -> None:  # noqa: ANN401 - any answer
        """Changes one answer of a plan on the desk."""
        answers = {**self.kept[draft_id].state["answers"], key: value}
        revision = self.kept[draft_id].revision + 1
        self.lay({name: one for name, one in answers.items() if one is not None}, draft_id)
        state = {**self.kept[draft_id].state, "revision": revision}
        self.kept[draft_id] = replace(self.kept[draft_id], state=state, revision=revision)


def buttons(reply: Reply) -> dict[str, Button]:
    """The buttons of a reply by label."""
    return {button.label: button for row in reply.keyboard for button in row}


def press(button: Button) -> Press:
    """The press of a button."""
    return Press(button.action, button.args)
