"""Fixtures that every kind of test may use."""

import os
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from knowledge.encoder.build import ensure, packaged_folder
from tests.postgres import NoPostgresError, Postgres, running

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def packaged_encoder_dir() -> Path:
    """The packaged encoder's folder, in the checkout's own ``var/models`` so that it is built once and not per run."""
    return ensure(packaged_folder(CHECKOUT / "var" / "models"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The session's PostgreSQL server; without one the test is skipped, or fails when DAMLAM_REQUIRE_ALL=1."""
    with ExitStack() as stack:
        try:
            server = stack.enter_context(running())
        except NoPostgresError as missing:
            if os.environ.get("DAMLAM_REQUIRE_ALL") == "1":
                pytest.fail(str(missing))
            pytest.skip(str(missing))
        yield server
