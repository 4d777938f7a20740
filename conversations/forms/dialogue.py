"""The dialogue that leads through forms: what is typed, pressed or sent while a form is open."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from conversations.actions import Action
from conversations.ask import Ask
from conversations.drafts import StoredFile
from conversations.events import DraftChanges, File, Outcome, Press, Profile
from conversations.forms import cupboard, sight
from conversations.forms.asking import sounds_like_a_question
from conversations.forms.buttons import new_draft_id
from conversations.forms.engine import Turn
from conversations.forms.keeping import DraftDialogue
from conversations.forms.kinds import Again, Concluding, FormKind
from conversations.forms.moves import Attached, Edit, Typed, unpacked
from conversations.forms.opened import LONGEST_TITLE, Opened, Opener, changes, first, kept, number
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Kind, Question
from conversations.forms.remarks import ILLEGIBLE, INCOMPLETE, OLD_BUTTON, REFUSALS, notices
from conversations.forms.state import REVIEW
from conversations.forms.texts import read_text
from conversations.ports import (
    FileRefusal,
    Files,
    OnCommand,
    OnPress,
    Reading,
    Records,
)
from conversations.shelf import Shelf

GONE = "Tin đó không còn được lưu; xin gửi lại."
MOVED_ON = "Bản này đã sang câu khác từ khi tin được gửi."


class FormDialogue:
    """Runs forms of any kind. Keeps nothing: what an event changes of the user's drafts is in the outcome."""

    def __init__(
        self,
        kinds: Sequence[FormKind],
        shelf: Shelf,
        ask: Ask,
        *,
        today: Callable[[], date],
        files: Files | None = None,
        reading: Sequence[Reading] = (),
        new_id: Callable[[], str] = new_draft_id,
    ) -> None:
        """`files` brings what users send; without it no file is taken. `reading` take texts that are no answer."""
        self._reading = reading
        self._opener = Opener(kinds)
        self._shelf = shelf
        self._ask = ask
        self._today = today
        self._files = files
        drafts = DraftDialogue(self._opener, shelf, today=today, new_id=new_id)
        self.commands: Mapping[str, OnCommand] = {**drafts.commands, "hoi": self.ask_between}
        self.presses: Mapping[str, OnPress] = {
            Action.FORM: self.move,
            Action.FORM_WHY: self.why,
            Action.FORM_PARTS: self.parts,
            Action.FORM_PAGE: self.page,
            Action.FORM_CONCLUDE: self.conclude,
            Action.FORM_TYPED: self.typed,
            **drafts.presses,
        }

    async def text(self, text: str, profile: Profile, records: Records) -> Outcome | None:
        """The text as the answer to the step that is shown; None when it is for no form.

        What is an answer is taken as one, and can be taken back where it sounds like a question; what is none and
        sounds like a question is answered, and the step shown again. While the chat looks at something else, the user
        says which it is, where it does not sound like a question. At the review of what lacks an answer it is none.
        """
        opened = await self._opener.active(profile, records)
        if opened is None:
            return None
        aside = bool(records.here) and await records.aside()
        if opened.state.naming and not aside:
            return self._name(opened, text, profile)
        opened = opened if aside else self._wanting(opened)
        question = opened.engine.question(opened.state)
        if question and not aside:
            return await self._taken(opened, text, profile, records)
        if sounds_like_a_question(text) or any(one.reads(text) for one in self._reading):
            return None
        if question:
            return self._which(opened, question, text, records.here, profile)
        return None if aside else self._unfinished(opened, profile)

    def _unfinished(self, opened: Opened, profile: Profile) -> Outcome | None:
        """At the review of a form that cannot be concluded yet, which question it waits for; None at any other."""
        if not isinstance(opened.kind, Concluding) or not opened.engine.missing(opened.state):
            return None
        return kept(opened, opened.screens(self._shelf).present(profile, notices=(INCOMPLETE,)))

    async def typed(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """A text that was typed while the chat looked at something else, as what the user says that it is."""
        use, name, draft_id, revision = press.args if len(press.args) == 4 else ("", "", "", "")
        text = await sight.text_of(name, records)
        if text is not None and use == sight.QUESTION:
            return await self._ask.question(text, profile)
        opened = await self._opener.draft(draft_id, profile, records)
        if opened is None:
            return await cupboard.over(draft_id, profile, records)
        opened = opened.unnamed()
        question = opened.engine.question(opened.state)
        if text is None or question is None or await records.pressed_before():
            shown = opened.screens(self._shelf).present(profile, notices=(OLD_BUTTON if text else GONE,))
            return await self._activated(kept(opened, shown), opened, records)
        if revision != str(opened.state.revision):
            return self._which(opened, question, text, name, profile, notices=(MOVED_ON,))
        return await self._activated(await self._taken(opened, text, profile, records), opened, records)

    def _which(
        self,
        opened: Opened,
        question: Question,
        text: str,
        name: str,
        profile: Profile,
        *,
        notices: tuple[str, ...] = (),
    ) -> Outcome:
        return kept(opened, sight.which(opened, question, text, name, profile, notices=notices))

    def _wanting(self, opened: Opened) -> Opened:
        """The form, at the one answer that it wants where it is reviewed and concludes with nothing else."""
        missing = opened.engine.missing(opened.state) if isinstance(opened.kind, Concluding) else ()
        if opened.engine.question(opened.state) or len(missing) != 1:
            return opened
        return opened.at(opened.engine.move(opened.state, Edit(missing[0].key), self._today()).state)

    async def _taken(self, opened: Opened, text: str, profile: Profile, records: Records) -> Outcome:
        """The text at the present step: its answer, a question to the bot, or neither."""
        turn = opened.engine.move(opened.state, Typed(text), self._today())
        if turn.problem and turn.problem.code not in {"too_long", "files_only"}:
            reader = next((one for one in self._reading if one.reads(text)), None)
            if reader:
                return self._then_step(await reader.read(text, profile, records), opened, profile)
            if sounds_like_a_question(text):
                return await self._answered(opened, text, profile)
        return await self._turned(opened, turn, profile, records)

    async def file(self, file: File, profile: Profile, records: Records) -> Outcome | None:
        """The file attached to the step that is shown; None when no form is open, or none in sight that takes files.

        While the chat looks at something else, the file is not fetched, and the user is told how to come back.
        """
        opened = await self._opener.active(profile, records)
        question = opened.engine.question(opened.state) if opened else None
        if opened is None or question is None:
            return None
        if await records.aside():
            takes = question.kind is Kind.FILES
            return kept(opened, sight.resent(opened, question, profile)) if takes else None
        if self._files is None or question.kind is not Kind.FILES:
            unwanted = "file_unexpected" if question.kind is not Kind.FILES else "files_closed"
            return self._refused(opened, problem(unwanted), profile)
        stored = await self._files.fetch(file)
        if isinstance(stored, FileRefusal):
            return self._refused(opened, problem("file_refused", says=REFUSALS[stored.reason]), profile)
        return await self._attached(opened, stored, profile)

    async def unread(self, kind: str, profile: Profile, records: Records) -> Outcome | None:
        """Something came that the bot does not read, `kind` in the user's words; None when no form is in sight."""
        opened = await self._opener.active(profile, records)
        question = opened.engine.question(opened.state) if opened else None
        if opened is None or question is None or await records.aside():
            return None
        fault = problem("files_only") if question.kind is Kind.FILES else problem("not_text", kind=kind)
        return self._refused(opened, fault, profile)

    async def ask_between(self, question: str, profile: Profile, records: Records) -> Outcome:
        """`/hoi` in the middle of a form: the answer, then the same step."""
        answer = await self._ask.command(question, profile, records)
        opened = await self._opener.active(profile, records) if question.strip() else None
        return answer if opened is None else self._then_step(answer, opened, profile)

    async def move(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """A move by a button. One that was drawn for another step changes nothing and shows the present step."""
        draft_id, revision, *args = press.args if len(press.args) > 2 else ("", "")
        move = unpacked(tuple(args))
        opened = await self._opener.draft(draft_id, profile, records)
        if opened is None or move is None or not revision.isascii() or not revision.isdigit():
            return await cupboard.over(first(press), profile, records)
        opened = opened.unnamed()
        turn = opened.engine.press(opened.state, int(revision), move, self._today())
        outcome = await self._turned(opened, turn, profile, records, pressed=True)
        return await self._activated(outcome, opened, records)

    async def conclude(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Concludes a form that the user has reviewed."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return await cupboard.over(first(press), profile, records)
        current = press.args[1:] == (str(opened.state.revision),)
        done = await self._concluded(opened, profile, records, pressed=True, reviewed=True) if current else None
        if done:
            return done
        notice = INCOMPLETE if current else OLD_BUTTON
        shown = opened.screens(self._shelf).present(profile, redraw=True, notices=(notice,))
        return await self._activated(kept(opened, shown), opened, records)

    async def why(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Why the present question is asked, then the same step."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return await cupboard.over(first(press), profile, records)
        screens = opened.screens(self._shelf)
        reasons = screens.why(profile) if press.args[1:] == (str(opened.state.revision),) else None
        if reasons is None:
            return Outcome((screens.present(profile, redraw=True, notices=(OLD_BUTTON,)),))
        return Outcome((reasons, screens.present(profile)))

    async def parts(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The parts of the form."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return await cupboard.over(first(press), profile, records)
        return Outcome((opened.screens(self._shelf).parts(profile),))

    async def page(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """A page of the review."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return await cupboard.over(first(press), profile, records)
        return Outcome((opened.screens(self._shelf).review(profile, number(press), redraw=True),))

    def _name(self, opened: Opened, text: str, profile: Profile) -> Outcome:
        title = read_text(" ".join(text.split()), LONGEST_TITLE)
        if isinstance(title, Problem):
            return self._refused(opened, title, profile)
        named = opened.named(title)
        return kept(named, named.screens(self._shelf).present(profile, notices=(f"Đã đổi tên thành “{title}”.",)))

    async def _answered(self, opened: Opened, question: str, profile: Profile) -> Outcome:
        """A question to the bot in the middle of a form: its answer, then the same step."""
        return self._then_step(await self._ask.question(question, profile), opened, profile)

    def _then_step(self, answer: Outcome, opened: Opened, profile: Profile) -> Outcome:
        return replace(answer, replies=(*answer.replies, opened.screens(self._shelf).present(profile)))

    async def _turned(
        self, opened: Opened, turn: Turn, profile: Profile, records: Records, *, pressed: bool = False
    ) -> Outcome:
        """What a move led to, kept and shown; where it answered the last question, what the form comes to."""
        after = opened.at(turn.state)
        screens = after.screens(self._shelf)
        if turn.taken_back is not None:
            answer = await self._ask.question(turn.taken_back, profile, asked=turn.taken_back)
            return replace(self._then_step(answer, after, profile), drafts=changes(after))
        if turn.problem:
            return kept(after, screens.problem(profile, turn.problem, redraw=pressed, notices=opened.notices))
        ended = turn.completed is not None and turn.state.at == REVIEW
        concluded = await self._concluded(after, profile, records, pressed=pressed) if ended else None
        if concluded:
            return concluded
        said = after.kind.after_part(turn.finished, after.draft, profile) if turn.finished else ()
        step = screens.present(profile, redraw=pressed and not said, notices=notices(opened, turn, self._today()))
        return kept(after, *said, step)

    async def _concluded(
        self, opened: Opened, profile: Profile, records: Records, *, pressed: bool, reviewed: bool = False
    ) -> Outcome | None:
        """What a filled-in form comes to; None where it comes to nothing by itself, or not yet."""
        if not isinstance(opened.kind, Concluding) or opened.engine.missing(opened.state):
            return None
        concluded = await opened.kind.conclude(opened.draft, profile, records, reviewed=reviewed)
        if isinstance(concluded, Again):
            return self._asked_again(opened, concluded, profile, pressed=pressed)
        return concluded

    def _asked_again(self, opened: Opened, again: Again, profile: Profile, *, pressed: bool) -> Outcome:
        """The form at the question whose answer it cannot be concluded with."""
        back = opened.at(opened.engine.reopened(opened.state, again.question, again.answers))
        fault = problem("not_possible", says=again.says)
        return kept(back, back.screens(self._shelf).problem(profile, fault, redraw=pressed))

    async def _attached(self, opened: Opened, stored: StoredFile, profile: Profile) -> Outcome:
        move = Attached(stored.id, stored.name, stored.mime, len(stored.content), stored.digest)
        turn = opened.engine.move(opened.state, move, self._today())
        if turn.problem:
            return self._refused(opened, turn.problem, profile)
        after = opened.at(turn.state)
        notices = () if stored.legible else (ILLEGIBLE,)
        keeps = replace(changes(after) or DraftChanges(), files=(stored,))
        return Outcome((after.screens(self._shelf).present(profile, notices=notices),), drafts=keeps)

    def _refused(self, opened: Opened, fault: Problem, profile: Profile) -> Outcome:
        return kept(opened, opened.screens(self._shelf).problem(profile, fault, notices=opened.notices))

    async def _activated(self, outcome: Outcome, opened: Opened, records: Records) -> Outcome:
        """The draft whose button was pressed is the one in hand from now on, unless it is over or put away."""
        active, told = await records.active(), outcome.drafts or DraftChanges()
        over = opened.draft.id in told.handed_on or told.active == ""
        if over or (active and active.id == opened.draft.id):
            return outcome
        return replace(outcome, drafts=replace(told, active=opened.draft.id))
