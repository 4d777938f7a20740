"""What the program does because of a provision, as data: wordings, points, silences, each naming provision ids."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field


class Silence(BaseModel):
    """Something people ask that no document in the store settles.

    `about` names it in Vietnamese; `near` are the provisions that come nearest without settling it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    about: str
    near: tuple[str, ...] = ()
    wordings: tuple[str, ...] = Field(min_length=1)


class SmallTalk(BaseModel):
    """What people send that is no question about the documents; `reason` says what it is met with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    reason: str
    wordings: tuple[str, ...] = Field(min_length=1)


def small_talk() -> tuple[SmallTalk, ...]:
    """What is no question; pydantic.ValidationError names what is wrong."""
    return tuple(SmallTalk.model_validate(raw) for raw in load("smalltalk.yaml") or [])


class Contact(BaseModel):
    """The body that follows how a place's document is carried out, named by the provision `id`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    jurisdiction: str
    body: str
    id: str


def contacts() -> tuple[Contact, ...]:
    """Whom to ask, by place; pydantic.ValidationError names what is wrong."""
    return tuple(Contact.model_validate(raw) for raw in load("contacts.yaml"))


def load(name: str) -> Any:  # noqa: ANN401 - YAML holds anything; its reader validates
    """The parsed YAML file `name` of this package; None when there is no such file."""
    file = resources.files(__package__).joinpath(name)
    return yaml.load(file.read_text(encoding="utf-8"), _Loader) if file.is_file() else None  # noqa: S506 - safe loader


_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def wordings(document: str) -> Mapping[str, list[str]]:
    """The everyday wordings of a document, by provision id; empty when it has none."""
    return load(f"{document}.wordings.yaml") or {}


def silences() -> tuple[Silence, ...]:
    """What the documents are silent about; pydantic.ValidationError names what is wrong."""
    return tuple(Silence.model_validate(raw) for raw in load("silences.yaml") or [])


@cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Everyday expressions and the documents' terms for them."""
    found: dict[str, tuple[str, ...]] = {}
    for term, expressions in (load("synonyms.yaml") or {}).items():
        for expression in expressions:
            found[expression] = (*found.get(expression, ()), term)
    return found


def everyday_terms() -> Iterator[str]:
    """Every expression and term of the synonyms."""
    for expression, terms in synonyms().items():
        yield expression
        yield from terms


def english() -> Mapping[str, str]:
    """English words and phrases and the documents' terms for them."""
    return {str(word).lower(): str(term) for word, term in (load("english.yaml") or {}).items()}
