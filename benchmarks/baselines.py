"""Ours beside plain LangChain and BM25 alone, on the same questions, and ours with a part taken out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import bm25s
import chromadb
import numpy as np
from chromadb.config import Settings as ChromaSettings
from langchain_chroma import Chroma
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.bench import Bench, stripped
from benchmarks.report import Cell, table
from knowledge.answer import AnswerStatus
from knowledge.answering import Answerer
from knowledge.catalogue import packaged_sources
from knowledge.entries import Entry, Role
from knowledge.evaluation import Asked, rank_of
from knowledge.lexical import LexicalLeg, Scores
from knowledge.library import Library
from knowledge.text import clean, has_accents, syllables

TOP = 5


@dataclass(frozen=True, slots=True)
class Found:
    """The texts found for a question, best first, and how sure the system is that they settle it."""

    texts: Sequence[str]
    score: float


System = Callable[[Asked], Found]


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of questions whose right text comes first, and within the first five."""

    first: float
    within_five: float

    @classmethod
    def of(cls, ranks: Sequence[int]) -> "Shares":
        """Of the places of the right texts (1 is best, 0 when it was not found)."""
        return cls(fmean(rank == 1 for rank in ranks), fmean(1 <= rank <= TOP for rank in ranks))


def run(bench: Bench) -> str:
    """The table of systems. The last column is what each can tell apart by its best threshold in hindsight."""
    systems: dict[str, System] = {
        "ours, the whole answer": answers_of(bench.answerer),
        "plain LangChain": langchain(bench),
        "BM25, folded syllables and pairs": folded_bm25(bench.knowledge.library),
        "BM25, syllables as written": plain_bm25(bench.knowledge.library),
    }
    header = ["system", "set", "first", "in five", "accented: first", "in five", "the same without accents: first"]
    return table(
        [*header, "in five", "refusal, at best"],
        [
            [name, of, *_figures(system, asked)]
            for of, asked in bench.questions.items()
            for name, system in systems.items()
        ],
    )


def _figures(system: System, asked: Sequence[Asked]) -> list[Cell]:
    found = [(one, system(one)) for one in asked]
    right = [(one, rank_of(one.gold, it.texts)) for one, it in found if one.gold]
    accented = [(one, rank) for one, rank in right if has_accents(one.q)]
    bare = [rank_of(one.gold, system(stripped(one)).texts) for one, _ in accented]
    cells: list[Cell] = []
    for ranks in ([rank for _, rank in right], [rank for _, rank in accented], bare):
        shares = Shares.of(ranks)
        cells += [shares.first, shares.within_five]
    sure = {has: [it.score for one, it in found if bool(one.gold) is has] for has in (True, False)}
    return [*cells, best_refusal(sure[True], sure[False])]


def best_refusal(answerable: Sequence[float], refusable: Sequence[float]) -> float:
    """The best balanced accuracy of refusing what scores below a threshold, the threshold chosen in hindsight.

    Balanced accuracy is the mean of the share of `refusable` refused and the share of `answerable` answered.
    """
    thresholds = {*answerable, *refusable, float("inf")}
    return max(
        (fmean(score < threshold for score in refusable) + fmean(score >= threshold for score in answerable)) / 2
        for threshold in thresholds
    )


def answers_of(answerer: Answerer) -> System:
    """Our answers: what they cite, and whether they answer at all."""

    def find(asked: Asked) -> Found:
        answer = answerer.decide(asked.q, asked.jurisdiction)
        return Found([one.text for one in answer.citations], float(answer.status is AnswerStatus.ANSWERED))

    return find


def langchain(bench: Bench) -> System:
    """The tutorial's way: the raw files split at 1,000 characters, Chroma, our encoder, the nearest five by cosine."""
    folder = Path(str(packaged_sources()))
    files = [folder / document.file_name for document in bench.knowledge.library.catalogue.documents]
    texts = [file.read_text(encoding="utf-8") for file in files]
    chunks = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200).create_documents(texts)
    store = Chroma.from_documents(
        chunks,
        bench.remembering,
        client=chromadb.EphemeralClient(ChromaSettings(anonymized_telemetry=False)),
        collection_name="plain-langchain",
        collection_configuration={"hnsw": {"space": "cosine"}},
    )

    def find(asked: Asked) -> Found:
        near = store.similarity_search_with_score(asked.q, k=TOP)
        return Found([chunk.page_content for chunk, _ in near], 1.0 - near[0][1])

    return find


def folded_bm25(library: Library) -> System:
    """Our lexical leg over the texts of provisions alone, without wordings, scope, repair of spelling or gate."""
    leg = LexicalLeg([Entry(id_, Role.TEXT, library.search_text(id_)) for id_ in library.citable])
    return _best_of(library, leg.scores)


def plain_bm25(library: Library) -> System:
    """BM25 over the same texts, on syllables as written."""
    tokens = [syllables(clean(library.search_text(id_))) for id_ in library.citable]
    known = {word for words in tokens for word in words}
    bm25 = bm25s.BM25(method="lucene")
    bm25.index(tokens, show_progress=False)

    def scores(words: Sequence[str]) -> Scores:
        asked = [word for word in words if word in known]
        return bm25.get_scores(asked).astype(np.float64) if asked else np.zeros(len(tokens))

    return _best_of(library, scores)


def _best_of(library: Library, scores: Callable[[Sequence[str]], Scores]) -> System:
    def find(asked: Asked) -> Found:
        found = scores(syllables(clean(asked.q)))
        best = np.argsort(-found, kind="stable")[:TOP]
        return Found([library.get(library.citable[place]).text for place in best], float(found[best[0]]))

    return find
