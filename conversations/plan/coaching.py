"""Help with a plan from a chat model, where one is set: what may be sent to it, and what of its words may be shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from knowledge.faithfulness import drift
from knowledge.masking import HIDDEN

Marking = Callable[[str], object | None]
"""The official-secret marking of a text (`knowledge.secrecy.marking`), None where it has none."""
SHOWN = 3
"""How many deviations are named at most."""


class Coach(Protocol):
    """Who helps; `knowledge.coaching.ModelCoach` in the running bot."""

    async def rewritten(self, question: str, text: str) -> str | None:
        """The text in administrative style, unchecked; None where nothing came."""

    async def challenges(self, plan: str) -> tuple[str, ...]:
        """The hardest questions about the plan; none where nothing came."""


class Withheld(StrEnum):
    """Why there is nothing to show."""

    MARKED = "marked"
    """The text bears a secrecy marking and was not sent."""
    SILENT = "silent"
    """The model gave nothing in time."""
    UNFAITHFUL = "unfaithful"
    """Its words do not state what the user stated; they are not shown."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What came of asking for help. `text` is empty when it is `withheld`; `deviations` say what was not kept."""

    text: str = ""
    withheld: Withheld | None = None
    deviations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Challenges:
    """The questions an appraiser may ask, or why there are none."""

    questions: tuple[str, ...] = ()
    withheld: Withheld | None = None


class Coaching:
    """Asks the coach, and lets through only what keeps to the user's own words."""

    def __init__(self, coach: Coach, marking: Marking, abbreviations: Mapping[str, str]) -> None:
        """`abbreviations` may be written out in a proposal: what each stands for."""
        self._coach = coach
        self._marking = marking
        self._abbreviations = abbreviations

    async def suggestion(self, question: str, text: str, longest: int) -> Suggestion:
        """The user's text in administrative style, at most `longest` characters."""
        if self._marking(text):
            return Suggestion(withheld=Withheld.MARKED)
        proposal = await self._coach.rewritten(question, text)
        if not proposal or not proposal.strip():
            return Suggestion(withheld=Withheld.SILENT)
        proposal = proposal.strip()
        drifted = drift(text, proposal, self._abbreviations)
        if drifted or HIDDEN in proposal or len(proposal) > longest:
            return Suggestion(withheld=Withheld.UNFAITHFUL, deviations=(*drifted.added, *drifted.lost)[:SHOWN])
        return Suggestion(proposal)

    async def challenges(self, plan: str) -> Challenges:
        """The hardest questions about a plan. One that states what the plan does not is left out."""
        if self._marking(plan):
            return Challenges(withheld=Withheld.MARKED)
        asked = await self._coach.challenges(plan)
        faithful = tuple(question for question in asked if not drift(plan, question, self._abbreviations).added)
        if faithful:
            return Challenges(faithful)
        return Challenges(withheld=Withheld.UNFAITHFUL if asked else Withheld.SILENT)
