"""A Chroma server of the tests' own: the environment's `chroma run`, on loopback."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from knowledge.index import IndexUnreachable, connect
from tests.ports import free_port

START_SECONDS = 60.0
ATTEMPTS = 3
"""A free port may be taken by somebody else before the server binds it."""


class ChromaServer:
    """A server over `folder` that can be stopped and started again at the same address."""

    def __init__(self, folder: Path, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._folder = folder
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[Self]:
        """A started server, stopped at the end."""
        for _ in range(ATTEMPTS):
            server = cls(folder, free_port())
            if server.start():
                break
        else:
            raise RuntimeError("chroma run found no free port")
        try:
            yield server
        finally:
            server.stop()

    def start(self) -> bool:
        """Start it; False when it ended instead of answering."""
        options = ["--host", "127.0.0.1", "--port", str(self._port), "--path", str(self._folder / "data")]
        with (self._folder / f"chroma-{self._port}.log").open("ab") as log:
            command = [str(Path(sys.executable).with_name("chroma")), "run", *options]
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            with contextlib.suppress(IndexUnreachable):
                connect(self.url, Path()).heartbeat()
                return True
            time.sleep(0.1)
        self.stop()
        return False

    def stop(self) -> None:
        """Stop it; what it was given stays in the folder."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=30)
            self._process = None

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """While the block runs the server takes connections and answers nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)
