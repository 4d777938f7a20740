"""Which events of a long history a picture has room for, and which give way to them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import groupby

from conversations.case.wording import event_of
from storage.cases import Case
from storage.history import Happening
from storage.lifecycle import ClockRule

CLOCK = "clock"
"""The field of an event that says what becomes of the periods that run."""


class Rank(IntEnum):
    """What goes when there is no room: the lowest first."""

    EVENT = 0
    STEP = 1
    """It led to another state, or met a duty."""
    TURN = 2
    """A decision, what brings a duty (a risk, a report of it), or what a last day hangs on."""
    KEPT = 3
    """Never left out."""


@dataclass(frozen=True, slots=True)
class Run:
    """Entries that follow each other, from `begin` up to `end`: all shown, or `folded` into one."""

    begin: int
    end: int
    folded: bool


def rank_of(case: Case, happening: Happening) -> Rank:
    """How long an event keeps its place, as lifecycle and procedure have it."""
    duties, kind = case.rules.procedure.duties, happening.kind
    event = event_of(case, happening)
    if event.decision or _moves_clock(case, happening) or any(kind in rule.events for rule in duties):
        return Rank.TURN
    return Rank.STEP if event.to or any(kind in rule.done_by for rule in duties) else Rank.EVENT


def fitting(ranks: Sequence[Rank], heights: Sequence[float], fold: float, room: float) -> list[Run]:
    """All entries in runs, of which those left out leave room for the others, as far as ranks allow.

    The first stays, and of one rank the latest. Nothing is left out that would find room in the end, and nothing that
    takes no more room than `fold`, the height of the entry that stands for those left out.
    """
    spare = [number for number in range(1, len(ranks)) if ranks[number] < Rank.KEPT]
    spared: list[int] = []
    for number in sorted(spare, key=lambda number: (ranks[number], number)):
        if _needed(spared, heights, fold) <= room:
            break
        spared.append(number)
    for number in spared[::-1]:
        fewer = [one for one in spared if one != number]
        spared = fewer if _needed(fewer, heights, fold) <= room else spared
    return [*_runs(spared, heights, fold)]


def _needed(spared: Collection[int], heights: Sequence[float], fold: float) -> float:
    return sum(fold if run.folded else sum(heights[run.begin : run.end]) for run in _runs(spared, heights, fold))


def _runs(spared: Collection[int], heights: Sequence[float], fold: float) -> Iterator[Run]:
    """The entries in runs of those spared and those not; a run that a fold would not make lower is shown."""
    left = frozenset(spared)
    for left_out, group in groupby(range(len(heights)), lambda number: number in left):
        numbers = [*group]
        begin, end = numbers[0], numbers[-1] + 1
        yield Run(begin, end, folded=left_out and sum(heights[begin:end]) > fold)


def _moves_clock(case: Case, happening: Happening) -> bool:
    """Whether a period begins with it, or is made longer, stops, stands still or goes on."""
    event = event_of(case, happening)
    resumed = {pause.end for clock in case.standing.clocks for pause in clock.pauses}
    named = any(happening.kind in _named(rule) for rule in case.rules.procedure.clocks)
    return named or CLOCK in event.fields or (event.to is not None and happening.on in resumed)


def _named(rule: ClockRule) -> tuple[str | None, ...]:
    return rule.start, rule.extended_by, *rule.stop
