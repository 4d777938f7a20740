"""The knowledge room as the settings have it: the answerer at once, its dense leg when it is loaded."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.faults import IndexNotReadyError
from bot.settings import Settings
from knowledge.answering import Answerer
from knowledge.encoder.build import EncoderBuildError
from knowledge.encoder.embeddings import EncoderUnavailableError
from knowledge.opening import Knowledge, Shelves
from knowledge.retrieval import Dense

log = logging.getLogger(__name__)


def shelves(settings: Settings) -> Shelves:
    """Where the index and the encoder are."""
    return Shelves(settings.var_dir, settings.chroma_url or "", settings.embedding_model or "")


def dense(knowledge: Knowledge, settings: Settings) -> Dense:
    """The dense leg with its encoder loaded; takes seconds. Raises `IndexNotReadyError`."""
    from knowledge.index import IndexMissing, IndexOfAnotherModel  # noqa: PLC0415 - chromadb takes a second to import

    try:
        return knowledge.dense(shelves(settings))
    except (IndexMissing, IndexOfAnotherModel, EncoderBuildError, EncoderUnavailableError) as error:
        raise IndexNotReadyError(str(error)) from error


def complete_answerer(knowledge: Knowledge, settings: Settings) -> Answerer:
    """An answerer with both legs, for a command that may wait. Raises `IndexNotReadyError`."""
    answerer = knowledge.answerer()
    answerer.complete(dense(knowledge, settings))
    return answerer


@asynccontextmanager
async def completing(answerer: Answerer, knowledge: Knowledge, settings: Settings) -> AsyncIterator[None]:
    """Completes the answerer beside the block, which need not wait for it."""

    async def load() -> None:
        try:
            answerer.complete(await asyncio.to_thread(dense, knowledge, settings))
        except IndexNotReadyError as error:
            log.error("Answering by words alone: %s", error, extra={"action": "open"})
        else:
            log.info("Both legs of the search are ready", extra={"action": "open"})

    loading = asyncio.create_task(load())
    try:
        yield
    finally:
        loading.cancel()
        await asyncio.gather(loading, return_exceptions=True)
