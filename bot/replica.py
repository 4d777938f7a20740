"""The name of this process among those that share a database."""

import fcntl
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path
from typing import IO
from uuid import uuid4


@contextmanager
def named(folder: Path) -> Iterator[str]:
    """A name that no other living process has, and that the next process of this folder has after this one's death.

    So a process that comes up again knows what it held, and takes it up at once. The name stands in a file that is
    locked while the process lives; the operating system unlocks it, however the process ends. Processes that share the
    folder take a file each; those that do not have names of their own anyway.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        file = next(filter(None, (_locked(folder / f"replica-{number}", stack) for number in count(1))))
        file.seek(0)
        name = file.read() or _written(file)
        yield f"{socket.gethostname()}/{name}"


def _locked(path: Path, stack: ExitStack) -> IO[str] | None:
    """The file at `path`, locked for this process; None when another one has it."""
    file = stack.enter_context(path.open("a+", encoding="ascii"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None
    return file


def _written(file: IO[str]) -> str:
    name = uuid4().hex
    file.write(name)
    file.flush()
    return name
