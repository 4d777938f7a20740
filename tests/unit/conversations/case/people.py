"""An official and the clerks of an office, in chats of their own, over the same cases."""

import re
from dataclasses import dataclass, replace

from bot.rendering import Renderer
from bot.splitting import plain
from conversations.events import Command, Event, Outcome, Press, Profile, Reply, Text
from conversations.membership import Office, Role
from conversations.router import Router
from storage.cases import Case
from tests.unit.conversations.chat import MEMBER, Chat, buttons
from tests.unit.conversations.registry import Registry

RENDERER = Renderer()
OFFICE = Office("van-phong", "Văn phòng Thị ủy")
ELSEWHERE = Office("son-tinh", "Văn phòng Huyện ủy Sơn Tịnh")


@dataclass
class Person(Chat):
    """A user whose every screen is rendered as the running bot would."""

    last: Reply | None = None

    async def send(self, event: Event) -> Outcome:
        outcome = await Chat.send(self, event)
        for reply in outcome.replies:
            assert RENDERER.messages(reply, pressed=1)
        self.last = outcome.replies[-1]
        return outcome

    @property
    def screen(self) -> str:
        """The last message as it reads."""
        assert self.last
        return plain(RENDERER.html(self.last))

    @property
    def labels(self) -> list[str]:
        """The buttons under it."""
        assert self.last
        return [*buttons(self.last)]

    async def tap(self, label: str) -> str:
        """Presses a button of the last message, or the number under which it lists a choice; what is shown then."""
        assert self.last
        shown = buttons(self.last)
        listed = re.search(rf"^(\d+)\. {re.escape(label)}$", self.screen, re.MULTILINE)
        await self.send(shown[listed[1] if listed and label not in shown else label])
        return self.screen

    async def type(self, *texts: str) -> str:
        """Types messages one by one; what is shown then."""
        for text in texts:
            event: Event = Command(*text[1:].split(" ", 1)) if text.startswith("/") else Text(text)
            await self.send(event)
        return self.screen

    async def do(self, action: str, *args: str) -> str:
        """Presses a button that may not be on the screen any more."""
        await self.send(Press(action, args))
        return self.screen

    @property
    def one(self) -> Case:
        """The only case there is."""
        (case,) = self.registry.kept.values()
        return case


def official(router: Router, registry: Registry, chat_id: int = 1, offices: tuple[Office, ...] = ()) -> Person:
    """An official of Quảng Ngãi."""
    return Person(router=router, profile=MEMBER, registry=registry, chat_id=chat_id, known_offices=offices)


def clerk(router: Router, registry: Registry, chat_id: int = 7, office: Office = OFFICE) -> Person:
    """A clerk of an office."""
    profile: Profile = replace(MEMBER, role=Role.CLERK, office=office.id)
    return Person(router=router, profile=profile, registry=registry, chat_id=chat_id, known_offices=(OFFICE, ELSEWHERE))


def administrator(router: Router, registry: Registry, chat_id: int = 9) -> Person:
    """Who invites, and sees nobody's cases for that."""
    profile = replace(MEMBER, role=Role.ADMINISTRATOR)
    return Person(router=router, profile=profile, registry=registry, chat_id=chat_id)
