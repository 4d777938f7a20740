"""What each document asks for before it speaks of protecting an official, as data: `regimes/<document>.yaml`.

A regime is the criteria of one document, what it says follows where they are met (in its own words), and the steps it
names. Everything rests on provisions by id, with a phrase of theirs word for word. Facts are what somebody answered, by
the name of a question; the names come from outside, so that nothing here knows a form.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from knowledge.catalogue import Status
from knowledge.library import Library

CONFLICTS = "conflicts.yaml"
CENTRAL = "central"

Facts = Mapping[str, str]
"""What is known, by question; what is not known is not in it."""
Group = Mapping[str, tuple[str, ...]]
"""Holds when every fact named is one of the values."""
Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class Standing(StrEnum):
    """How a criterion stands by what is known."""

    MET = "met"
    UNMET = "unmet"
    OPEN = "open"
    """Nobody has shown it yet."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cited(_Record):
    """A provision and a phrase of it, word for word."""

    id: str
    quote: Words


class Criterion(_Record):
    """Something that a document asks for.

    `name` says it as met, `lacking` as not met, `open` adds what must be said while nobody has shown it. `met` and
    `unmet` are groups of facts of which one must hold. It is asked for where one of `applies` holds (none: always) and
    none of `unless` does. `evidence` are papers that show it.
    """

    id: Key
    name: Words
    lacking: Words
    open: str = ""
    provisions: tuple[Cited, ...] = Field(min_length=1)
    applies: tuple[Group, ...] = ()
    unless: tuple[Group, ...] = ()
    met: tuple[Group, ...] = Field(min_length=1)
    unmet: tuple[Group, ...] = Field(min_length=1)
    evidence: tuple[Words, ...] = Field(min_length=1)

    def asked(self, facts: Facts) -> bool:
        """Whether the document asks for it in a case like this."""
        here = not self.applies or any(holds(group, facts) for group in self.applies)
        return here and not any(holds(group, facts) for group in self.unless)

    def standing(self, facts: Facts) -> Standing:
        """How it stands; open while neither side is shown."""
        if any(holds(group, facts) for group in self.met):
            return Standing.MET
        return Standing.UNMET if any(holds(group, facts) for group in self.unmet) else Standing.OPEN


class Outcome(_Record):
    """What a document says follows: `verb` in its own words, once all of `needs` are met.

    It is out of question once a fact of every group of `applies` is known to be another.
    """

    id: Key
    verb: Words
    provision: Cited
    needs: tuple[Key, ...] = Field(min_length=1)
    applies: tuple[Group, ...] = ()


class Step(_Record):
    """Something to do: while one of the criteria `after` is not met, or where a group of `given` holds.

    With both, both must hold. `when` is the document's own word for the time, empty where it sets none. `paper` is the
    form that makes its document.
    """

    id: Key
    do: Words
    who: Words
    when: str = ""
    provision: Cited
    after: tuple[Key, ...] = ()
    given: tuple[Group, ...] = ()
    paper: str = ""

    def due(self, standings: Mapping[str, Standing], facts: Facts) -> bool:
        """Whether it is to be done as things stand."""
        lacking = not self.after or any(standings.get(key, Standing.MET) is not Standing.MET for key in self.after)
        return lacking and (not self.given or any(holds(group, facts) for group in self.given))


class Regime(_Record):
    """One document as it bears on protection. `stops` are the facts that end the assessment, by the provision."""

    document: str
    criteria: tuple[Criterion, ...] = Field(min_length=1)
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    steps: tuple[Step, ...] = ()
    stops: tuple[Cited, ...] = Field(min_length=1)

    @property
    def cited(self) -> tuple[Cited, ...]:
        """Every provision that the regime rests on."""
        return (
            *(cited for criterion in self.criteria for cited in criterion.provisions),
            *(outcome.provision for outcome in self.outcomes),
            *(step.provision for step in self.steps),
            *self.stops,
        )


class Conflict(_Record):
    """A point on which documents differ, or are silent, shown and not smoothed over.

    `when`: the facts under which it bears on a case; none for one that no assessment shows.
    """

    id: Annotated[str, StringConstraints(pattern=r"^C-[1-8]$")]
    point: Words
    note: str = ""
    sides: tuple[Cited, ...] = Field(min_length=1)
    when: tuple[Group, ...] = ()


@dataclass(frozen=True)
class Regimes:
    """All regimes, by document, and the conflicts between documents."""

    regimes: Mapping[str, Regime]
    conflicts: tuple[Conflict, ...]
    library: Library

    @classmethod
    def load(cls, library: Library, folder: Traversable | None = None) -> "Regimes":
        """The regimes of the documents in the library (default: the packaged ones).

        Raises pydantic.ValidationError, which names what is wrong. `faults` says what else is wrong with them.
        """
        place = folder or resources.files("knowledge.regimes")
        files = {document.key: place / f"{document.key}.yaml" for document in library.catalogue.documents}
        regimes = {key: Regime.model_validate(_read(file)) for key, file in files.items() if file.is_file()}
        conflicts = tuple(Conflict.model_validate(raw) for raw in _read(place / CONFLICTS))
        return cls(regimes, conflicts, library)

    def of(self, place: str | None) -> tuple[Regime, ...]:
        """The regimes that bear on a place: its own, then the Centre's, documents in force before drafts."""
        held = [regime for regime in self.regimes.values() if self.jurisdiction(regime) in {place, CENTRAL}]
        return tuple(sorted(held, key=lambda one: (self.is_draft(one), self.jurisdiction(one) == CENTRAL)))

    def jurisdiction(self, regime: Regime) -> str:
        """The place of a regime's document."""
        return self.library.catalogue.document(regime.document).jurisdiction

    def is_draft(self, regime: Regime) -> bool:
        """Whether the document is not in force."""
        return self.library.catalogue.document(regime.document).status is Status.DRAFT


def holds(group: Group, facts: Facts) -> bool:
    """Whether every fact of a group is known to be one of its values."""
    return all(facts.get(fact) in values for fact, values in group.items())


def excluded(groups: Sequence[Group], facts: Facts) -> bool:
    """Whether what is known rules every group out. Without groups nothing is ruled out."""
    ruled_out = (any(fact in facts and facts[fact] not in values for fact, values in one.items()) for one in groups)
    return bool(groups) and all(ruled_out)


def _read(file: Traversable) -> Any:  # noqa: ANN401 - YAML holds anything; its reader validates
    return yaml.safe_load(file.read_text(encoding="utf-8"))
