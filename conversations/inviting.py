"""Invitations: administrators make and end them in the chat; whoever is invited takes one up with `/start CODE`."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from conversations.actions import Action
from conversations.case.fellows import offered
from conversations.events import Button, Command, Keyboard, Outcome, Press, Profile, Reply
from conversations.membership import AccessChanges, Audited, Invitation, NewInvitation, Office, Role
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import rows, screen
from storage.invitations import new_code, new_id

ROLES: Mapping[Role, str] = {
    Role.OFFICIAL: "Cán bộ",
    Role.CLERK: "Cán bộ tiếp nhận",
    Role.ADMINISTRATOR: "Quản trị",
}
"""The roles that people are invited to, as users read them."""
ONE, MANY = 1, 50
"""How often an invitation made in the chat can be used."""
DAYS = 7
START = "start"
"""The command that brings a code."""
SHOWN = 8
"""Invitations on one list; the command line shows all."""


class Inviting:
    """Makes, lists, ends and takes up invitations. Who may do what is decided before (`conversations.access`)."""

    def __init__(self, new_code: Callable[[], str] = new_code) -> None:
        self._new_code = new_code
        self.commands: Mapping[str, OnCommand] = {"moi": self.menu}
        self.presses: Mapping[str, OnPress] = {
            Action.INVITE: self.choose,
            Action.INVITE_MAKE: self.make,
            Action.INVITE_LIST: self.open_ones,
            Action.INVITE_REVOKE: self.revoke,
            Action.TAKE_ROLE: self.take_up_for_sure,
        }

    async def menu(self, _argument: str, profile: Profile, _records: Records) -> Outcome:
        """Whom to invite."""
        return Outcome((_menu(profile),))

    async def choose(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """How many, or for which office."""
        role = _role(press)
        if role is None:
            return Outcome((_menu(profile, redraw=True),))
        offices = await records.offices() if role is Role.CLERK else ()
        keyboard = (*_choices(role, offices), (Button("← Quay lại", Action.INVITE),))
        lacking = role is Role.CLERK and not offices
        return Outcome((screen("invite_whom", profile, keyboard, redraw=True, role=ROLES[role], lacking=lacking),))

    async def make(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Makes the invitation and shows its code, this once."""
        role = _role(press)
        uses, office = (*press.args[1:], "", "")[:2]
        offices = {one.id: one for one in await records.offices()}
        fits = (role is Role.CLERK) == bool(office) and (not office or office in offices)
        if role is None or not fits or uses not in {str(ONE), str(MANY)}:
            return Outcome((_menu(profile, redraw=True),))
        made = NewInvitation(new_id(), self._new_code(), role, office or None, int(uses), DAYS)
        shown = screen(
            "invited",
            profile,
            ((Button("Thu hồi", Action.INVITE_REVOKE, (made.id,)),),),
            role=ROLES[role],
            office=offices[office].name if office else None,
            code=made.code,
            uses=made.max_uses,
            days=made.days,
        )
        return Outcome(
            (shown,), access=AccessChanges(invited=(made,)), audit=(Audited("invitation-made", f"{made.id} {role}"),)
        )

    async def open_ones(self, _press: Press, profile: Profile, records: Records) -> Outcome:
        """The invitations that can still be used, with a button each to end it."""
        return Outcome((_list(await records.invitations(), profile),))

    async def revoke(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Ends an invitation. Roles that it gave stay."""
        named = press.args[0] if press.args else ""
        known = await records.invitations()
        left = tuple(one for one in known if one.id != named)
        if len(left) == len(known):
            return Outcome((_list(known, profile),))
        changes = AccessChanges(revoked=(named,))
        return Outcome((_list(left, profile),), access=changes, audit=(Audited("invitation-revoked", named),))

    async def take_up_for_sure(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Takes up an invitation after the user was told that their office loses its last clerk."""
        meant = await records.message(press.args[0]) if press.args else None
        if not isinstance(meant, Command) or meant.name != START or not meant.argument:
            return Outcome((screen("invitation_void", profile),))
        return await self.take_up(meant.argument, profile, records, sure=True)

    async def take_up(self, digest: str, profile: Profile, records: Records, *, sure: bool = False) -> Outcome:
        """Gives the user the role of the invitation, whose code comes as its digest.

        A role is never lowered and never given twice: then the invitation stays unused. Why one cannot be used is not
        told apart, so that nobody learns which codes there were. A code may also offer a case. The last clerk of an
        office is asked first, unless they are `sure`.
        """
        found = await records.invitation(digest)
        if found is None:
            offer = await offered(digest, profile, records)
            if offer:
                return offer
            return Outcome((screen("invitation_void", profile),), audit=(Audited("invitation-used", "", "failed"),))
        if found.role.rank < profile.role.rank or _same(found, profile):
            kept = screen("role_kept", profile, role=ROLES[profile.role], offered=ROLES[found.role])
            return Outcome((kept,), profile=replace(profile, greeted=True))
        offices = {one.id: one.name for one in await records.offices()}
        office = offices.get(found.office or "")
        leaving = None if sure else await records.leaving()
        if leaving:
            button = Button("Vẫn nhận vai trò mới", Action.TAKE_ROLE, (records.here,))
            asked = screen(
                "role_leaving", profile, ((button,),), role=ROLES[found.role], office=office, leaving=leaving
            )
            return Outcome((asked,))
        given = replace(
            profile,
            role=found.role,
            office=found.office,
            jurisdiction=found.jurisdiction or profile.jurisdiction,
        )
        told = screen("role_given", given, role=ROLES[found.role], office=office, kind=found.role)
        used = Audited("invitation-used", found.id)
        changed = Audited("role-changed", f"{profile.role} {found.role}")
        return Outcome((told,), profile=given, access=AccessChanges(redeemed=found.id), audit=(used, changed))


def _same(invitation: Invitation, profile: Profile) -> bool:
    return (invitation.role, invitation.office) == (profile.role, profile.office)


def _role(press: Press) -> Role | None:
    named = press.args[0] if press.args else ""
    return next((role for role in ROLES if role == named), None)


def _menu(profile: Profile, *, redraw: bool = False) -> Reply:
    buttons = [Button(name, Action.INVITE, (role,)) for role, name in ROLES.items()]
    keyboard = (*rows(buttons), (Button("Lời mời đang mở", Action.INVITE_LIST),))
    return screen("inviting", profile, keyboard, redraw=redraw)


def _choices(role: Role, offices: tuple[Office, ...]) -> Keyboard:
    if role is Role.CLERK:
        return rows([Button(one.name, Action.INVITE_MAKE, (role, str(ONE), one.id)) for one in offices], width=1)
    one = Button("Mời một người", Action.INVITE_MAKE, (role, str(ONE)))
    many = Button(f"Mời nhiều người ({MANY})", Action.INVITE_MAKE, (role, str(MANY)))
    return ((one,),) if role is Role.ADMINISTRATOR else ((one, many),)


def _list(invitations: tuple[Invitation, ...], profile: Profile) -> Reply:
    shown = invitations[:SHOWN]
    lines = [
        {
            **{"id": one.id, "role": ROLES[one.role], "office": one.office, "uses": one.uses},
            **{"max_uses": one.max_uses, "expires_at": one.expires_at},
        }
        for one in shown
    ]
    buttons = [Button(f"Thu hồi {one.id}", Action.INVITE_REVOKE, (one.id,)) for one in shown]
    keyboard = (*rows(buttons), (Button("← Quay lại", Action.INVITE),))
    return screen("invitations", profile, keyboard, redraw=True, lines=lines, more=len(invitations) - len(shown))
