"""What a user sent, kept in memory by the contract of `MessageRecords`."""

from dataclasses import dataclass, field

from conversations.events import Event, Press


@dataclass(kw_only=True)
class Said:
    """Messages by number, in the order in which they came."""

    said: list[Event] = field(default_factory=list)

    def hear(self, event: Event) -> None:
        """A message came."""
        self.said.append(event)

    @property
    def here(self) -> str:
        return str(len(self.said))

    async def message(self, name: str) -> Event | None:
        found = dict(enumerate(self.said, 1)).get(int(name)) if name.isdecimal() else None
        return None if isinstance(found, Press) else found

    async def pressed_before(self) -> bool:
        *before, this = self.said
        return this in before
