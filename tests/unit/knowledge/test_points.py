"""Points on which several documents speak, and those on which they differ."""

from collections import Counter

import pytest
from pydantic import ValidationError

from knowledge.library import Library
from knowledge.points import Difference, Point, Points, Side

POINTS = Points.load()


def test_points_name_provisions_that_exist_and_stand_once(library: Library) -> None:
    assert max(Counter(point.id for point in POINTS.all).values()) == 1
    for point in POINTS.all:
        assert set(point.provisions) <= set(library.citable), point.id
        assert len(set(point.provisions)) == len(point.provisions), point.id


@pytest.mark.parametrize("point", POINTS.differing, ids=lambda point: point.id)
def test_sides_are_quoted_verbatim_from_provisions_on_the_point(point: Point, library: Library) -> None:
    assert point.differ is not None
    for side in point.differ.sides:
        assert side.quote in library.get(side.id).text
    documents = {side.id.partition("/")[0] for side in point.differ.sides}
    assert len(documents) >= 2
    assert documents <= {provision.partition("/")[0] for provision in point.provisions}
    assert point.asks == point.differ.asks


def test_the_conflicts_have_the_numbers_of_the_domain() -> None:
    numbers = [point.differ.conflict for point in POINTS.differing if point.differ]
    assert {"C-1", "C-2", "C-4"} <= set(numbers) <= {f"C-{number}" for number in range(1, 9)}


def test_others_are_one_provision_of_each_other_document() -> None:
    others = POINTS.others("hai-phong/2")
    documents = [other.partition("/")[0] for other in others]
    assert "hai-phong" not in documents
    assert len(set(documents)) == len(documents)
    assert others[0] == "kl-14/muc-2.2"


def test_a_provision_on_no_point_has_no_others() -> None:
    assert POINTS.of("quang-ngai/chuong-i") == ()
    assert POINTS.others("quang-ngai/chuong-i") == ()


def test_points_are_found_by_id_and_by_provision() -> None:
    one = Point(id="p", name="Một", provisions=("a/1", "b/1", "b/2"))
    two = Point(id="q", name="Hai", provisions=("b/1", "c/1"))
    points = Points([one, two])
    assert points.get("p") is one
    assert points.of("b/1") == (one, two)
    assert points.others("b/1") == ("a/1", "c/1")
    assert points.others("a/1") == ("b/1",)
    assert points.differing == ()
    assert one.asks == ()
    with pytest.raises(KeyError):
        points.get("r")


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": "p", "name": "n", "provisions": []},
        {"id": "p", "name": "n"},
        {"id": "p", "name": "n", "provisions": ["a/1"], "more": 1},
    ],
)
def test_a_wrong_point_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Point.model_validate(wrong)


def test_a_difference_has_two_sides() -> None:
    with pytest.raises(ValidationError):
        Difference(conflict="C-1", point="p", sides=(Side(id="a/1", quote="q"),), asks=("a",))
    with pytest.raises(ValidationError):
        Side(id="a/1", quote="")
