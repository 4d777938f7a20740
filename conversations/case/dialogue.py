"""The dialogues of a case: one's own cases, a case's card and history, recording and correcting what happened."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from conversations.access import entry_of, reaches
from conversations.actions import Action
from conversations.case.describing import description
from conversations.case.finding import sought
from conversations.case.presenting import NONE, PAGE
from conversations.case.pressing import ANSWERS
from conversations.case.questions import ADDRESSED, CORRECTS, ON, REPORTED, SUBMITTED, answers_of
from conversations.case.recording import answers, correctable, recordable, refused, staying
from conversations.case.scribe import Scribe, none_found, offices_of
from conversations.case.tracking import Tracking
from conversations.case.wording import event_of
from conversations.cases import SeenCase, SeenPage
from conversations.events import Outcome, Press, Profile, Reply
from conversations.forms import cupboard
from conversations.forms.opened import first, number
from conversations.membership import Office
from conversations.plan.versions import numbered
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import screen

Seeing = Callable[[SeenCase, Press, Profile, Records], Awaitable[Outcome]]
"""Handles a press that concerns a case which the user may see."""


class CaseDialogue:
    """Handles the commands and buttons of cases. Keeps nothing: what an event changes is in the outcome."""

    def __init__(self, scribe: Scribe, tracking: Tracking) -> None:
        self._scribe = scribe
        self._tracking = tracking
        self._screens = scribe.screens
        self.commands: Mapping[str, OnCommand] = {"hoso": self.own}
        of_a_case: Mapping[Action, Seeing] = {
            Action.CASE_OPEN: self.open,
            Action.CASE_EVENTS: self.events,
            Action.CASE_RECORD: self.record,
            Action.CASE_OFFICES: self.offices,
            Action.CASE_HISTORY: self.history,
            Action.CASE_ENTRY: self.entry,
            Action.CASE_CORRECT: self.correct,
            Action.CASE_VOID: self.void,
            Action.CASE_VOID_SURE: self.void_for_sure,
        }
        self.presses: Mapping[str, OnPress] = {
            Action.CASE_LIST: self.listing,
            Action.CASE_TRACK: self.track,
            **{action: partial(seen_first, handle) for action, handle in of_a_case.items()},
        }

    async def own(self, argument: str, profile: Profile, records: Records) -> Outcome:
        """`/hoso` lists the user's own cases; with a code it opens that case, with words it searches their titles."""
        typed = " ".join(argument.split())
        if not typed:
            return Outcome((await self._listed(await records.own(0, PAGE), profile, records),))
        seen = await records.case(typed)
        if seen:
            return await self.open(seen, Press(Action.CASE_OPEN), profile, records)
        found = await records.own_fitting(sought(typed), PAGE)
        if not found.count:
            return Outcome((none_found(profile, typed),))
        return Outcome((await self._listed(found, profile, records, typed),))

    async def listing(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """A page of the user's own cases."""
        page = number(Press(press.action, ("", *press.args)))
        return Outcome((await self._listed(await records.own(page, PAGE), profile, records),))

    async def open(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """The card of a case."""
        return Outcome((await self._scribe.card(seen, profile, records),))

    async def events(self, seen: SeenCase, press: Press, profile: Profile, _records: Records) -> Outcome:
        """What can be recorded now, or only what answers the proposal."""
        only = answers(seen) if press.args[1:] == (ANSWERS,) else ()
        return Outcome((self._screens.events(seen, profile, only=only),))

    async def record(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """Begins the form of an event; a case that is submitted may first be brought to an office of the bot."""
        event, chosen = (*press.args[1:], "", "")[:2]
        if event not in recordable(seen):
            return Outcome((self._screens.events(seen, profile, f"⚠️ {refused(seen, event)}"),))
        offices = (
            await offices_of(seen.case.jurisdiction, records) if event in ADDRESSED and seen.case.office is None else ()
        )
        if offices and not chosen:
            return Outcome((self._screens.offices(seen.case, offices, 0, profile),))
        office = next((one for one in offices if one.id == chosen), None)
        if office is None and chosen not in {"", NONE}:
            return Outcome((self._screens.offices(seen.case, offices, 0, profile),)) if offices else stale(profile)
        return await self._begun(seen, event, office, profile, records)

    async def _begun(
        self, seen: SeenCase, event: str, office: Office | None, profile: Profile, records: Records
    ) -> Outcome:
        """The form of an event, with what is known of it; a submission is recorded where all of it is."""
        forms, shown = self._scribe.forms, description(seen.case)
        if seen.case.rules.lifecycle.events[event].describes:
            return await forms.begin(seen, event, profile, records, defaults=shown, at_review=True)
        if event == SUBMITTED:
            version = await self._tracking.version_of(seen, records)
            return await self._tracking.submitted(seen, version, office, profile, records)
        if event == REPORTED and office:
            return await forms.begin_addressed(seen, event, profile, records, office, office.name, None)
        return await forms.begin(seen, event, profile, records)

    async def offices(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """A page of the offices that a case can be submitted to."""
        offices = await offices_of(seen.case.jurisdiction, records)
        if not offices or not {*ADDRESSED} & {*recordable(seen)}:
            return Outcome((self._screens.events(seen, profile),))
        return Outcome((self._screens.offices(seen.case, offices, number(press), profile),))

    async def history(self, seen: SeenCase, press: Press, profile: Profile, _records: Records) -> Outcome:
        """A page of what happened."""
        return Outcome((self._screens.history(seen, number(press), profile),))

    async def entry(self, seen: SeenCase, press: Press, profile: Profile, _records: Records) -> Outcome:
        """An entry of the history."""
        if not 0 < number(press) <= len(seen.case.history):
            return Outcome((self._screens.history(seen, 0, profile),))
        return Outcome((self._screens.entry(seen, number(press), profile),))

    async def correct(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """Shows what an entry says as a form, to put it right."""
        meant = correctable(seen, number(press))
        if meant is None:
            return await self.entry(seen, press, profile, records)
        said = answers_of(event_of(seen.case, meant), meant.details, staying(seen, meant))
        about = {CORRECTS: str(meant.number), ON: meant.on.isoformat()}
        known = {**said, **about}
        return await self._scribe.forms.begin(seen, meant.kind, profile, records, known, at_review=True)

    async def void(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks whether an entry is to be declared void."""
        meant = correctable(seen, number(press))
        if meant is None:
            return await self.entry(seen, press, profile, records)
        return Outcome((self._screens.voiding(seen, meant, profile),))

    async def void_for_sure(self, seen: SeenCase, press: Press, profile: Profile, records: Records) -> Outcome:
        """Declares an entry void, unless something was recorded since the user was asked."""
        if press.args[2:] != (str(len(seen.case.history)),):
            return await self.void(seen, press, profile, records)
        return await self._scribe.voided(seen, number(press), profile, records)

    async def track(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Begins a case with a version of a plan; of a plan that has one already the card is shown."""
        version = numbered(await records.versions(first(press)), number(press))
        return await self._tracking(version, profile, records) if version else Outcome((cupboard.gone(profile),))

    async def _listed(self, found: SeenPage, profile: Profile, records: Records, search: str = "") -> Reply:
        calendar = await records.calendar()
        return self._screens.listing(found, calendar, self._scribe.today(), profile, search)


async def seen_first(handle: Seeing, press: Press, profile: Profile, records: Records) -> Outcome:
    """Handles a press that concerns a case; one that is not the user's to see is answered as if there were none.

    So is one that the button does not reach: what only its people may do is not its office's.
    """
    seen = await records.case(first(press)) if press.args else None
    if seen is None or not reaches(entry_of(press), profile.role, seen.whose):
        return Outcome((none_found(profile),))
    return await handle(seen, press, profile, records)


def stale(profile: Profile) -> Outcome:
    """The button is of another age."""
    return Outcome((screen("stale", profile),))
