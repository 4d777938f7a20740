"""The assessment: where it begins, its result and what leads on from it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import date

from conversations.actions import Action
from conversations.ask import stale
from conversations.documents.printing import NotPrinted, Printer
from conversations.events import Button, Keyboard, Outcome, Press, Profile, Reply
from conversations.forms import cupboard
from conversations.forms.buttons import new_draft_id
from conversations.forms.dates import told
from conversations.forms.kinds import FormKind
from conversations.forms.opened import Opened, Opener, first, kept
from conversations.forms.questions import Answers
from conversations.membership import Role
from conversations.ports import OnCommand, OnPress, Records
from conversations.protection.assessing import Assessment, assess
from conversations.protection.beginning import PaperBeginning, filled
from conversations.protection.from_case import answers_of
from conversations.protection.papers import NAMINGS
from conversations.protection.presenting import ProtectionScreens
from conversations.protection.questions import ABOUT_CASE, JURISDICTION, case_of, facts_of
from conversations.protection.sentence import about_a_case, told_in
from conversations.protection.sheet import Sheet, sheet
from conversations.protection.understood import read
from conversations.shelf import Shelf
from knowledge.protection import Facts, Regimes

PDF = "pdf"
CARRIED_OVER = {"party": "party", "state": "state", "unit": "state"}
"""Whose format a paper has, by the side that an assessment knows."""


class ProtectionDialogue:
    """Handles the assessment. Keeps nothing: what an event changes is in the outcome."""

    def __init__(
        self,
        kind: FormKind,
        papers: PaperBeginning,
        regimes: Regimes,
        shelf: Shelf,
        *,
        printer: Printer,
        today: Callable[[], date],
        new_id: Callable[[], str] = new_draft_id,
    ) -> None:
        """`papers` begins what steps call for."""
        self._kind = kind
        self._papers = papers
        self._opener = Opener([kind])
        self._regimes = regimes
        self._shelf = shelf
        self._screens = ProtectionScreens(shelf, regimes)
        self._printer = printer
        self._today = today
        self._new_id = new_id
        self.commands: Mapping[str, OnCommand] = {kind.naming.command: self.enter}
        self.presses: Mapping[str, OnPress] = {
            Action.PROTECT: self.begin_from_answer,
            Action.PROTECT_DROP: self.dropped,
            Action.PROTECT_FILL: self.confirmed,
            Action.PROTECT_CASE: self.begin_from_case,
            Action.PROTECT_RESULT: self.result,
            Action.PROTECT_DIFFER: self.differences,
            Action.PROTECT_EVIDENCE: self.evidence,
            Action.PROTECT_STEPS: self.steps,
            Action.PROTECT_SHEET: self.sheet,
            Action.PROTECT_PAPER: self.paper,
        }

    async def enter(self, sentence: str, profile: Profile, records: Records) -> Outcome:
        """`/baove` shows the assessments that were begun, else begins one; with a sentence it begins with that."""
        if sentence.strip():
            return self._understood(profile, told_in(sentence))
        drafts = [draft for draft in await records.drafts() if draft.form == self._kind.form.key]
        if drafts:
            return Outcome((cupboard.listing(self._kind, drafts, profile),))
        return self._begun(profile, {})

    def offers(self, question: str, answer_id: str, profile: Profile) -> Keyboard:
        """The way from an answer to an assessment, for those who may begin one, where the question is about a case."""
        if profile.role is Role.STRANGER or not about_a_case(question):
            return ()
        return ((Button("Đối chiếu hồ sơ của tôi", Action.PROTECT, (answer_id,)),),)

    async def begin_from_answer(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Begins with what the question of an answer tells."""
        record = await records.get(first(press)) if first(press) else None
        if record is None:
            return Outcome((stale(profile),))
        return self._understood(profile, told_in(record.question))

    async def confirmed(self, press: Press, profile: Profile, _records: Records) -> Outcome:
        """Begins with what the user says was understood rightly; with nothing where they rather answer themselves."""
        return self._begun(profile, read(first(press), self._kind.form), redraw=True)

    async def dropped(self, press: Press, profile: Profile, _records: Records) -> Outcome:
        """Asks again with what is left when the user has said that one thing was understood wrongly."""
        return self._understood(profile, read(first(press), self._kind.form), redraw=True)

    async def begin_from_case(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Begins with what the history of a case tells."""
        seen = await records.case(first(press)) if first(press) else None
        if seen is None:
            return Outcome((stale(profile),))
        given = {**answers_of(seen.case), ABOUT_CASE: seen.case.code}
        return self._begun(profile, given, f"Đối chiếu {seen.case.code}")

    async def result(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """How the case stands against the criteria."""
        return await self._shown(
            press,
            profile,
            records,
            lambda opened, found, facts: self._screens.result(found, opened.draft, facts, profile),
        )

    async def differences(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Documents side by side."""
        return await self._shown(
            press,
            profile,
            records,
            lambda opened, found, _: self._screens.differences(found, opened.draft, opened.engine.place, profile),
        )

    async def evidence(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Which papers to gather."""
        return await self._shown(
            press, profile, records, lambda opened, found, _: self._screens.evidence(found, opened.draft, profile)
        )

    async def steps(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """What to do, in order."""
        return await self._shown(
            press,
            profile,
            records,
            lambda opened, found, facts: self._screens.steps(found, opened.draft, facts, profile),
        )

    async def sheet(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The result as a document; a PDF where one can be printed."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        found, facts = self._assessed(opened)
        given = Sheet(found, facts, opened.draft.title, self._today())
        made = await asyncio.to_thread(sheet, given, self._screens, profile)
        if press.args[1:] == (PDF,):
            printed = await self._printer.pdf(made)
            if isinstance(printed, NotPrinted):
                return Outcome((self._screens.not_printed(printed.value, opened.draft, profile),))
            made = printed
        return Outcome((self._screens.sheet(made, opened.draft, profile),))

    async def paper(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Begins a paper that a step calls for, with the place and side that the assessment knows."""
        opened = await self._opener.draft(first(press), profile, records)
        key = press.args[1] if len(press.args) > 1 else ""
        if opened is None or key not in NAMINGS:
            return Outcome((cupboard.gone(profile),))
        facts = facts_of(opened.engine.answers(opened.state))
        given = {JURISDICTION: facts[JURISDICTION]} if JURISDICTION in facts else {}
        side = CARRIED_OVER.get(facts.get("side", ""))
        code = case_of(opened.draft)
        seen = await records.case(code) if code else None
        return await self._papers.opened(key, seen, {**given, **({"side": side} if side else {})}, profile, records)

    async def _shown(
        self,
        press: Press,
        profile: Profile,
        records: Records,
        draw: Callable[[Opened, Assessment, Facts], Reply],
    ) -> Outcome:
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        return Outcome((draw(opened, *self._assessed(opened)),))

    def _assessed(self, opened: Opened) -> tuple[Assessment, Facts]:
        facts = facts_of(opened.engine.answers(opened.state))
        return assess(self._regimes, facts, facts.get(JURISDICTION) or opened.engine.place), facts

    def _understood(self, profile: Profile, given: Answers, *, redraw: bool = False) -> Outcome:
        """Asks whether a sentence was understood rightly: what words seem to tell is never filled in unasked."""
        if not given:
            return self._begun(profile, given)
        return Outcome((self._screens.understood(given, self._kind.form, profile, redraw=redraw),))

    def _begun(self, profile: Profile, given: Answers, title: str = "", *, redraw: bool = False) -> Outcome:
        """A new draft at its first open question; what is filled in already is said."""
        noun = self._kind.naming.noun
        title = title or f"{noun[:1].upper()}{noun[1:]} {told(self._today())}"
        opened = self._opener.begin(self._kind, self._new_id(), title, profile, given)
        screens = opened.screens(self._shelf)
        return kept(opened, screens.present(profile, redraw=redraw, notices=filled(self._kind, given)), active=True)
