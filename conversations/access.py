"""Who may do what: one table from every entry point to who may use it, asked before anything is handled.

An entry point is a way in which a user acts: a command, a button's action, a text, a file, a command of the command
line, an address of the HTTP server. An entry without a rule stops the program at its start. Who is denied gets the
answer of something that does not exist.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from conversations.actions import Action
from conversations.events import Command, Event, File, Press, Profile, Text
from conversations.membership import Role
from conversations.policy import Policy

TEXT = "text"
FILE = "file"
OTHER = "other"
"""What the bot does not read: it is told so."""


class Relation(IntEnum):
    """Whose a thing is, seen from the user who wants it, the nearest first."""

    OWN = 1
    OFFICE = 2
    """Of somebody in the user's office."""
    OTHER = 3


class Reach(IntEnum):
    """How far a role reaches through an entry: as far as the relation of the same number."""

    NONE = 0
    """The entry does not exist for the role."""
    OWN = 1
    OFFICE = 2
    ANY = 3


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may use an entry. `keeps` asks for the user's consent first: what it leads to is kept beyond an answer.

    `uninvited` opens it to those without an invitation even where registration is closed. A role that is not named
    reaches nothing.
    """

    reach: Mapping[Role, Reach] = field(default_factory=dict)
    keeps: bool = False
    uninvited: bool = False


MEMBERS = (Role.OFFICIAL, Role.CLERK, Role.ADMINISTRATOR)
QUESTIONS = Rule(dict.fromkeys(Role, Reach.OWN))
"""Whatever serves questions: it rests on public documents."""
ALWAYS = Rule(dict.fromkeys(Role, Reach.OWN), uninvited=True)
"""Taking up an invitation, and the user's own data: whoever left data must be able to see and erase it."""
OWN_WORK = Rule(dict.fromkeys(MEMBERS, Reach.OWN), keeps=True)
"""Plans, cases and files of one's own."""
OFFICE_WORK = Rule({Role.OFFICIAL: Reach.OWN, Role.CLERK: Reach.OFFICE, Role.ADMINISTRATOR: Reach.OWN}, keeps=True)
"""What an official submitted and the clerks of their office follow as well."""
BOARD = Rule({Role.CLERK: Reach.OFFICE}, keeps=True)
"""What an office has to do."""
ADMINISTRATION = Rule({Role.ADMINISTRATOR: Reach.ANY})
MACHINE = Rule()
"""The command line and the HTTP server: no user's role opens them. Whoever has the machine, Telegram (by its secret)
and the monitoring use them."""

