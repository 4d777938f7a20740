"""The buttons of a form. Each carries the draft, the revision it was drawn at and a move, in 64 bytes."""

import secrets
from collections.abc import Sequence

from conversations.actions import Action
from conversations.drafts import Draft
from conversations.events import Button, Keyboard
from conversations.forms.engine import Engine
from conversations.forms.entries import COLLECTING
from conversations.forms.moves import (
    Back,
    Chosen,
    Done,
    DropLast,
    DropRow,
    Edit,
    EditCell,
    EditRow,
    Jump,
    Keep,
    More,
    Move,
    Remove,
    Review,
    Skip,
    TakeBack,
    packed,
)
from conversations.forms.questions import Choice, Kind, Question
from conversations.forms.route import answered
from conversations.forms.rows import Hand
from conversations.forms.state import FormState
from conversations.forms.telling import NONE_CHOSEN
from conversations.forms.writing import Writing
from conversations.screens import rows

CHOSEN = "✅ "
WIDE = 18
"""Characters of a label from which a button has a row of its own."""
LONGEST_LABEL = 40
"""Characters that a phone shows of a button; longer labels stand in the text and their numbers on the buttons."""
NUMBERS = 6
"""Numbered buttons in a row."""

IS_QUESTION = "Đây là câu hỏi"
KEEP = "Giữ nguyên"
DONE = "Xong"
DROP_LAST = "Bỏ tin vừa gửi"


def new_draft_id() -> str:
    """A short id that cannot be guessed: 11 characters, 64 random bits."""
    return secrets.token_urlsafe(8)


def move_button(label: str, draft_id: str, revision: int, move: Move) -> Button:
    """A move in a form."""
    return Button(label, Action.FORM, (draft_id, str(revision), *packed(move)))


def edit_button(label: str, draft: Draft, key: str) -> Button:
    """Changes the answer to one question and comes back to the review."""
    return move_button(label, draft.id, draft.revision, Edit(key))


def numbered(choices: Sequence[Choice]) -> bool:
    """Whether the labels are too long for buttons, so that the text lists them."""
    return any(len(choice.label) > LONGEST_LABEL for choice in choices)


