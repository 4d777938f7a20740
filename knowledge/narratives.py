"""What somebody tells of their own case before asking: the question that it comes to is what is searched for."""

import re
from collections.abc import Iterable, Mapping, Sequence

from pydantic import BaseModel, ConfigDict, Field

from knowledge import lexicon
from knowledge.text import fold, syllables


class Narrative(BaseModel):
    """A kind of account; see `lexicon/narratives.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    told: Mapping[str, Sequence[str]] = Field(min_length=2)
    comes_to: str


class Narratives:
    """All kinds of account."""

    def __init__(self, narratives: Iterable[Narrative]) -> None:
        self._all = [(one.comes_to, [_any_of(group) for group in one.told.values()]) for one in narratives]

    @classmethod
    def load(cls) -> "Narratives":
        """The packaged ones; pydantic.ValidationError names what is wrong."""
        return cls(Narrative.model_validate(raw) for raw in lexicon.load("narratives.yaml"))

    def comes_to(self, text: str) -> str | None:
        """The question that a text of mended words comes to; None when it is no such account."""
        folded = " ".join(syllables(fold(text)))
        return next((asked for asked, groups in self._all if all(group.search(folded) for group in groups)), None)


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
