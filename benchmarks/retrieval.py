"""Retrieval on a BEIR folder that the user brings: ours beside BM25, the encoder alone and their fusion."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.bench import Bench
from benchmarks.report import table
from knowledge import beir


def run(bench: Bench, folder: Path) -> str:
    """The table of retrieval. Raises EvaluationError when it is no BEIR folder."""
    judged = beir.Beir.read(folder)
    cache = bench.settings.var_dir / "beir"
    report: Mapping[str, Any] = beir.evaluate(
        judged, bench.encoder, bench.knowledge.calibration.plain, cache, lambda _step, _done: None
    )
    return f"{report['set']}: {report['documents']} documents, {report['queries']} queries.\n\n{systems(report)}"


def systems(report: Mapping[str, Any]) -> str:
    """The table of a report of `damlam evaluate retrieval`."""
    rows = [
        [name, form, *measures.values()]
        for name, forms in report["systems"].items()
        for form, measures in forms.items()
    ]
    measures = next(iter(next(iter(report["systems"].values())).values()))
    return table(["system", "queries", *measures], rows)