RULES: Mapping[str, Rule] = {
    TEXT: QUESTIONS,
    FILE: OWN_WORK,
    OTHER: QUESTIONS,
    "command:start": ALWAYS,
    "command:batdau": QUESTIONS,
    "command:hoi": QUESTIONS,
    "command:tinhhan": QUESTIONS,
    "command:caidat": QUESTIONS,
    "command:trogiup": QUESTIONS,
    "command:help": QUESTIONS,
    "command:dulieucuatoi": ALWAYS,
    "command:xoadulieu": ALWAYS,
    "command:kehoach": OWN_WORK,
    "command:danop": OWN_WORK,
    "command:tieptuc": OWN_WORK,
    "command:hoso": OFFICE_WORK,
    "command:hosomoi": OWN_WORK,
    "command:bangviec": BOARD,
    "command:baove": OWN_WORK,
    "command:khancap": OWN_WORK,
    "command:baoruiro": OWN_WORK,
    "command:yeucaubaove": OWN_WORK,
    "command:bicantro": OWN_WORK,
    "command:quahan": OWN_WORK,
    "command:danhgia": OWN_WORK,
    "command:moi": ADMINISTRATION,
    f"press:{Action.PLACE}": QUESTIONS,
    f"press:{Action.EXAMPLE}": QUESTIONS,
    f"press:{Action.SET_PLACE}": QUESTIONS,
    f"press:{Action.SET_ADDRESS}": QUESTIONS,
    f"press:{Action.ARTICLE}": QUESTIONS,
    f"press:{Action.MORE}": QUESTIONS,
    f"press:{Action.OTHERS}": QUESTIONS,
    f"press:{Action.HELPFUL}": QUESTIONS,
    f"press:{Action.WRONG}": QUESTIONS,
    f"press:{Action.AGREE}": QUESTIONS,
    f"press:{Action.KEPT}": ALWAYS,
    f"press:{Action.EXPORT}": ALWAYS,
    f"press:{Action.ERASE}": ALWAYS,
    f"press:{Action.TAKE_ROLE}": ALWAYS,
    f"press:{Action.INVITE}": ADMINISTRATION,
    f"press:{Action.INVITE_MAKE}": ADMINISTRATION,
    f"press:{Action.INVITE_LIST}": ADMINISTRATION,
    f"press:{Action.INVITE_REVOKE}": ADMINISTRATION,
    f"press:{Action.FORM}": OWN_WORK,
    f"press:{Action.FORM_WHY}": OWN_WORK,
    f"press:{Action.FORM_PARTS}": OWN_WORK,
    f"press:{Action.FORM_PAGE}": OWN_WORK,
    f"press:{Action.FORM_CONCLUDE}": OWN_WORK,
    f"press:{Action.FORM_TYPED}": OWN_WORK,
    f"press:{Action.FORM_LEAVE}": OWN_WORK,
    f"press:{Action.FORM_NEW}": OWN_WORK,
    f"press:{Action.FORM_LIST}": OWN_WORK,
    f"press:{Action.FORM_OPEN}": OWN_WORK,
    f"press:{Action.FORM_CARD}": OWN_WORK,
    f"press:{Action.FORM_RENAME}": OWN_WORK,
    f"press:{Action.FORM_COPY}": OWN_WORK,
    f"press:{Action.FORM_DELETE}": OWN_WORK,
    f"press:{Action.FORM_DELETE_SURE}": OWN_WORK,
    f"press:{Action.PLAN_CHECK}": OWN_WORK,
    f"press:{Action.PLAN_PREVIEW}": OWN_WORK,
    f"press:{Action.PLAN_EXPORT}": OWN_WORK,
    f"press:{Action.PLAN_VERSIONS}": OWN_WORK,
    f"press:{Action.PLAN_DOCUMENTS}": OWN_WORK,
    f"press:{Action.PLAN_PDF}": OWN_WORK,
    f"press:{Action.PLAN_COMPARE}": OWN_WORK,
    f"press:{Action.PLAN_SUBMITTED}": OWN_WORK,
    f"press:{Action.PLAN_STYLE}": OWN_WORK,
    f"press:{Action.PLAN_TAKE}": OWN_WORK,
    f"press:{Action.PLAN_CHALLENGE}": OWN_WORK,
    f"press:{Action.CASE_LIST}": OWN_WORK,
    f"press:{Action.CASE_TRACK}": OWN_WORK,
    f"press:{Action.CASE_OFFICES}": OWN_WORK,
    f"press:{Action.CASE_OPEN}": OFFICE_WORK,
    f"press:{Action.CASE_EVENTS}": OFFICE_WORK,
    f"press:{Action.CASE_RECORD}": OFFICE_WORK,
    f"press:{Action.CASE_HISTORY}": OFFICE_WORK,
    f"press:{Action.CASE_ENTRY}": OFFICE_WORK,
    f"press:{Action.CASE_CORRECT}": OFFICE_WORK,
    f"press:{Action.CASE_VOID}": OFFICE_WORK,
    f"press:{Action.CASE_VOID_SURE}": OFFICE_WORK,
    f"press:{Action.CASE_FILES}": OFFICE_WORK,
    f"press:{Action.CASE_COUNTED}": OFFICE_WORK,
    f"press:{Action.CASE_TARGET}": OFFICE_WORK,
    f"press:{Action.TARGET}": QUESTIONS,
    f"press:{Action.CASE_TIMELINE}": OFFICE_WORK,
    f"press:{Action.CASE_ICS}": OFFICE_WORK,
    f"press:{Action.CASE_REPORTS}": OFFICE_WORK,
    f"press:{Action.CASE_SHEET}": OFFICE_WORK,
    f"press:{Action.CASE_MUTE}": OWN_WORK,
    f"press:{Action.CASE_PEOPLE}": OWN_WORK,
    f"press:{Action.CASE_INVITE}": OFFICE_WORK,
    f"press:{Action.CASE_INVITE_END}": OFFICE_WORK,
    f"press:{Action.CASE_JOIN}": OWN_WORK,
    f"press:{Action.CASE_LEAVE}": OWN_WORK,
    f"press:{Action.CASE_LEAVE_SURE}": OWN_WORK,
    f"press:{Action.REMIND_LATER}": OFFICE_WORK,
    f"press:{Action.REMIND_HOURS}": OWN_WORK,
    f"press:{Action.REMIND_CHOOSE}": OWN_WORK,
    f"press:{Action.CASE_ENTER}": BOARD,
    f"press:{Action.CASE_BOARD}": BOARD,
    f"press:{Action.CASE_REPORT}": BOARD,
    "http:live": MACHINE,
    "http:ready": MACHINE,
    "http:figures": MACHINE,
    "http:telegram": MACHINE,
    f"press:{Action.PROTECT}": OWN_WORK,
    f"press:{Action.PROTECT_DROP}": OWN_WORK,
    f"press:{Action.PROTECT_FILL}": OWN_WORK,
    f"press:{Action.PROTECT_CASE}": OWN_WORK,
    f"press:{Action.PROTECT_RESULT}": OWN_WORK,
    f"press:{Action.PROTECT_DIFFER}": OWN_WORK,
    f"press:{Action.PROTECT_EVIDENCE}": OWN_WORK,
    f"press:{Action.PROTECT_STEPS}": OWN_WORK,
    f"press:{Action.PROTECT_SHEET}": OWN_WORK,
    f"press:{Action.PROTECT_PAPER}": OWN_WORK,
    f"press:{Action.PAPER_EXPORT}": OWN_WORK,
    f"press:{Action.PAPER_LIST}": OFFICE_WORK,
    f"press:{Action.PAPER_BEGIN}": OFFICE_WORK,
    f"press:{Action.PAPER_SENT}": OFFICE_WORK,
    "cli:run": MACHINE,
    "cli:demo": MACHINE,
    "cli:doctor": MACHINE,
    "cli:index": MACHINE,
    "cli:ask": MACHINE,
    "cli:search": MACHINE,
    "cli:evaluate answers": MACHINE,
    "cli:evaluate retrieval": MACHINE,
    "cli:invite": MACHINE,
    "cli:offices": MACHINE,
    "cli:roles": MACHINE,
    "cli:audit": MACHINE,
    "cli:backup": MACHINE,
    "cli:restore": MACHINE,
    "cli:retry": MACHINE,
    "cli:due": MACHINE,
    "cli:calendar add": MACHINE,
    "cli:calendar confirm": MACHINE,
    "cli:calendar list": MACHINE,
    "cli:calendar remove": MACHINE,
    "cli:calendar history": MACHINE,
}


