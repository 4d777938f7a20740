"""A user's own data: all that is held about them as a file, and its erasure, asked for and then confirmed."""

import json
import secrets
from collections.abc import Mapping

from conversations.actions import Action
from conversations.case.parting import parted, shown
from conversations.events import Attachment, Button, CaseChanges, Outcome, Press, Profile
from conversations.membership import AccessChanges, Audited
from conversations.policy import Policy
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import screen

EXPORTED = "export"
MOST = 5
"""Exports within 24 hours: each reads all that is held about the user and sends it."""
FILE_NAME = "du-lieu-cua-toi.json"


class OwnData:
    """Tells users what is held about them and erases it."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.commands: Mapping[str, OnCommand] = {"dulieucuatoi": self.export, "xoadulieu": self.ask}
        self.presses: Mapping[str, OnPress] = {Action.EXPORT: self.export_pressed, Action.ERASE: self.erase}

    async def export(self, _argument: str, profile: Profile, records: Records) -> Outcome:
        """All that is held about the user, as a JSON file."""
        if await records.lately(EXPORTED) >= MOST:
            return Outcome((screen("export_limit", profile, most=MOST),), audit=(Audited(EXPORTED, "", "denied"),))
        held = await records.held()
        content = json.dumps(held, ensure_ascii=False, indent=2, sort_keys=True).encode("utf-8", "replace")
        told = screen("own_data", profile, attachment=Attachment(FILE_NAME, "application/json", content))
        return Outcome((told,), audit=(Audited(EXPORTED),))

    async def export_pressed(self, _press: Press, profile: Profile, records: Records) -> Outcome:
        """The same, from the question whether to erase."""
        return await self.export("", profile, records)

    async def ask(self, _argument: str, profile: Profile, records: Records) -> Outcome:
        """What would be erased and what is kept, with the export first; the button is for this request alone."""
        token = secrets.token_hex(8)
        keyboard = (
            (Button("Tải dữ liệu trước", Action.EXPORT),),
            (Button("Xóa tất cả dữ liệu của tôi", Action.ERASE, (token,)),),
        )
        policy = self._policy
        cases = shown(await records.partings())
        years, days, leaving = policy.audit_years, policy.queue_days, await records.leaving()
        question = screen("erase", profile, keyboard, audit_years=years, queue_days=days, cases=cases, leaving=leaving)
        return Outcome((question,), access=AccessChanges(erasing=token), audit=(Audited("erasure-asked"),))

    async def erase(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Erases, when the button is that of the latest request and in time; who shares a case is told."""
        if not press.args or not await records.erasing(press.args[0]):
            return Outcome((screen("erase_stale", profile),))
        found = await records.partings()
        done = screen("erased", profile, redraw=True, cases=shown(found))
        changes = CaseChanges(parted=parted(found, profile))
        return Outcome((done,), access=AccessChanges(erased=True), cases=changes, audit=(Audited("erasure"),))
