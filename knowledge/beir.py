"""Measures retrieval on a BEIR folder: ours beside BM25, the encoder alone and their reciprocal rank fusion."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import bm25s
import ir_measures
import numpy as np
from ir_measures import Measure, R, nDCG
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from knowledge.accents import AccentRestorer
from knowledge.calibration import Logistic
from knowledge.entries import Entry, Role
from knowledge.evaluation import EvaluationError, read_lines
from knowledge.index import Encoder
from knowledge.lexical import Scores
from knowledge.retrieval import Query, Search
from knowledge.text import clean, syllables, unaccented

_DEEP = 100
"""Documents kept of each ranking."""
_RRF = 60
"""The usual constant of reciprocal rank fusion."""
_MEASURES: Mapping[str, Measure] = {
    "R@1": R @ 1,
    "R@5": R @ 5,
    "R@10": R @ 10,
    "MRR@10": ir_measures.RR @ 10,
    "nDCG@10": nDCG @ 10,
}
Progress = Callable[[str, float], None]


@dataclass(frozen=True)
class Beir:
    """A BEIR folder: texts by document id, queries by id, relevant documents by query id."""

    name: str
    corpus: Mapping[str, str]
    queries: Mapping[str, str]
    relevant: Mapping[str, Mapping[str, int]]

    @classmethod
    def read(cls, folder: Path) -> "Beir":
        """Read `corpus.jsonl`, `queries.jsonl` and `qrels.tsv`. Raises EvaluationError naming the wrong file."""
        corpus = {row.id: f"{row.title or ''} {row.text}".strip() for row in _rows(folder / "corpus.jsonl")}
        queries = {row.id: row.text for row in _rows(folder / "queries.jsonl")}
        relevant = _relevant(folder / "qrels.tsv")
        judged = {query: text for query, text in queries.items() if query in relevant}
        if not corpus:
            raise EvaluationError(f"{folder / 'corpus.jsonl'} holds no document")
        if not judged:
            raise EvaluationError(f"{folder / 'qrels.tsv'} judges no query of queries.jsonl")
        return cls(folder.name, corpus, judged, relevant)


class _Row(BaseModel):
    """A line of `corpus.jsonl` or `queries.jsonl`."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    id: str = Field(alias="_id")
    text: str
    title: str | None = None


def _rows(file: Path) -> Iterator[_Row]:
    for place, line in read_lines(file):
        try:
            yield _Row.model_validate_json(line)
        except ValueError as error:
            raise EvaluationError(f"{place}: {error}") from error


def _relevant(file: Path) -> dict[str, dict[str, int]]:
    """Relevant documents by query: "query, document, grade" or TREC's "query, 0, document, grade", a header or none."""
    relevant: dict[str, dict[str, int]] = {}
    for number, (place, line) in enumerate(read_lines(file)):
        fields = line.rstrip("\r").split("\t")
        grade = fields[-1].strip()
        if number == 0 and not grade.lstrip("-").isdigit():
            continue
        if len(fields) not in {3, 4} or not grade.lstrip("-").isdigit():
            raise EvaluationError(f"{place}: expected query, document and a whole number, separated by tabs")
        if int(grade) > 0:
            relevant.setdefault(fields[0], {})[fields[-2]] = int(grade)
    return relevant


