"""The search as a LangChain retriever, for chains and tools built on langchain-core."""

import asyncio
from collections.abc import Callable, Sequence

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field, InstanceOf

from knowledge.library import Library
from knowledge.retrieval import Hit


class ProvisionRetriever(BaseRetriever):
    """Retrieves the citable provisions that come nearest to a question, best first.

    A document's `page_content` is the provision's verbatim text and its `id` the provision's. Its metadata: `id`,
    `locator`, `document` (short title), `status` of the document, `score` (the chance that it settles the question,
    0..1) and `legs` (the score of each leg by name). Retrieval waits for the encoder: in a running loop use `ainvoke`.
    """

    library: InstanceOf[Library]
    search: Callable[[str, int], Sequence[Hit]]
    """Gives the best hits for a question, such as `Answerer.search`."""
    count: int = Field(default=10, ge=1)

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        del run_manager
        return self._documents(query)

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        del run_manager
        return await asyncio.to_thread(self._documents, query)

    def _documents(self, query: str) -> list[Document]:
        return [_document(self.library, hit) for hit in self.search(query, self.count)]


def _document(library: Library, hit: Hit) -> Document:
    provision, document = library.get(hit.target), library.document_of(hit.target)
    metadata = {
        "id": provision.id,
        "locator": provision.locator,
        "document": document.short,
        "status": document.status.value,
        "score": hit.score,
        "legs": dict(hit.legs),
    }
    return Document(id=provision.id, page_content=provision.text, metadata=metadata)
