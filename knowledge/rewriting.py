"""A chat model puts the cited provisions into plain words; what does not pass every check is not shown."""

import asyncio
import json
import logging
import re
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from importlib import resources
from urllib.parse import urlsplit

from langchain_core.exceptions import LangChainException, ModelTimeoutError
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import SystemMessage
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import Runnable

from knowledge.answer import Answer, Citation
from knowledge.grounding import UngroundedError, ground
from knowledge.masking import masked

logger = logging.getLogger(__name__)

SECONDS = 8.0
"""How long a user waits for plain words; the provider's own retries are inside."""
SENT = 3
"""How many of the citations, best first, the model is given and may cite."""
_MISSHAPEN = (ValueError, TypeError, LookupError, AttributeError)
"""What integrations raise on a reply of another shape than they expect: bad JSON, no choices, no message.
(ValueError includes pydantic's and json's errors.)"""
_PROVIDERS_ERRORS = (
    ("anthropic", "AnthropicError"),
    ("google.genai.errors", "APIError"),
    ("groq", "GroqError"),
    ("httpx", "HTTPError"),
    ("httpx", "InvalidURL"),
    ("httpx2", "HTTPError"),
    ("httpx2", "InvalidURL"),
    ("ollama", "RequestError"),
    ("ollama", "ResponseError"),
    ("openai", "OpenAIError"),
)
"""The base classes of what the providers' libraries raise, by module, beside LangChain's own and the system's."""


_CLIENTS = ("root_async_client", "_async_client", "async_client")
"""The fields in which LangChain's integrations keep the client that calls the provider's server."""
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class Failure(StrEnum):
    """Why there is no text to check."""

    TIMEOUT = "timeout"
    PROVIDER = "provider"
    """The provider refused, failed or could not be reached."""
    REPLY = "reply"
    """The provider's reply is not of the expected shape."""


class ChatModelError(Exception):
    """The chat model cannot be made: its name or set-up is wrong."""


class UnknownProviderError(ChatModelError):
    """The name does not say which provider's model it is."""


class MissingPackageError(ChatModelError):
    """The provider's integration is not installed. `package` is what to install."""

    def __init__(self, package: str) -> None:
        super().__init__(package)
        self.package = package


class ProviderSetupError(ChatModelError):
    """The provider's integration refuses its set-up, as a rule for want of a key. `kind` is the kind of its error."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def chat_model(name: str) -> BaseChatModel:
    """The chat model that LangChain's `init_chat_model` knows by this name; takes seconds. Raises ChatModelError.

    Nothing but the name is given to it: key and address come from the provider's own environment (OPENAI_API_KEY,
    OPENAI_BASE_URL), and parameters such as the temperature are refused by some models.
    """
    from langchain.chat_models import init_chat_model  # noqa: PLC0415 - takes a second, and few bots have a model

    provider, _, model = name.rpartition(":")
    if not model.strip():
        raise UnknownProviderError(name)
    try:
        return init_chat_model(name)
    except ImportError as error:
        raise MissingPackageError(_package(error, provider)) from error
    except _MISSHAPEN + _provider_errors() as error:
        if "model provider" in str(error) or "Unsupported provider" in str(error):
            raise UnknownProviderError(name) from error
        raise ProviderSetupError(type(error).__name__) from error


def is_local(model: BaseChatModel) -> bool:
    """Whether the model is served on this machine, so that what it is asked does not leave it.

    The address is the one that the integration's client really calls; a model without such a client counts as external.
    """
    addresses = [address for name in _CLIENTS if (address := _address(getattr(model, name, None)))]
    return bool(addresses) and all(_host(address) in LOOPBACK for address in addresses)


def _address(client: object) -> str | None:
    """The address that a client calls: its own, or that of the one it is a part of."""
    own = getattr(client, "base_url", None) or getattr(getattr(client, "_client", None), "base_url", None)
    return None if own is None else str(own)


def _host(address: str) -> str | None:
    return urlsplit(address).hostname


def _package(error: ImportError, provider: str) -> str:
    """The package that LangChain asks for."""
    named = re.search(r"pip install [\"'`]?([\w.\[\]-]+)", str(error))
    return named[1] if named else f"langchain-{provider.replace('_', '-')}"


def _provider_errors() -> tuple[type[Exception], ...]:
    """The errors of LangChain, the system and of the providers' libraries that are loaded."""
    return (LangChainException, OSError, *_loaded_errors())


