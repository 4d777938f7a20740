"""The dialogue that leads through forms: what is typed, pressed or sent while a form is open, and the user's drafts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from conversations.actions import Action
from conversations.ask import Ask
from conversations.drafts import Draft, StoredFile
from conversations.events import DraftChanges, File, Outcome, Press, Profile, Reply
from conversations.forms import cupboard
from conversations.forms.asking import sounds_like_a_question
from conversations.forms.buttons import new_draft_id
from conversations.forms.dates import told
from conversations.forms.engine import Turn
from conversations.forms.kinds import FormKind
from conversations.forms.moves import Attached, Typed, unpacked
from conversations.forms.opened import LONGEST_TITLE, Opened, Opener
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Kind
from conversations.forms.restoring import copied
from conversations.forms.steps import echo
from conversations.forms.texts import read_text
from conversations.ports import FILE_KINDS, LARGEST_FILE, FileRefusal, Files, OnCommand, OnPress, Records, Refusal
from conversations.shelf import Shelf

REFUSALS: Mapping[Refusal, str] = {
    Refusal.TOO_LARGE: f"lớn hơn {LARGEST_FILE // 1024 // 1024} MB.",
    Refusal.WRONG_KIND: f"không thuộc các loại {FILE_KINDS}.",
    Refusal.UNREADABLE: "rỗng, hỏng hoặc có mật khẩu.",
    Refusal.SECRET: "có dấu chỉ độ mật. Không gửi tài liệu bí mật nhà nước.",
}
"""Why a file is not taken, in the user's words."""
ILLEGIBLE = "Tôi không đọc được chữ trong tệp vừa nhận; xin tự kiểm tra tệp không có nội dung bí mật nhà nước."
OLD_BUTTON = "Nút vừa bấm thuộc bước cũ; đây là bước hiện tại."


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
        new_id: Callable[[], str] = new_draft_id,
    ) -> None:
        """`files` brings what users send; without it no file is taken."""
        self._kinds = tuple(kinds)
        self._opener = Opener(kinds)
        self._shelf = shelf
        self._ask = ask
        self._today = today
        self._files = files
        self._new_id = new_id
        self.commands: Mapping[str, OnCommand] = {
            **{kind.naming.command: partial(self._enter, kind) for kind in kinds},
            "tieptuc": self.resume,
            "hoi": self.ask_between,
        }
        self.presses: Mapping[str, OnPress] = {
            Action.FORM: self.move,
            Action.FORM_WHY: self.why,
            Action.FORM_PARTS: self.parts,
            Action.FORM_PAGE: self.page,
            Action.FORM_LEAVE: self.leave,
            Action.FORM_NEW: self.new,
            Action.FORM_LIST: self.listing,
            Action.FORM_OPEN: self.open,
            Action.FORM_CARD: self.card,
            Action.FORM_RENAME: self.rename,
            Action.FORM_COPY: self.copy,
            Action.FORM_DELETE: self.delete,
            Action.FORM_DELETE_SURE: self.delete_for_sure,
        }

    async def text(self, text: str, profile: Profile, records: Records) -> Outcome | None:
        """The text as the answer to the step that is shown; None when it is for no form.

        What is an answer is taken as one, and can be taken back where it sounds like a question; what is none and
        sounds like a question is answered, and the step shown again.
        """
        opened = await self._active(profile, records)
        if opened is None:
            return None
        if opened.state.naming:
            return self._name(opened, text, profile)
        question = opened.engine.question(opened.state)
        if question is None:
            return None
        turn = opened.engine.move(opened.state, Typed(text), self._today())
        asks = turn.problem and turn.problem.code not in {"too_long", "files_only"} and sounds_like_a_question(text)
        return await self._answered(opened, text, profile) if asks else await self._turned(opened, turn, profile)

    async def file(self, file: File, profile: Profile, records: Records) -> Outcome | None:
        """The file attached to the step that is shown; None when no form is open."""
        opened = await self._active(profile, records)
        question = opened.engine.question(opened.state) if opened else None
        if opened is None or question is None:
            return None
        if self._files is None or question.kind is not Kind.FILES:
            return self._refused(opened, problem("file_unexpected"), profile)
        stored = await self._files.fetch(file)
        if isinstance(stored, FileRefusal):
            return self._refused(opened, problem("file_refused", says=REFUSALS[stored.reason]), profile)
        return await self._attached(opened, stored, profile)

    async def unread(self, kind: str, profile: Profile, records: Records) -> Outcome | None:
        """Something came that the bot does not read, `kind` in the user's words; None when no form is open."""
        opened = await self._active(profile, records)
        if opened is None or opened.engine.question(opened.state) is None:
            return None
        return self._refused(opened, problem("not_text", kind=kind), profile)

    async def ask_between(self, question: str, profile: Profile, records: Records) -> Outcome:
        """`/hoi` in the middle of a form: the answer, then the same step."""
        answer = await self._ask.command(question, profile, records)
        opened = await self._active(profile, records) if question.strip() else None
        return answer if opened is None else self._then_step(answer, opened, profile)

    async def resume(self, _argument: str, profile: Profile, records: Records) -> Outcome:
        """Goes on with the draft in hand, else with the one that was changed last."""
        draft = await records.active() or next(iter(await records.drafts()), None)
        opened = self._opener.open(draft, profile) if draft else None
        if opened is None:
            return Outcome((cupboard.none_yet(self._kinds, profile),))
        return self._continued(opened, profile)

    async def move(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """A move by a button. One that was drawn for another step changes nothing and shows the present step."""
        draft_id, revision, *args = press.args if len(press.args) > 2 else ("", "")
        move = unpacked(tuple(args))
        opened = await self._draft(draft_id, profile, records)
        if opened is None or move is None or not revision.isascii() or not revision.isdigit():
            return Outcome((cupboard.gone(profile),))
        state = replace(opened.state, naming=False)
        turn = opened.engine.press(state, int(revision), move, self._today())
        outcome = await self._turned(opened, turn, profile, pressed=True)
        return await self._activated(outcome, opened, records)

    async def why(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Why the present question is asked, then the same step."""
        opened = await self._draft(_first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        screens = opened.screens(self._shelf)
        reasons = screens.why(profile) if press.args[1:] == (str(opened.state.revision),) else None
        if reasons is None:
            return Outcome((screens.present(profile, redraw=True, notices=(OLD_BUTTON,)),))
        return Outcome((reasons, screens.present(profile)))

    async def parts(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The parts of the form."""
        opened = await self._draft(_first(press), profile, records)
        return Outcome((opened.screens(self._shelf).parts(profile) if opened else cupboard.gone(profile),))

    async def page(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """A page of the review."""
        opened = await self._draft(_first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        return Outcome((opened.screens(self._shelf).review(profile, _number(press), redraw=True),))

    async def leave(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Leaves the form: everything is saved already, and what is typed from now on is a question to the bot."""
        opened = await self._draft(_first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        active = await records.active()
        changes = DraftChanges(active="") if active and active.id == opened.draft.id else None
        return Outcome((opened.screens(self._shelf).left(profile),), drafts=changes)

    async def new(self, press: Press, profile: Profile, _records: Records) -> Outcome:
        """Begins a form."""
        kind = self._opener.kinds.get(_first(press))
        return self._begun(kind, profile) if kind else Outcome((cupboard.gone(profile),))

    async def listing(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The drafts of a kind."""
        kind = self._opener.kinds.get(_first(press))
        if kind is None:
            return Outcome((cupboard.gone(profile),))
        drafts = await self._drafts_of(kind, records)
        return Outcome((cupboard.listing(kind, drafts, profile, _number(press), redraw=True),))

    async def open(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Goes on with a draft where it was left."""
        opened = await self._draft(_first(press), profile, records)
        return self._continued(opened, profile) if opened else Outcome((cupboard.gone(profile),))

    async def card(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """What can be done with a draft."""
        opened = await self._draft(_first(press), profile, records)
        reply = cupboard.card(opened.kind, opened.draft, profile) if opened else cupboard.gone(profile)
        return Outcome((reply,))

    async def rename(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks for a draft's new name: the next text is it."""
        opened = await self._draft(_first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        waiting = replace(opened.state, naming=True, revision=opened.state.revision + 1)
        return _kept(opened.at(waiting), cupboard.naming(opened.draft, profile, LONGEST_TITLE), active=True)

    async def copy(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Begins a draft with the answers of another."""
        opened = await self._draft(_first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        state = replace(copied(opened.engine, opened.state), revision=1)
        title = f"{opened.draft.title[: LONGEST_TITLE - 10]} (bản sao)"
        draft = Draft(self._new_id(), opened.kind.form.key, title, state.to_json(), state.revision)
        copy = replace(opened, draft=draft, state=state, notices=(), changed=True)
        notice = f"Đã sao từ “{opened.draft.title}”. Tệp kèm theo không được sao."
        return _kept(copy, copy.screens(self._shelf).present(profile, notices=(notice,)), active=True)

    async def delete(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks whether to delete a draft."""
        opened = await self._draft(_first(press), profile, records)
        reply = cupboard.deletion(opened.kind, opened.draft, profile) if opened else cupboard.gone(profile)
        return Outcome((reply,))

    async def delete_for_sure(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Deletes a draft and shows the others."""
        opened = await self._draft(_first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        active = await records.active()
        rest = [draft for draft in await self._drafts_of(opened.kind, records) if draft.id != opened.draft.id]
        reply = cupboard.listing(opened.kind, rest, profile, redraw=True, notice=f"✅ Đã xóa “{opened.draft.title}”.")
        left = "" if active and active.id == opened.draft.id else None
        return Outcome((reply,), drafts=DraftChanges(deleted=(opened.draft.id,), active=left))

    async def _enter(self, kind: FormKind, _argument: str, profile: Profile, records: Records) -> Outcome:
        """The drafts of the kind; where there is none, the first question."""
        drafts = await self._drafts_of(kind, records)
        return Outcome((cupboard.listing(kind, drafts, profile),)) if drafts else self._begun(kind, profile)

    def _begun(self, kind: FormKind, profile: Profile) -> Outcome:
        noun = kind.naming.noun
        title = f"{noun[:1].upper()}{noun[1:]} {told(self._today())}"
        opened = self._opener.begin(kind, self._new_id(), title, profile)
        return _kept(opened, opened.screens(self._shelf).present(profile), active=True)

    def _continued(self, opened: Opened, profile: Profile) -> Outcome:
        """The draft in hand again; a name that was asked for is not waited for any more."""
        if opened.state.naming:
            opened = opened.at(replace(opened.state, naming=False, revision=opened.state.revision + 1))
        return _kept(opened, opened.screens(self._shelf).present(profile, notices=opened.notices), active=True)

    def _name(self, opened: Opened, text: str, profile: Profile) -> Outcome:
        title = read_text(" ".join(text.split()), LONGEST_TITLE)
        if isinstance(title, Problem):
            return self._refused(opened, title, profile)
        named = opened.named(title)
        return _kept(named, named.screens(self._shelf).present(profile, notices=(f"Đã đổi tên thành “{title}”.",)))

    async def _answered(self, opened: Opened, question: str, profile: Profile) -> Outcome:
        """A question to the bot in the middle of a form: its answer, then the same step."""
        return self._then_step(await self._ask.question(question, profile), opened, profile)

    def _then_step(self, answer: Outcome, opened: Opened, profile: Profile) -> Outcome:
        return replace(answer, replies=(*answer.replies, opened.screens(self._shelf).present(profile)))

    async def _turned(self, opened: Opened, turn: Turn, profile: Profile, *, pressed: bool = False) -> Outcome:
        """What a move led to, kept and shown."""
        after = opened.at(turn.state)
        screens = after.screens(self._shelf)
        if turn.taken_back is not None:
            answer = await self._ask.question(turn.taken_back, profile, asked=turn.taken_back)
            return replace(self._then_step(answer, after, profile), drafts=_changes(after))
        if turn.problem:
            return _kept(after, screens.problem(profile, turn.problem, redraw=pressed))
        said = after.kind.after_part(turn.finished, after.draft, profile) if turn.finished else ()
        step = screens.present(profile, redraw=pressed and not said, notices=_notices(opened, turn))
        return _kept(after, *said, step)

    async def _attached(self, opened: Opened, stored: StoredFile, profile: Profile) -> Outcome:
        move = Attached(stored.id, stored.name, stored.mime, len(stored.content), stored.digest)
        turn = opened.engine.move(opened.state, move, self._today())
        if turn.problem:
            return self._refused(opened, turn.problem, profile)
        after = opened.at(turn.state)
        notices = () if stored.legible else (ILLEGIBLE,)
        kept = replace(_changes(after) or DraftChanges(), files=(stored,))
        return Outcome((after.screens(self._shelf).present(profile, notices=notices),), drafts=kept)

    def _refused(self, opened: Opened, fault: Problem, profile: Profile) -> Outcome:
        return _kept(opened, opened.screens(self._shelf).problem(profile, fault))

    async def _active(self, profile: Profile, records: Records) -> Opened | None:
        draft = await records.active()
        return self._opener.open(draft, profile) if draft else None

    async def _draft(self, draft_id: str, profile: Profile, records: Records) -> Opened | None:
        draft = await records.draft(draft_id) if draft_id else None
        return self._opener.open(draft, profile) if draft else None

    async def _drafts_of(self, kind: FormKind, records: Records) -> list[Draft]:
        return [draft for draft in await records.drafts() if draft.form == kind.form.key]

    async def _activated(self, outcome: Outcome, opened: Opened, records: Records) -> Outcome:
        """The draft whose button was pressed is the one in hand from now on."""
        active = await records.active()
        if active and active.id == opened.draft.id:
            return outcome
        return replace(outcome, drafts=replace(outcome.drafts or DraftChanges(), active=opened.draft.id))


def _first(press: Press) -> str:
    return press.args[0] if press.args else ""


def _number(press: Press) -> int:
    """The number that a button carries after an id, 0 for none."""
    number = press.args[1] if len(press.args) > 1 else ""
    return int(number) if number.isascii() and number.isdigit() and len(number) < 6 else 0


def _changes(opened: Opened, *, active: bool = False) -> DraftChanges | None:
    if not opened.changed and not active:
        return None
    saved = (opened.draft,) if opened.changed else ()
    return DraftChanges(saved=saved, active=opened.draft.id if active else None)


def _kept(opened: Opened, *replies: Reply, active: bool = False) -> Outcome:
    return Outcome(replies, drafts=_changes(opened, active=active))


def _notices(opened: Opened, turn: Turn) -> tuple[str, ...]:
    """What to say above the step: what became of old answers, how an answer was understood, that a button was old."""
    understood = ""
    if turn.completed and turn.completed.key in turn.state.answers:
        understood = echo(turn.completed, turn.state.answers[turn.completed.key])
    return (
        *opened.notices,
        *([f"Đã ghi: {understood}."] if understood else []),
        *([OLD_BUTTON] if turn.stale else []),
    )
