"""What a form shows: replies with their templates and buttons."""

from collections.abc import Sequence

from conversations.actions import Action
from conversations.drafts import Draft
from conversations.events import Button, Keyboard, Profile, Reply
from conversations.forms.buttons import StepButtons, edit_button, leave_button, part_buttons, take_back
from conversations.forms.engine import Engine
from conversations.forms.kinds import Amending, Concluding, Exemplary, FormKind
from conversations.forms.problems import Problem
from conversations.forms.questions import Question
from conversations.forms.state import FormState
from conversations.forms.steps import chapters, pages, progress, step
from conversations.forms.telling import cut
from conversations.screens import rows, screen
from conversations.shelf import CENTRAL, Shelf

SHOWN_REASONS = 3
"""Provisions shown under "Vì sao hỏi?"."""
HEADING = 60
"""Characters of a draft's name on a step."""
NO_DAY = "date"
"""The problem of a text that is no day at all: any day shows how one is written."""
NUMBERS = 5
"""Numbered buttons in a row."""


class FormScreens:
    """Draws one draft of one kind as it stands."""

    def __init__(self, shelf: Shelf, kind: FormKind, engine: Engine, draft: Draft, state: FormState) -> None:
        self._shelf = shelf
        self._kind = kind
        self._engine = engine
        self._draft = draft
        self._state = state

    def present(self, profile: Profile, *, redraw: bool = False, notices: Sequence[str] = ()) -> Reply:
        """The present step, or the review where there is nothing more to ask."""
        question = self._engine.question(self._state)
        if question is None:
            return self.review(profile, redraw=redraw, notices=notices)
        shown = step(self._engine, self._state, question, self._heading(), self._example(question))
        keyboard = self._step_buttons(question, profile)
        return screen("form_step", profile, keyboard, redraw=redraw, step=shown, notices=tuple(notices))

    def problem(self, profile: Profile, fault: Problem, *, redraw: bool = False, notices: Sequence[str] = ()) -> Reply:
        """Why nothing changed, how to mend it, and the step again."""
        question = self._engine.question(self._state)
        if question is None:
            return self.review(profile, redraw=redraw, notices=(*notices, fault.says))
        held = question.key in self._state.answers
        closing = isinstance(self._kind, Concluding)
        write = (self._example(question) if fault.code == NO_DAY else "") or fault.write
        return screen(
            "form_problem",
            profile,
            self._step_buttons(question, profile),
            redraw=redraw,
            step=step(self._engine, self._state, question, self._heading()),
            notices=tuple(notices),
            says=fault.says,
            write=write,
            noun=self._kind.naming.noun if write and question.required and not held and not closing else None,
        )

    def why(self, profile: Profile) -> Reply | None:
        """The provisions that are the reason for the present question, verbatim, those of the place first.

        None where there is none to show.
        """
        question = self._engine.question(self._state)
        known = [provision for id_ in question.why if (provision := self._shelf.get(id_))] if question else []
        places = {CENTRAL, self._engine.place}
        near = [one for one in known if self._shelf.document_of(one).jurisdiction in places] or known
        near = sorted(near, key=lambda one: self._shelf.document_of(one).jurisdiction != self._engine.place)
        passages = [self._shelf.passage(provision, profile) for provision in near[:SHOWN_REASONS]]
        return screen("form_why", profile, passages=passages) if passages else None

    def review(self, profile: Profile, page: int = 0, *, redraw: bool = False, notices: Sequence[str] = ()) -> Reply:
        """A page of all answers, each with a button that changes it."""
        stays = self._kind.stays(self._state.answers) if isinstance(self._kind, Amending) else ()
        all_pages = pages(self._engine, self._state, stays)
        page = min(max(page, 0), len(all_pages) - 1)
        sections = all_pages[page]
        lines = [line for section in sections for line in section.lines]
        edits = [edit_button(str(line.number), self._draft, line.key) for line in lines]
        return screen(
            "form_review",
            profile,
            (
                *take_back(self._state, self._draft.id),
                *rows(edits, NUMBERS),
                *self._turning(page, len(all_pages)),
                *self._kind.review_buttons(self._draft, profile),
                (Button("Mục lục", Action.FORM_PARTS, (self._draft.id,)), leave_button(self._draft.id)),
            ),
            redraw=redraw,
            heading=self._heading(),
            sections=sections,
            progress=progress(self._engine, self._state),
            missing=[
                str(line.number) for one in all_pages for section in one for line in section.lines if line.missing
            ],
            page=page + 1,
            pages=len(all_pages),
            notices=tuple(notices),
        )

    def parts(self, profile: Profile) -> Reply:
        """The parts, with a button that leads to each."""
        keyboard = part_buttons(self._engine, self._state, self._draft.id)
        listed = chapters(self._engine, self._state)
        return screen("form_parts", profile, keyboard, redraw=True, heading=self._heading(), chapters=listed)

    def left(self, profile: Profile) -> Reply:
        """The form is left for later."""
        return screen(
            "form_left",
            profile,
            ((Button("Soạn tiếp", Action.FORM_OPEN, (self._draft.id,)),),),
            heading=self._heading(),
            progress=progress(self._engine, self._state),
        )

    def _step_buttons(self, question: Question, profile: Profile) -> Keyboard:
        further = self._kind.step_buttons(question, self._draft, profile)
        return StepButtons(self._engine, self._state, question, self._draft.id).keyboard(further)

    def _example(self, question: Question) -> str:
        return self._kind.example(question, self._draft) if isinstance(self._kind, Exemplary) else ""

    def _heading(self) -> str:
        title, name = self._kind.form.title, cut(self._draft.title, HEADING)
        return name if name.startswith(title) else f"{title}: {name}"

    def _turning(self, page: int, count: int) -> tuple[tuple[Button, ...], ...]:
        before = [self._page_button("‹ Trang trước", page - 1)] if page else []
        after = [self._page_button("Trang sau ›", page + 1)] if page + 1 < count else []
        return rows([*before, *after])

    def _page_button(self, label: str, page: int) -> Button:
        return Button(label, Action.FORM_PAGE, (self._draft.id, str(page)))
