"""Proposing a case together (cùng đề xuất): who is in it, whom to invite, joining by a code, and leaving.

To a case of an office that nobody proposes in the bot, such as one that came on paper, a clerk invites the proposer.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

from conversations.access import joins, relation
from conversations.actions import Action
from conversations.case.dialogue import Seeing, seen_first
from conversations.case.presenting import TITLE
from conversations.case.scribe import Scribe
from conversations.case.wording import full_day
from conversations.cases import SeenCase
from conversations.clock import day_of
from conversations.events import (
    Button,
    CaseChanges,
    FellowChanges,
    Joined,
    Left,
    NewFellowInvitation,
    Outcome,
    Press,
    Profile,
    Reply,
)
from conversations.forms.opened import first
from conversations.forms.telling import cut
from conversations.membership import Audited, Role
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import rows, screen
from storage.fellows import LASTS, Offer
from storage.invitations import new_code, new_id

MOST = 20
"""People of one case."""
MOST_OPEN = 5
"""Invitations of one case that can be used at one time."""
MOST_OPEN_OF_OFFICE = 1
"""The same of a case that nobody proposes in the bot: its office invites one proposer."""
PROPOSED = "⚠️ Hồ sơ đã có người đề xuất trong trợ lý: người đề xuất mời người cùng đề xuất."
ENDED = "✅ Đã thu hồi các lời mời chưa dùng."
STRANGER, OFFICE, FULL = "stranger", "office", "full"
"""Why somebody cannot join with a code that works."""


class FellowDialogue:
    """Handles the buttons about the people of a case. A code alone shows nothing but the name of what it offers."""

    def __init__(self, scribe: Scribe, new_code: Callable[[], str] = new_code) -> None:
        self._scribe = scribe
        self._screens = scribe.screens
        self._new_code = new_code
        self.commands: Mapping[str, OnCommand] = {}
        of_a_case: Mapping[Action, Seeing] = {
            Action.CASE_PEOPLE: self.people,
            Action.CASE_INVITE: self.invite,
            Action.CASE_INVITE_END: self.end,
            Action.CASE_LEAVE: self.leave,
            Action.CASE_LEAVE_SURE: self.leave_for_sure,
        }
        self.presses: Mapping[str, OnPress] = {
            Action.CASE_JOIN: self.join,
            **{action: partial(seen_first, handle) for action, handle in of_a_case.items()},
        }

    async def people(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """Who is in the case, and what can be done about it."""
        return Outcome((await self._people(seen, profile, records),))

    async def invite(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """Makes an invitation for one person and shows its code, this once."""
        code, first = seen.case.code, seen.without_proposer
        if not seen.invites:
            return Outcome((await self._scribe.card(seen, profile, records, PROPOSED),))
        most, waiting = MOST_OPEN_OF_OFFICE if first else MOST_OPEN, await records.waiting_invitations(code)
        if _ended(seen) or waiting >= most or len(seen.case.people) + waiting >= MOST:
            return Outcome((await self._where(seen, profile, records),))
        made = NewFellowInvitation(seen.case.id, new_id(), self._new_code(), seen.case.office if first else None)
        back = self._screens.open_button(seen.case, "← Hồ sơ") if first else Button("← Người cùng đề xuất", *_to(code))
        keyboard = ((Button("Thu hồi", Action.CASE_INVITE_END, (code,)), back),)
        shown = screen(
            "case_invited",
            profile,
            keyboard,
            case=code,
            title=_title(seen),
            code=made.code,
            days=LASTS.days,
            first=first,
        )
        changes = CaseChanges(fellows=FellowChanges(invited=made, most=most))
        return Outcome((shown,), cases=changes, audit=(Audited("case-invitation-made", f"{made.id} {code}"),))

    async def end(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """Ends the invitations of the case that nobody has used."""
        if not seen.invites:
            return Outcome((await self._scribe.card(seen, profile, records, PROPOSED),))
        shown = await self._where(seen, profile, records, ENDED, waiting=0)
        changes = CaseChanges(fellows=FellowChanges(revoked=seen.case.id))
        return Outcome((shown,), cases=changes, audit=(Audited("case-invitations-ended", seen.case.code),))

    async def join(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Joins a case that was offered to the user."""
        offer = await records.offered(first(press))
        refused = _refused(offer, profile)
        if offer is None or refused:
            audit = (Audited("case-joined", offer.id if offer else "", "failed"),)
            return Outcome((refused or _void(profile),), audit=audit)
        notice = self._changed(offer.code, offer.title, profile, joined=True, first=not offer.people)
        told = _joined(offer, profile)
        changes = CaseChanges(fellows=FellowChanges(joined=Joined(offer, notice), most=MOST))
        return Outcome((told,), cases=changes, audit=(Audited("case-joined", f"{offer.id} {offer.code}"),))

    async def leave(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks whether the user really leaves the case."""
        if len(seen.case.people) < 2:
            return Outcome((await self._people(seen, profile, records),))
        code = seen.case.code
        keyboard = ((Button("Rời hồ sơ", Action.CASE_LEAVE_SURE, (code,)), Button("Ở lại", *_to(code))),)
        return Outcome((screen("case_leave", profile, keyboard, redraw=True, code=code, title=_title(seen)),))

    async def leave_for_sure(self, seen: SeenCase, _press: Press, profile: Profile, records: Records) -> Outcome:
        """Takes the user out of the case; the last one stays."""
        if len(seen.case.people) < 2:
            return Outcome((await self._people(seen, profile, records),))
        case = seen.case
        told = screen("case_left", profile, redraw=True, code=case.code, title=_title(seen))
        notice = self._changed(case.code, case.title, profile, joined=False)
        changes = CaseChanges(fellows=FellowChanges(left=Left(case.id, notice)))
        return Outcome((told,), cases=changes, audit=(Audited("case-left", case.code),))

    async def _where(
        self, seen: SeenCase, profile: Profile, records: Records, said: str = "", waiting: int | None = None
    ) -> Reply:
        """Where an invitation is made: the people of a case; of one that nobody proposes its card."""
        if seen.without_proposer:
            invited = None if waiting is None else waiting > 0
            return await self._scribe.card(seen, profile, records, said, invited=invited)
        return await self._people(seen, profile, records, said, waiting)

    async def _people(
        self, seen: SeenCase, profile: Profile, records: Records, said: str = "", waiting: int | None = None
    ) -> Reply:
        case, fellows = seen.case, await records.fellows(seen.case.code)
        found = await records.waiting_invitations(case.code) if waiting is None else waiting
        room = not _ended(seen) and found < MOST_OPEN and len(fellows) + found < MOST
        code = (case.code,)
        buttons = [
            *([Button("Mời thêm người", Action.CASE_INVITE, code)] if room else []),
            *([Button("Thu hồi lời mời", Action.CASE_INVITE_END, code)] if found else []),
            *([Button("Rời hồ sơ", Action.CASE_LEAVE, code)] if len(fellows) > 1 else []),
        ]
        return screen(
            "case_people",
            profile,
            (*rows(buttons), (self._screens.open_button(case, "← Hồ sơ"),)),
            redraw=True,
            said=said,
            code=case.code,
            title=_title(seen),
            people=[(one.own, full_day(day_of(one.since))) for one in fellows],
            waiting=found,
            ended=_ended(seen),
            room=room,
        )

    def _changed(self, code: str, title: str, profile: Profile, *, joined: bool, first: bool = False) -> Reply:
        """What everybody else concerned is told; the `first` one is the proposer of a case that had none."""
        shown, keyboard = cut(title, TITLE), _opening(code)
        return screen("case_people_changed", profile, keyboard, code=code, title=shown, joined=joined, first=first)


async def offered(digest: str, profile: Profile, records: Records) -> Outcome | None:
    """What the code with this digest offers; None for a code that is of no case."""
    offer = await records.offer(digest)
    if offer is None:
        return None
    known = replace(profile, greeted=True)
    refused = _refused(offer, profile)
    if refused:
        return Outcome((refused,), profile=known, audit=(Audited("case-offered", offer.id, "failed"),))
    keyboard = ((Button("Tham gia hồ sơ", Action.CASE_JOIN, (offer.id,)),),)
    title, first = cut(offer.title, TITLE), not offer.people
    shown = screen("case_offer", profile, keyboard, code=offer.code, title=title, office=offer.office, first=first)
    changes = CaseChanges(fellows=FellowChanges(offered=offer.id))
    return Outcome((shown,), profile=known, cases=changes, audit=(Audited("case-offered", offer.id),))


def _refused(offer: Offer | None, profile: Profile) -> Reply | None:
    """Why the user cannot join, where they cannot. Why a code does not work is not told apart."""
    if offer is None:
        return _void(profile)
    if offer.own:
        return _joined(offer, profile)
    if not offer.usable:
        return _void(profile)
    if not joins(profile.role, relation(profile, own=False, office=offer.office)):
        return screen("case_not_joined", profile, why=STRANGER if profile.role is Role.STRANGER else OFFICE)
    if offer.people >= MOST:
        return screen("case_not_joined", profile, why=FULL)
    return None


def _joined(offer: Offer, profile: Profile) -> Reply:
    """That a case is the user's, whether nobody else proposes it or others do."""
    alone = offer.people == (1 if offer.own else 0)
    title, keyboard = cut(offer.title, TITLE), _opening(offer.code)
    return screen("case_joined", profile, keyboard, code=offer.code, title=title, first=alone)


def _void(profile: Profile) -> Reply:
    return screen("invitation_void", profile)


def _opening(code: str) -> tuple[tuple[Button, ...], ...]:
    return ((Button("Mở hồ sơ", Action.CASE_OPEN, (code,)),),)


def _to(code: str) -> tuple[Action, tuple[str, ...]]:
    """Where the screen of the people of a case is."""
    return Action.CASE_PEOPLE, (code,)


def _title(seen: SeenCase) -> str:
    return cut(seen.case.title, TITLE)


def _ended(seen: SeenCase) -> bool:
    return seen.case.rules.lifecycle.states[seen.case.standing.state].end
