"""Cases in every state of the lifecycle, and a user who fills in whatever form an event asks for."""

from collections import deque
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache

from conversations.case.questions import ON, event_form
from conversations.forms.questions import Kind
from conversations.forms.state import REVIEW
from storage.cases import Case, Recorded
from storage.history import CaseState, Happening, derive, follow, possible
from storage.lifecycle import Branch, Who, lifecycle, rules
from tests.unit.conversations.case.people import Person

BEGUN = date(2026, 10, 5)
LATEST = date(2026, 11, 25)
CODE = "DL-7K3Q"
WHERE = "quang-ngai"


def _ways(kind: str) -> Iterator[dict[str, str]]:
    """Details that fit an event, one for every state that it leads to."""
    event = lifecycle().events[kind]
    usual = {
        key: next(iter(field.choices), key) for key, field in event.fields.items() if field.required or event.describes
    }
    if not isinstance(event.to, Branch):
        yield usual
        return
    for choice in event.to.states:
        yield {**usual, event.to.field: choice}


@cache
def reaching(state: str) -> tuple[Happening, ...]:
    """The shortest history that leads to a state."""
    law = rules(WHERE)
    queue: deque[tuple[tuple[Happening, ...], CaseState]] = deque([((), CaseState(issue="unregulated"))])
    seen: set[str] = set()
    while queue:
        history, case = queue.popleft()
        if case.state == state:
            return history
        if case.state in seen:
            continue
        seen.add(case.state)
        for kind in possible(law, case, Who.PROPOSER):
            for details in _ways(kind):
                happening = Happening(len(history) + 1, kind, BEGUN, Who.PROPOSER, details)
                queue.append(((*history, happening), follow(law, case, happening, LATEST)))
    raise LookupError(state)


def case_in(state: str, office: str | None = None, where: str = WHERE) -> Case:
    """A case of the chat 1 in a state."""
    history = reaching(state)
    at = datetime(2026, 10, 5, 3, tzinfo=UTC)
    recorded = tuple(Recorded(one, 1, at) for one in history)
    standing = derive(rules(where), history, "unregulated", LATEST)
    return Case(1, CODE, "Một cửa lưu động", where, "unregulated", office, None, (1,), at, recorded, standing)


async def fill(person: Person, event: str) -> None:
    """Answers question after question of an event's form as a user would, and records it."""
    questions = {question.key: question for question in event_form(event).questions}
    if lifecycle().events[event].describes:
        await person.tap("1")
    for _ in range(20):
        draft = await person.active()
        if draft is None:
            return
        at = str(draft.state["at"])
        if at == REVIEW:
            await person.tap("Ghi vào hồ sơ")
            continue
        question = questions[at]
        match question.kind:
            case Kind.CHOICE:
                await person.tap(question.choices[0].label)
            case Kind.FILES:
                await person.tap("Bỏ qua")
            case Kind.DATE:
                assert at == ON
                await person.tap("Hôm nay")
            case _:
                await person.type(f"nội dung {at}")
                if question.kind is Kind.LONG:
                    await person.tap("Xong")
    raise AssertionError(person.screen)
