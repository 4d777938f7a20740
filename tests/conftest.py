"""Fixtures that every kind of test may use."""

from pathlib import Path

import pytest

from knowledge.encoder.build import ensure, packaged_folder

CHECKOUT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def packaged_encoder_dir() -> Path:
    """The packaged encoder's folder, in the checkout's own ``var/models`` so that it is built once and not per run."""
    return ensure(packaged_folder(CHECKOUT / "var" / "models"))
