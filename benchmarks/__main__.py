"""Measures everything and writes the page of figures: `python -m benchmarks [part ...] [--beir DIR]`.

Without a part all of them are measured; `--beir` adds retrieval on a BEIR folder. The tables are printed, too.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from time import perf_counter

from benchmarks import ablations, answers, baselines, latency, load, memory, retrieval, vectors
from benchmarks.bench import Bench
from benchmarks.memory import BotFailed
from benchmarks.report import PageError, filled, stamp
from bot.preparing import prepare
from bot.settings import SettingsError
from knowledge.encoder.build import EncoderBuildError
from knowledge.encoder.embeddings import EncoderUnavailableError
from knowledge.evaluation import EvaluationError
from knowledge.index import IndexMissing, IndexOfAnotherModel

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
PARTS: dict[str, Callable[[Bench], str]] = {
    "latency": latency.run,
    "memory": memory.run,
    "load": load.run,
    "answers": answers.run,
    "baselines": baselines.run,
    "ablations": ablations.run,
    "vectors": vectors.run,
}
RETRIEVAL = "retrieval"
"""The part that needs a folder."""
FAULTS = (
    BotFailed,
    EncoderBuildError,
    EncoderUnavailableError,
    EvaluationError,
    IndexMissing,
    IndexOfAnotherModel,
    PageError,
    SettingsError,
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, write. Ends with one line on stderr when something is missing."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"one of: {', '.join([*PARTS, RETRIEVAL])}")
    parser.add_argument("--beir", type=Path, metavar="DIR", help="a BEIR folder to measure retrieval on")
    parser.add_argument("--page", type=Path, default=PAGE, help="the page to write (default: docs/benchmarks.md)")
    given = parser.parse_args(arguments)
    chosen = given.parts or [*PARTS, *([RETRIEVAL] if given.beir else [])]
    unknown = [part for part in chosen if part not in {*PARTS, RETRIEVAL}]
    if unknown:
        parser.error(f"no part {', '.join(unknown)}; choose from {', '.join([*PARTS, RETRIEVAL])}")
    if RETRIEVAL in chosen and not given.beir:
        parser.error("retrieval needs --beir DIR")
    try:
        measure(chosen, given.beir, given.page)
    except FAULTS as fault:
        sys.exit(str(fault))


def measure(parts: Sequence[str], beir: Path | None, page: Path) -> None:
    """Measure the parts one after the other; each is written as soon as it is there."""
    bench = Bench(prepare(log_level="WARNING"))
    known = dict(PARTS)
    if beir:
        known[RETRIEVAL] = partial(retrieval.run, folder=beir)
    for part in parts:
        started = perf_counter()
        text = f"{stamp()}\n\n{known[part](bench)}"
        print(f"\n## {part} ({perf_counter() - started:.0f} s)\n\n{text}", flush=True)
        page.write_text(filled(page.read_text(encoding="utf-8"), part, text), encoding="utf-8")


if __name__ == "__main__":
    main()
