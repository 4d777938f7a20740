"""The fitted numbers of retrieval and refusal, as data: `calibration.yaml`, written by `python -m benchmarks.tune`."""

import math
from collections.abc import Mapping
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict


class Logistic(BaseModel):
    """A logistic model: the chance is 1 / (1 + exp(-(bias + sum of weight * feature)))."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bias: float
    weights: Mapping[str, float]

    def log_odds(self, features: Mapping[str, float]) -> float:
        """The log-odds of the features; an absent one counts as 0."""
        return self.bias + sum(weight * features.get(name, 0.0) for name, weight in self.weights.items())

    def chance(self, features: Mapping[str, float]) -> float:
        """The chance, 0..1."""
        return 1.0 / (1.0 + math.exp(-max(min(self.log_odds(features), 60.0), -60.0)))


class Calibration(BaseModel):
    """All fitted numbers.

    `full` and `lexical` fuse the legs of a provision with and without the dense one; `plain` fuses them for any corpus
    that has no wordings; `gate` and `lexical_gate` give the chance that the question is settled; `priors` are log-odds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    full: Logistic
    lexical: Logistic
    plain: Logistic
    gate: Logistic
    lexical_gate: Logistic
    priors: Mapping[str, float]

    @classmethod
    def load(cls) -> "Calibration":
        """The packaged numbers."""
        file = resources.files(__package__).joinpath("calibration.yaml")
        return cls.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
