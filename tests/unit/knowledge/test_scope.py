"""Which documents may answer, and which come behind."""

from dataclasses import replace

import pytest

from knowledge.catalogue import Catalogue
from knowledge.question import Question
from knowledge.scope import Scope, handicaps, scope_of

CATALOGUE = Catalogue.load()
ALL = tuple(document.key for document in CATALOGUE.documents)
QN, HP, LC, LD, KL = "quang-ngai", "hai-phong", "lai-chau", "lam-dong", "kl-14"
NOTHING = Question("", "", "", (), None, (), (), (), (), None, False, ())
PRIORS = {"draft": -0.5, "central": -0.25}


def _scope(places: tuple[str, ...] = (), documents: tuple[str, ...] = (), profile: str | None = None) -> Scope:
    return scope_of(replace(NOTHING, jurisdictions=places, documents=documents), profile, CATALOGUE)


@pytest.mark.parametrize(
    ("places", "documents", "profile", "allowed", "place"),
    [
        ((), (), None, set(ALL), None),
        ((), (), QN, {KL, QN}, QN),
        ((), (), LD, {KL, LD}, LD),
        ((), (), "nowhere", set(ALL), None),
        ((), (), "", set(ALL), None),
        ((HP,), (), None, {KL, HP}, HP),
        ((HP,), (), QN, {KL, HP}, HP),
        ((HP, QN), (), None, {KL, HP, QN}, HP),
        ((), (LC,), None, {KL, LC}, LC),
        ((), (LC,), QN, {KL, LC}, LC),
        ((QN,), (QN,), HP, {KL, QN}, QN),
        ((), (KL,), None, {KL}, "central"),
        ((), (KL,), QN, {KL}, "central"),
        (("central",), (), None, set(ALL), None),
    ],
)
def test_documents_that_may_answer(
    places: tuple[str, ...], documents: tuple[str, ...], profile: str | None, allowed: set[str], place: str | None
) -> None:
    scope = _scope(places, documents, profile)
    assert set(scope.documents) == allowed
    assert list(scope.documents) == [key for key in ALL if key in allowed]
    assert scope.place == place
    assert scope.is_limited == (place is not None)


@pytest.mark.parametrize(
    ("places", "documents", "asked"),
    [
        ((), (), ()),
        ((HP,), (), (HP,)),
        ((), (KL,), (KL,)),
        ((HP,), (KL,), (KL, HP)),
        ((LD,), (LD,), (LD,)),
        (("central",), (), ()),
    ],
)
def test_documents_asked_for(places: tuple[str, ...], documents: tuple[str, ...], asked: tuple[str, ...]) -> None:
    assert set(_scope(places, documents).asked) == set(asked)


def test_a_profile_asks_for_nothing() -> None:
    assert _scope(profile=QN).asked == ()


@pytest.mark.parametrize(
    ("places", "documents", "profile", "lost"),
    [
        ((), (), None, {LD: -0.5}),
        ((), (), QN, {LD: -0.5, KL: -0.25}),
        ((), (), LD, {LD: -0.5, KL: -0.25}),
        ((LD,), (), None, {KL: -0.25}),
        ((), (LD,), None, {KL: -0.25}),
        ((HP,), (), None, {LD: -0.5, KL: -0.25}),
        ((), (KL,), None, {LD: -0.5}),
        ((HP,), (KL,), None, {LD: -0.5}),
    ],
)
def test_what_comes_behind(
    places: tuple[str, ...], documents: tuple[str, ...], profile: str | None, lost: dict[str, float]
) -> None:
    expected = dict.fromkeys(ALL, 0.0) | lost
    assert handicaps(_scope(places, documents, profile), CATALOGUE, PRIORS) == expected
