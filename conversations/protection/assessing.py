"""The assessment: facts held against the criteria of the documents that bear on a place. Pure; it decides nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.protection import (
    CENTRAL,
    Cited,
    Conflict,
    Criterion,
    Facts,
    Outcome,
    Regime,
    Regimes,
    Standing,
    Step,
    excluded,
    holds,
)

STOPPING = ("gain", "cover")
MOTIVE = "motive"


class Class(StrEnum):
    """How the assessment ends, by the document that decides in the place. None of them is a promise."""

    STOPPED = "stopped"
    """A personal interest or a cover was stated: nothing more is assessed."""
    SHOWN = "shown"
    """Every criterion is met by what was told; what follows is the document's word."""
    OPEN = "open"
    """Nothing speaks against it, and something has not been shown."""
    LACKING = "lacking"
    """A criterion is not met."""
    NO_RULE = "no_rule"
    """Nothing happened that the document speaks to."""


@dataclass(frozen=True, slots=True)
class Held:
    """A criterion and how it stands."""

    criterion: Criterion
    standing: Standing


@dataclass(frozen=True, slots=True)
class Reading:
    """One document: its criteria as they stand, and what it says may follow (not what the facts rule out).

    `certain`: the facts show of each of these outcomes that it is the one for such a case.
    """

    regime: Regime
    draft: bool
    held: tuple[Held, ...]
    outcomes: tuple[Outcome, ...]
    certain: bool

    def of(self, *standings: Standing) -> tuple[Held, ...]:
        """The criteria that stand so."""
        return tuple(one for one in self.held if one.standing in standings)

    @property
    def ends(self) -> Class:
        """How the document's own criteria end."""
        if not self.outcomes:
            return Class.NO_RULE
        needed = {key for outcome in self.outcomes for key in outcome.needs}
        standings = {one.standing for one in self.held if one.criterion.id in needed}
        if Standing.UNMET in standings:
            return Class.LACKING
        return Class.OPEN if Standing.OPEN in standings or not self.certain else Class.SHOWN


@dataclass(frozen=True, slots=True)
class Assessment:
    """The whole: the documents that bear on the place, the one that decides first, and what to do."""

    ends: Class
    readings: tuple[Reading, ...]
    conflicts: tuple[Conflict, ...]
    steps: tuple[Step, ...]
    stops: tuple[Cited, ...]

    @property
    def first(self) -> Reading:
        """The document that decides: the place's own where one is in force, else the Centre's."""
        return self.readings[0]

    @property
    def evidence(self) -> tuple[tuple[Held, str], ...]:
        """The papers to gather, what is not shown yet first, each once."""
        order = (Standing.OPEN, Standing.UNMET, Standing.MET)
        held = sorted(self._proving, key=lambda one: order.index(one.standing))
        return tuple((one, paper) for one in held for paper in one.criterion.evidence)

    @property
    def _proving(self) -> Iterator[Held]:
        """The criteria of documents in force that say something of the case, those of the same name once."""
        seen: set[str] = set()
        for reading in self.readings:
            if not reading.draft and (reading.outcomes or reading is self.first):
                yield from (one for one in reading.held if one.criterion.id not in seen)
                seen |= {one.criterion.id for one in reading.held}


def assess(regimes: Regimes, facts: Facts, place: str | None) -> Assessment:
    """The assessment of what is known in a place. The Centre's documents bear on every place."""
    bearing = regimes.of(place)
    stops = tuple(cited for regime in bearing for cited in regime.stops if not regimes.is_draft(regime))
    readings = tuple(_reading(regimes, regime, facts) for regime in bearing)
    if facts.get(MOTIVE) in STOPPING:
        return Assessment(Class.STOPPED, readings, (), (), stops)
    conflicts = tuple(one for one in regimes.conflicts if any(holds(group, facts) for group in one.when))
    return Assessment(readings[0].ends, readings, conflicts, _steps(readings, facts), ())


def sides_for(conflict: Conflict, regimes: Regimes, place: str | None) -> tuple[Cited, ...]:
    """The sides of a conflict, those of the user's place and of the Centre first."""
    near = {CENTRAL, place}
    documents = regimes.library.document_of
    return tuple(sorted(conflict.sides, key=lambda side: documents(side.id).jurisdiction not in near))


def _reading(regimes: Regimes, regime: Regime, facts: Facts) -> Reading:
    held = tuple(Held(one, one.standing(facts)) for one in regime.criteria if one.asked(facts))
    outcomes = tuple(outcome for outcome in regime.outcomes if not excluded(outcome.applies, facts))
    certain = all(any(holds(group, facts) for group in one.applies) for one in outcomes)
    return Reading(regime, regimes.is_draft(regime), held, outcomes, certain)


def _steps(readings: Sequence[Reading], facts: Facts) -> tuple[Step, ...]:
    """What to do in order: what the first document asks for, what only others do, last what always holds."""
    return tuple(sorted(_due(readings, facts), key=lambda step: not (step.after or step.given)))


def _due(readings: Sequence[Reading], facts: Facts) -> Iterator[Step]:
    """Of one name only the first document's: where it says that there is nothing to do, no other asks for it again."""
    known: set[str] = set()
    for reading in (one for one in readings if not one.draft):
        standings = {one.criterion.id: one.standing for one in reading.held}
        own = [step for step in reading.regime.steps if step.id not in known]
        yield from (step for step in own if step.due(standings, facts))
        known |= {step.id for step in own}
