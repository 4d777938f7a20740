"""Random walks through random forms: nothing that a user answered is lost, whatever they press, and however often.

    python -m benchmarks.walks            # 5,000 walks
    python -m benchmarks.walks --walks N

A small number of the same walks stands among the tests (`tests/unit/conversations/forms/test_walks.py`).
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.callbacks import pack
from conversations.actions import Action
from conversations.forms.buttons import StepButtons
from conversations.forms.engine import Engine, Turn
from conversations.forms.moves import (
    Attached,
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
    Typed,
    unpacked,
)
from conversations.forms.questions import Choice, Column, Condition, Form, Kind, Part, Question
from conversations.forms.restoring import restored
from conversations.forms.state import REVIEW, FormState
from conversations.forms.steps import pages
from conversations.forms.telling import LEFT_OUT, MISSING, short

TODAY = date(2026, 11, 25)
PLACES = ("quang-ngai", "hai-phong")
WALKS = 5_000
STEPS = 30
CHUNK = 250
"""Walks between two lines of progress."""

GOOD: Mapping[Kind, tuple[tuple[str, Any], ...]] = {
    Kind.SHORT: (("Một cửa lưu động", "Một cửa lưu động"), ("Ai chịu trách nhiệm?", "Ai chịu trách nhiệm?")),
    Kind.LONG: (("Đoạn một <b>", "Đoạn một <b>"), ("Vì sao chậm?", "Vì sao chậm?"), ("😀", "😀")),
    Kind.NUMBER: (("30 ngày", {"number": "30", "unit": "ngày"}), ("12,5%", {"number": "12.5", "unit": "%"})),
    Kind.MONEY: (("1,5 tỷ", 1_500_000_000), ("300.000.000 đ", 300_000_000)),
    Kind.DATE: (("5/12/2026", "2026-12-05"), ("mai", "2026-11-26")),
    Kind.PERIOD: (("quý 1/2027", {"begin": "2027-01-01", "end": "2027-03-31"}),),
    Kind.PEOPLE: (
        ("Nguyễn Văn A, Trưởng phòng, Sở Y tế", [{"name": "Nguyễn Văn A", "post": "Trưởng phòng", "unit": "Sở Y tế"}]),
        ("Lê B, Bí thư, Đảng ủy xã", [{"name": "Lê B", "post": "Bí thư", "unit": "Đảng ủy xã"}]),
    ),
}
"""What is typed for each kind, and what it must be kept as."""
BAD: Mapping[Kind, str] = {
    Kind.CHOICE: "không có trong danh sách",
    Kind.SHORT: "x" * 20_000,
    Kind.LONG: "x" * 20_000,
    Kind.NUMBER: "1,234",
    Kind.MONEY: "500",
    Kind.DATE: "30/2",
    Kind.PERIOD: "6 tháng",
    Kind.PEOPLE: "Nguyễn Văn A",
    Kind.FILES: "đây",
    Kind.TABLE: "a | b | c | d | e",
    Kind.CHOICES: "không có trong danh sách",
}
"""What is typed for each kind and is no answer."""
ROW = ("Tồn đọng | Cao | 5 triệu", {"risk": "Tồn đọng", "level": "high", "cost": "5000000"})
CHOICES = (Choice("a", "Mục một"), Choice("b", "Mục hai"), Choice("c", "Mục ba"))
COLUMNS = (
    Column("risk", "Rủi ro"),
    Column("level", "Mức", Kind.CHOICE, choices=(Choice("high", "Cao"), Choice("low", "Thấp"))),
    Column("cost", "Chi phí", Kind.MONEY, required=False),
)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form of a few parts with questions of every kind, some asked only when earlier answers say so."""
    parts: list[Part] = []
    deciding: list[Question] = []
    for number in range(draw(st.integers(1, 3))):
        questions: list[Question] = []
        for position in range(draw(st.integers(1, 4))):
            question = draw(_questions(f"q{number}{position}", tuple(deciding)))
            questions.append(question)
            deciding += [question] if question.choices else []
        parts.append(Part(f"p{number}", f"Phần {number}", tuple(questions)))
    always = replace(parts[0].questions[0], show_if=(), only_in=())
    first = replace(parts[0], questions=(always, *parts[0].questions[1:]))
    return Form("thu", draw(st.integers(1, 3)), "Thử", (first, *parts[1:]))


