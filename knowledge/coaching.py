"""A chat model helps with a plan: it puts a text into administrative style, and asks what an appraiser would ask.

What it writes is unchecked here but for its shape; who shows it checks it (`knowledge.faithfulness`).
"""

import json
from importlib import resources

from langchain_core.language_models import BaseChatModel

from knowledge.masking import masked
from knowledge.rewriting import Chat

SECONDS = 20.0
"""How long a user waits; a text of a plan is longer than an answer."""
QUESTIONS = 3


class ModelCoach:
    """Helps with a chat model; safe to share between tasks (`conversations.plan.coaching.Coach`)."""

    def __init__(self, model: BaseChatModel, seconds: float = SECONDS) -> None:
        """`seconds` is how long one text may take."""
        self._style = Chat(model, _instructions("coaching.txt"), "coach", "proposal", seconds)
        self._appraiser = Chat(model, _instructions("challenging.txt"), "challenge", "questions", seconds)

    async def rewritten(self, question: str, text: str) -> str | None:
        """The text in administrative style; None where nothing came, and the log says why.

        Numbers of identity cards and telephones are not sent.
        """
        return await self._style.written(_told(question=question, text=_masked(text)))

    async def challenges(self, plan: str) -> tuple[str, ...]:
        """The hardest questions about the plan, at most three; none where nothing of that shape came."""
        written = await self._appraiser.written(_told(plan=_masked(plan)))
        lines = [line.strip() for line in (written or "").splitlines()]
        return tuple(line for line in lines if line.endswith("?"))[:QUESTIONS]


def _told(**fields: str) -> str:
    """As JSON strings, so that no text can end its own quotation and pass for instructions."""
    return json.dumps(fields, ensure_ascii=False)


def _masked(text: str) -> str:
    return "\n".join(masked(line) for line in text.splitlines())


def _instructions(name: str) -> str:
    return resources.files("knowledge").joinpath(name).read_text(encoding="utf-8")