def _loaded_errors() -> Iterator[type[Exception]]:
    for module, name in _PROVIDERS_ERRORS:
        error = getattr(sys.modules.get(module), name, None)
        if error is not None:
            yield error


async def try_out(model: BaseChatModel, seconds: float = SECONDS) -> None:
    """Asks the model for one word. Raises ProviderSetupError with the kind of the failure, never its words."""
    failures: tuple[type[Exception], ...] = (TimeoutError, *_provider_errors(), *_MISSHAPEN)
    try:
        async with asyncio.timeout(seconds):
            await model.ainvoke("Trả lời một chữ: được")
    except failures as error:
        raise ProviderSetupError(type(error).__name__) from error


class Chat:
    """A chat model asked with the same instructions each time; safe to share between tasks.

    `action` names in the log what it is asked for, `wanted` what there is none of when it fails.
    """

    def __init__(self, model: BaseChatModel, instructions: str, action: str, wanted: str, seconds: float) -> None:
        prompt = ChatPromptTemplate.from_messages([SystemMessage(instructions), ("human", "{data}")])
        self._chain: Runnable[dict[str, str], str] = prompt | model | StrOutputParser()
        self._action = action
        self._wanted = wanted
        self._seconds = seconds

    async def written(self, data: str) -> str | None:
        """What the model writes, unchecked; None where nothing comes in time, and the log says why."""
        try:
            async with asyncio.timeout(self._seconds):
                return await self._chain.ainvoke({"data": data})
        except (TimeoutError, ModelTimeoutError) as error:
            self._log(Failure.TIMEOUT, error)
        except _provider_errors() as error:
            self._log(Failure.PROVIDER, error)
        except _MISSHAPEN as error:
            self._log(Failure.REPLY, error)
        return None

    def _log(self, failure: Failure, error: Exception) -> None:
        """Says what happened by kinds alone: an error's words may hold a key or the user's question."""
        outcome = {"action": self._action, "why": failure.value}
        logger.warning("No %s: %s (%s)", self._wanted, failure, type(error).__name__, extra=outcome)


class ModelRewriter:
    """Writes summaries with a chat model; safe to share between tasks (knowledge.answering.Rewriter)."""

    def __init__(self, model: BaseChatModel, seconds: float = SECONDS) -> None:
        """`seconds` is how long one summary may take."""
        self._instructions = resources.files("knowledge").joinpath("rewriting.txt").read_text(encoding="utf-8")
        self._chat = Chat(model, self._instructions, "rewrite", "summary", seconds)

    async def summary(self, answer: Answer) -> str | None:
        """The answer in plain words, or None where the model's words fail a check or do not come; the log says why.

        Nothing is asked where documents differ: those are shown side by side.
        """
        citations = answer.citations[:SENT]
        if answer.conflict or not citations:
            return None
        text = await self._chat.written(data(answer.question, citations))
        return None if text is None else self._checked(text, citations)

    def _checked(self, text: str, citations: Sequence[Citation]) -> str | None:
        try:
            grounded = ground(text, citations, self._instructions)
        except UngroundedError as error:
            outcome = {"action": "rewrite", "why": error.flaw.value, "dropped": error.dropped}
            logger.info("No summary: %s; %d made-up ids", error.flaw, error.dropped, extra=outcome)
            return None
        outcome = {"action": "rewrite", "why": "grounded", "dropped": grounded.dropped}
        logger.info("A summary; %d made-up ids dropped", grounded.dropped, extra=outcome)
        return grounded.text


def data(question: str, citations: Sequence[Citation]) -> str:
    """What the model is told: the question without personal numbers, and the provisions, as JSON.

    As JSON strings neither can end its own quotation and pass for instructions.
    """
    provisions = [
        {
            "id": citation.id,
            "locator": citation.locator,
            "document": citation.document,
            "status": citation.status,
            "text": citation.text,
        }
        for citation in citations
    ]
    return json.dumps({"question": masked(question), "provisions": provisions}, ensure_ascii=False)
