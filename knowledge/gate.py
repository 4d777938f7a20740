"""What the gate sees before anything is answered: how near the best provision comes, and the nearest silence."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.retrieval import Hit

_LEGS = ("lexical-text", "lexical-wording", "dense-text", "dense-wording")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Evidence for and against an answer. `silence` is the target of the nearest silence, "" when there is none."""

    top: float
    best: dict[str, float]
    silent: dict[str, float]
    silence: str

    @classmethod
    def of(cls, hits: Sequence[Hit], silences: Sequence[Hit]) -> "Evidence":
        """Of the provisions that may answer and of the silences, each best first."""
        return cls(
            top=hits[0].log_odds if hits else -10.0,
            best={leg: max((hit.legs.get(leg, 0.0) for hit in hits), default=0.0) for leg in _LEGS},
            silent={leg: max((hit.legs.get(leg, 0.0) for hit in silences), default=0.0) for leg in _LEGS},
            silence=silences[0].target if silences else "",
        )

    @property
    def features(self) -> dict[str, float]:
        """The features by name, as `calibration.yaml` weighs them."""
        ours = {f"best-{leg}": score for leg, score in self.best.items()}
        theirs = {f"silent-{leg}": score for leg, score in self.silent.items()}
        return {"top": self.top, **ours, **theirs}

    @property
    def is_silent(self) -> bool:
        """True when the question is worded more like something the documents are silent on than like what they say."""
        return self.silent["lexical-wording"] >= self.best["lexical-wording"]
