"""What an assessment takes and whether written cases end as written when they are tapped through the real bot.

python -m benchmarks.protection             # taps from the question to a result, from nothing and from a case
python -m benchmarks.protection --sandbox   # every fourth written case through the sandbox
python -m benchmarks.protection --sentences # what is understood of four sets of free sentences
python -m benchmarks.protection --papers    # taps and texts from a case to the document of each paper
python -m benchmarks.protection --texts N   # whether any of N cases says something that the covering cases do not
"""

import argparse
import asyncio
import json
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from math import prod
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from bot.assembly import Options
from bot.client import Client
from bot.pdf import LibreOffice
from bot.rendering import Renderer
from bot.sandbox.client import ChatMessage, SandboxUser
from bot.sandbox.flood import Limits
from bot.sandbox.server import Sandbox
from conversations.actions import Action
from conversations.clock import today_in_vietnam
from conversations.events import Press
from conversations.forms.questions import Form, Kind, Question
from conversations.forms.state import REVIEW
from conversations.forms.steps import Step
from conversations.membership import Role
from conversations.opening import every_part
from conversations.protection.beginning import OFFERED
from conversations.protection.opening import protection_parts
from conversations.protection.papers import paper_form
from conversations.protection.presenting import ProtectionScreens
from conversations.protection.questions import ABOUT_CASE, assessment_form
from conversations.protection.sentence import told_in
from conversations.router import Router
from conversations.shelf import Shelf
from knowledge.library import Library
from knowledge.protection import Regimes
from storage.cases import Case, Recorded
from storage.database import Database
from storage.history import Happening, derive
from storage.lifecycle import Who, rules
from tests.end_to_end.bot.echo import unlimited
from tests.running import running
from tests.unit.conversations.case.people import Person, official
from tests.unit.conversations.plan.desk import Printing, Silent, buttons
from tests.unit.conversations.protection.desk import protection_desk
from tests.unit.conversations.protection.promising import faults
from tests.unit.conversations.protection.test_sending import FROM_A_CASE, put
from tests.unit.conversations.protection.uttering import Speech
from tests.unit.conversations.protection.written import Written, cases
from tests.unit.conversations.registry import Registry

QUESTION = "Hồ sơ của tôi có được bảo vệ không?"
OFFER, RESULT = "Đối chiếu hồ sơ của tôi", "Xem kết quả đối chiếu"
CODE = "DL-7K3Q"
EVERY = 4
SENTENCES = ("sentences", "sentences_heldout", "sentences_fresh", "sentences_last")
"""Sets of free sentences in `benchmarks/questions`; what each is worth stands at its head."""
ENDS = {
    "shown": "các tiêu chí trên đều có",
    "open": "còn tiêu chí chưa đủ căn cứ",
    "lacking": "còn tiêu chí chưa đạt",
    "no_rule": "theo lời khai thì chưa xảy ra",
    "stopped": "Dừng đối chiếu.",
}
"""What the result says, by how it ends."""


async def taps(case: Written, regimes: Regimes, form: Form, *, stored: Case | None = None) -> int:
    """The taps from the question, or from a case that is stored, to the result; the place is in the profile."""

    desk = protection_desk(regimes.library, regimes=regimes)
    desk.profile = replace(desk.profile, jurisdiction=case.place)
    if stored:
        desk.registry.kept[CODE] = replace(stored, code=CODE, people=(desk.chat_id,))
    questions = {question.text: question for question in form.questions}
    if stored:
        (step,) = await desk.replies(Press(Action.PROTECT_CASE, (CODE,)))
    else:
        (answer,) = await desk.say(QUESTION)
        (step,) = await desk.press(answer, OFFER)
    made = 1
    while RESULT not in buttons(step):
        shown = step.context["step"]
        assert isinstance(shown, Step)
        question = questions[shown.text]
        (step,) = await desk.press(step, _label(question, case.answers[question.key], list(buttons(step))))
        made += 1
    await desk.press(step, RESULT)
    return made + 1


def _label(question: Question, key: str, labels: Sequence[str]) -> str:
    """The button of a choice: its label, or its number where the labels are long."""
    number, label = next((number, one.label) for number, one in enumerate(question.choices, 1) if one.key == key)
    return label if label in labels else str(number)


def stored_case(case: Written) -> Case | None:
    """A case whose history is what the facts of a written case would have left; None where it would have left none."""
    told = _history(case.answers)
    if not told or case.place == "other":
        return None
    happened = [Happening(n, kind, date(2026, 9, n), Who.PROPOSER, given) for n, (kind, given) in enumerate(told, 1)]
    issue = "unsuitable" if case.answers["issue"] == "outdated" else "unregulated"
    now = datetime(2026, 11, 26, tzinfo=UTC)
    standing = derive(rules(case.place), happened, issue, now.date())
    recorded = tuple(Recorded(one, 1, now) for one in happened)
    return Case(1, CODE, "Một cửa", case.place, issue, None, None, (1,), now, recorded, standing)


