"""What a user answers to a reminder: again tomorrow (nhắc lại ngày mai), or nothing more of this case (tắt nhắc)."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from conversations.actions import Action
from conversations.case.dialogue import seen_first, stale
from conversations.case.pressing import MUTE, UNMUTE
from conversations.case.scribe import Scribe, none_found
from conversations.case.wording import full_day
from conversations.cases import SeenCase
from conversations.clock import VIETNAM
from conversations.events import Button, CaseChanges, Muted, Outcome, Press, Profile
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import screen
from storage.case_deadlines import deadlines
from storage.deadlines import Reminder
from storage.followers import whose
from storage.lifecycle import Who
from storage.quiet_hours import tomorrow
from storage.working_days import Calendar


class Snooze:
    """Handles the buttons under a reminder."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self.commands: Mapping[str, OnCommand] = {}
        self.presses: Mapping[str, OnPress] = {
            Action.REMIND_LATER: self.later,
            Action.CASE_MUTE: partial(seen_first, self.mute),
        }

    async def later(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Reminds again on the next day that suits the user of what is still open then."""
        found = [one for code in press.args if (one := await records.case(code))]
        if not found:
            return Outcome((none_found(profile),))
        wanted = [seen for seen in found if not seen.muted]
        calendar, chosen = await records.calendar(), await records.preferences()
        again = tuple(reminder for seen in wanted for reminder in _concerning(seen, calendar))
        at = tomorrow(chosen, calendar, VIETNAM, self._scribe.now()).astimezone(VIETNAM)
        said = screen(
            "remind_later",
            profile,
            ((self._scribe.screens.open_button(found[0].case, "Mở hồ sơ"),),) if len(found) == 1 else (),
            codes=[seen.case.code for seen in wanted],
            muted=[seen.case.code for seen in found if seen.muted],
            day=full_day(at.date()) if again else None,
            hour=f"{at:%H:%M}",
        )
        return Outcome((said,), cases=CaseChanges(reminded_later=again))

    async def mute(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """Ends the reminders of one's own case, or lets them begin again; whoever has to act on it cannot."""
        wanted = press.args[1:]
        if seen.side is not Who.PROPOSER or wanted not in {(MUTE,), (UNMUTE,)}:
            return stale(profile)
        muted = wanted == (MUTE,)
        changes = CaseChanges(muted=(Muted(seen.case.id, muted),))
        if not muted:
            card = await self._scribe.card(replace(seen, muted=False), profile, records, "✅ Sẽ nhắc hạn hồ sơ này.")
            return Outcome((card,), cases=changes)
        code = seen.case.code
        keyboard = (
            (
                Button("Nhắc hạn trở lại", Action.CASE_MUTE, (code, UNMUTE)),
                self._scribe.screens.open_button(seen.case, "Mở hồ sơ"),
            ),
        )
        return Outcome((screen("case_muted", profile, keyboard, code=code),), cases=changes)


def _concerning(seen: SeenCase, calendar: Calendar) -> tuple[Reminder, ...]:
    """What the user may be reminded of in a case: of an office's clerk only what the office has to do."""
    return tuple(
        Reminder(seen.case.id, one.key, one.due)
        for one in deadlines(seen.case.standing, calendar)
        if seen.side is Who.PROPOSER or whose(seen.case.rules, one.key) is Who.OFFICE
    )
