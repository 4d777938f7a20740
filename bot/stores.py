"""Everything that is kept, of one database, and the calendar as far as cases reach."""

from dataclasses import dataclass
from typing import Self
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from conversations.clock import VIETNAM
from conversations.membership import Role
from storage.answers import Answers
from storage.audit import Audit
from storage.calendar import Calendars
from storage.case_files import CaseFiles
from storage.cases import Cases
from storage.clock import Clock
from storage.database import Database
from storage.drafts import Drafts
from storage.earlier import Earlier
from storage.fellows import Fellows
from storage.files import Files
from storage.holdings import Holdings
from storage.invitations import Invitations
from storage.listing import Listings
from storage.preferences import ChosenPreferences
from storage.profiles import Profiles
from storage.roles import Offices, Roles
from storage.staffing import Staffing
from storage.working_days import Calendar

YEARS_BACK, YEARS_AHEAD = 6, 3
"""Years of the calendar around the present one: a case may be old when it is first told of, a clock may stand still."""


@dataclass(frozen=True, slots=True)
class Stores:
    """The parts of the database that dialogues remember things in."""

    profiles: Profiles
    answers: Answers
    drafts: Drafts
    files: Files
    invitations: Invitations
    offices: Offices
    roles: Roles
    staffing: Staffing
    cases: Cases
    case_files: CaseFiles
    listings: Listings
    fellows: Fellows
    calendars: Calendars
    holdings: Holdings
    audit: Audit
    preferences: ChosenPreferences
    earlier: Earlier
    clock: Clock

    @classmethod
    def of(cls, database: Database, clock: Clock, zone: ZoneInfo = VIETNAM) -> Self:
        """Those of one database. `zone` is where the offices are."""
        cases = Cases(database, clock, zone)
        return cls(
            profiles=Profiles(database, clock),
            answers=Answers(database, clock),
            drafts=Drafts(database, clock),
            files=Files(database, clock),
            invitations=Invitations(database, clock),
            offices=Offices(database, clock),
            roles=Roles(database),
            staffing=Staffing(database, Role.CLERK),
            cases=cases,
            case_files=CaseFiles(database),
            listings=Listings(database, cases),
            fellows=Fellows(database, cases, clock),
            calendars=Calendars(database, clock),
            holdings=Holdings(database, clock),
            audit=Audit(database, clock),
            preferences=ChosenPreferences(database),
            earlier=Earlier(database),
            clock=clock,
        )

    async def calendar(self, *years: int) -> Calendar:
        """The calendar for as far as any clock of a case reaches, and for these years."""
        return await self.calendars.load(*self._reached(years))

    async def calendar_held(self, session: AsyncSession, *years: int, alone: bool = False) -> Calendar:
        """The same as it stands until the transaction ends (`storage.calendar.Calendars.held`)."""
        return await self.calendars.held(session, *self._reached(years), alone=alone)

    def _reached(self, years: tuple[int, ...]) -> tuple[int, int]:
        year = self.cases.today.year
        reached = (year - YEARS_BACK, year + YEARS_AHEAD, *years)
        return min(reached), max(reached)
