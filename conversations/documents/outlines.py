"""What each document says, as data: an outline names the answers that it sets and the words around them.

Outlines stand in `outlines/`, a file each. In their words `{key}` is an answer, or a fact that the program adds.
"""

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from conversations.documents.formats import Side, Style

When = Mapping[str, tuple[str, ...]]
"""Holds when each question is answered by one of the keys; an empty list: when it is not answered."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Words(_Record):
    """A paragraph, left out when all that `unless` names holds. `optional`: left out without an answer in it, too."""

    text: str
    when: When = {}
    unless: When = {}
    optional: bool = False
    style: Style = Style.BODY


class Given(_Record):
    """An answer, set as its kind asks: paragraphs, a list, a table.

    `lead` are words before it, on its line or above its table; `none` what an empty choice of several says;
    `widths` the shares of a table's columns; `ticks` sets several choices as a table of what is ticked and what is not.
    """

    answer: str
    lead: str = ""
    none: str = ""
    widths: Mapping[str, int] = {}
    ticks: bool = False
    when: When = {}


class Quote(_Record):
    """A provision word for word, with its place; `lead` are words before it.

    Of one that goes on to points and steps `opening` quotes what it rules alone.
    """

    quote: str
    lead: str = ""
    opening: bool = False
    when: When = {}


class Bases(_Record):
    """The legal bases: the documents of the store that apply in the user's place."""

    bases: Literal[True]


class Section(_Record):
    """A numbered section; one in which nothing is left to say is left out."""

    heading: str
    parts: "tuple[Part, ...]"
    when: When = {}


Part = Words | Given | Quote | Bases | Section


class Each(_Record):
    """A document for each value of a column of a table; its rows are then all that the table holds."""

    question: str
    column: str


class Outline(_Record):
    """One document.

    `form`: the form it is made from. `file`: the beginning of its file's name. `kind`: its kind as printed; a letter
    (công văn) has none. `symbol`: the kind's abbreviation in the number. `side`: the format, when it is not that of
    the proposer. `sender`: who issues it. `signs_as`: what an individual signs as, where not as proposer. `numbering`:
    whether its first sections count I, II (with 1, 2 inside) or at once 1, 2. `preview`: whether it is made as a
    preview, too.
    """

    form: str
    file: str
    kind: str = ""
    symbol: str
    subject: str
    side: Side | None = None
    sender: Literal["proposer", "managing_body"] = "proposer"
    signs_as: str = ""
    addressee: tuple[Words, ...] = ()
    numbering: Literal["roman", "arabic"] = "arabic"
    body: tuple[Part, ...]
    closing: str
    recipients: tuple[Words, ...]
    when: When = {}
    each: Each | None = None
    preview: bool = False


@cache
def outlines(form: str) -> tuple[Outline, ...]:
    """The documents that are made from a form, in the order of their files' names."""
    folder = resources.files(__package__).joinpath("outlines")
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    every = [Outline.model_validate(yaml.safe_load(file.read_text(encoding="utf-8"))) for file in files]
    return tuple(outline for outline in every if outline.form == form)
