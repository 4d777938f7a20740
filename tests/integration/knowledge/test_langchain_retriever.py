"""The search as LangChain sees it: documents with the provision's words and every leg's score, sync and async."""

import asyncio
import threading

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnableLambda
from pydantic import ValidationError

from knowledge.answering import Answerer
from knowledge.langchain_retriever import ProvisionRetriever
from knowledge.opening import Knowledge
from knowledge.retrieval import Hit

QUESTION = "cấp có thẩm quyền phải trả lời trong thời hạn bao lâu"


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return Knowledge()


@pytest.fixture(scope="module")
def answerer(knowledge: Knowledge) -> Answerer:
    return knowledge.answerer()


def test_documents_carry_the_provision_and_each_legs_score(knowledge: Knowledge, answerer: Answerer) -> None:
    retriever = ProvisionRetriever(library=knowledge.library, search=answerer.search, count=5)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke(QUESTION)
    hits = answerer.search(QUESTION, 5)
    assert [one.id for one in found] == [hit.target for hit in hits]
    assert len(found) == 5
    for one, hit in zip(found, hits, strict=True):
        provision, document = knowledge.library.get(hit.target), knowledge.library.document_of(hit.target)
        assert one.page_content == provision.text
        assert one.metadata == {
            "id": hit.target,
            "locator": provision.locator,
            "document": document.short,
            "status": document.status.value,
            "score": hit.score,
            "legs": dict(hit.legs),
        }
    scores = [one.metadata["score"] for one in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0.0 <= score <= 1.0 for score in scores)
    assert {"lexical-text", "lexical-wording"} <= set(found[0].metadata["legs"])


def test_the_deadline_is_found_first(knowledge: Knowledge, answerer: Answerer) -> None:
    retriever = ProvisionRetriever(library=knowledge.library, search=answerer.search)
    found = retriever.invoke(QUESTION)
    assert found[0].id == "quang-ngai/dieu-4/khoan-3"
    assert len(found) == 10


async def test_asynchronously_the_same_off_the_loop(knowledge: Knowledge, answerer: Answerer) -> None:
    threads: list[threading.Thread] = []

    def search(question: str, count: int) -> list[Hit]:
        threads.append(threading.current_thread())
        return answerer.search(question, count)

    retriever = ProvisionRetriever(library=knowledge.library, search=search, count=3)
    first, second = await asyncio.gather(retriever.ainvoke(QUESTION), retriever.ainvoke(QUESTION))
    assert first == second == retriever.invoke(QUESTION)
    assert threading.main_thread() not in threads[:2]


async def test_it_stands_in_a_chain(knowledge: Knowledge, answerer: Answerer) -> None:
    def first_locator(documents: list[Document]) -> str:
        return str(documents[0].metadata["locator"])

    chain = ProvisionRetriever(library=knowledge.library, search=answerer.search) | RunnableLambda(first_locator)
    assert chain.invoke(QUESTION) == await chain.ainvoke(QUESTION) == "Điều 4 khoản 3"


@pytest.mark.parametrize("count", [0, -1, "many"])
def test_a_wrong_count_is_refused(knowledge: Knowledge, answerer: Answerer, count: object) -> None:
    with pytest.raises(ValidationError):
        ProvisionRetriever(library=knowledge.library, search=answerer.search, count=count)  # type: ignore[arg-type]


def test_what_is_no_library_is_refused(answerer: Answerer) -> None:
    with pytest.raises(ValidationError):
        ProvisionRetriever(library="library", search=answerer.search)  # type: ignore[arg-type]
