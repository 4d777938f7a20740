"""Every entry point x every role x own / same office / other, from the program's own list of entry points."""

from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import cli
from bot.commands import COMMANDS
from bot.health import Health, Standing, application
from bot.health import entries as health_entries
from bot.intake import Intake
from bot.metrics import Metrics
from bot.settings import Webhook
from bot.webhook import WebhookEndpoint
from conversations.access import RULES, Access, Reach, Relation, UnruledEntryError, entry_of, relation
from conversations.actions import Action
from conversations.events import Command, Event, File, Outcome, Press, Profile, Reply, Text, Unsupported
from conversations.membership import Audited, Role
from conversations.opening import Parts
from conversations.policy import Policy
from conversations.router import Router
from knowledge.library import Library
from storage.clock import SystemClock
from storage.database import Database
from storage.inbox import Inbox
from tests.unit.conversations.chat import BuiltAnswers, Chat

EXPECTED: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("authorisation.yaml").read_text(encoding="utf-8")
)
REACHES = {"none": Reach.NONE, "own": Reach.OWN, "office": Reach.OFFICE, "any": Reach.ANY}
OPEN, SHUT = Access(Policy()), Access(Policy(open_registration=False))
REACHED = Reply("reached")
USED = [entry for entry in EXPECTED if not entry.startswith(("cli:", "http:"))]


def entries_of_http() -> tuple[str, ...]:
    """The addresses of the server with everything that a setting may switch on."""
    metrics = Metrics(SystemClock())
    database = Database.open("sqlite+aiosqlite:////nowhere/damlam.db")
    health = Health(database, SystemClock(), metrics, Standing())
    intake = Intake(Inbox(database, SystemClock(), "test"), metrics)
    webhook = WebhookEndpoint(Webhook("https://bot.example/hook", "secret"), intake, metrics)
    return health_entries(application(health, webhook))


def test_every_entry_point_of_the_program_is_decided_and_nothing_else(router: Router) -> None:
    entries = {*router.entries, *cli.entries(), *entries_of_http()}
    assert entries == set(EXPECTED)
    assert entries == set(RULES)


def test_the_lists_of_entry_points_are_the_programs_own(router: Router) -> None:
    assert {f"command:{name}" for name in router.commands} < router.entries
    assert {f"press:{action}" for action in router.presses} < router.entries
    assert {"cli:run", "cli:invite", "cli:evaluate answers"} < set(cli.entries())
    assert set(entries_of_http()) == {"http:live", "http:ready", "http:figures", "http:telegram"}


@pytest.mark.parametrize(("entry", "role", "whose"), [*product(EXPECTED, Role, Relation)])
def test_the_matrix(entry: str, role: Role, whose: Relation) -> None:
    allowed = REACHES[EXPECTED[entry][role]] >= whose
    assert OPEN.may(entry, role, whose) is allowed
    if role is not Role.STRANGER:
        assert SHUT.may(entry, role, whose) is allowed


@pytest.mark.parametrize(("entry", "whose"), [*product(EXPECTED, Relation)])
def test_the_matrix_of_strangers_where_registration_is_closed(entry: str, whose: Relation) -> None:
    assert SHUT.may(entry, Role.STRANGER, whose) is (REACHES[EXPECTED[entry]["shut"]] >= whose)


@pytest.mark.parametrize("entry", EXPECTED)
def test_what_keeps_things_asks_for_consent(entry: str) -> None:
    assert OPEN.keeps(entry) is EXPECTED[entry].get("keeps", False)


@pytest.mark.parametrize("role", Role)
def test_an_entry_without_a_rule_is_nobodys_and_stops_the_start(role: Role, router: Router) -> None:
    assert not OPEN.may("command:moi-hoan-toan", role)
    with pytest.raises(UnruledEntryError, match="press:brand-new"):
        OPEN.check([*router.entries, "press:brand-new"])


