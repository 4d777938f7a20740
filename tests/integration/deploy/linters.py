"""Where the programs that check `deploy/` are: in the environment of `.ci/linters.txt`, or on the PATH."""

import os
import shutil
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
DEPLOY = CHECKOUT / "deploy"
LINTERS = CHECKOUT / "build" / "linters" / "bin"


def program(name: str) -> str:
    """The program's path; without it the test is skipped, or fails when DAMLAM_REQUIRE_ALL=1."""
    found = shutil.which(name, path=f"{LINTERS}:{os.environ['PATH']}")
    if found is None:
        missing = f"{name} is not installed: see .ci/run"
        if os.environ.get("DAMLAM_REQUIRE_ALL") == "1":
            pytest.fail(missing)
        pytest.skip(missing)
    return found
