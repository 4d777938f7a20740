"""What a question costs in a warm process, against what the encoder alone takes for it, and where the time goes."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import chromadb

from benchmarks.bench import QUESTIONS, SEED, Bench
from benchmarks.report import Target, table
from knowledge.answering import Answerer
from knowledge.citing import Citer
from knowledge.encoder.embeddings import SentenceEncoder
from knowledge.evaluation import Asked, percentile, read_questions
from knowledge.index import DenseLeg
from knowledge.lexical import LexicalLeg
from knowledge.question import QuestionReader
from knowledge.retrieval import Ranking

ASKED = 200
"""Questions in a pass."""
MEDIAN = Target(1.5, at_least=False)
P95 = Target(3.0, at_least=False)
PARTS: Mapping[str, Sequence[tuple[type[Any], str]]] = {
    "reading the question": [(QuestionReader, "read")],
    "lexical legs": [(LexicalLeg, "scores")],
    "encoding": [(SentenceEncoder, "embed_query")],
    "Chroma's query": [(chromadb.Collection, "query")],
    "sorting hits": [(Ranking, "hits")],
    "citing": [(Citer, "cite"), (Citer, "lead")],
}
"""Calls that do not contain one another, by the part of the work they are; the rest is gate, scope and fusion."""
REST = "all else (gate, scope, fusion)"


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds for one question: the encoder alone, and the whole answer."""

    alone: float
    whole: float


def run(bench: Bench) -> str:
    """The tables of latency."""
    answerer = bench.knowledge.answerer()
    answerer.complete(DenseLeg(bench.index, bench.knowledge.entries, bench.encoder))
    asked = sample()
    for one in asked[:20]:
        answerer.decide(one.q, one.jurisdiction)
    timed = [_timed(bench.encoder, answerer, one, whole_first=bool(place % 2)) for place, one in enumerate(asked)]
    return f"{_ratios(timed)}\n\nThe median by part, of the questions that were searched:\n\n{_parts(answerer, asked)}"


def sample() -> list[Asked]:
    """Questions in random order, the same every time."""
    every = [one for name in ("dev", "tune", "tune2") for one in read_questions(QUESTIONS / f"{name}.jsonl")]
    return random.Random(SEED).sample(every, ASKED)


def _timed(encoder: SentenceEncoder, answerer: Answerer, asked: Asked, *, whole_first: bool) -> Timed:
    """Both for one question, one right after the other, so that what slows the machine slows both."""

    def alone() -> float:
        return _seconds(lambda: encoder.embed_query(asked.q))

    def whole() -> float:
        return _seconds(lambda: answerer.decide(asked.q, asked.jurisdiction))

    if whole_first:
        taken = whole()
        return Timed(alone(), taken)
    return Timed(alone(), whole())


def _seconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started


def _ratios(timed: Sequence[Timed]) -> str:
    sides = {"the encoder alone": [one.alone for one in timed], "the whole answer": [one.whole for one in timed]}
    (alone_median, alone_p95), (median_, p95) = ((median(side), percentile(side, 0.95)) for side in sides.values())
    each = [one.whole / one.alone for one in timed]
    measured = table(
        ["milliseconds", "median", "p95"],
        [[name, 1000 * median(side), 1000 * percentile(side, 0.95)] for name, side in sides.items()],
    )
    judged = table(
        ["ratio", "target", f"{len(timed)} questions"],
        [
            ["median of the whole / median of the encoder", str(MEDIAN), MEDIAN.judged(median_ / alone_median)],
            ["p95 of the whole / median of the encoder", str(P95), P95.judged(p95 / alone_median)],
            ["p95 of the whole / p95 of the encoder", str(P95), P95.judged(p95 / alone_p95)],
            ["median of the ratios by question", "–", median(each)],
            ["p95 of the ratios by question", "–", percentile(each, 0.95)],
        ],
    )
    return f"{measured}\n\n{judged}"


def _parts(answerer: Answerer, asked: Sequence[Asked]) -> str:
    passes: list[dict[str, float]] = []
    for one in asked:
        with stopwatch(PARTS) as spent:
            whole = _seconds(lambda: answerer.decide(one.q, one.jurisdiction))  # noqa: B023 - called at once
        spent[REST] = whole - sum(spent.values())
        spent["the whole"] = whole
        if spent["encoding"]:
            passes.append(spent)
    names = [*PARTS, REST, "the whole"]
    return table(
        ["part", "median, ms", "p95, ms"],
        [
            [name, 1000 * median(one[name] for one in passes), 1000 * percentile([one[name] for one in passes], 0.95)]
            for name in names
        ],
    )


@contextmanager
def stopwatch(parts: Mapping[str, Sequence[tuple[type[Any], str]]]) -> Iterator[dict[str, float]]:
    """Gives the seconds spent in the methods of each part while the block runs."""
    spent = dict.fromkeys(parts, 0.0)
    with ExitStack() as stack:
        for part, methods in parts.items():
            for owner, name in methods:
                stack.enter_context(patch.object(owner, name, _timing(getattr(owner, name), part, spent)))
        yield spent


def _timing(method: Callable[..., Any], part: str, spent: dict[str, float]) -> Callable[..., Any]:
    def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - passes through whatever the method takes and gives
        started = perf_counter()
        try:
            return method(*args, **kwargs)
        finally:
            spent[part] += perf_counter() - started

    return call