def _history(answers: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    sent: list[tuple[str, dict[str, str]]] = [("submitted", {"recipient": "Đảng ủy"}), ("received", {})]
    match answers["approval"]:
        case "waiting":
            return sent
        case "refused":
            return [*sent, ("returned", {"number": "5"})]
        case "written" | "head":
            by = "head" if answers["approval"] == "head" else "collective"
            outcome = "pilot" if answers["mode"] == "pilot" else "carry_out"
            decided = ("decided", {"outcome": outcome, "decided_by": by, "number": "6"})
            return [*sent, decided, ("started", {}), *_ended(answers)]
        case "emergency":
            return [("emergency_acted", {"tried": "a", "why": "b", "decision": "c"})]
    return []


def _ended(answers: Mapping[str, str]) -> list[tuple[str, dict[str, str]]]:
    results = {"reached": "reached", "partly": "partly", "missed": "not"}
    done = results.get(answers["result"])
    return [("completed", {"result": done})] if done else []


@dataclass
class Effort:
    """What a user did until a document was there."""

    taps: int = 0
    texts: int = 0


async def written(person: Person, key: str, begin: str, library: Library) -> Effort:
    """Fills in a paper by every question's example, up to its document, and says that it was sent."""
    questions = {one.key: one for one in paper_form(key, library.catalogue).questions}
    done = Effort()

    async def tap(label: str) -> None:
        await person.tap(label)
        done.taps += 1

    for label in begin.split(" > "):
        await (person.type(label) if label.startswith("/") else tap(label))
    paper = person.in_hand
    while (at := str(person.kept[paper].state["at"])) != REVIEW:
        question = questions[at]
        if question.kind is Kind.CHOICE:
            await tap(question.choices[0].label)
        elif question.kind is Kind.CHOICES:
            await tap(question.choices[0].label)
            await tap(next(one for one in person.labels if one.startswith("Xong")))
        elif question.kind is Kind.DATE:
            await tap("Hôm qua")
        else:
            await person.type(question.example)
            done.texts += 1
            if question.kind is Kind.LONG:
                await tap("Xong")
    await tap("Tạo văn bản (DOCX)")
    return done


async def papers() -> dict[str, object]:
    """What each paper takes from the card of a case, the sender unknown, and known from an earlier paper."""
    library = Library.load()
    return {key: await twice(key, told, library) for key, (told, *_) in FROM_A_CASE.items()}


async def twice(key: str, told: Sequence[tuple[str, dict[str, str]]], library: Library) -> dict[str, object]:
    """The same paper twice, from two cases."""
    registry = Registry()
    put(registry, *told)
    parts = every_part(library, Printing(), today=lambda: registry.today, now=lambda: registry.now)
    router = Router(Silent(), library, kinds=parts.kinds, dialogues=parts.dialogues, today=lambda: registry.today)
    person = official(router, registry)
    efforts = []
    for _ in range(2):
        await person.do(Action.CASE_OPEN, CODE)
        efforts.append(asdict(await written(person, key, f"Soạn văn bản > {OFFERED[key][0]}", library)))
        draft = person.kept[person.in_hand]
        elsewhere = {**draft.state["answers"], ABOUT_CASE: "DL-2222"}
        person.kept[draft.id] = replace(draft, state={**draft.state, "answers": elsewhere})
    return {"sender unknown": efforts[0], "sender known": efforts[1]}


async def measured() -> dict[str, object]:
    """The taps of all written cases."""
    library = Library.load()
    form, regimes = assessment_form(library.catalogue), Regimes.load(library)
    fresh = [await taps(case, regimes, form) for case in cases()]
    kept = [(case, stored) for case in cases() if (stored := stored_case(case))]
    from_case = [await taps(case, regimes, form, stored=stored) for case, stored in kept]
    return {
        "from nothing": {"cases": len(fresh), "median": median(fresh), "least": min(fresh), "most": max(fresh)},
        "from a case": {
            "cases": len(from_case),
            "median": median(from_case),
            "least": min(from_case),
            "most": max(from_case),
        },
    }


@asynccontextmanager
async def protecting(sandbox: Sandbox, database: Database, library: Library) -> AsyncIterator[None]:
    """The running bot with the assessment and its papers."""
    parts = protection_parts(library, LibreOffice(program=None), today_in_vietnam)
    dialogues = Router(Silent(), library, kinds=parts.kinds, dialogues=parts.dialogues, offering=parts.offering)
    client = Client.at(sandbox.base_url, sandbox.token)
    await client.initialize()
    async with running(database, client, dialogues, Options(pace=unlimited(), least=Role.OFFICIAL)):
        yield
    await client.shutdown()


async def begun(user: SandboxUser, command: str) -> ChatMessage:
    """The first step, after the consent to what is kept."""
    await user.send(command)
    *_, consent = await user.messages(2)
    await user.click("Đồng ý, tiếp tục", consent)
    await user.edited(consent)
    return await user.one_message()


async def check(case: Written, sandbox: Sandbox, form: Form, regimes: Regimes) -> None:
    """Taps a written case through the chat. Raises AssertionError where it does not end as written."""
    questions = {question.text: question for question in form.questions}
    async with await SandboxUser.create(sandbox.base_url, "Quân") as user:
        step = await begun(user, "/baove")
        while RESULT not in step.labels:
            (question,) = (questions[line] for line in step.text.splitlines() if line in questions)
            await user.click(_label(question, case.answers[question.key], step.labels), step)
            step = await user.edited(step)
        await user.click(RESULT, step)
        result = await user.one_message()
    assert ENDS[case.expected["ends"]] in result.text, case.expected["story"]
    assert faults(result.text) == [], result.text
    assert bool(case.expected["open"]) is ("⚠️" in result.text.replace("⚠️ Dự thảo", "")), case.expected["story"]
    wanted = (step for regime in regimes.of(case.place) for step in regime.steps if step.id == case.expected["step"])
    first = next(wanted, None)
    assert first is None or f"Việc đầu tiên: {first.do}" in result.text, case.expected["story"]


async def through_the_sandbox() -> dict[str, object]:
    """Every fourth written case through the sandbox."""
    library = Library.load()
    form, regimes, chosen = assessment_form(library.catalogue), Regimes.load(library), cases()[::EVERY]
    with TemporaryDirectory() as folder:
        database = Database.open(f"sqlite+aiosqlite:///{Path(folder)}/damlam.db")
        await database.migrate()
        async with Sandbox.running(limits=Limits.generous()) as sandbox, protecting(sandbox, database, library):
            for case in chosen:
                await check(case, sandbox, form, regimes)
        await database.close()
    return {"cases": len(chosen), "ended as written": len(chosen)}


def of_sentences() -> dict[str, object]:
    """What is offered for confirmation of each free sentence, held against what it tells, by set."""
    return {name: _offered(Path(__file__).parent / "questions" / f"{name}.yaml") for name in SENTENCES}


def _offered(file: Path) -> dict[str, int]:
    counted: Counter[str] = Counter()
    for one in yaml.safe_load(file.read_text(encoding="utf-8")):
        found, tells = told_in(one["says"]), one["told"]
        counted["sentences"] += 1
        counted["facts told"] += len(tells)
        counted.update(_judged(fact, value, one) for fact, value in found.items())
    return dict(counted)


def _judged(fact: str, value: object, sentence: Mapping[str, Any]) -> str:
    if sentence["told"].get(fact) == value:
        return "offered rightly"
    defensible = sentence.get("maybe", {}).get(fact, ())
    return "offered defensibly" if value in ([defensible] if isinstance(defensible, str) else defensible) else "wrongly"


def said(count: int) -> dict[str, object]:
    """What `count` cases depend on, held against the covering cases; every tenth is drawn, too."""
    library = Library.load()
    regimes = Regimes.load(library)
    screens = ProtectionScreens(Shelf(library), regimes)
    speech = Speech(assessment_form(library.catalogue), regimes, screens, Renderer())
    held = frozenset().union(*map(speech.atoms, speech.covering))
    lines = frozenset().union(*map(speech.pieces, speech.covering))
    kinds: set[frozenset[object]] = set()
    strange = drawn = 0
    for number, facts in enumerate(speech.walks(count)):
        atoms = speech.atoms(facts)
        kinds.add(atoms)
        drawn += not number % 10
        strange += bool(atoms - held or (not number % 10 and speech.pieces(facts) - lines))
    return {
        "answers that differ": prod(len(values) for values in speech.classes.values()),
        "covering cases": len(speech.covering),
        "atoms": len(held),
        "lines": len(lines),
        "cases": number + 1,
        "of different kinds": len(kinds),
        "drawn": drawn,
        "that say something else": strange,
    }


def main() -> None:
    """Measures and prints JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sandbox", action="store_true", help="tap cases through the real bot")
    parser.add_argument("--sentences", action="store_true", help="hold free sentences against what they tell")
    parser.add_argument("--texts", type=int, metavar="N", help="hold N cases against what can be said")
    parser.add_argument("--papers", action="store_true", help="fill in each paper from a case")
    given = parser.parse_args()
    print(json.dumps(_found(given), ensure_ascii=False, indent=2))


def _found(given: argparse.Namespace) -> dict[str, object]:
    if given.sentences:
        return of_sentences()
    if given.texts:
        return said(given.texts)
    return asyncio.run(through_the_sandbox() if given.sandbox else papers() if given.papers else measured())


if __name__ == "__main__":
    main()
