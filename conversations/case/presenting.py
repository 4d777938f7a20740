"""What the screens of a case show: its card, history, what can be recorded, lists, and what others are told."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from conversations.actions import Action
from conversations.case import entries, summary
from conversations.case.deciding import decision
from conversations.case.pressing import card_buttons, files_button, going_on, reports_button
from conversations.case.questions import ADDRESSED, RECEIVED
from conversations.case.recording import correctable, recordable
from conversations.case.reporting import PERIODS
from conversations.case.wording import AT_ONCE, raised, state_words
from conversations.cases import SeenCase, SeenPage
from conversations.drafts import Draft
from conversations.events import Attachment, Button, Keyboard, Profile, Reply
from conversations.forms.telling import cut
from conversations.membership import Office
from conversations.screens import ADDRESSES, rows, screen
from conversations.shelf import Shelf
from conversations.views import Passage, spans
from knowledge.library import Library
from storage.cases import Case
from storage.history import CORRECTED, Happening
from storage.lifecycle import Who
from storage.periods import Duty
from storage.working_days import Calendar

PAGE = 6
"""Cases or entries on one screen: each takes two or three lines of a phone."""
OFFICES = 8
"""Offices on one screen."""
TITLE = 80
NONE = "-"
"""Stands in a button for no office."""


class CaseScreens:
    """Draws what is said about cases."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._shelf = Shelf(library)

    def card(
        self,
        seen: SeenCase,
        calendar: Calendar,
        today: date,
        offices: Sequence[Office],
        profile: Profile,
        said: str = "",
        begun: Sequence[tuple[Draft, str]] = (),
        *,
        invited: bool = False,
    ) -> Reply:
        """Where a case stands. `said` is what has just become of it, `begun` are forms with what each records.

        `invited`: its proposer was, and has not come.
        """
        case = seen.case
        last = case.standing.effective[-1] if case.standing.effective else None
        running, state = summary.deadlines(case, calendar, today), case.standing.state
        owed, names = summary.owed(case.standing, seen.side), summary.named(seen.side, ADDRESSES[profile.address])
        counted = any(one.due for one in running)
        return screen(
            "case_card",
            profile,
            (
                *going_on(begun),
                *card_buttons(seen, counted=counted, invited=invited),
            ),
            said=said,
            code=case.code,
            title=cut(case.title, TITLE),
            state=raised(state_words(case)),
            office=office_of(case, offices),
            unattended=seen.unattended and seen.side is Who.PROPOSER and not case.rules.lifecycle.states[state].end,
            fellows=len(case.people),
            without_proposer=seen.without_proposer,
            invited=invited,
            last=entries.told(case, last) if last else None,
            answered=summary.answered(case, calendar, today),
            deadlines=running,
            duties=summary.duties(owed, self._library, names),
            uncounted=summary.uncounted(case, self._library),
            left=[one.rule.label for one in case.standing.duties if one.left_on],
            at_once=AT_ONCE,
            unreceived=state == "submitted",
            receives=RECEIVED in recordable(seen),
            waiting=summary.following(case, names),
            passage=self._clock_passage(case, owed, profile),
        )

    def events(self, seen: SeenCase, profile: Profile, notice: str = "", only: Sequence[str] = ()) -> Reply:
        """What can be recorded now, a button each; with `only` those, and the way to the others."""
        case = seen.case
        labels = case.rules.lifecycle.events
        shown = only or recordable(seen)
        buttons = [Button(labels[event].label, Action.CASE_RECORD, (case.code, event)) for event in shown]
        others = [Button("Sự kiện khác", Action.CASE_EVENTS, (case.code,))] if only else []
        return screen(
            "case_events",
            profile,
            (*rows(buttons, 1), *rows([*others, self.open_button(case, "← Hồ sơ")])),
            redraw=not notice,
            code=case.code,
            state=raised(state_words(case)),
            any=bool(buttons),
            theirs=seen.is_followed and seen.side is Who.PROPOSER,
            notice=notice,
        )

    def offices(self, case: Case, offices: Sequence[Office], page: int, profile: Profile) -> Reply:
        """To which office of the bot a case is submitted, or the report of an emergency; or to none."""
        sources = case.rules.lifecycle.sources
        event = next(one for one in ADDRESSED if case.standing.state in sources(one))
        pages = [offices[start : start + OFFICES] for start in range(0, len(offices), OFFICES)]
        page = min(max(page, 0), len(pages) - 1)
        buttons = [Button(one.name, Action.CASE_RECORD, (case.code, event, one.id)) for one in pages[page]]
        none = Button("Không có trong danh sách: tự theo dõi", Action.CASE_RECORD, (case.code, event, NONE))
        turning = _turning(Action.CASE_OFFICES, (case.code,), page, len(pages))
        keyboard = (*rows(buttons, 1), *turning, (none,), (self.open_button(case, "← Hồ sơ"),))
        return screen("case_offices", profile, keyboard, code=case.code, title=cut(case.title, TITLE))

    def listing(
        self,
        found: SeenPage,
        calendar: Calendar,
        today: date,
        profile: Profile,
        search: str = "",
        command: str = "hoso",
    ) -> Reply:
        """A page of cases with what is next: the user's own, or the first that were found, by which command."""
        shown, pages = [one.case for one in found.cases], pages_of(found)
        address = ADDRESSES[profile.address]
        turning = () if search else _turning(Action.CASE_LIST, (), found.page, pages)
        return screen(
            "case_list",
            profile,
            (*rows([self.open_button(case) for case in shown], 2), *turning),
            cases=[summary.listed(one.case, calendar, today, summary.named(one.side, address)) for one in found.cases],
            search=search,
            command=command,
            more=found.count - len(shown) if search else 0,
            page=found.page + 1,
            pages=1 if search else pages,
            count=found.count,
            clerk=profile.office is not None,
        )

    def history(self, seen: SeenCase, page: int, profile: Profile) -> Reply:
        """What happened, the last entry first, with a button each."""
        told = [*entries.past(seen.case)][::-1]
        pages = [told[start : start + PAGE] for start in range(0, len(told), PAGE)] or [[]]
        page = min(max(page, 0), len(pages) - 1)
        code = seen.case.code
        numbers = [str(entry.number) for entry in pages[page] if entry.number]
        buttons = [Button(number, Action.CASE_ENTRY, (code, number)) for number in numbers]
        keyboard = (
            *rows(buttons, PAGE),
            *_turning(Action.CASE_HISTORY, (code,), page, len(pages)),
            (
                Button("Tải DOCX", Action.CASE_SHEET, (code, "docx")),
                Button("Tải PDF", Action.CASE_SHEET, (code, "pdf")),
            ),
            (self.open_button(seen.case, "← Hồ sơ"),),
        )
        return screen("case_history", profile, keyboard, redraw=True, code=code, entries=pages[page])

    def entry(self, seen: SeenCase, number: int, profile: Profile) -> Reply:
        """An entry of the history, and what can be done about it."""
        case = seen.case
        entry = next(one for one in entries.history(case) if one.number == number)
        happening = case.history[number - 1].happening
        args = (case.code, str(number))
        correct = [
            Button("Đính chính", Action.CASE_CORRECT, args),
            Button("Bỏ sự kiện này", Action.CASE_VOID, args),
        ]
        keyboard = (
            *rows(files_button(case, happening)),
            *rows(correct if correctable(seen, number) else []),
            (Button("← Diễn biến", Action.CASE_HISTORY, (case.code, "0")),),
        )
        rests_on = case.rules.procedure.basis.get(happening.kind)
        return screen(
            "case_entry",
            profile,
            keyboard,
            redraw=True,
            code=case.code,
            entry=entry,
            by=entries.recorder(seen, number),
            passage=self.passage(rests_on, profile) if rests_on else None,
        )

    def voiding(self, seen: SeenCase, happening: Happening, profile: Profile) -> Reply:
        """Whether an entry is really to count as one that did not happen."""
        case = seen.case
        args = (case.code, str(happening.number))
        keyboard = (
            (
                Button("Bỏ sự kiện", Action.CASE_VOID_SURE, (*args, str(len(case.history)))),
                Button("Không bỏ", Action.CASE_ENTRY, args),
            ),
        )
        return screen("case_void", profile, keyboard, redraw=True, code=case.code, entry=entries.told(case, happening))

    def notice(self, before: Case, after: Case, calendar: Calendar, today: date, profile: Profile) -> Reply:
        """What everybody else concerned is told of the last happening of `after`; `before` is the case without it."""
        happening = after.history[-1].happening
        meant = next((one for one in after.standing.effective if one.number == happening.corrects), happening)
        entry = [*entries.history(after)][-1]
        moved = happening.kind != CORRECTED
        mind = after.rules.procedure.mind.get(after.standing.state, ()) if moved and self._moves(after, meant) else ()
        rests_on = after.rules.procedure.basis.get(meant.kind) if moved else None
        shown = mind or ((rests_on,) if rests_on else ())
        decided = decision(after, happening)
        reports = reports_button(after) if decided else []
        still = after.standing.open_duties
        had = before.standing.duties
        brought = [one for one in still if not moved or happening.kind in one.rule.events or one not in had]
        return screen(
            "case_event",
            profile,
            rows([*files_button(after, happening), *reports, self.open_button(after, "Mở hồ sơ")]),
            code=after.code,
            title=cut(after.title, TITLE),
            entry=entry,
            answered=summary.answered(after, calendar, today) if decided else "",
            decision=decided,
            state=raised(state_words(after)),
            deadlines=summary.renewed(before, after, calendar, today),
            duties=summary.duties(brought, self._library),
            earlier=len(still) - len(brought),
            dropped=summary.dropped(before, after),
            doubts=summary.doubts(after, self._library),
            uncounted=summary.uncounted(after, self._library),
            at_once=AT_ONCE,
            passages=[self.passage(one, profile) for one in shown],
            whole=bool(mind),
        )

    def reporting(self, case: Case, provision: str, profile: Profile) -> Reply:
        """How often an official means to report how the plan is carried out."""
        periods = [Button(one.words, Action.CASE_REPORTS, (case.code, key)) for key, one in PERIODS.items()]
        keyboard = (*rows(periods, 3), (self.open_button(case, "← Hồ sơ"),))
        return screen("case_reports", profile, keyboard, code=case.code, passage=self.passage(provision, profile))

    def doubts(self, after: Case) -> tuple[str, ...]:
        """What may be wrong in the last entry of a case."""
        return summary.doubts(after, self._library)

    def latest(self, case: Case) -> str:
        """The last entry of a case in a few words."""
        entry = [*entries.history(case)][-1]
        return f"{entry.label}, {entry.day}"

    def papers(self, template: str, case: Case, file: Attachment, profile: Profile, **told: object) -> Reply:
        """A file about a case, and what else its screen tells."""
        keyboard = ((self.open_button(case, "← Hồ sơ"),),)
        sent = screen(template, profile, keyboard, attachment=file, code=case.code, title=cut(case.title, TITLE))
        return replace(sent, context={**sent.context, **told})

    def open_button(self, case: Case, label: str = "") -> Button:
        """Opens a case."""
        return Button(label or case.code, Action.CASE_OPEN, (case.code,))

    def passage(self, provision: str, profile: Profile) -> Passage:
        """The opening of a provision, verbatim: what it rules, without the cases and steps that it goes on to list."""
        found = self._library.get(provision)
        whole = self._shelf.passage(found, profile)
        if found.lead == found.text:
            return whole
        return replace(whole, body=spans(found.lead), after=True, notes=self._library.notes_for(provision, found.lead))

    def _clock_passage(self, case: Case, owed: Sequence[Duty], profile: Profile) -> Passage | None:
        """The provision of the first period that runs, of what is owed, or of what is not counted, verbatim."""
        clocks = [clock.rule.provision for clock in case.standing.running]
        duties = [duty.rule.provision for duty in owed]
        uncounted = [one.provision for one in summary.uncounted(case, self._library)]
        first = next(iter((*clocks, *duties, *uncounted)), None)
        return self.passage(first, profile) if first else None

    def _moves(self, after: Case, happening: Happening) -> bool:
        return after.rules.lifecycle.events[happening.kind].to is not None


def office_of(case: Case, offices: Sequence[Office]) -> str:
    """The name of the office that takes part."""
    return next((one.name for one in offices if one.id == case.office), case.office or "")


def pages_of(found: SeenPage) -> int:
    """How many pages there are, at least one."""
    return max(1, -(-found.count // PAGE))


def _turning(action: Action, args: tuple[str, ...], page: int, count: int) -> Keyboard:
    before = [Button("‹ Trang trước", action, (*args, str(page - 1)))] if page else []
    following = [Button("Trang sau ›", action, (*args, str(page + 1)))] if page + 1 < count else []
    return rows([*before, *following])