def evaluate(beir: Beir, encoder: Encoder, fusion: Logistic, cache: Path, progress: Progress) -> dict[str, object]:
    """The report of `damlam evaluate retrieval`. Vectors of the corpus are kept under `cache` for the next time."""
    ids = list(beir.corpus)
    dense = _Dense(ids, _vectors(beir, encoder, cache, progress), encoder)
    entries = [Entry(id_, Role.TEXT, text) for id_, text in beir.corpus.items()]
    search = Search(entries, fusion, dense)
    accents = AccentRestorer(syllables(clean(text)) for text in beir.corpus.values())
    plain = _Plain(beir.corpus)
    systems: dict[str, dict[str, dict[str, float]]] = {name: {} for name in ("ours", "bm25", "dense", "rrf")}
    for form, changed in (("accented", clean), ("stripped", lambda text: unaccented(clean(text)))):
        runs: dict[str, dict[str, dict[str, float]]] = {name: {} for name in systems}
        for number, (query, text) in enumerate(beir.queries.items(), 1):
            asked = changed(text)
            words = accents.restore(syllables(asked))
            ours = search.rank(Query(tuple(words), " ".join(words) if words != syllables(asked) else asked)).log_odds
            legs = {"bm25": plain.scores(asked), "dense": dense.all_scores(asked)}
            for name, scores in {"ours": ours, **legs, "rrf": _reciprocal(legs.values())}.items():
                runs[name][query] = _top(ids, scores)
            progress(f"Asking ({form})", number / len(beir.queries))
        for name, run in runs.items():
            systems[name][form] = _measured(beir.relevant, run)
    return {"set": beir.name, "documents": len(ids), "queries": len(beir.queries), "systems": systems}


def _vectors(beir: Beir, encoder: Encoder, cache: Path, progress: Progress) -> NDArray[np.float32]:
    texts = list(beir.corpus.values())
    key = sha256("\0".join([encoder.name, *texts]).encode()).hexdigest()[:24]
    file = cache / f"{key}.npy"
    if file.exists():
        stored: NDArray[np.float32] = np.load(file)
        return stored
    found: list[list[float]] = []
    for start in range(0, len(texts), 16):
        found += encoder.embed_documents(texts[start : start + 16])
        progress("Encoding the corpus", len(found) / len(texts))
    vectors = np.array(found, dtype=np.float32)
    cache.mkdir(parents=True, exist_ok=True)
    np.save(file, vectors)
    return vectors


class _Dense:
    """The encoder over a corpus held in memory, as a leg of `Search`."""

    def __init__(self, targets: list[str], vectors: NDArray[np.float32], encoder: Encoder) -> None:
        self.targets = targets
        self._vectors = vectors
        self._encoder = encoder
        self._last: tuple[str, Scores] = ("", np.zeros(0))

    def scores(self, text: str, nearest: int) -> dict[str, Scores]:
        del nearest  # every document is scored
        return {Role.TEXT.value: self.all_scores(text)}

    def all_scores(self, text: str) -> Scores:
        """The cosine of every document; a text asked twice running is encoded once."""
        if self._last[0] != text:
            vector = np.array(self._encoder.embed_query(text), dtype=np.float32)
            self._last = (text, (self._vectors @ vector).astype(np.float64))
        return self._last[1]


class _Plain:
    """BM25 on syllables as written: what retrieval is without folding and pairs."""

    def __init__(self, corpus: Mapping[str, str]) -> None:
        self._size = len(corpus)
        tokens = [syllables(clean(text)) for text in corpus.values()]
        self._known = {word for words in tokens for word in words}
        self._bm25 = bm25s.BM25(method="lucene", k1=1.2, b=0.75)
        self._bm25.index(tokens, show_progress=False)

    def scores(self, text: str) -> Scores:
        known = [word for word in syllables(text) if word in self._known]
        scores: Scores = self._bm25.get_scores(known).astype(np.float64) if known else np.zeros(self._size)
        return scores


def _reciprocal(legs: Iterable[Scores]) -> Scores:
    fused: Scores = np.sum([1.0 / (_RRF + 1 + np.argsort(np.argsort(-scores))) for scores in legs], axis=0)
    return fused


def _top(ids: Sequence[str], scores: Scores) -> dict[str, float]:
    best = np.argsort(-scores, kind="stable")[:_DEEP]
    return {ids[place]: float(scores[place]) for place in best}


def _measured(relevant: Mapping[str, Mapping[str, int]], run: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    judged = {query: dict(relevant[query]) for query in run}
    found = ir_measures.calc_aggregate(
        list(_MEASURES.values()), judged, {query: dict(hits) for query, hits in run.items()}
    )
    return {name: round(float(found[measure]), 4) for name, measure in _MEASURES.items()}
