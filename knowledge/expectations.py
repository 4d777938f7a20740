"""What an answer must hold to settle a question of a certain form: an amount for "bao nhiêu tiền", and so on."""

import re
from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict, Field

from knowledge import lexicon
from knowledge.provisions import Provision
from knowledge.text import fold


class Expectation(BaseModel):
    """A form of question and what settles it; see `lexicon/expectations.yaml`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    about: str
    asks: tuple[str, ...] = Field(min_length=1)
    needs: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    provisions: tuple[str, ...] = ()

    def met_by(self, provision: Provision) -> bool:
        """True when the provision holds what the question asks for."""
        if provision.kind.value in self.kinds:
            return True
        if any(provision.id == id_ or provision.id.startswith(f"{id_}/") for id_ in self.provisions):
            return True
        text = fold(provision.text)
        return any(re.search(pattern, text) for pattern in self.needs)


class Expectations:
    """All expectations."""

    def __init__(self, expectations: Iterable[Expectation]) -> None:
        self._all = [(one, re.compile(_any_of(one.asks))) for one in expectations]

    @classmethod
    def load(cls) -> "Expectations":
        """The packaged ones; pydantic.ValidationError names what is wrong."""
        return cls(Expectation.model_validate(raw) for raw in lexicon.load("expectations.yaml"))

    def of(self, question: str) -> tuple[Expectation, ...]:
        """What a question of mended words expects."""
        folded = fold(question)
        return tuple(one for one, pattern in self._all if pattern.search(folded))


def _any_of(patterns: Iterable[str]) -> str:
    return "|".join(f"(?<!\\w)(?:{pattern})(?!\\w)" for pattern in patterns)
