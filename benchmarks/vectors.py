"""Chroma inside each replica against one Chroma server for all: what building, opening and asking take."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.bench import Bench
from benchmarks.latency import sample
from benchmarks.report import table
from knowledge.evaluation import percentile
from knowledge.index import DenseLeg, Encoder, build, connect
from knowledge.retrieval import NEAREST
from tests.chroma import ChromaServer

SIDE_BY_SIDE = 4
"""Threads that ask at once: about as many questions as a replica answers side by side."""
ROUNDS = 3
"""Passes over the questions; the two sides take turns in each."""


@dataclass(frozen=True, slots=True)
class Side:
    """One way of keeping the index, opened: seconds to write the vectors and to open it, and its bytes."""

    leg: DenseLeg
    written: float
    opened: float
    size: int


def run(bench: Bench) -> str:
    """The tables of the two ways."""
    questions = [one.q for one in sample()]
    for question in questions:
        bench.remembering.embed_query(question)  # From here on a query costs Chroma's time and no encoding.
    with _sides(bench) as sides:
        alone: dict[str, list[float]] = {name: [] for name in sides}
        together: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(ROUNDS):
            for name, side in sides.items():
                alone[name] += _asked(side.leg, questions)
                with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
                    together[name] += pool.map(_asking(side.leg), questions)
        kept = table(
            ["index", "entries", "vectors written, s", "opened, s", "megabytes"],
            [
                [name, len(bench.knowledge.entries), side.written, side.opened, side.size / 1e6]
                for name, side in sides.items()
            ],
        )
    asked = table(
        ["milliseconds a question, both roles", "median", "p95", f"median, {SIDE_BY_SIDE} at once", "p95"],
        [[name, *_figures(alone[name]), *_figures(together[name])] for name in alone],
    )
    encoded = _seconds(lambda: bench.encoder.embed_documents([one.text for one in bench.knowledge.entries]))
    return f"{kept}\n\n{asked}\n\nEncoding all entries, before either can write them: {encoded:.1f} s."


@contextmanager
def _sides(bench: Bench) -> Iterator[dict[str, Side]]:
    with TemporaryDirectory(prefix="damlam-vectors-") as folder:
        _remember(bench)
        embedded, served = Path(folder, "embedded"), Path(folder, "served")
        served.mkdir()
        with ChromaServer.running(served) as server:
            yield {
                "in the process": _side(bench, "", embedded, embedded),
                "a server on this machine": _side(bench, server.url, served, served / "data"),
            }


def _side(bench: Bench, url: str, folder: Path, kept_in: Path) -> Side:
    entries, encoder = bench.knowledge.entries, bench.remembering
    client = connect(url, folder)
    written = _seconds(lambda: build(client, entries, encoder, lambda done, total: None))
    legs: list[DenseLeg] = []
    opened = _seconds(lambda: legs.append(_opened(bench, url, folder, encoder)))
    return Side(legs[0], written, opened, _bytes(kept_in.rglob("*")))


def _opened(bench: Bench, url: str, folder: Path, encoder: Encoder) -> DenseLeg:
    """Connected, opened and warm: the first question loads the vectors."""
    leg = DenseLeg(connect(url, folder), bench.knowledge.entries, encoder)
    leg.scores("thời hạn trả lời", NEAREST)
    return leg


def _remember(bench: Bench) -> None:
    """Encode what the build will ask for, so that its time is Chroma's alone."""
    with TemporaryDirectory(prefix="damlam-vectors-") as folder:
        build(connect("", Path(folder)), bench.knowledge.entries, bench.remembering, lambda done, total: None)


def _bytes(files: Iterable[Path]) -> int:
    return sum(file.stat().st_size for file in files if file.is_file())


def _asking(leg: DenseLeg) -> Callable[[str], float]:
    return lambda question: _seconds(lambda: leg.scores(question, NEAREST))


def _asked(leg: DenseLeg, questions: Sequence[str]) -> list[float]:
    return [_asking(leg)(question) for question in questions]


def _figures(taken: Sequence[float]) -> tuple[float, float]:
    return 1000 * median(taken), 1000 * percentile(list(taken), 0.95)


def _seconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started
