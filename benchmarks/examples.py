"""Drafts the three plans in the sandbox, as their users would, and keeps their documents.

`python -m benchmarks.examples` writes DOCX and PDF under docs/examples/ and prints what each took. Needs LibreOffice.
"""

import argparse
import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from storage.database import Database
from tests.end_to_end.bot.plans.drafted import PLANS, Drafted, drafted, planning

FOLDER = Path(__file__).parents[1] / "docs" / "examples"
HEAD = """| plan | questions | messages | taps | files | changing one answer | documents |
|---|---|---|---|---|---|---|"""


async def draft(name: str) -> Drafted:
    """One plan, with a sandbox and a database of its own."""
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite+aiosqlite:///{folder}/damlam.db")
        await database.migrate()
        async with Sandbox.running(limits=Limits.generous()) as sandbox, planning(sandbox, database, name):
            done = await drafted(sandbox, name, pdf=True)
        await database.close()
    return done


def keep(name: str, done: Drafted, folder: Path) -> None:
    """Writes the documents, and nothing else, into the plan's folder."""
    own = folder / name
    own.mkdir(parents=True, exist_ok=True)
    for old in own.iterdir():
        old.unlink()
    for file, content in done.documents.items():
        (own / file).write_bytes(content)


def line(name: str, done: Drafted) -> str:
    """The plan's row of the table."""
    effort, change = done.effort, done.change
    counts = f"{done.questions} | {effort.messages} | {effort.taps} | {effort.files} | {change.all}"
    return f"| {name} | {counts} | {len(done.documents)} |"


def main() -> None:
    """Draft, keep, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where the documents go (default: docs/examples)")
    folder = parser.parse_args().folder
    print(HEAD)
    for name in PLANS:
        started = perf_counter()
        done = asyncio.run(draft(name))
        keep(name, done, folder)
        print(line(name, done), f"({perf_counter() - started:.0f} s)", flush=True)


if __name__ == "__main__":
    main()
