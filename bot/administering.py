"""What whoever has the machine does about access: invitations, offices, roles. Everything is in the audit."""

from dataclasses import dataclass
from datetime import timedelta

from conversations.membership import Role
from storage.audit import Audit
from storage.clock import SystemClock
from storage.database import Database
from storage.invitations import Invitations, digest_of, new_code, new_id
from storage.roles import Office, Offices, Roles
from storage.staffing import Staffed, Staffing

INVITE_ADMINISTRATOR = "tạo lời mời bằng lệnh damlam invite --role administrator, rồi bấm đường dẫn nhận được."
"""What to do when there is no administrator."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What an invitation offers, to how many, and for how long."""

    role: Role
    office: str | None = None
    jurisdiction: str | None = None
    uses: int = 1
    days: int = 7


class UnknownOfficeError(LookupError):
    """There is no office of this id."""


class OfficeInUseError(RuntimeError):
    """An office has clerks, open cases or `invitations` that can still be used."""

    def __init__(self, office: Staffed, invitations: int) -> None:
        super().__init__(office.id)
        self.office = office
        self.invitations = invitations


async def invite(database: Database, offer: Offer) -> str:
    """Makes an invitation and gives its code, which is kept nowhere. Raises `UnknownOfficeError`."""
    clock, id, code = SystemClock(), new_id(), new_code()
    office = await Offices(database, clock).get(offer.office) if offer.office else None
    if offer.office and office is None:
        raise UnknownOfficeError(offer.office)
    async with database.transaction() as session:
        await Invitations(database, clock).add(
            session,
            id=id,
            digest=digest_of(code),
            role=offer.role,
            office=offer.office,
            jurisdiction=offer.jurisdiction or (office.jurisdiction if office else None),
            max_uses=offer.uses,
            lasts=timedelta(days=offer.days),
            made_by=None,
        )
        await Audit(database, clock).add(session, None, "invitation-made", f"{id} {offer.role}")
    return code


async def revoke(database: Database, id: str) -> bool:
    """Ends an invitation. False when there is no open one of this id."""
    clock = SystemClock()
    async with database.transaction() as session:
        revoked = await Invitations(database, clock).revoke(session, id)
        if revoked:
            await Audit(database, clock).add(session, None, "invitation-revoked", id)
    return revoked


async def save_office(database: Database, office: Office) -> None:
    """Adds an office, or renames it."""
    clock = SystemClock()
    async with database.transaction() as session:
        await Offices(database, clock).save(session, office)
        await Audit(database, clock).add(session, None, "office-saved", office.id)


async def remove_office(database: Database, id: str) -> None:
    """Removes an office that nothing hangs on. Raises `UnknownOfficeError` and `OfficeInUseError`."""
    clock = SystemClock()
    invitations = await Invitations(database, clock).open()
    async with database.transaction() as session:
        offices = await Staffing(database, Role.CLERK).within(session)
        office = next((one for one in offices if one.id == id), None)
        if office is None:
            raise UnknownOfficeError(id)
        invited = sum(one.office == id for one in invitations)
        if office.clerks or office.open_cases or invited:
            raise OfficeInUseError(office, invited)
        await Offices(database, clock).remove(session, id)
        await Audit(database, clock).add(session, None, "office-removed", id)


async def lacks_administrator(database: Database) -> bool:
    """Whether nobody can invite others in the chat."""
    return await Roles(database).count(Role.ADMINISTRATOR) == 0
