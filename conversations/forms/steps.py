"""What a step and a review show, as plain records for the templates."""

from collections.abc import Collection
from dataclasses import dataclass

from conversations.forms.buttons import numbered
from conversations.forms.checks import facing
from conversations.forms.dates import PAST_SAMPLE
from conversations.forms.dates import SAMPLE as DATE
from conversations.forms.engine import Engine
from conversations.forms.entries import COLLECTING
from conversations.forms.money import SAMPLE as MONEY
from conversations.forms.people import SAMPLE as PERSON
from conversations.forms.periods import SAMPLE as PERIOD
from conversations.forms.questions import Answer, Choice, Kind, Question
from conversations.forms.route import answered, settled
from conversations.forms.rows import Hand
from conversations.forms.spans import Facing
from conversations.forms.state import FormState
from conversations.forms.tables import sample_row
from conversations.forms.telling import LEFT_OUT, MISSING, STAYS_AS_IT_IS, cell, cut, label, lines, short, size
from conversations.ports import FILE_KINDS, LARGEST_FILE

SHOWN_TEXT = 600
"""Characters of a text that a step shows of what was answered."""
SHOWN_ITEM = 90
"""Characters of a row, a person, a file in a step."""
PAGE = 10
"""Answers on a page of the review: some twelve lines of a phone with their parts."""

