"""What the gate sees before anything is answered: how near the best provision comes, and the nearest silence."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.retrieval import Hit

_LEGS = ("lexical-text", "lexical-wording", "dense-text", "dense-wording", "coverage")
_NONE = Hit("", -10.0, {})


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for and against an answer, by feature, as `calibration.yaml` weighs it.

    `silence` is the nearest target that stands for no answer; `is_silent` is true when the question is worded more
    like it than like anything a provision settles.
    """

    features: dict[str, float]
    silence: str
    is_silent: bool


def weigh(hits: Sequence[Hit], silences: Sequence[Hit]) -> Evidence:
    """The evidence of the provisions that may answer and of the silences, each best first."""
    top, nearest = (hits or [_NONE])[0], (silences or [_NONE])[0]
    best = {leg: max((hit.legs.get(leg, 0.0) for hit in hits), default=0.0) for leg in _LEGS}
    silent = {leg: max((hit.legs.get(leg, 0.0) for hit in silences), default=0.0) for leg in _LEGS}
    features = {f"best-{leg}": score for leg, score in best.items()}
    features |= {f"silent-{leg}": score for leg, score in silent.items()}
    features |= {f"top-{leg}": top.legs.get(leg, 0.0) for leg in _LEGS} | {"top": top.log_odds}
    return Evidence(features, nearest.target, silent["lexical-wording"] >= best["lexical-wording"])
