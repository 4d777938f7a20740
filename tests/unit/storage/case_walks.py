"""Random lives of cases, for tests: every step one that the state allows, with details that fit."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

from storage.history import CaseState, Happening, follow, possible
from storage.lifecycle import Rules, Who

BEGIN = date(2026, 1, 5)
TODAY = date(2027, 12, 31)


def details(rules: Rules, kind: str, chance: random.Random) -> Mapping[str, str]:
    """Details that the event takes: every required one, the others by chance; of a description at least one."""
    event = rules.lifecycle.events[kind]
    always = chance.choice(sorted(event.fields)) if event.describes else None
    return {
        key: chance.choice(sorted(wanted.choices)) if wanted.choices else f"{key} {chance.randint(1, 999)}"
        for key, wanted in event.fields.items()
        if wanted.required or key == always or chance.random() < 0.5
    }


def walk(rules: Rules, chance: random.Random, steps: int, issue: str) -> tuple[list[Happening], list[CaseState]]:
    """A history and the state after each of its happenings."""
    case, on = CaseState(issue=issue), BEGIN
    history: list[Happening] = []
    states: list[CaseState] = []
    for number in range(1, steps + 1):
        who = chance.choice(list(Who))
        kinds = possible(rules, case, who)
        if not kinds:
            continue
        kind = chance.choice(kinds)
        on += timedelta(days=chance.randint(0, 9))
        happening = Happening(number, kind, on, who, details(rules, kind, chance))
        case = follow(rules, case, happening, TODAY)
        history.append(happening)
        states.append(case)
    return history, states
