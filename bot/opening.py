"""The knowledge room as the settings have it: the answerer at once, its dense leg when it is loaded."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.backoff import Backoff
from bot.faults import ChatModelUnusableError, EncoderNotReadyError, IndexNotReadyError
from bot.health import Standing, State
from bot.settings import Settings
from conversations.plan.coaching import Coach
from knowledge.answering import Answerer, Rewriter
from knowledge.encoder.build import EncoderBuildError
from knowledge.encoder.embeddings import EncoderUnavailableError
from knowledge.opening import Knowledge, Shelves
from knowledge.retrieval import Dense

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

EXTERNAL = (
    "mô hình ở ngoài máy chủ này nên câu hỏi của cán bộ sẽ ra ngoài cơ quan; "
    "nếu được phép, đặt DAMLAM_EXTERNAL_CHAT=true."
)
"""Why a chat model is not used that the administrator has not let questions go out to."""

PARTS = INDEX, ENCODER = "index", "encoder"
"""What `completing` opens, as `/readyz` names it."""

log = logging.getLogger(__name__)


def shelves(settings: Settings) -> Shelves:
    """Where the index and the encoder are."""
    return Shelves(settings.var_dir, settings.chroma_url or "", settings.embedding_model or "")


def dense(knowledge: Knowledge, settings: Settings) -> Dense:
    """The dense leg with its encoder loaded; takes seconds. Raises `IndexNotReadyError`."""
    from knowledge.index import IndexMissing, IndexOfAnotherModel  # noqa: PLC0415 - chromadb takes a second to import

    try:
        return knowledge.dense(shelves(settings))
    except (IndexMissing, IndexOfAnotherModel) as error:
        raise IndexNotReadyError(str(error)) from error
    except (EncoderBuildError, EncoderUnavailableError) as error:
        raise EncoderNotReadyError(str(error)) from error


def rewriter(settings: Settings) -> Rewriter | None:
    """What puts answers into plain words, where a chat model is set. Raises `ChatModelUnusableError`."""
    if settings.chat_model is None:
        return None
    from knowledge import rewriting  # noqa: PLC0415 - LangChain's prompts and models take a second to import

    return rewriting.ModelRewriter(_chat_model(settings.chat_model, settings))


def coach(settings: Settings) -> Coach | None:
    """What helps with a plan, where a chat model is set. Raises `ChatModelUnusableError`."""
    if settings.chat_model is None:
        return None
    from knowledge.coaching import ModelCoach  # noqa: PLC0415 - as above

    return ModelCoach(_chat_model(settings.chat_model, settings))


def _chat_model(name: str, settings: Settings) -> "BaseChatModel":
    """The model, where the administrator lets questions go to it. Raises `ChatModelUnusableError`."""
    from knowledge import rewriting  # noqa: PLC0415 - as above

    try:
        model = rewriting.chat_model(name)
    except rewriting.UnknownProviderError as error:
        remedy = "ghi dạng nhà_cung_cấp:mô_hình mà LangChain biết, ví dụ openai:gpt-4o-mini; để trống thì không dùng."
        raise ChatModelUnusableError(name, remedy) from error
    except rewriting.MissingPackageError as error:
        remedy = f"thiếu gói của nhà cung cấp; chạy pip install {error.package}."
        raise ChatModelUnusableError(name, remedy) from error
    except rewriting.ProviderSetupError as error:
        remedy = f"kiểm tra khóa và thiết lập của nhà cung cấp, ví dụ OPENAI_API_KEY ({error.kind})."
        raise ChatModelUnusableError(name, remedy) from error
    if not (settings.external_chat or rewriting.is_local(model)):
        raise ChatModelUnusableError(name, EXTERNAL)
    return model


def complete_answerer(knowledge: Knowledge, settings: Settings) -> Answerer:
    """An answerer with both legs, for a command that may wait.

    Raises `IndexNotReadyError`, `ChatModelUnusableError`.
    """
    answerer = knowledge.answerer(rewriter(settings))
    answerer.complete(dense(knowledge, settings))
    return answerer


@asynccontextmanager
async def completing(
    answerer: Answerer, knowledge: Knowledge, settings: Settings, standing: Standing
) -> AsyncIterator[None]:
    """Completes the answerer beside the block, which need not wait for it; `standing` says how far that is.

    A Chroma server that does not answer yet, or has no index yet, is asked again.
    """

    async def load() -> None:
        backoff = Backoff()
        while not await _completed(answerer, knowledge, settings, standing) and settings.chroma_url:
            wait = backoff.failed()
            log.info("The index is looked for again in %.1f s", wait, extra={"action": "open"})
            await asyncio.sleep(wait)

    loading = asyncio.create_task(load())
    try:
        yield
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)


async def _completed(answerer: Answerer, knowledge: Knowledge, settings: Settings, standing: Standing) -> bool:
    try:
        answerer.complete(await asyncio.to_thread(dense, knowledge, settings))
    except IndexNotReadyError as error:
        log.error("Answering by words alone: %s", error, extra={"action": "open"})
        standing.set(State.FAILED, ENCODER if isinstance(error, EncoderNotReadyError) else INDEX)
        return False
    standing.set(State.READY, *PARTS)
    log.info("Both legs of the search are ready", extra={"action": "open"})
    return True
