"""A draft taken in hand: its kind, the engine for its place, its state made whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from conversations.drafts import Draft, DraftRecords
from conversations.events import DraftChanges, Outcome, Press, Profile, Reply
from conversations.forms.engine import Engine
from conversations.forms.kinds import FormKind
from conversations.forms.questions import Answers, Question
from conversations.forms.restoring import restored
from conversations.forms.screens import FormScreens
from conversations.forms.state import FormState
from conversations.forms.telling import label
from conversations.shelf import Shelf

LONGEST_TITLE = 120


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft as it stands now. `notices` say what became of answers that do not fit the form any more.

    `changed`: the state is not the stored one.
    """

    kind: FormKind
    engine: Engine
    draft: Draft
    state: FormState
    notices: tuple[str, ...] = ()
    changed: bool = False

    def screens(self, shelf: Shelf) -> FormScreens:
        """What the draft shows."""
        return FormScreens(shelf, self.kind, self.engine, self.draft, self.state)

    def at(self, state: FormState) -> "Opened":
        """The draft in another state, named by its answers where they name it anew."""
        before, after = (self.kind.title(self.engine.answers(one)) for one in (self.state, state))
        title = after[:LONGEST_TITLE] if after and after != before else self.draft.title
        draft = replace(self.draft, title=title, state=state.to_json(), revision=state.revision)
        return replace(self, draft=draft, state=state, changed=state != self.state or self.changed)

    def unnamed(self) -> "Opened":
        """The draft when no new name is waited for any more."""
        if not self.state.naming:
            return self
        return self.at(replace(self.state, naming=False, revision=self.state.revision + 1))

    def named(self, title: str) -> "Opened":
        """The draft under a name that the user gave."""
        state = replace(self.state, naming=False, revision=self.state.revision + 1)
        draft = replace(self.draft, title=title, state=state.to_json(), revision=state.revision)
        return replace(self, draft=draft, state=state, changed=True)


class Opener:
    """Takes drafts in hand."""

    def __init__(self, kinds: Sequence[FormKind]) -> None:
        self.kinds: Mapping[str, FormKind] = {kind.form.key: kind for kind in kinds}

    def open(self, draft: Draft, profile: Profile) -> Opened | None:
        """The draft as it stands; None when its form is of no known kind."""
        kind = self.kinds.get(draft.form)
        if kind is None:
            return None
        stored = draft.state.get("answers")
        place = kind.place(profile, stored if isinstance(stored, Mapping) else {})
        engine = Engine(kind.form, place)
        whole = restored(engine, draft.state, draft.revision)
        draft = replace(draft, state=whole.state.to_json(), revision=whole.state.revision)
        return Opened(kind, engine, draft, whole.state, _told(whole.anew, whole.changed), whole.changed)

    async def draft(self, draft_id: str, profile: Profile, records: DraftRecords) -> Opened | None:
        """The draft of this id; None when it is gone or of no known kind."""
        draft = await records.draft(draft_id) if draft_id else None
        return self.open(draft, profile) if draft else None

    async def active(self, profile: Profile, records: DraftRecords) -> Opened | None:
        """The draft that the chat is in the middle of."""
        draft = await records.active()
        return self.open(draft, profile) if draft else None

    def begin(
        self, kind: FormKind, draft_id: str, title: str, profile: Profile, given: Answers | None = None
    ) -> Opened:
        """A new draft, with what the profile tells already and `given`, which fits the form's questions."""
        answers = {**kind.known(profile), **(given or {})}
        engine = Engine(kind.form, kind.place(profile, answers))
        known = engine.begin()
        state = replace(known, answers=answers, revision=1)
        state = replace(state, at=engine.first_open(state))
        draft = Draft(draft_id, kind.form.key, title, state.to_json(), state.revision)
        return Opened(kind, engine, draft, state, changed=True)


def _told(anew: Sequence[Question], changed: bool) -> tuple[str, ...]:
    if not changed:
        return ()
    names = ", ".join(label(question) for question in anew)
    if names:
        return (f"Mẫu đã được cập nhật. Các câu trả lời còn phù hợp được giữ; xin trả lời lại: {names}.",)
    return ("Mẫu đã được cập nhật. Các câu trả lời được giữ nguyên.",)


def changes(opened: Opened, *, active: bool = False) -> DraftChanges | None:
    """What is to be stored of a draft, and whether it is the one in hand from now on."""
    if not opened.changed and not active:
        return None
    saved = (opened.draft,) if opened.changed else ()
    return DraftChanges(saved=saved, active=opened.draft.id if active else None)


def kept(opened: Opened, *replies: Reply, active: bool = False) -> Outcome:
    """The replies, with the draft to be stored."""
    return Outcome(replies, drafts=changes(opened, active=active))


def first(press: Press) -> str:
    """The id that a button carries, "" for none."""
    return press.args[0] if press.args else ""


def number(press: Press) -> int:
    """The number that a button carries after an id, 0 for none."""
    given = press.args[1] if len(press.args) > 1 else ""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else 0