def test_a_router_with_a_new_command_does_not_start(
    answers: BuiltAnswers, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(RULES, "command:hoi")  # type: ignore[arg-type] - a dict behind the read-only name
    with pytest.raises(UnruledEntryError, match="command:hoi"):
        Router(answers, library)


@pytest.mark.parametrize(
    ("own", "office", "mine", "found"),
    [
        (True, None, None, Relation.OWN),
        (True, "a", "b", Relation.OWN),
        (False, "a", "a", Relation.OFFICE),
        (False, "a", "b", Relation.OTHER),
        (False, None, None, Relation.OTHER),
        (False, None, "a", Relation.OTHER),
        (False, "a", None, Relation.OTHER),
    ],
)
def test_whose_a_thing_is(own: bool, office: str | None, mine: str | None, found: Relation) -> None:
    assert relation(Profile(office=mine), own=own, office=office) is found


def event_of(entry: str) -> Event:
    kind, _, name = entry.partition(":")
    match kind:
        case "command":
            return Command(name)
        case "press":
            return Press(name, ("x",))
        case "text":
            return Text("bao nhiêu ngày?")
        case "file":
            return File("f", "a.docx", "application/msword", 1)
    return Unsupported("voice")


Make = Callable[[Policy], Router]


@pytest.fixture
def watched(answers: BuiltAnswers, library: Library, parts: Parts, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Routers whose every dialogue only says that it was reached."""

    async def reached(*_: object) -> Outcome:
        return Outcome((REACHED,))

    def make(policy: Policy) -> Router:
        router = Router(answers, library, policy, kinds=parts.kinds, dialogues=parts.dialogues)
        monkeypatch.setattr(router, "_dispatched", reached)
        return router

    return make


@pytest.mark.parametrize(("entry", "role"), [*product(USED, Role)])
async def test_the_router_keeps_to_the_matrix(watched: Make, entry: str, role: Role) -> None:
    event = event_of(entry)
    assert entry_of(event) == entry
    chat = Chat(watched(Policy()), Profile("quang-ngai", greeted=True, role=role, agreed=True))
    outcome = await chat.send(event)
    allowed = REACHES[EXPECTED[entry][role]] > Reach.NONE
    assert (outcome.replies == (REACHED,)) is allowed
    assert outcome.audit == (() if allowed else (Audited("denied", entry, "denied"),))


@pytest.mark.parametrize("entry", [entry for entry in USED if EXPECTED[entry]["stranger"] == "none"])
async def test_denied_is_the_answer_of_what_does_not_exist(watched: Make, entry: str) -> None:
    """The same words, buttons and keeping as from a bot that has no such thing."""
    without = watched(Policy())
    without.entries -= {entry}
    profile = Profile("quang-ngai", greeted=True, agreed=True)
    denied = await Chat(watched(Policy()), profile).send(event_of(entry))
    unknown = await Chat(without, profile).send(event_of(entry))
    assert denied.replies == unknown.replies
    assert (denied.profile, denied.answers, denied.access) == (unknown.profile, unknown.answers, unknown.access)


@pytest.mark.parametrize("entry", USED)
async def test_a_stranger_meets_one_screen_where_registration_is_closed(watched: Make, entry: str) -> None:
    chat = Chat(watched(Policy(open_registration=False)), Profile())
    reply = await chat.say(event_of(entry))
    allowed = EXPECTED[entry]["shut"] != "none" and entry != "command:start"
    assert reply.template == ("reached" if allowed else "shut")


@pytest.mark.parametrize(
    "event", [Command("xoahet"), Press("stale"), Text("?"), Unsupported("group"), Command("START")]
)
async def test_nothing_else_tells_a_stranger_of_the_bot_where_registration_is_closed(
    watched: Make, event: Event
) -> None:
    assert (await Chat(watched(Policy(open_registration=False)), Profile()).say(event)).template == "shut"


async def test_a_code_gets_a_stranger_in_where_registration_is_closed(watched: Make) -> None:
    chat = Chat(watched(Policy(open_registration=False)), Profile())
    assert await chat.say(Command("start", "digest")) == REACHED


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.CLERK, Role.ADMINISTRATOR])
async def test_a_file_waits_for_consent(watched: Make, role: Role) -> None:
    chat = Chat(watched(Policy()), Profile("quang-ngai", greeted=True, role=role))
    assert (await chat.say(event_of("file"))).template == "kept"


@pytest.mark.parametrize("action", [Action.ARTICLE, Action.MORE, Action.OTHERS, Action.HELPFUL, Action.WRONG])
async def test_another_users_answer_is_a_stale_button(router: Router, action: Action) -> None:
    owner, other = (Chat(router, Profile("quang-ngai", greeted=True, role=Role.ADMINISTRATOR)) for _ in range(2))
    (record,) = (await owner.send(Text("bao nhiêu ngày?"))).answers
    assert (await owner.say(Press(action, (record.id, "0")))).template != "stale"
    outcome = await other.send(Press(action, (record.id, "0")))
    assert [reply.template for reply in outcome.replies] == ["stale"]
    assert outcome.feedback == ()


def test_the_menu_shows_only_what_everybody_may_use() -> None:
    assert all(OPEN.may(f"command:{name}", role) for name, role in product(COMMANDS, Role))
    assert all(f"command:{name}" in EXPECTED for name in COMMANDS)
