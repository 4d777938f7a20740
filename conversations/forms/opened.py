"""A draft taken in hand: its kind, the engine for its place, its state made whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from conversations.drafts import Draft
from conversations.events import Profile
from conversations.forms.engine import Engine
from conversations.forms.kinds import FormKind
from conversations.forms.questions import Question
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

    def begin(self, kind: FormKind, draft_id: str, title: str, profile: Profile) -> Opened:
        """A new draft, with what the profile tells already."""
        engine = Engine(kind.form, kind.place(profile, {}))
        known = engine.begin()
        state = replace(known, answers=dict(kind.known(profile)), revision=1)
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
