"""What a user can do with a form: the events of the engine, and the short names by which buttons carry them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from knowledge.text import fold


@dataclass(frozen=True, slots=True)
class Typed:
    """A message of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that was stored: its id, name, MIME type, size in bytes and digest."""

    id: str
    name: str
    mime: str
    size: int
    digest: str

    def answer(self) -> dict[str, str]:
        """The file as answers keep it."""
        return {
            "id": self.id,
            "name": self.name,
            "mime": self.mime,
            "size": str(self.size),
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Chosen:
    """A choice by its button; of several choices it is put in or taken out."""

    key: str


@dataclass(frozen=True, slots=True)
class Back:
    """To the step before."""


@dataclass(frozen=True, slots=True)
class Skip:
    """Leaves this step for later."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Lets the answer stand as it is and goes on."""


@dataclass(frozen=True, slots=True)
class Done:
    """The answer that was collected is complete."""


@dataclass(frozen=True, slots=True)
class More:
    """The next message goes on with the text instead of replacing it."""


@dataclass(frozen=True, slots=True)
class DropLast:
    """Takes the last message out of a text that is being written."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Takes out a row, a person or a file."""

    index: int


@dataclass(frozen=True, slots=True)
class EditRow:
    """Opens a row, to change a cell or the whole."""

    index: int


@dataclass(frozen=True, slots=True)
class EditCell:
    """Asks for one cell of the open row."""

    column: str


@dataclass(frozen=True, slots=True)
class DropRow:
    """Gives up the row that is being entered or changed."""


@dataclass(frozen=True, slots=True)
class Jump:
    """To a part."""

    part: str


@dataclass(frozen=True, slots=True)
class Edit:
    """To one question, from the review, and back to it."""

    question: str


@dataclass(frozen=True, slots=True)
class Review:
    """To the review."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The last text was a question to the bot: the answer before it stands again."""


Move = (
    Typed
    | Attached
    | Chosen
    | Back
    | Skip
    | Keep
    | Done
    | More
    | DropLast
    | Remove
    | EditRow
    | EditCell
    | DropRow
    | Jump
    | Edit
    | Review
    | TakeBack
)

_BARE: Mapping[str, Move] = {
    "b": Back(),
    "s": Skip(),
    "k": Keep(),
    "d": Done(),
    "m": More(),
    "l": DropLast(),
    "x": DropRow(),
    "v": Review(),
    "t": TakeBack(),
}
_NAMING: Mapping[str, Callable[[str], Move]] = {"a": Typed, "c": Chosen, "o": EditCell, "p": Jump, "e": Edit}
_COUNTING: Mapping[str, Callable[[int], Move]] = {"r": Remove, "w": EditRow}
_NAMES: Mapping[type, str] = {
    **{type(move): name for name, move in _BARE.items()},
    **{Typed: "a", Chosen: "c", EditCell: "o", Jump: "p", Edit: "e", Remove: "r", EditRow: "w"},
}

SPOKEN: Mapping[str, Move] = {
    "quay lai": Back(),
    "bo qua": Skip(),
    "giu nguyen": Keep(),
    "xong": Done(),
    "bo tin vua gui": DropLast(),
}
"""What users type instead of pressing the button that says so."""


def packed(move: Move) -> tuple[str, ...]:
    """A move as the arguments of a button, whose text must be short. Files come by no button."""
    match move:
        case Typed(value) | Chosen(value) | EditCell(value) | Jump(value) | Edit(value):
            return (_NAMES[type(move)], value)
        case Remove(index) | EditRow(index):
            return (_NAMES[type(move)], str(index))
    return (_NAMES[type(move)],)


def unpacked(args: tuple[str, ...]) -> Move | None:
    """The move of a button's arguments, None for any that `packed` does not make."""
    match args:
        case (name,):
            return _BARE.get(name)
        case (name, value) if name in _NAMING:
            return _NAMING[name](value)
        case (name, value) if name in _COUNTING and value.isascii() and value.isdigit():
            return _COUNTING[name](int(value))
    return None


def spoken(text: str) -> Move | None:
    """The move that a text says in so many words."""
    return SPOKEN.get(" ".join(fold(text).strip(" .!\"'").split()))
