"""The catalogue: what is known, and what is not, about each document in the store."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator

from knowledge.outline import Outline

UNKNOWN = "chưa rõ"
"""How a value that the source does not give is shown."""

Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class CatalogueError(ValueError):
    """The catalogue, or a table beside it, is wrong; the message names each field and says what it takes."""

    @classmethod
    def explaining(cls, file_name: str, error: ValidationError) -> "CatalogueError":
        """The error in words: a line for each field that is wrong."""
        faults = [f"  {'.'.join(map(str, fault['loc'])) or 'whole file'}: {fault['msg']}" for fault in error.errors()]
        return cls("\n".join([f"{file_name} is wrong:", *faults]))


class Status(StrEnum):
    """Whether a document is in force."""

    IN_FORCE = "in_force"
    DRAFT = "draft"
    UNKNOWN = "unknown"


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Jurisdiction(_Record):
    """A place whose documents are in the store; `central` is the one whose documents apply everywhere."""

    id: Key
    name: Words
    aliases: tuple[Words, ...] = ()


class OtherNumber(_Record):
    """A number printed in the file that is not the document's number."""

    number: Words
    what: Words


class Document(_Record):
    """One document. None means that the file does not say; show it through `shown`.

    `title` is the full title, `short` the name used after a locator. `implements` are keys of documents of the store.
    `aliases` are names that people type. `defects` say what is wrong with the file, `overtaken` which of the
    bodies that it names have since changed.
    """

    key: Key
    title: Words
    short: Words
    kind: Words
    issuer: Words
    number: Words | None
    date: date | None
    date_note: Words | None = None
    signer: Words | None
    jurisdiction: Key
    status: Status
    status_reason: Words
    implements: tuple[Key, ...] = ()
    aliases: tuple[Words, ...] = ()
    other_numbers: tuple[OtherNumber, ...] = ()
    defects: tuple[Words, ...] = ()
    overtaken: tuple[Words, ...] = ()
    outline: Outline = Field(repr=False)

    @property
    def file_name(self) -> str:
        """The name of the document's file among the sources."""
        return f"{self.key}.txt"

    @model_validator(mode="after")
    def _number_is_its_own(self) -> "Document":
        if self.number in {other.number for other in self.other_numbers}:
            raise ValueError(f"number: {self.number!r} stands among other_numbers, so it is not this document's number")
        return self


class Catalogue(_Record):
    """All documents and places, in the order in which they are shown."""

    jurisdictions: tuple[Jurisdiction, ...]
    documents: tuple[Document, ...]

    @classmethod
    def load(cls, sources: Traversable | None = None) -> "Catalogue":
        """The catalogue in the folder `sources` (default: the packaged one).

        Raises CatalogueError, which names the fields that are wrong.
        """
        folder = packaged_sources() if sources is None else sources
        try:
            return cls.model_validate(yaml.safe_load((folder / "catalogue.yaml").read_text(encoding="utf-8")))
        except yaml.YAMLError as error:
            raise CatalogueError(f"catalogue.yaml is not YAML: {error}") from error
        except ValidationError as error:
            raise CatalogueError.explaining("catalogue.yaml", error) from error

    def document(self, key: str) -> Document:
        """The document with this key; KeyError when there is none."""
        for document in self.documents:
            if document.key == key:
                return document
        raise KeyError(f"no document {key!r} in the catalogue")

    def jurisdiction(self, identity: str) -> Jurisdiction:
        """The place with this id; KeyError when there is none."""
        for jurisdiction in self.jurisdictions:
            if jurisdiction.id == identity:
                return jurisdiction
        raise KeyError(f"no jurisdiction {identity!r} in the catalogue")

    def documents_of(self, jurisdiction: str) -> tuple[Document, ...]:
        """The documents issued for one place, without the central ones."""
        return tuple(document for document in self.documents if document.jurisdiction == jurisdiction)

    @model_validator(mode="after")
    def _references_exist(self) -> "Catalogue":
        keys = [document.key for document in self.documents]
        places = [jurisdiction.id for jurisdiction in self.jurisdictions]
        _refuse_repeated("documents.key", keys)
        _refuse_repeated("jurisdictions.id", places)
        _refuse_repeated("documents.aliases", (alias.casefold() for d in self.documents for alias in d.aliases))
        for document in self.documents:
            if document.jurisdiction not in places:
                raise ValueError(f"{document.key}.jurisdiction: {document.jurisdiction!r} is not one of {places}")
            for implemented in document.implements:
                if implemented not in keys or implemented == document.key:
                    raise ValueError(f"{document.key}.implements: {implemented!r} is no other document of {keys}")
        return self


def packaged_sources() -> Traversable:
    """The folder of source files, catalogue and misprints that is installed with the program."""
    return resources.files("knowledge") / "sources"


def shown(value: str | date | None) -> str:
    """A value as users read it: a date as "22/9/2021", what is not known as "chưa rõ"."""
    if value is None:
        return UNKNOWN
    return f"{value.day}/{value.month}/{value.year}" if isinstance(value, date) else value


def _refuse_repeated(field: str, values: Iterable[str]) -> None:
    for value, count in Counter(values).items():
        if count > 1:
            raise ValueError(f"{field}: {value!r} stands there {count} times")