_SAMPLES = {Kind.MONEY: MONEY, Kind.DATE: DATE, Kind.PERIOD: PERIOD, Kind.PEOPLE: PERSON}
"""What to write where the form gives no example."""
_REPLACES = "Ghi lại để thay, hoặc bấm Giữ nguyên."
_HINTS = {
    Kind.CHOICES: "Bấm để chọn hoặc bỏ chọn, xong thì bấm nút cuối.",
    Kind.LONG: "Gửi được nhiều tin nhắn; xong thì bấm Xong.",
    Kind.PEOPLE: "Mỗi người một dòng: họ tên, chức vụ, cơ quan.",
    Kind.FILES: f"Gửi ảnh hoặc tài liệu, mỗi tệp tối đa {size(LARGEST_FILE)}: {FILE_KINDS}.",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `prompt` names the cell of a row, `had` is what is answered already, a line for each piece.

    `listed`: the pieces are numbered.
    """

    heading: str
    part: str
    part_number: int
    parts: int
    number: int
    total: int
    text: str
    prompt: str
    choices: tuple[str, ...]
    had: tuple[str, ...]
    listed: bool
    example: str
    hint: str


@dataclass(frozen=True, slots=True)
class Line:
    """One answer in the review. `missing`: it is required and not there or not complete."""

    number: int
    key: str
    label: str
    value: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Section:
    """The answers of one part on one page."""

    number: int
    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a form is: questions that are asked, answered, and required and missing."""

    total: int
    answered: int
    missing: int


@dataclass(frozen=True, slots=True)
class Chapter:
    """A part in the list of parts: how many of its questions are settled."""

    number: int
    title: str
    settled: int
    total: int


def step(engine: Engine, state: FormState, question: Question, heading: str, example: str = "") -> Step:
    """What is shown of the question. `example` takes the place of its own."""
    at = engine.where(state, question.key)
    hand = Hand.of(question, state.pending.get(question.key, {})) if question.columns else None
    open_row = hand if hand and not hand.fresh else None
    answer = state.answers.get(question.key)
    column = hand.column if hand else None
    return Step(
        heading=heading,
        part=at.part.title,
        part_number=at.part_number,
        parts=at.parts,
        number=at.number,
        total=at.total,
        text=question.text,
        prompt=_prompt(hand, _count(answer)) if hand else "",
        choices=_listed_choices(column.choices if column else question.choices),
        had=_row(open_row) if open_row else () if answer is None else _had(question, answer),
        listed=question.kind in {Kind.TABLE, Kind.PEOPLE, Kind.FILES} and open_row is None,
        example=example or _example(question, hand),
        hint=_hint(question, state, hand),
    )


def progress(engine: Engine, state: FormState) -> Progress:
    """How far the form is."""
    questions = engine.asked(state)
    done = sum(answered(question, state) for question in questions)
    return Progress(len(questions), done, len(engine.missing(state)))


def pages(engine: Engine, state: FormState, stays: Collection[str] = ()) -> tuple[tuple[Section, ...], ...]:
    """The whole review, cut into pages; what was recorded `stays` where these questions have no answer."""
    parts = engine.parts(state)
    placed = [(number, part.title, question) for number, part, questions in parts for question in questions]
    lines = [
        (part, title, _line(state, number, question, stays)) for number, (part, title, question) in enumerate(placed, 1)
    ]
    return tuple(_page(lines[start : start + PAGE]) for start in range(0, len(lines), PAGE))


def chapters(engine: Engine, state: FormState) -> tuple[Chapter, ...]:
    """The parts that are asked."""
    return tuple(
        Chapter(number, part.title, sum(settled(one, state) for one in questions), len(questions))
        for number, part, questions in engine.parts(state)
    )


def echo(question: Question, answer: Answer) -> str:
    """How an answer was understood, where it was written in another way than it is kept."""
    understood = question.kind in {Kind.NUMBER, Kind.MONEY, Kind.DATE, Kind.PERIOD}
    return short(question, answer) if understood else ""


def _page(lines: list[tuple[int, str, Line]]) -> tuple[Section, ...]:
    sections: dict[int, tuple[str, list[Line]]] = {}
    for number, title, line in lines:
        sections.setdefault(number, (title, []))[1].append(line)
    return tuple(Section(number, title, tuple(found)) for number, (title, found) in sections.items())


def _line(state: FormState, number: int, question: Question, stays: Collection[str]) -> Line:
    answer, complete = state.answers.get(question.key), answered(question, state)
    nothing = MISSING if question.required else STAYS_AS_IT_IS if question.key in stays else LEFT_OUT
    value = nothing if answer is None else short(question, answer)
    return Line(number, question.key, label(question), value, question.required and not complete)


def _count(answer: Answer | None) -> int:
    return len(answer) if isinstance(answer, list) else 0


def _prompt(hand: Hand, count: int) -> str:
    if hand.row is not None:
        return f"Dòng {hand.row + 1}, ô “{hand.column.label}”" if hand.column else f"Dòng {hand.row + 1}: sửa ô nào"
    return f"Dòng {count + 1}, ô “{hand.column.label}”" if hand.column else ""


def _listed_choices(choices: tuple[Choice, ...]) -> tuple[str, ...]:
    return tuple(choice.label for choice in choices) if numbered(choices) else ()


def _row(hand: Hand) -> tuple[str, ...]:
    return tuple(
        f"{column.label}: {cut(cell(column, hand.cells[column.key]), SHOWN_ITEM)}"
        for column in hand.columns
        if column.key in hand.cells
    )


def _had(question: Question, answer: Answer) -> tuple[str, ...]:
    """What is answered, where the buttons do not show it; of a long text the beginning."""
    if question.choices and not numbered(question.choices):
        return ()
    if question.kind is Kind.LONG and isinstance(answer, str):
        shown = answer if len(answer) <= SHOWN_TEXT else f"{answer[:SHOWN_TEXT].rsplit(' ', 1)[0]} …"
        return tuple(line for line in shown.split("\n") if line.strip())
    return tuple(
        cut(line, SHOWN_ITEM if question.kind in COLLECTING else SHOWN_TEXT) for line in lines(question, answer)
    )


def _example(question: Question, hand: Hand | None) -> str:
    if hand is None:
        return question.example or _sample(question)
    if hand.fresh:
        return question.example or sample_row(question.columns)
    return hand.column.example if hand.column else sample_row(question.columns)


def _sample(question: Question) -> str:
    past = question.kind is Kind.DATE and facing(question) is Facing.PAST
    return PAST_SAMPLE if past else _SAMPLES.get(question.kind, "")


def _hint(question: Question, state: FormState, hand: Hand | None) -> str:
    has = question.key in state.answers
    if hand:
        return _row_hint(hand, has=has)
    if question.kind is Kind.LONG and has and question.key not in state.pending:
        return "Gửi đoạn mới để thay, hoặc bấm một nút."
    if question.kind in _HINTS:
        return _HINTS[question.kind]
    return _REPLACES if has else ""


def _row_hint(hand: Hand, *, has: bool) -> str:
    if hand.row is not None:
        return "Bấm ô cần sửa, hoặc ghi lại cả dòng như ví dụ." if hand.column is None else ""
    if not hand.fresh:
        return ""
    how = "Ghi từng ô, hoặc cả dòng, các ô cách nhau bằng dấu |."
    return f"{how} Hết thì bấm Xong." if has else how
