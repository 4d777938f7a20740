"""What a form asks, as data. A form is read from YAML beside the dialogue that uses it; the engine asks it.

An answer is a JSON value whose shape follows the question's kind (see `Kind`), so that a state can be stored by name,
resumed on another replica and read by rules and documents. A question that was passed over has no answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

Answer = str | int | list[str] | list[dict[str, str]] | dict[str, str]
"""What an answer may be; `Kind` says which for each kind of question."""

Answers = Mapping[str, Answer]
"""The answers of one form, by the key of their question."""


class Kind(StrEnum):
    """The kinds of question and the JSON shape of their answers."""

    CHOICE = "choice"
    """One of `choices`: its key, a string."""
    CHOICES = "choices"
    """Any number of `choices`: a list of their keys, in the order of the form; an empty list says "none"."""
    SHORT = "short"
    """One message of text."""
    LONG = "long"
    """Text over several messages until the user is done; messages are joined by a blank line."""
    NUMBER = "number"
    """`{"number": "12.5", "unit": "ngày"}`: a decimal with a point; the question's unit or the user's."""
    MONEY = "money"
    """Whole đồng, an integer."""
    DATE = "date"
    """`YYYY-MM-DD`."""
    PERIOD = "period"
    """`{"begin": "YYYY-MM-DD", "end": "YYYY-MM-DD"}`."""
    TABLE = "table"
    """Rows, each a mapping of column key to text in the shape that the column's kind has as a string."""
    FILES = "files"
    """`[{"id", "name", "mime", "size", "digest"}]`: stored files, in the order in which they came."""
    PEOPLE = "people"
    """`[{"name", "post", "unit"}]`."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to answer. `label` is the words on its button."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Column:
    """One cell of every row of a table: `kind` is choice, short, number, money or date."""

    key: str
    label: str
    kind: Kind = Kind.SHORT
    required: bool = True
    choices: tuple[Choice, ...] = ()
    example: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """About the answer to `question`, by its choices.

    With `any_of` it holds when the answer is, or has among its choices, one of these; with `none_of` when it has none
    of these, which no answer has either.
    """

    question: str
    any_of: tuple[str, ...] = ()
    none_of: tuple[str, ...] = ()

    def holds(self, answer: object) -> bool:
        """Whether it holds for an answer, None for none."""
        chosen = answer if isinstance(answer, list) else [answer]
        if self.any_of:
            return any(key in chosen for key in self.any_of)
        return not any(key in chosen for key in self.none_of)


@dataclass(frozen=True, slots=True)
class Question:
    """One question. `why` are the ids of the provisions that are the reason for asking, the first the most telling.

    `show_if`: asked only when all conditions hold. `longest`: characters of a text. `checks`: names of further
    validations. `only_in`: jurisdictions where it is asked, empty for everywhere. `label` is its short name where many
    questions are listed.
    """

    key: str
    text: str
    kind: Kind
    why: tuple[str, ...] = ()
    example: str = ""
    required: bool = True
    choices: tuple[Choice, ...] = ()
    columns: tuple[Column, ...] = ()
    unit: str = ""
    longest: int = 4_000
    checks: tuple[str, ...] = ()
    show_if: tuple[Condition, ...] = ()
    only_in: tuple[str, ...] = ()
    label: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a form."""

    key: str
    title: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A whole form. `version` changes whenever a stored state might no longer fit; the engine then migrates it."""

    key: str
    version: int
    title: str
    parts: tuple[Part, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """Every question, in the order of the form."""
        return tuple(question for part in self.parts for question in part.questions)
