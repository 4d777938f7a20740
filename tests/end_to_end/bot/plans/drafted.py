"""The three plans, drafted by people who tap and type in the sandbox: the whole bot, over HTTP, to the documents."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from benchmarks.drafting import plans
from bot.assembly import Options
from bot.client import Client
from bot.files import TelegramFiles
from bot.flood import FloodControl
from bot.pdf import LibreOffice
from bot.sandbox.client import ChatMessage, SandboxUser
from bot.sandbox.server import Sandbox
from conversations.membership import Role
from conversations.plan.opening import plan_parts
from conversations.plan.questions import plan_form
from conversations.router import Router
from knowledge.library import Library
from knowledge.secrecy import marking
from storage.database import Database
from tests.end_to_end.bot.echo import unlimited
from tests.end_to_end.bot.plans.driver import Driver, Tally, Upload
from tests.office_files import excel, word
from tests.office_files import pdf as paper
from tests.running import running
from tests.unit.conversations.plan.desk import Silent

PLANS: Mapping[str, Mapping[str, Any]] = plans()
CHANGED = ("scope", "Một tổ dân phố, trong 3 tháng đầu.")
"""An answer that is changed after the review."""
PLACES = {"quang-ngai": "Quảng Ngãi", "hai-phong": "Hải Phòng", "lai-chau": "Lai Châu"}
CONTENTS = {"pdf": paper("18 thu tuc"), "xlsx": excel("Thuốc", "Số ngày thiếu"), "docx": word("Danh mục")}


@dataclass(frozen=True, slots=True)
class Drafted:
    """What drafting a plan came to: the effort to the review, and to change one answer there; the documents by name."""

    questions: int
    effort: Tally
    change: Tally
    documents: Mapping[str, bytes]


@asynccontextmanager
async def planning(sandbox: Sandbox, database: Database, name: str) -> AsyncIterator[None]:
    """The bot runs, on the day of the plan, until the block ends."""
    today = date.fromisoformat(PLANS[name]["today"])
    library = Library.load()
    plan = plan_parts(library, LibreOffice(), lambda: today)
    client = Client.at(sandbox.base_url, sandbox.token)
    await client.initialize()
    router = Router(
        Silent(),
        library,
        kinds=[plan.kind],
        dialogues=plan.dialogues,
        files=TelegramFiles(client, marking),
        today=lambda: today,
    )
    options = Options(pace=unlimited(), flood=FloodControl(limit=100_000), least=Role.OFFICIAL)
    async with running(database, client, router, options):
        yield
    await client.shutdown()


async def drafted(sandbox: Sandbox, name: str, *, pdf: bool) -> Drafted:
    """Drafts a plan from the first message to its documents, in DOCX and, where `pdf` says so, in PDF."""
    answers = PLANS[name]["answers"]
    user = sandbox.user(PLANS[name]["name"])
    await user.send("/start")
    welcome = await user.one_message(timeout=30)
    await user.click(PLACES[answers["jurisdiction"]], welcome)
    await user.edited(welcome)
    sent = {"attachments": [_upload(file["name"]) for file in answers.get("attachments", [])]}
    driver = Driver(user, plan_form(), answers, sent)
    await driver.begin("/kehoach", "Soạn kế hoạch mới")
    await driver.fill()
    questions, effort = len(driver.asked), _copy(driver.tally)
    await driver.change(*CHANGED)
    change = _since(driver.tally, effort)
    await driver.change(CHANGED[0], answers[CHANGED[0]])
    said = await driver.ask("Xuất bản chính thức", await driver.screen(), _exported)
    documents = await _files(user, said)
    if pdf:
        papers = len(documents)
        printed = await driver.ask("Bản PDF", said[-1], lambda new: len(_with_files(new)) == papers)
        documents |= await _files(user, printed)
    return Drafted(questions, effort, change, documents)


def _upload(name: str) -> Upload:
    return Upload(name, CONTENTS[name.rpartition(".")[2]])


def _exported(new: list[ChatMessage]) -> bool:
    return bool(new) and "Đã nộp" in new[-1].labels


def _with_files(messages: list[ChatMessage]) -> list[ChatMessage]:
    return [message for message in messages if message.document]


async def _files(user: SandboxUser, messages: list[ChatMessage]) -> dict[str, bytes]:
    return {str(message.document): await user.download(message) for message in _with_files(messages)}


def _copy(tally: Tally) -> Tally:
    return Tally(tally.taps, tally.messages, tally.files)


def _since(tally: Tally, before: Tally) -> Tally:
    return Tally(tally.taps - before.taps, tally.messages - before.messages, tally.files - before.files)
