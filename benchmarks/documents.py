"""What a document costs: its DOCX against opening and saving its empty template, its PDF apart.

`python -m benchmarks.documents` prints the tables; no encoder and no index is needed.
"""

import asyncio
from collections.abc import Callable
from io import BytesIO
from statistics import median
from time import perf_counter

from docxtpl import DocxTemplate

from benchmarks.report import stamp, table
from bot.pdf import LibreOffice
from conversations.documents.formats import Side
from conversations.documents.printing import NotPrinted
from conversations.documents.producing import produce
from conversations.documents.templates import template
from knowledge.evaluation import percentile
from knowledge.library import Library
from tests.unit.conversations.documents.plans import PLAN, UNSUITABLE, request

TIMES = 100
"""How often a DOCX is made."""
PRINTED = 5
"""How often a PDF is made."""
LONG = "Đoạn văn dài của một kế hoạch thật, có đủ dấu và số liệu. " * 345
"""About 20,000 characters."""


def main() -> None:
    """Measure and print."""
    print(f"{stamp()}\n\n{run()}")


def run() -> str:
    """The tables of documents."""
    library = Library.load()
    preview = request(PLAN, preview=True)
    long = request({**PLAN, "need": LONG}, preview=True)
    whole = request(UNSUITABLE)
    sides: dict[str, Callable[[], object]] = {
        "the empty template, opened and saved": _empty,
        "a plan": lambda: produce(preview, library),
        "a plan with a text of 20,000 characters": lambda: produce(long, library),
        "all four documents of a plan": lambda: produce(whole, library),
    }
    for call in sides.values():
        call()
    spent: dict[str, list[float]] = {name: [] for name in sides}
    for _ in range(TIMES):
        for name, call in sides.items():
            spent[name].append(_milliseconds(call))
    bare = median(spent["the empty template, opened and saved"])
    rows: list[list[str | float | int | None]] = [
        [name, median(each), percentile(each, 0.95), median(each) / bare] for name, each in spent.items()
    ]
    docx = table(["DOCX, milliseconds", "median", "p95", "times the template"], rows)
    return f"{docx}\n\n{asyncio.run(_pdf(library))}"


def _empty() -> None:
    """What python-docx needs for any document at all."""
    document = DocxTemplate(BytesIO(template(Side.STATE, preview=True)))
    document.init_docx()
    document.docx.save(BytesIO())


async def _pdf(library: Library) -> str:
    """The time of LibreOffice, a new process and profile each time."""
    printer, (document,) = LibreOffice(), produce(request(PLAN, preview=True), library)
    spent = []
    for _ in range(PRINTED):
        started = perf_counter()
        printed = await printer.pdf(document)
        spent.append(perf_counter() - started)
        if isinstance(printed, NotPrinted):
            return f"No PDF: {printed}."
    return table(["PDF by LibreOffice, seconds", "median", "longest"], [["a plan", median(spent), max(spent)]])


def _milliseconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return 1000 * (perf_counter() - started)


if __name__ == "__main__":
    main()
