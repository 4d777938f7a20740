"""The fitted numbers: logistic models and the packaged file."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from knowledge.calibration import Calibration, Logistic

MODEL = Logistic(bias=-1.0, weights={"a": 2.0, "b": -3.0})


@pytest.mark.parametrize(
    ("features", "log_odds"),
    [({}, -1.0), ({"a": 1.0}, 1.0), ({"b": 1.0}, -4.0), ({"a": 1.0, "b": 1.0}, -2.0), ({"other": 9.0}, -1.0)],
)
def test_log_odds(features: dict[str, float], log_odds: float) -> None:
    assert MODEL.log_odds(features) == pytest.approx(log_odds)
    assert MODEL.chance(features) == pytest.approx(1 / (1 + math.exp(-log_odds)))


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_chance_is_a_chance(value: float) -> None:
    assert 0.0 <= MODEL.chance({"a": value}) <= 1.0


def test_the_packaged_numbers_make_sense() -> None:
    packaged = Calibration.load()
    for fusion in (packaged.full, packaged.lexical, packaged.plain):
        legs = [weight for name, weight in fusion.weights.items() if name.startswith(("lexical", "dense"))]
        assert min(legs) >= 0.0 < max(legs)
    assert not any(name.startswith("dense") for name in packaged.lexical.weights)
    assert not any("dense" in name for name in packaged.lexical_gate.weights)
    assert packaged.priors["draft"] < 0.0


def test_a_wrong_file_is_refused() -> None:
    with pytest.raises(ValidationError):
        Logistic.model_validate({"bias": "much", "weights": {}})
    with pytest.raises(ValidationError):
        Logistic.model_validate({"bias": 0, "weights": {}, "more": 1})
