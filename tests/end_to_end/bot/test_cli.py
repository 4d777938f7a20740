"""The command line: exit codes, one clear line a fault on stderr, and nothing but JSON on stdout where asked for it."""

import asyncio
import json
import logging
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from bot import cli
from bot.client import Client
from bot.sandbox.faults import Fault, FaultKind
from bot.sandbox.server import Sandbox
from bot.settings import PREFIX, Settings

CHECKOUT = Path(__file__).parents[3]
UNKNOWN = "999999:AAEabcdefghijklmnopqrstuvwxyz0123456"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """No settings but a test's own, and the log as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    for name in Settings.model_fields:
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


class Damlam:
    """Runs commands in this process."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Exit code, stdout, stderr."""
        self._monkeypatch.setattr(sys, "argv", ["damlam", *arguments])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        captured = self._capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err


@pytest.fixture
def damlam(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Damlam:
    return Damlam(monkeypatch, capsys)


@pytest.fixture
def telegram() -> Iterator[Sandbox]:
    """A sandbox in a thread of its own, since a command has the main thread's loop to itself."""
    started, stop = Event(), Event()
    found: list[Sandbox] = []

    async def serve() -> None:
        async with Sandbox.running() as sandbox:
            found.append(sandbox)
            started.set()
            await asyncio.to_thread(stop.wait)

    thread = Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    assert started.wait(20)
    yield found[0]
    stop.set()
    thread.join()


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def test_without_a_token_run_says_which_variable_it_needs(damlam: Damlam) -> None:
    code, out, err = damlam("run")
    assert (code, out) == (2, "")
    assert err.startswith("Thiếu DAMLAM_TELEGRAM_TOKEN: cần mã bot do @BotFather cấp")
    assert len(err.splitlines()) == 1


def test_every_wrong_setting_is_one_line(damlam: Damlam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_TIMEZONE", "Mars/Olympus")
    monkeypatch.setenv("DAMLAM_DATABASE_URL", "mysql://root:secret@db/x")
    code, out, err = damlam("run")
    assert (code, out) == (2, "")
    assert [line.split()[0] for line in err.splitlines()] == ["DAMLAM_DATABASE_URL", "DAMLAM_TIMEZONE"]
    assert "secret" not in err


def test_a_token_that_telegram_refuses(damlam: Damlam, telegram: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", UNKNOWN)
    monkeypatch.setenv("DAMLAM_TELEGRAM_API_BASE", telegram.base_url)
    code, out, err = damlam("run")
    assert (code, out) == (2, "")
    assert err.splitlines()[-1].startswith("DAMLAM_TELEGRAM_TOKEN bị Telegram từ chối")
    assert UNKNOWN not in err


def test_a_webhook_without_its_secret(damlam: Damlam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", UNKNOWN)
    monkeypatch.setenv("DAMLAM_WEBHOOK_URL", "https://bot.example.vn/hook")
    code, _, err = damlam("run")
    assert code == 2
    assert err.splitlines()[-1].startswith("Thiếu DAMLAM_WEBHOOK_SECRET")


def test_a_webhook_that_telegram_refuses(
    damlam: Damlam, telegram: Sandbox, monkeypatch: pytest.MonkeyPatch, free_port: int
) -> None:
    telegram.world.faults.add(
        Fault(FaultKind.ERROR, "setWebhook", status=400, description="Bad Request: bad webhook: IP address is reserved")
    )
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", telegram.token)
    monkeypatch.setenv("DAMLAM_TELEGRAM_API_BASE", telegram.base_url)
    monkeypatch.setenv("DAMLAM_WEBHOOK_URL", "https://bot.example.vn/hook")
    monkeypatch.setenv("DAMLAM_WEBHOOK_SECRET", "Bi_mat-1")
    monkeypatch.setenv("DAMLAM_LISTEN", f"127.0.0.1:{free_port}")
    code, _, err = damlam("run")
    assert code == 2
    assert err.splitlines()[-1].startswith("Telegram không nhận DAMLAM_WEBHOOK_URL=https://bot.example.vn/hook")
    assert "ip address is reserved" in err.splitlines()[-1]


def test_an_address_to_listen_on_that_is_taken(
    damlam: Damlam, telegram: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = telegram.base_url.removeprefix("http://")
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", telegram.token)
    monkeypatch.setenv("DAMLAM_TELEGRAM_API_BASE", telegram.base_url)
    monkeypatch.setenv("DAMLAM_LISTEN", taken)
    code, _, err = damlam("run")
    assert code == 1
    assert err.splitlines()[-1].startswith(f"Không nghe được ở {taken} (")


def test_a_second_poller_ends_the_first_with_one_line(
    damlam: Damlam, telegram: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", telegram.token)
    monkeypatch.setenv("DAMLAM_TELEGRAM_API_BASE", telegram.base_url)
    done = Event()

    async def poll() -> None:
        """Polls once the bot does: the newer of two polls ends the older."""
        async with Client.at(telegram.base_url, telegram.token) as other:
            while not done.is_set():
                if telegram.world.updates.polled:
                    await other.updates(None, 1, ["message"])
                await asyncio.sleep(0.01)

    thread = Thread(target=asyncio.run, args=(poll(),))
    thread.start()
    code, out, err = damlam("run")
    done.set()
    thread.join()
    assert (code, out) == (1, "")
    assert err.splitlines()[-1].startswith("Một tiến trình khác đang nhận cập nhật bằng cùng mã bot (lỗi 409).")
    assert len([line for line in err.splitlines() if "409" in line]) == 1
    assert "Traceback" not in err


def test_a_database_that_is_away(damlam: Damlam, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", UNKNOWN)
    monkeypatch.setenv("DAMLAM_DATABASE_URL", "postgresql+asyncpg://damlam:secret@127.0.0.1:1/x")
    code, _, err = damlam("run")
    assert code == 1
    assert "127.0.0.1:1" in err.splitlines()[-1]
    assert "secret" not in err


def test_a_port_that_is_taken(damlam: Damlam, telegram: Sandbox) -> None:
    port = telegram.base_url.rpartition(":")[2]
    code, _, err = damlam("demo", "--port", port)
    assert code == 1
    assert err.splitlines()[-1].startswith(f"Cổng {port} đang được dùng")


def test_doctor_finds_each_fault_and_says_what_to_do(damlam: Damlam) -> None:
    code, out, _ = damlam("doctor")
    assert code == 1
    faults = {line.split(":")[0]: line for line in out.splitlines()}
    assert "damlam run" in faults["❌ Cơ sở dữ liệu"]
    assert "@BotFather" in faults["❌ Mã bot Telegram"]
    assert "damlam index" in faults["❌ Bộ mã hóa câu"]
    assert "damlam index" in faults["❌ Chỉ mục"]


def test_doctor_in_json(damlam: Damlam, telegram: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAMLAM_TELEGRAM_TOKEN", telegram.token)
    monkeypatch.setenv("DAMLAM_TELEGRAM_API_BASE", telegram.base_url)
    code, out, _ = damlam("doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(out)}
    assert code == 1
    assert findings["Mã bot Telegram"] == {
        "name": "Mã bot Telegram",
        "ok": True,
        "found": f"@damlam_sandbox_bot tại {telegram.base_url}",
        "remedy": "",
    }
    assert findings["Cơ sở dữ liệu"]["remedy"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("ask",), "--batch"),
        (("ask", "x", "--batch", "y"), "--batch"),
        (("ask", "--batch", "absent.jsonl"), "absent.jsonl"),
        (("ask", "--batch", "wrong.jsonl"), "dòng 2"),
        (("ask", "x", "--jurisdiction", "mars"), "quang-ngai"),
        (("search", "x", "-k", "0"), "-k"),
        (("evaluate", "answers", "absent.jsonl"), "absent.jsonl"),
        (("evaluate", "retrieval", "absent"), "absent"),
        (("nonsense",), "nonsense"),
    ],
)
def test_what_is_asked_wrongly_ends_with_2(damlam: Damlam, arguments: tuple[str, ...], said: str) -> None:
    Path("wrong.jsonl").write_text('{"id": "1", "q": "Hạn?"}\n{"id": "2"}\n', encoding="utf-8")
    code, out, err = damlam(*arguments)
    assert (code, out) == (2, "")
    assert said in err


def test_asking_without_an_index_says_how_to_make_one(damlam: Damlam) -> None:
    code, out, err = damlam("ask", "Bao lâu?")
    assert (code, out) == (1, "")
    assert "damlam index" in err.splitlines()[-1]


class TestWithTheIndex:
    @pytest.fixture(autouse=True)
    def index(self, damlam: Damlam, packaged_encoder_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """In the checkout's own folder, where it is built once."""
        monkeypatch.setenv("DAMLAM_VAR_DIR", str(packaged_encoder_dir.parents[1]))
        assert damlam("index")[0] == 0

    def test_one_answer_in_words_and_in_json(self, damlam: Damlam) -> None:
        code, out, _ = damlam("ask", "thoi han tra loi de xuat", "--jurisdiction", "quang-ngai")
        assert code == 0
        assert "30 ngày làm việc" in out
        assert "<b>" not in out
        code, out, _ = damlam("ask", "Thời hạn trả lời đề xuất?", "--jurisdiction", "quang-ngai", "--json")
        answer = json.loads(out)
        assert list(answer) == ["id", "status", "answer", "elapsed_ms", "citations"]
        assert (answer["id"], answer["status"]) == (None, "answered")
        assert answer["citations"][0]["id"] == "quang-ngai/dieu-4/khoan-3"

    def test_a_batch_is_one_json_line_a_question(self, damlam: Damlam) -> None:
        lines = [
            {"id": "a", "q": "Thời hạn trả lời đề xuất?", "jurisdiction": "quang-ngai", "kind": "ignored"},
            {"id": "b", "q": "Điều 18 Nghị định 73/2023 nói gì?"},
        ]
        Path("batch.jsonl").write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
        code, out, _ = damlam("ask", "--batch", "batch.jsonl")
        answers = [json.loads(line) for line in out.splitlines()]
        assert code == 0
        assert [(answer["id"], answer["status"]) for answer in answers] == [("a", "answered"), ("b", "refused")]
        assert answers[1]["citations"] == []

    def test_search_gives_the_score_of_each_leg(self, damlam: Damlam) -> None:
        code, out, _ = damlam("search", "thời hạn trả lời", "-k", "3", "--json")
        hits = json.loads(out)["hits"]
        assert code == 0
        assert len(hits) == 3
        assert {"id", "document", "locator", "text", "score"} <= set(hits[0])
        assert any(leg.startswith("dense") for leg in hits[0]["legs"])
        assert hits[0]["score"] >= hits[-1]["score"]

    def test_evaluate_answers(self, damlam: Damlam) -> None:
        asked = {"id": "1", "q": "Thời hạn trả lời đề xuất ở Quảng Ngãi?", "gold": ["trong vòng 30 ngày làm việc"]}
        Path("gold.jsonl").write_text(json.dumps(asked | {"kind": "direct"}), encoding="utf-8")
        code, out, _ = damlam("evaluate", "answers", "gold.jsonl", "--json")
        assert code == 0
        assert json.loads(out)["all"]["first_right"] == 1

    def test_evaluate_retrieval(self, damlam: Damlam) -> None:
        folder = Path("small")
        folder.mkdir()
        texts = {"d1": "Thời hạn trả lời đề xuất là 30 ngày làm việc.", "d2": "Miễn hoặc giảm nhẹ trách nhiệm."}
        corpus = [{"_id": key, "title": "", "text": text} for key, text in texts.items()]
        queries = [{"_id": "q1", "text": "Bao lâu phải trả lời?"}]
        for name, rows in (("corpus", corpus), ("queries", queries)):
            (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\n", encoding="utf-8")
        code, out, _ = damlam("evaluate", "retrieval", "small", "--json")
        report = json.loads(out)
        assert code == 0
        assert (report["set"], report["documents"], report["queries"]) == ("small", 2, 1)
        assert set(report["systems"]) == {"ours", "bm25", "dense", "rrf"}
        assert report["systems"]["ours"]["stripped"]["R@5"] == 1


def test_due_gives_the_date_and_what_was_not_counted(damlam: Damlam) -> None:
    code, out, _ = damlam("due", "--received", "2026-11-20", "--days", "30", "--json")
    found = json.loads(out)
    assert (code, found["due"], found["unit"]) == (0, "2027-01-05", "working")
    assert {"day": "2026-11-24", "reason": "Ngày Văn hóa Việt Nam"} in found["skipped"]
    assert found["unconfirmed_years"] == [2027]
