"""Fits `knowledge/calibration.yaml` on the tuning questions: `python -m benchmarks.tune [--write]`.

Two logistic models: one fuses the scores of the legs for a provision, the other decides from the best provision and
the nearest silence whether the question is settled at all. The held-out questions are never read here.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression

from knowledge.answering import Answerer
from knowledge.calibration import Calibration, Logistic
from knowledge.corpus import SILENCE, TALK
from knowledge.evaluation import Asked, read_questions
from knowledge.gate import Evidence, weigh
from knowledge.library import Library
from knowledge.opening import Knowledge, Shelves
from knowledge.question import Question
from knowledge.retrieval import Ranking
from knowledge.scope import Scope, handicaps

QUESTIONS = Path(__file__).parent / "questions"
TEXT_LEGS = ["lexical-text", "dense-text"]
LEXICAL_LEGS = ["lexical-text", "lexical-wording", "coverage", "terms-text", "terms-wording"]
FULL_LEGS = [*LEXICAL_LEGS, "dense-text", "dense-wording"]
_GATE_LEGS = ["lexical-text", "lexical-wording", "dense-text", "dense-wording"]
GATE = [
    "top",
    *(f"best-{leg}" for leg in _GATE_LEGS),
    "silent-lexical-wording",
    "silent-dense-wording",
    "top-coverage",
    "best-coverage",
    "silent-coverage",
]
ANSWERABLE_SHARE = 0.75
"""The share of questions that the documents settle, as users ask them; the tuning sets hold more of the others."""
LEXICAL_GATE = [name for name in GATE if "dense" not in name]


@dataclass(frozen=True)
class Case:
    """A tuning question and everything the models see of it."""

    asked: Asked
    question: Question
    scope: Scope
    ranking: Ranking
    gold: frozenset[str]
    above: frozenset[str]


@dataclass(frozen=True)
class Tuning:
    """What both fits need besides the cases."""

    library: Library
    priors: Mapping[str, float]
    plain: Logistic


def main() -> None:
    """Fit, print, and with --write store."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    knowledge = Knowledge()
    answerer = knowledge.answerer()
    answerer.complete(knowledge.dense(Shelves(Path("var"))))
    asked = [one for name in ("tune", "tune2", "tune3", "dev") for one in read_questions(QUESTIONS / f"{name}.jsonl")]
    cases = [_case(answerer, knowledge.library, one) for one in asked]
    fitted = knowledge.calibration
    tuning = Tuning(knowledge.library, fitted.priors, fitted.plain)
    text = yaml.safe_dump(fit(cases, tuning).model_dump(), sort_keys=False, width=110)
    print(text)
    if arguments.write:
        header = "# Fitted numbers, written by `python -m benchmarks.tune --write`. Do not edit by hand.\n"
        Path(str(resources.files("knowledge"))).joinpath("calibration.yaml").write_text(header + text, encoding="utf-8")


def _case(answerer: Answerer, library: Library, asked: Asked) -> Case:
    question, scope, ranking, _ = answerer.evidence(asked.q, asked.jurisdiction)
    snippets = [" ".join(snippet.lower().split()) for snippet in asked.gold]
    holding = {
        id_ for id_ in library.citable if any(s in " ".join(library.get(id_).text.lower().split()) for s in snippets)
    }
    smallest = {id_ for id_ in holding if not any(child.id in holding for child in library.children(id_))}
    return Case(asked, question, scope, ranking, frozenset(smallest), frozenset(holding - smallest))


def fit(cases: Sequence[Case], tuning: Tuning) -> Calibration:
    """Both models, with and without the dense leg."""
    full, lexical = (_fit_fusion(cases, tuning.library, legs) for legs in (FULL_LEGS, LEXICAL_LEGS))
    return Calibration(
        full=full,
        lexical=lexical,
        plain=tuning.plain,
        gate=_fit_gate(cases, tuning, full, GATE),
        lexical_gate=_fit_gate(cases, tuning, lexical, LEXICAL_GATE),
        priors=tuning.priors,
    )


def _fit_fusion(cases: Sequence[Case], library: Library, legs: Sequence[str]) -> Logistic:
    rows, labels, weights = [], [], []
    for case in cases:
        if not case.gold or case.question.locator:
            continue
        among = [id_ for id_ in library.citable if id_ not in case.above]
        among = [id_ for id_ in among if id_.partition("/")[0] in case.scope.documents]
        places = [case.ranking.place[id_] for id_ in among]
        right = np.array([id_ in case.gold for id_ in among])
        rows.append(_features(case.ranking, legs)[places])
        labels.append(right)
        weights.append(np.where(right, 1.0 / max(1, right.sum()), 1.0))
    model = LogisticRegression(C=100, max_iter=5000)
    model.fit(np.concatenate(rows), np.concatenate(labels), sample_weight=np.concatenate(weights))
    return _logistic(model.intercept_[0], model.coef_[0], legs)


def _features(ranking: Ranking, legs: Sequence[str]) -> np.ndarray:
    empty = np.zeros(len(ranking.place))
    return np.stack([ranking.legs.get(leg, empty) for leg in legs], axis=1)


def _fit_gate(cases: Sequence[Case], tuning: Tuning, fusion: Logistic, names: Sequence[str]) -> Logistic:
    used = [case for case in cases if _reaches_the_gate(case)]
    table = np.array([[_evidence(case, tuning, fusion).features[name] for name in names] for case in used])
    settled = np.array([bool(case.gold) for case in used])
    mean, spread = table.mean(axis=0), table.std(axis=0) + 1e-9
    weights = np.where(settled, ANSWERABLE_SHARE / (1 - ANSWERABLE_SHARE) * (~settled).sum() / settled.sum(), 1.0)
    model = LogisticRegression(C=1.0, max_iter=5000).fit((table - mean) / spread, settled, sample_weight=weights)
    slopes = model.coef_[0] / spread
    return _logistic(model.intercept_[0] - float(slopes @ mean), slopes, names)


def _reaches_the_gate(case: Case) -> bool:
    question = case.question
    return not (question.intent or question.locator or question.other_places or question.other_documents)


def _evidence(case: Case, tuning: Tuning, fusion: Logistic) -> Evidence:
    legs = np.array(list(fusion.weights.values()))
    fused = _features(case.ranking, list(fusion.weights)) @ legs + fusion.bias
    ranking = Ranking(case.ranking.place, fused, case.ranking.legs)
    lost = handicaps(case.scope, tuning.library.catalogue, tuning.priors)
    citable = [id_ for id_ in tuning.library.citable if id_.partition("/")[0] in case.scope.documents]
    silent = [target for target in ranking.place if target.startswith((SILENCE, TALK))]
    hits = ranking.hits(citable, lambda id_: lost[id_.partition("/")[0]])
    return weigh(hits, ranking.hits(silent))


def _logistic(bias: float, weights: Sequence[float], names: Sequence[str]) -> Logistic:
    return Logistic(
        bias=round(float(bias), 4), weights={name: round(float(w), 4) for name, w in zip(names, weights, strict=True)}
    )


if __name__ == "__main__":
    main()
