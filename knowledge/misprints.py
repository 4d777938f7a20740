"""Misprints of the source files: printed words stay as they are, search and readers learn the likely ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources.abc import Traversable

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from knowledge.catalogue import CatalogueError, packaged_sources
from knowledge.provisions import Provision


class Sureness(StrEnum):
    """How sure it is that the printed words are a misprint."""

    CERTAIN = "certain"
    POSSIBLE = "possible"
    """It may be what the issuer wrote."""


class Misprint(BaseModel):
    """Words at a line of a document's file. `likely` is None when something is wrong but the right words are unknown;
    `remark` then says what."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    line: int = Field(gt=0)
    printed: str = Field(min_length=1)
    likely: str | None
    sure: Sureness
    remark: str | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Misprint":
        if (self.likely is None) == (self.remark is None):
            raise ValueError("one of likely and remark is needed, and not both")
        return self

    @property
    def note(self) -> str:
        """What stands under a quotation: '"Thương tiên" (nguyên văn; có thể là "Thưởng tiền")'."""
        explained = self.remark if self.likely is None else f'có thể là "{self.likely}"'
        return f'"{self.printed}" (nguyên văn; {explained})'


@dataclass(frozen=True, slots=True)
class Misprints:
    """The table of misprints."""

    table: tuple[Misprint, ...]

    @classmethod
    def load(cls, sources: Traversable | None = None) -> "Misprints":
        """The table in the folder `sources` (default: the packaged one). Raises CatalogueError naming what is wrong."""
        folder = packaged_sources() if sources is None else sources
        try:
            rows = yaml.safe_load((folder / "misprints.yaml").read_text(encoding="utf-8"))
            return cls(TypeAdapter(tuple[Misprint, ...]).validate_python(rows))
        except yaml.YAMLError as error:
            raise CatalogueError(f"misprints.yaml is not YAML: {error}") from error
        except ValidationError as error:
            raise CatalogueError.explaining("misprints.yaml", error) from error

    def within(self, provision: Provision, quote: str) -> Iterable[Misprint]:
        """The misprints of the provision's lines that stand in the quote, in the order of the file."""
        for misprint in self.table:
            here = misprint.document == provision.document and misprint.line in provision.lines
            if here and misprint.printed in quote:
                yield misprint
