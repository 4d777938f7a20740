"""Ours with one part taken out at a time: what the part is worth."""

from collections.abc import Collection, Mapping, Sequence
from statistics import fmean

from benchmarks.baselines import Shares, answers_of
from benchmarks.bench import Bench
from benchmarks.report import Cell, table
from knowledge.answering import Answerer
from knowledge.calibration import Calibration, Logistic
from knowledge.entries import Role
from knowledge.evaluation import Asked, rank_of
from knowledge.lexical import Scores
from knowledge.opening import Knowledge
from knowledge.retrieval import Dense

OPEN = Logistic(bias=60.0, weights={})
"""A gate that doubts nothing."""


class TextLeg:
    """The dense leg over the texts of provisions alone, taken out of one that knows wordings, too."""

    def __init__(self, dense: Dense, targets: Collection[str]) -> None:
        """`targets` are the ids of the provisions."""
        self._dense = dense
        self._places = [place for place, target in enumerate(dense.targets) if target in targets]
        self.targets = [dense.targets[place] for place in self._places]

    def scores(self, text: str, nearest: int) -> Mapping[str, Scores]:
        """The cosines of the nearest texts, in the order of `targets`."""
        return {Role.TEXT.value: self._dense.scores(text, nearest)[Role.TEXT.value][self._places]}


def run(bench: Bench) -> str:
    """The table of ablations, with the gate and with one that doubts nothing."""
    fitted = bench.knowledge.calibration
    texts = TextLeg(bench.dense, bench.knowledge.library.provisions)
    plain = fitted.model_copy(update={"full": fitted.plain})
    level = fitted.model_copy(update={"priors": dict.fromkeys(fitted.priors, 0.0)})
    variants: dict[str, tuple[Calibration, Dense | None, bool]] = {
        "everything": (fitted, bench.dense, True),
        "without wordings": (plain, texts, False),
        "without the dense leg": (fitted, None, True),
        "without priors": (level, bench.dense, True),
    }
    rows: list[list[Cell]] = []
    for name, (calibration, dense, wordings) in variants.items():
        opened = calibration.model_copy(update={"gate": OPEN, "lexical_gate": OPEN})
        sure, doubtless = (answerer_of(numbers, dense, wordings=wordings) for numbers in (calibration, opened))
        rows += [[name, of, *_figures(doubtless, sure, asked)] for of, asked in bench.questions.items()]
    gated = ["with it: first", "in five", "rightly refused", "wrongly refused"]
    return table(["", "set", "gate open: first", "in five", *gated], rows)


def answerer_of(calibration: Calibration, dense: Dense | None, *, wordings: bool) -> Answerer:
    """An answerer by these numbers and this dense leg; without `wordings` it knows the texts of provisions alone."""
    knowledge = Knowledge()
    knowledge.calibration = calibration
    if not wordings:
        knowledge.entries = [entry for entry in knowledge.entries if entry.role is Role.TEXT]
    answerer = knowledge.answerer()
    if dense:
        answerer.complete(dense)
    return answerer


def _figures(doubtless: Answerer, sure: Answerer, asked: Sequence[Asked]) -> list[Cell]:
    free = Shares.of([rank_of(one.gold, answers_of(doubtless)(one).texts) for one in asked if one.gold])
    found = [(one, answers_of(sure)(one)) for one in asked]
    gated = Shares.of([rank_of(one.gold, it.texts) for one, it in found if one.gold])
    right, wrong = (fmean(not it.score for one, it in found if bool(one.gold) is has) for has in (False, True))
    return [free.first, free.within_five, gated.first, gated.within_five, right, wrong]