@st.composite
def _questions(draw: st.DrawFn, key: str, deciding: tuple[Question, ...]) -> Question:
    kind = draw(st.sampled_from([*Kind, Kind.CHOICE, Kind.CHOICES, Kind.TABLE]))
    depends: bool = draw(st.booleans())
    condition = draw(st.sampled_from(deciding)).key if deciding and depends else None
    any_of = tuple(draw(st.sets(st.sampled_from("abc"), min_size=1, max_size=2)))
    return Question(
        key,
        f"Câu {key}?",
        kind,
        required=draw(st.booleans()),
        choices=CHOICES if kind in {Kind.CHOICE, Kind.CHOICES} else (),
        columns=COLUMNS if kind is Kind.TABLE else (),
        show_if=(Condition(condition, any_of),) if condition else (),
        only_in=PLACES[:1] if draw(st.integers(0, 5)) == 0 else (),
        unit="ngày" if kind is Kind.NUMBER else "",
    )


class Walk(RuleBasedStateMachine):
    """A user who does anything at any time, and a plain book of what they answered, kept beside the engine."""

    counts: ClassVar[Counter[str]] = Counter()

    @initialize(form=forms(), place=st.sampled_from(PLACES))
    def begin(self, form: Form, place: str) -> None:
        self.engine = Engine(form, place)
        self.state = self.engine.begin()
        self.book: dict[str, Any] = {}
        self.writing: set[str] = set()
        self.rows: dict[str, dict[str, str]] = {}
        self.messages: dict[str, list[tuple[Any, bool]]] = {}
        self.before_text: tuple[str, Any, bool] | None = None
        self.files = 0
        self.counts["walks"] += 1

    @property
    def question(self) -> Question | None:
        return self.engine.question(self.state)

    def go(self, move: Move, *, changes: bool | None = None) -> Turn:
        """Makes a move; whether it must change something, where that is known."""
        before = self.state
        turn = self.engine.move(before, move, TODAY)
        self.state = turn.state
        changed = turn.state != before
        assert turn.state.revision == before.revision + changed
        assert not (turn.problem and changed)
        assert changes is None or changed is changes
        self.counts[type(move).__name__] += 1
        self.counts["changes"] += changed
        return turn

    @precondition(lambda self: self.question and self.question.kind in GOOD)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        question = self.question
        assert question
        text, kept = data.draw(st.sampled_from(GOOD[question.kind]))
        had, writing = self.book.get(question.key), question.key in self.writing
        turn = self.go(Typed(text))
        assert turn.problem is None
        self.book[question.key] = self._with(question, had, kept)
        self.before_text = (question.key, had, writing) if self.state.undo else None

    def _with(self, question: Question, had: Any, kept: Any) -> Any:  # noqa: ANN401 - any answer
        if question.kind is Kind.PEOPLE:
            return [*(had or []), *(one for one in kept if one not in (had or []))]
        if question.kind is Kind.LONG:
            open_text = question.key in self.writing
            whole = f"{had}\n\n{kept}" if open_text else kept
            self.messages.setdefault(question.key, []).append((had, open_text))
            self.writing.add(question.key)
            return whole
        return kept

    @precondition(lambda self: self.question and self.question.kind is Kind.TABLE)
    @rule()
    def row(self) -> None:
        """A whole row in one line, where no cell is asked for by itself."""
        question = self.question
        assert question
        if question.key in self.state.pending:
            self.go(DropRow(), changes=True)
        turn = self.go(Typed(ROW[0]))
        assert turn.problem is None
        self.book[question.key] = [*self.book.get(question.key, []), ROW[1]]
        self.before_text = None

    @precondition(lambda self: self.question and self.question.kind is Kind.TABLE)
    @rule()
    def cells(self) -> None:
        """A row cell by cell, with a step back and an optional cell left out."""
        question = self.question
        assert question
        if question.key in self.state.pending:
            self.go(DropRow(), changes=True)
        self.go(Typed("Chậm"), changes=True)
        self.go(Chosen("low"), changes=True)
        self.go(Back(), changes=True)
        self.go(Keep(), changes=True)
        self.go(Skip(), changes=True)
        self.book[question.key] = [*self.book.get(question.key, []), {"risk": "Chậm", "level": "low"}]
        self.before_text = None

    @precondition(lambda self: self.question and self.question.kind is Kind.FILES)
    @rule()
    def attach(self) -> None:
        question = self.question
        assert question
        self.files += 1
        if len(self.book.get(question.key, [])) >= 20:
            assert self.go(Attached(f"f{self.files}", "a.pdf", "application/pdf", 9, "d"), changes=False).problem
            return
        self.go(Attached(f"f{self.files}", "a.pdf", "application/pdf", 9, "d"), changes=True)
        kept = {"id": f"f{self.files}", "name": "a.pdf", "mime": "application/pdf", "size": "9", "digest": "d"}
        self.book[question.key] = [*self.book.get(question.key, []), kept]
        self.before_text = None

    @precondition(lambda self: self.question)
    @rule()
    def mistake(self) -> None:
        """What is no answer changes nothing and says how to mend it."""
        question = self.question
        assert question
        if question.key in self.state.pending and question.kind is Kind.TABLE:
            return
        turn = self.go(Typed(BAD[question.kind]), changes=False)
        assert turn.problem
        assert turn.problem.says

    @precondition(lambda self: self.question)
    @rule(data=st.data())
    def press(self, data: st.DataObject) -> None:
        """Any button of the step."""
        self._press(data.draw(st.sampled_from(self._moves())))

    @precondition(lambda self: self.question)
    @rule(data=st.data())
    def go_on(self, data: st.DataObject) -> None:
        """A button that answers or finishes, as most presses are; without one the step is put off."""
        leaving = (Back, Jump, Review, Skip, TakeBack)
        moves: list[Move] = [move for move in self._moves() if not isinstance(move, leaving)]
        self._press(data.draw(st.sampled_from(moves or [Skip()])))

    @precondition(lambda self: self.question and self.question.kind in {Kind.CHOICE, Kind.CHOICES, Kind.TABLE})
    @rule(data=st.data())
    def choose(self, data: st.DataObject) -> None:
        """A choice, where the step has one to offer."""
        moves = [move for move in self._moves() if isinstance(move, Chosen | EditRow | EditCell)]
        if moves:
            self._press(data.draw(st.sampled_from(moves)))

    @precondition(lambda self: self.state.undo)
    @rule()
    def take_back(self) -> None:
        """The last text was a question: all is as before it."""
        self._press(TakeBack())

    @precondition(lambda self: self.question and self.messages.get(self.question.key))
    @rule()
    def drop_last(self) -> None:
        """The last message of a text belongs elsewhere: the text is as before it."""
        self._press(DropLast())

    def _moves(self) -> list[Move]:
        """The moves of the buttons of this step, which must fit Telegram's limits."""
        assert self.question
        keyboard = StepButtons(self.engine, self.state, self.question, "abcdefghijk").keyboard()
        assert sum(map(len, keyboard)) <= 100
        assert all(len(row) <= 8 for row in keyboard)
        buttons = [button for row in keyboard for button in row if button.action == Action.FORM]
        assert all(pack(button) and button.args[1] == str(self.state.revision) for button in buttons)
        moves = [unpacked(button.args[2:]) for button in buttons]
        assert None not in moves
        return [move for move in moves if move]

    def _press(self, move: Move) -> None:
        self._book(self.question, move)
        turn = self.engine.press(self.state, self.state.revision, move, TODAY)
        assert not turn.stale
        self.go(move)
        self.before_text = self.before_text if self.state.undo else None

    def _book(self, question: Question | None, move: Move) -> None:
        """What a button makes of the book."""
        if isinstance(move, TakeBack):
            assert self.before_text
            key, had, writing = self.before_text
            self._before(key, had, writing=writing)
            if key in self.messages:
                self.messages[key].pop()
            self.before_text = None
            return
        assert question
        key, had = question.key, self.book.get(question.key)
        pending = self.state.pending.get(key)
        match move:
            case Chosen(choice) if question.kind is Kind.CHOICE:
                self.book[key] = choice
            case Chosen(choice) if question.kind is Kind.CHOICES:
                now = set(had or []) ^ {choice}
                self.book[key] = [one.key for one in CHOICES if one.key in now]
            case Chosen(choice) if question.kind is Kind.TABLE and pending:
                self._cell(key, pending, choice)
            case Done() if question.kind is Kind.CHOICES:
                self.book[key] = had or []
            case Done() | Keep() if question.kind is Kind.LONG:
                self.writing.discard(key)
                self.messages.pop(key, None)
            case DropLast():
                earlier, writing = self.messages[key].pop()
                self._before(key, earlier, writing=writing)
            case More():
                self.writing.add(key)
            case Remove(index):
                self._put(key, [one for place, one in enumerate(had or []) if place != index] or None)
            case Skip() if question.kind is Kind.TABLE and pending and pending["column"] == "cost":
                self._cell(key, pending, None)

    def _before(self, key: str, had: Any, *, writing: bool) -> None:  # noqa: ANN401 - any answer
        self._put(key, had)
        self.writing = self.writing | {key} if writing else self.writing - {key}

    def _cell(self, key: str, pending: Mapping[str, Any], value: str | None) -> None:
        """A cell of an open row is kept at once; of a new row only its last one completes the row."""
        cells = {**pending["cells"], pending["column"]: value}
        row = {name: one for name, one in cells.items() if one is not None}
        if "row" in pending:
            rows = self.book[key]
            self.book[key] = [*rows[: pending["row"]], row, *rows[pending["row"] + 1 :]]
        elif pending["column"] == "cost":
            self.book[key] = [*self.book.get(key, []), row]

    def _put(self, key: str, value: Any) -> None:  # noqa: ANN401 - any answer
        if value is None:
            self.book.pop(key, None)
        else:
            self.book[key] = value

    @rule(data=st.data())
    def wander(self, data: st.DataObject) -> None:
        """Back, to a part, to the review, to one answer and back to the review."""
        way = data.draw(st.sampled_from([self._back, self._jump, self._review, self._edit]))
        way(data)

    @rule(data=st.data())
    def meanwhile(self, data: st.DataObject) -> None:
        """An old button, a restart, a newer form."""
        event = data.draw(st.sampled_from([self._stale, self._restart, self._newer]))
        event(data)

    def _back(self, _data: st.DataObject) -> None:
        question, pending = self.question, self.state.pending
        first = question and self.engine.asked(self.state)[0] == question and question.key not in pending
        turn = self.go(Back())
        if first and not turn.state.returning and turn.problem:
            assert turn.problem.code == "first_step"
        self.before_text = self.before_text if self.state.undo else None

    @precondition(lambda self: self.question)
    @rule(word=st.sampled_from(["Quay lại", "bo qua", "QUAY LẠI."]))
    def say(self, word: str) -> None:
        """A move in words does what its button does."""
        question, pending = self.question, self.state.pending.get(self.state.at)
        assert question
        if word == "bo qua":
            self._book(question, Skip())
        turn = self.go(Typed(word))
        assert pending or turn.problem or self.state.at != question.key
        self.before_text = None

    def _jump(self, data: st.DataObject) -> None:
        part = data.draw(st.sampled_from(self.engine.form.parts))
        asked_there = [one for one in self.engine.asked(self.state) if one in part.questions]
        turn = self.go(Jump(part.key))
        assert turn.stale != bool(asked_there)
        assert turn.stale or self.question in part.questions
        self.before_text = self.before_text if self.state.undo else None

    def _review(self, _data: st.DataObject) -> None:
        self.go(Review())
        assert self.state.at == REVIEW
        self.before_text = self.before_text if self.state.undo else None

    def _edit(self, data: st.DataObject) -> None:
        """From the review to an answer; left as it is, it leads back to the review."""
        self.go(Review())
        self.before_text = None
        question = data.draw(st.sampled_from(self.engine.asked(self.state)))
        self.go(Edit(question.key), changes=True)
        assert self.question == question
        assert self.state.returning

    def _stale(self, data: st.DataObject) -> None:
        """A button of another step changes nothing."""
        if self.state.revision == 0:
            return
        old = data.draw(st.integers(0, self.state.revision - 1))
        moves: list[Move] = [Back(), Skip(), Done(), Keep(), Chosen("a"), Remove(0), Review(), TakeBack(), DropRow()]
        moves += [Jump("p0"), DropLast()]
        turn = self.engine.press(self.state, old, data.draw(st.sampled_from(moves)), TODAY)
        assert turn.stale
        assert turn.state is self.state
        self.counts["stale"] += 1

    def _restart(self, _data: st.DataObject) -> None:
        """Another replica takes the form up, from what is stored."""
        form = self.engine.form
        self.engine = Engine(form, self.engine.place)
        stored = json.loads(json.dumps(self.state.to_json()))
        whole = restored(self.engine, stored, self.state.revision)
        assert not whole.changed
        assert whole.state == self.state
        self.state = whole.state
        self.counts["restart"] += 1

    def _newer(self, _data: st.DataObject) -> None:
        """A newer version of the same form keeps every answer."""
        form = replace(self.engine.form, version=self.engine.form.version + 1)
        self.engine = Engine(form, self.engine.place)
        whole = restored(self.engine, self.state.to_json(), self.state.revision)
        assert whole.changed
        assert whole.anew == ()
        assert whole.state.revision == self.state.revision + 1
        self.state = whole.state
        self.before_text = self.before_text if self.state.undo else None
        self.counts["migrations"] += 1

    @invariant()
    def no_answer_is_lost(self) -> None:
        assert self.state.answers == self.book

    @invariant()
    def the_review_is_the_state(self) -> None:
        asked = self.engine.asked(self.state)
        lines = [line for page in pages(self.engine, self.state) for section in page for line in section.lines]
        assert [line.key for line in lines] == [question.key for question in asked]
        for line, question in zip(lines, asked, strict=True):
            nothing = MISSING if question.required else LEFT_OUT
            answer = self.book.get(question.key)
            assert line.value == (nothing if answer is None else short(question, answer))
        assert self.engine.answers(self.state) == {one.key: self.book[one.key] for one in asked if one.key in self.book}

    @invariant()
    def the_state_is_json(self) -> None:
        assert FormState.from_json(json.loads(json.dumps(self.state.to_json()))) == self.state

    @invariant()
    def it_stands_somewhere(self) -> None:
        assert self.state.at == REVIEW or self.question

    @invariant()
    def there_is_a_way_out(self) -> None:
        """Passing over what is open leads to the review."""
        state = self.state
        for _ in range(2 * len(self.engine.form.questions) + 2):
            if state.at == REVIEW:
                return
            state = self.engine.move(state, DropRow(), TODAY).state
            state = self.engine.move(state, Skip(), TODAY).state
        raise AssertionError(f"no way out of {self.state}")


def walk(walks: int, *, steps: int = STEPS, derandomize: bool = False) -> None:
    """Takes the walks; raises with the shortest walk that broke a promise."""
    run_state_machine_as_test(
        Walk,
        settings=settings(
            max_examples=walks,
            stateful_step_count=steps,
            derandomize=derandomize,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


def main() -> None:
    """Walks and prints what was done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--walks", type=int, default=WALKS)
    walks = parser.parse_args().walks
    begun = time.perf_counter()
    for done in range(0, walks, CHUNK):
        walk(min(CHUNK, walks - done))
        print(f"{Walk.counts['walks']} walks, {time.perf_counter() - begun:.0f} s", file=sys.stderr)
    print(json.dumps({"seconds": round(time.perf_counter() - begun, 1), **Walk.counts}, indent=2))


if __name__ == "__main__":
    main()