class StepButtons:
    """The buttons under one step."""

    def __init__(self, engine: Engine, state: FormState, question: Question, draft_id: str) -> None:
        self._engine = engine
        self._state = state
        self._question = question
        self._draft_id = draft_id
        self._hand = Hand.of(question, state.pending.get(question.key, {})) if question.columns else None

    def keyboard(self, further: Keyboard = ()) -> Keyboard:
        """All of them: ways to answer, `further` ones, then ways to go."""
        taken = take_back(self._state, self._draft_id)
        return (*taken, *self._answering(), *self._finishing(), *further, *self._going())

    def _move(self, label: str, move: Move) -> Button:
        return move_button(label, self._draft_id, self._state.revision, move)

    def _answering(self) -> Keyboard:
        question, answer = self._question, self._state.answers.get(self._question.key)
        match question.kind:
            case Kind.CHOICE:
                return self._choices(question.choices, [answer])
            case Kind.CHOICES:
                return self._choices(question.choices, answer if isinstance(answer, list) else [])
            case Kind.TABLE if self._hand:
                return self._row(self._hand)
            case Kind.PEOPLE | Kind.FILES if isinstance(answer, list):
                buttons = [self._move(f"Bỏ {number}", Remove(number - 1)) for number in range(1, len(answer) + 1)]
                return rows(buttons, NUMBERS)
        return ()

    def _choices(self, choices: Sequence[Choice], chosen: Sequence[object]) -> Keyboard:
        by_number = numbered(choices)
        buttons = [
            self._move(
                f"{CHOSEN if choice.key in chosen else ''}{number if by_number else choice.label}", Chosen(choice.key)
            )
            for number, choice in enumerate(choices, 1)
        ]
        wide = any(len(choice.label) > WIDE for choice in choices)
        return rows(buttons, NUMBERS if by_number else 1 if wide else 2)

    def _row(self, hand: Hand) -> Keyboard:
        """For the row in hand its choices and a way out of it; for the rows that are there a button each."""
        cells = self._choices(hand.column.choices, [hand.cells.get(hand.column.key)]) if hand.column else ()
        if hand.row is not None:
            names = [self._move(column.label, EditCell(column.key)) for column in hand.columns]
            pick = rows(names) if hand.column is None else ()
            return (*cells, *pick, (self._move("Xóa dòng này", Remove(hand.row)), self._move("Thôi", DropRow())))
        if not hand.fresh:
            return (*cells, (self._move("Bỏ dòng này", DropRow()),))
        answer = self._state.answers.get(self._question.key)
        count = len(answer) if isinstance(answer, list) else 0
        edits = [self._move(f"Sửa dòng {number}", EditRow(number - 1)) for number in range(1, count + 1)]
        return (*cells, *rows(edits, 3))

    def _finishing(self) -> Keyboard:
        """Being done with an answer, or leaving it as it is."""
        question, state = self._question, self._state
        answer = state.answers.get(question.key)
        if question.kind is Kind.CHOICES:
            return ((self._move(DONE if answer else NONE_CHOSEN, Done()),),)
        if self._hand and not self._hand.fresh:
            kept = self._hand.row is not None or self._hand.at in self._hand.cells
            return ((self._move(KEEP, Keep()),),) if kept else ()
        if answer is None:
            return ()
        if question.kind is Kind.LONG:
            return (self._of_text(Writing.of(answer, state.pending.get(question.key, {}))),)
        return ((self._move(DONE, Done()) if question.kind in COLLECTING else self._move(KEEP, Keep()),),)

    def _of_text(self, text: Writing) -> tuple[Button, ...]:
        """For a text that is complete, and for one that is being written."""
        if not text.open:
            return (self._move(KEEP, Keep()), self._move("Viết thêm", More()))
        return (self._move(DONE, Done()), *([self._move(DROP_LAST, DropLast())] if text.before else []))

    def _going(self) -> Keyboard:
        question, state, draft_id = self._question, self._state, self._draft_id
        why = [Button("Vì sao hỏi?", Action.FORM_WHY, (draft_id, str(state.revision)))] if question.why else []
        skip = [] if self._fixed() else [self._move("Bỏ qua", Skip())]
        back = "← Bản xem lại" if state.returning and not self._in_row() else "← Quay lại"
        return (
            *rows([*why, *skip]),
            (self._move(back, Back()), Button("Mục lục", Action.FORM_PARTS, (draft_id,))),
            (leave_button(draft_id),),
        )

    def _in_row(self) -> bool:
        return self._hand is not None and not self._hand.fresh

    def _fixed(self) -> bool:
        """Whether there is nothing to pass over: the answer is there, or the cell in hand is required."""
        if self._hand and not self._hand.fresh:
            return self._hand.column is None or self._hand.column.required
        return answered(self._question, self._state)


def take_back(state: FormState, draft_id: str) -> Keyboard:
    """Says that the last text was a question, where it may have been one."""
    return ((move_button(IS_QUESTION, draft_id, state.revision, TakeBack()),),) if state.undo else ()


def leave_button(draft_id: str) -> Button:
    """Leaves the form for later."""
    return Button("Lưu, để sau", Action.FORM_LEAVE, (draft_id,))


def part_buttons(engine: Engine, state: FormState, draft_id: str) -> Keyboard:
    """A button a part that is asked, and one for the review."""
    buttons = [
        move_button(f"{number}. {part.title}", draft_id, state.revision, Jump(part.key))
        for number, part, _ in engine.parts(state)
    ]
    return (*rows(buttons), (move_button("Xem lại toàn bộ", draft_id, state.revision, Review()),))
