"""How an answer comes together: at once, or piece by piece until the user is done. One table by kind of question."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from conversations.forms.checks import first_problem
from conversations.forms.choosing import ordered
from conversations.forms.entered import Entered, Held
from conversations.forms.moves import Attached, Chosen, Done, DropLast, More, Move, Remove, Typed
from conversations.forms.problems import Problem, problem
from conversations.forms.questions import Kind, Question
from conversations.forms.reading import mended, read
from conversations.forms.rows import enter_row
from conversations.forms.texts import counted, read_text
from conversations.forms.writing import Writing

MOST_FILES = 20
MOST_PEOPLE = 40
COLLECTING = frozenset({Kind.CHOICES, Kind.LONG, Kind.TABLE, Kind.FILES, Kind.PEOPLE})
"""Kinds whose answer comes in pieces, each kept as it comes."""

Enter = Callable[[Question, Held, Move, date], Entered | Problem | None]


def enter(question: Question, held: Held, move: Move, today: date) -> Entered | Problem | None:
    """What the move makes of the question's answer; None for a move that enters nothing here."""
    if isinstance(move, Attached) and question.kind is not Kind.FILES:
        return problem("file_unexpected")
    return _ENTRIES.get(question.kind, _at_once)(question, held, move, today)


def _at_once(question: Question, held: Held, move: Move, today: date) -> Entered | Problem | None:
    match move:
        case Typed(text):
            answer = read(question, text, today)
            return answer if isinstance(answer, Problem) else Entered(answer, complete=True)
        case Chosen(key) if _is_choice(question, key):
            return Entered(key, complete=True)
    return None


def _choices(question: Question, held: Held, move: Move, today: date) -> Entered | Problem | None:
    chosen = held.items
    match move:
        case Chosen(key) if _is_choice(question, key):
            keys = [one for one in chosen if one != key] if key in chosen else [*chosen, key]
            return Entered(ordered(keys, question.choices))
        case Done():
            return Entered(chosen, complete=True)
        case Typed():
            return _at_once(question, held, move, today)
    return None


def _long(question: Question, held: Held, move: Move, today: date) -> Entered | Problem | None:
    had = Writing.of(held.answer, held.pending)
    match move:
        case Typed(text):
            return _lengthened(question, had, text)
        case More() if had.text:
            return _written(replace(had, open=True))
        case DropLast() if had.before:
            return _written(had.without_last())
        case Done() if had.text:
            fault = first_problem(question, had.text, today)
            return mended(fault, question) if fault else Entered(had.text, complete=True)
    return _nothing_yet(move)


def _written(text: Writing) -> Entered:
    return Entered(text.text or None, text.pending())


def _lengthened(question: Question, had: Writing, text: str) -> Entered | Problem:
    """The text with one more message. Checks wait for the whole."""
    piece = read_text(text, question.longest)
    if isinstance(piece, Problem):
        return piece
    whole = had.longer(piece)
    if len(whole.text) > question.longest:
        return problem("too_long", length=counted(len(whole.text)), longest=counted(question.longest))
    return _written(whole)


def _people(question: Question, held: Held, move: Move, today: date) -> Entered | Problem | None:
    match move:
        case Typed():
            named = _at_once(question, held, move, today)
            return named if not isinstance(named, Entered) else _joined(held, Held(named.answer))
    return _collected(held, move)


def _joined(held: Held, named: Held) -> Entered | Problem:
    """The people with those that were named just now, nobody twice."""
    people = [*held.items, *(person for person in named.items if person not in held.items)]
    if len(people) > MOST_PEOPLE:
        return problem("rows_too_many", count=len(people), most=MOST_PEOPLE)
    return Entered(people)


def _files(_question: Question, held: Held, move: Move, _today: date) -> Entered | Problem | None:
    match move:
        case Attached() if len(held.items) >= MOST_FILES:
            return problem("files_too_many", count=len(held.items), most=MOST_FILES)
        case Attached() as file:
            return Entered([*held.items, file.answer()])
        case Typed():
            return problem("files_only")
    return _collected(held, move)


def _collected(held: Held, move: Move) -> Entered | Problem | None:
    """What people and files have in common: taking one out, being done."""
    match move:
        case Remove(index) if index < len(held.items):
            rest = [item for position, item in enumerate(held.items) if position != index]
            return Entered(rest or None)
        case Done() if held.items:
            return Entered(held.items, complete=True)
    return _nothing_yet(move)


def _nothing_yet(move: Move) -> Problem | None:
    return problem("nothing_yet") if isinstance(move, Done) else None


def _is_choice(question: Question, key: str) -> bool:
    return any(choice.key == key for choice in question.choices)


_ENTRIES: Mapping[Kind, Enter] = {
    Kind.CHOICES: _choices,
    Kind.LONG: _long,
    Kind.PEOPLE: _people,
    Kind.FILES: _files,
    Kind.TABLE: enter_row,
}
"""Kinds that collect; every other is answered at once."""