class UnruledEntryError(RuntimeError):
    """Entry points have no rule: nobody has decided who may use them."""

    def __init__(self, entries: Iterable[str]) -> None:
        super().__init__(f"No rule in conversations/access.py for: {', '.join(sorted(entries))}")


def entry_of(event: Event) -> str:
    """The entry point that an event comes through."""
    match event:
        case Text():
            return TEXT
        case File():
            return FILE
        case Command(name):
            return f"command:{name.lower()}"
        case Press(action):
            return f"press:{action}"
    return OTHER


def relation(profile: Profile, *, own: bool, office: str | None) -> Relation:
    """Whose a thing is: the user's `own`, of the `office` of its owner, or somebody else's."""
    if own:
        return Relation.OWN
    return Relation.OFFICE if office is not None and office == profile.office else Relation.OTHER


def sees(role: Role, whose: Relation) -> bool:
    """Whether a user of the role may see a case that is `whose`: through every entry alike."""
    return OFFICE_WORK.reach.get(role, Reach.NONE) >= whose


def reaches(entry: str, role: Role, whose: Relation) -> bool:
    """Whether a user of the role reaches through the entry a case that they see and that is `whose`."""
    return RULES[entry].reach.get(role, Reach.NONE) >= whose


def joins(role: Role, whose: Relation) -> bool:
    """Whether a user of the role may become one of the people of a case that is `whose` now, with a code for it.

    Whoever has to answer a proposal does not propose it as well, and a stranger is invited to the bot first.
    """
    return role in MEMBERS and whose is Relation.OTHER


class Access:
    """Decides by the table and the administrator's policy."""

    def __init__(self, policy: Policy, rules: Mapping[str, Rule] = RULES) -> None:
        self._policy = policy
        self._rules = rules

    def check(self, entries: Iterable[str]) -> None:
        """Raises `UnruledEntryError` for entries without a rule."""
        unruled = [entry for entry in entries if entry not in self._rules]
        if unruled:
            raise UnruledEntryError(unruled)

    def may(self, entry: str, role: Role, whose: Relation = Relation.OWN) -> bool:
        """Whether a user of the role may use the entry for a thing that is `whose`; no for an entry without a rule."""
        rule = self._rules.get(entry, MACHINE)
        if role is Role.STRANGER and not (self._policy.open_registration or rule.uninvited):
            return False
        return rule.reach.get(role, Reach.NONE) >= whose

    def keeps(self, entry: str) -> bool:
        """Whether the entry needs the user's consent to what is kept."""
        return self._rules.get(entry, MACHINE).keeps

    def is_shut(self, role: Role) -> bool:
        """Whether the bot answers the role nothing but that it needs an invitation."""
        return not self.may(TEXT, role)
