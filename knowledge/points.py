"""Points on which several documents speak, and those on which they differ (domain conflicts C-1 to C-8)."""

from collections.abc import Iterable, Mapping
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from knowledge import regimes


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Side(_Record):
    """What one document says on a point: a provision and a verbatim phrase of it."""

    id: str
    quote: str = Field(min_length=1)


class Difference(_Record):
    """A point on which documents say different things; `conflict` is its number in the domain's list."""

    conflict: str
    point: str
    sides: tuple[Side, ...] = Field(min_length=2)
    asks: tuple[str, ...] = Field(min_length=1)


class Point(_Record):
    """A point and the provisions that speak to it, in several documents."""

    id: str
    name: str
    provisions: tuple[str, ...] = Field(min_length=1)
    differ: Difference | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        """How people ask for the difference; empty where the documents do not differ."""
        return self.differ.asks if self.differ else ()


class Points:
    """All points, found by the provisions on them."""

    def __init__(self, points: Iterable[Point]) -> None:
        self.all = tuple(points)

    @classmethod
    def load(cls) -> "Points":
        """The points of `regimes/points.yaml`; pydantic.ValidationError names what is wrong."""
        return cls(Point.model_validate(raw) for raw in regimes.load("points.yaml"))

    @property
    def differing(self) -> tuple[Point, ...]:
        """The points on which documents differ."""
        return tuple(point for point in self.all if point.differ)

    def get(self, id_: str) -> Point:
        """The point with this id; KeyError when there is none."""
        return self._by_id[id_]

    def of(self, provision: str) -> tuple[Point, ...]:
        """The points that a provision speaks to."""
        return self._by_provision.get(provision, ())

    def others(self, provision: str) -> tuple[str, ...]:
        """Provisions of other documents on the same points, the first of each document."""
        document = provision.partition("/")[0]
        found: dict[str, str] = {}
        for point in self.of(provision):
            for other in point.provisions:
                if not other.startswith(f"{document}/"):
                    found.setdefault(other.partition("/")[0], other)
        return tuple(found.values())

    @cached_property
    def _by_id(self) -> Mapping[str, Point]:
        return {point.id: point for point in self.all}

    @cached_property
    def _by_provision(self) -> Mapping[str, tuple[Point, ...]]:
        found: dict[str, tuple[Point, ...]] = {}
        for point in self.all:
            for provision in point.provisions:
                found[provision] = (*found.get(provision, ()), point)
        return found
