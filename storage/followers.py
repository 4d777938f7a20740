"""Who follows a case: whoever has to be told of it, read for many cases at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.case_deadlines import rule_of
from storage.lifecycle import Rules, Who, rules
from storage.models import CasePersonRow, CaseRow, RoleRow


@dataclass(frozen=True, slots=True)
class Followers:
    """The people of a case who have not muted it, and the clerks of its office ("" for none)."""

    jurisdiction: str
    office: str
    people: tuple[int, ...]
    clerks: tuple[int, ...]

    def of(self, key: str) -> tuple[int, ...]:
        """Whom to tell of a deadline: the clerks only of what their office has to do, which every period is."""
        office = whose(rules(self.jurisdiction), key) is Who.OFFICE
        return tuple(sorted({*self.people, *(self.clerks if office else ())}))


def whose(found: Rules, key: str) -> Who:
    """Who has to act on the deadline of this key (`storage.case_deadlines.Deadline`)."""
    name = rule_of(key)
    return next((duty.whose for duty in found.procedure.duties if duty.key == name), Who.OFFICE)


async def followers(session: AsyncSession, case_ids: Collection[int], clerk: str) -> Mapping[int, Followers]:
    """The followers of the cases; `clerk` is the role of an office's clerks."""
    cases = (
        await session.execute(select(CaseRow.id, CaseRow.jurisdiction, CaseRow.office).where(CaseRow.id.in_(case_ids)))
    ).all()
    people: dict[int, list[int]] = {row.id: [] for row in cases}
    attentive = select(CasePersonRow.case_id, CasePersonRow.chat_id).where(
        CasePersonRow.case_id.in_(case_ids), CasePersonRow.muted.is_(False)
    )
    for case_id, chat_id in await session.execute(attentive):
        people[case_id].append(chat_id)
    clerks: dict[str | None, list[int]] = {row.office: [] for row in cases if row.office}
    theirs = select(RoleRow.office, RoleRow.chat_id).where(RoleRow.office.in_(clerks), RoleRow.role == clerk)
    for office, chat_id in await session.execute(theirs) if clerks else ():
        clerks[office].append(chat_id)
    return {
        row.id: Followers(row.jurisdiction, row.office or "", tuple(people[row.id]), tuple(clerks.get(row.office, ())))
        for row in cases
    }


async def mute(session: AsyncSession, case_id: int, chat_id: int, *, muted: bool) -> None:
    """Reminds one of the people of a case of it no more, or again."""
    its = update(CasePersonRow).where(CasePersonRow.case_id == case_id, CasePersonRow.chat_id == chat_id)
    await session.execute(its.values(muted=muted))
