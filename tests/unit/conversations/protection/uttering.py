"""Everything that an assessment can say: what each line depends on, and cases in which all of it is said.

A result has too many kinds to draw (343 billion by the answers that differ), but its lines are few: each depends on one
thing, an `Atom`, such as a criterion and how it stands. Cases that hold every atom between them therefore hold every
line; that no other case has a line of its own is what the tests look at.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import product

from bot.rendering import Renderer
from conversations.documents.blocks import Block, words
from conversations.drafts import Draft
from conversations.events import Profile, Reply
from conversations.forms.questions import Form
from conversations.forms.route import counted_answers
from conversations.protection.assessing import MOTIVE, STOPPING, Assessment, Class, assess
from conversations.protection.presenting import MANAGERS, ProtectionScreens
from conversations.protection.questions import JURISDICTION, UNKNOWN, choices_of, facts_of
from conversations.protection.sheet import Sheet, blocks, room
from knowledge.protection import Facts, Group, Regimes, Standing
from tests.unit.conversations.protection.promising import pieces
from tests.unit.conversations.protection.written import cases

Atom = tuple[object, ...]
"""What one line depends on."""
DRAFT = Draft("d", "assessment", "Đối chiếu", {"answers": {}}, 1)
MANAGER, SIDE = "manager", "side"
DAY = date(2026, 11, 26)


@dataclass(frozen=True)
class Speech:
    """All that an assessment of these regimes can say."""

    form: Form
    regimes: Regimes
    screens: ProtectionScreens
    renderer: Renderer

    def assessed(self, facts: Facts) -> Assessment:
        return assess(self.regimes, facts, facts.get(JURISDICTION))

    def texts(self, facts: Facts) -> Iterator[str]:
        """Every screen of a case as it is sent, and the page to take along, a paragraph a line."""
        found, profile = self.assessed(facts), Profile(jurisdiction=facts.get(JURISDICTION), greeted=True)
        yield from (self.renderer.html(reply) for reply in self._replies(found, facts, profile))
        sheet = Sheet(found, facts, DRAFT.title, DAY)
        yield "\n".join(_lines(list(blocks(sheet, self.screens, profile))))

    def _replies(self, found: Assessment, facts: Facts, profile: Profile) -> Iterator[Reply]:
        yield self.screens.result(found, DRAFT, facts, profile)
        if found.ends is not Class.STOPPED:
            yield self.screens.differences(found, DRAFT, facts.get(JURISDICTION), profile)
            yield self.screens.evidence(found, DRAFT, profile)
            yield self.screens.steps(found, DRAFT, facts, profile)

    def pieces(self, facts: Facts) -> frozenset[str]:
        """The lines of a case in the bot's own voice."""
        return frozenset(piece for text in self.texts(facts) for piece in pieces(text))

    def atoms(self, facts: Facts) -> frozenset[Atom]:
        """What the lines of a case depend on."""
        return frozenset(self._atoms(self.assessed(facts), facts))

    def _atoms(self, found: Assessment, facts: Facts) -> Iterator[Atom]:
        place = facts.get(JURISDICTION)
        if found.ends is Class.STOPPED:
            yield ("stopped", place)
            return
        first, manager = found.first, facts.get(MANAGER) if facts.get(MANAGER) in MANAGERS else None
        document = first.regime.document
        yield ("ends", document, found.ends)
        yield ("state side", facts.get(SIDE) in {"state", "unit"})
        yield from (("beside", place, one.regime.document) for one in found.readings)
        yield from (("criterion", document, one.criterion.id, one.standing) for one in first.held)
        for reading in found.readings:
            yield from (("outcome", document, reading.regime.document, one.id) for one in reading.outcomes)
        yield from (("conflict", place, one.id) for one in found.conflicts)
        if not found.conflicts and len(found.readings) == 1:
            yield ("nothing differs", place)
        papers = [paper for held, paper in found.evidence if held.standing is not Standing.MET]
        sheet = Sheet(found, facts, DRAFT.title, DAY)
        most_steps, most_papers = room(sheet, self.screens, Profile(jurisdiction=place, greeted=True))
        yield from (("paper on the page", paper) for paper in papers[:most_papers])
        yield from (
            ("paper", held.criterion.id, paper, held.standing is Standing.MET) for held, paper in found.evidence
        )
        for number, step in enumerate(found.steps):
            document_of_step = self.regimes.library.document_of(step.provision.id).key
            named = manager if "cấp ủy quản lý" in step.who else None
            yield ("step", document, document_of_step, step.id, named)
            if number < most_steps:
                yield ("step on the page", document, document_of_step, step.id, named)
            if not number:
                yield ("first step", document, document_of_step, step.id, named)

    @cached_property
    def classes(self) -> Mapping[str, Sequence[str | None]]:
        """The answers of each question that differ for some text, one of each class; None for no answer."""
        groups = [*self._groups()]
        found: dict[str, list[str | None]] = {}
        for fact, values in choices_of(self.form).items():
            if fact == JURISDICTION:
                continue
            about = [group[fact] for group in groups if fact in group]
            alike = {self._class(fact, value, about): value for value in [*sorted(values - {UNKNOWN}), None]}
            found[fact] = [*alike.values()]
        return found

    def _class(self, fact: str, value: str | None, about: Sequence[Sequence[str]]) -> Atom:
        """What an answer decides. A manager is named in a text, a side has a line of its own."""
        own = value if fact == MANAGER else value in {"state", "unit"} if fact == SIDE else None
        return (value is None, own, fact == MOTIVE and value in STOPPING, *(value in one for one in about))

    def _groups(self) -> Iterator[Group]:
        for regime in self.regimes.regimes.values():
            for criterion in regime.criteria:
                yield from (*criterion.applies, *criterion.unless, *criterion.met, *criterion.unmet)
            yield from (group for outcome in regime.outcomes for group in outcome.applies)
            yield from (group for step in regime.steps for group in step.given)
        yield from (group for conflict in self.regimes.conflicts for group in conflict.when)

    def concerning(self, place: str) -> Iterator[frozenset[str]]:
        """The questions that each thing in the documents of a place depends on."""
        for regime in self.regimes.of(place):
            about = {one.id: _facts((*one.applies, *one.unless, *one.met, *one.unmet)) for one in regime.criteria}
            yield from about.values()
            yield from (_facts(outcome.applies) for outcome in regime.outcomes)
            for step in regime.steps:
                own = _facts(step.given) | {MANAGER}
                yield own
                yield from (own | about[key] for key in step.after)
        yield from (_facts(conflict.when) for conflict in self.regimes.conflicts)
        yield frozenset({SIDE})
        yield frozenset({MOTIVE})

    @cached_property
    def covering(self) -> Sequence[Facts]:
        """Cases that hold every atom: each written one with, for each thing, all that may be answered about it."""
        seen: set[Atom] = set()
        chosen: list[Facts] = []
        for facts in self._candidates():
            new = self.atoms(facts) - seen
            if new:
                seen |= new
                chosen.append(facts)
        return chosen

    def _candidates(self) -> Iterator[Facts]:
        known: set[tuple[tuple[str, str], ...]] = set()
        for place, base in self._bases():
            for names in dict.fromkeys(self.concerning(place)):
                ordered = sorted(names)
                for values in product(*(self.classes[name] for name in ordered)):
                    changed = {**base, **dict(zip(ordered, values, strict=True)), JURISDICTION: place}
                    facts = {key: value for key, value in changed.items() if value is not None}
                    mark = tuple(sorted(facts.items()))
                    if mark not in known:
                        known.add(mark)
                        yield facts

    def _bases(self) -> Iterator[tuple[str, Facts]]:
        """In every place: nothing known, and as much met as can be, however it was approved and whatever happened."""
        for place in sorted(choices_of(self.form)[JURISDICTION]):
            yield place, {}
            best = _best(self.form, self.regimes, place)
            for fact in ("approval", "harm"):
                for value in (one for one in self.classes[fact] if one):
                    yield place, {**best, fact: value}

    def walks(self, count: int, seed: int = 20261126) -> Iterator[Facts]:
        """The written cases, then answers chosen at random, each question maybe passed over; as the form asks."""
        yield from (facts_of(case.counted(self.form)) for case in cases())
        chance = random.Random(seed)
        asked = [(one.key, [choice.key for choice in one.choices]) for one in self.form.questions if one.choices]
        for _ in range(count):
            chosen = {key: chance.choice([*values, ""]) for key, values in asked}
            place = chosen[JURISDICTION] = chosen[JURISDICTION] or "other"
            yield facts_of(counted_answers(self.form, {key: one for key, one in chosen.items() if one}, place))


def _best(form: Form, regimes: Regimes, place: str) -> Facts:
    """Facts by which as much is met as can be, by the written case of the place that has most criteria met."""
    there = [case for case in cases() if case.place == place] or list(cases())
    facts = [{**facts_of(case.counted(form)), JURISDICTION: place} for case in there]
    return max(facts, key=lambda one: len(assess(regimes, one, place).first.of(Standing.MET)))


def _facts(groups: Sequence[Group]) -> frozenset[str]:
    return frozenset(fact for group in groups for fact in group)


def _lines(made: list[Block]) -> Iterator[str]:
    yield from words(made).splitlines()
