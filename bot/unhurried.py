"""Notices that could not be sent in time wait for the end of quiet hours again, instead of coming in the night."""

from bot.calendar_notices import MOVED
from bot.hours import QuietHours
from bot.memory import Memory
from bot.notices import DECIDED, RECORDED
from bot.rendering import Call
from bot.role_notices import TAKEN
from bot.sight import Sees, Sight
from storage.database import Database
from storage.models import Priority
from storage.outbox import Outbox, Outgoing


class Unhurried:
    """Says the notices whose keys begin with `prefix`, or queues them for later (`bot.sender.Current`).

    What somebody may not see any more is not said.
    """

    def __init__(
        self,
        prefix: str,
        database: Database,
        outbox: Outbox,
        hours: QuietHours,
        *,
        sees: Sees | None = None,
        decisions: bool = False,
    ) -> None:
        self.prefix = prefix
        self._database = database
        self._outbox = outbox
        self._hours = hours
        self._sees = sees
        self._decisions = decisions

    async def call(self, message: Outgoing) -> Call | None:
        """The notice as it was queued; None in quiet hours, when it is queued again for their end, and out of sight."""
        if self._sees and not await self._sees(message):
            return None
        chosen, calendar = await self._hours.chosen_by(message.chat_id), await self._hours.calendar()
        later = self._hours.opening(chosen, calendar, decision=self._decisions)
        if later is None:
            return Call(message.method, message.params)
        key = f"{message.key}@{later:%Y%m%dT%H%M}"
        async with self._database.transaction() as session:
            again = (message.chat_id, message.method, message.params)
            await self._outbox.add(session, key, *again, priority=Priority.BULK, not_before=later)
        return None


def unhurried(database: Database, outbox: Outbox, hours: QuietHours, memory: Memory) -> tuple[Unhurried, ...]:
    """Those of all notices."""
    sight = Sight(memory)
    return (
        Unhurried(RECORDED, database, outbox, hours, sees=sight.of_case),
        Unhurried(DECIDED, database, outbox, hours, sees=sight.of_case, decisions=True),
        Unhurried(MOVED, database, outbox, hours, sees=sight.of_moves),
        Unhurried(TAKEN, database, outbox, hours),
    )
