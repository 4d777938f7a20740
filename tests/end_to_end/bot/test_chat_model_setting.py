"""A chat model that cannot be used ends a command with one line that names the variable."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[3]
COMMANDS = [["ask", "Bao lâu phải trả lời?"], ["run"], ["demo", "--port", "0"]]


def damlam(folder: Path, arguments: list[str], model: str, **more: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DAMLAM_", "OPENAI_"))}
    settings = {"DAMLAM_CHAT_MODEL": model, "DAMLAM_TELEGRAM_TOKEN": "123456:AAEabcdefghijklmnopqrstuvwxyz0123456"}
    return subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", *arguments],
        env={**kept, **settings, **more, "PYTHONPATH": str(CHECKOUT), "PYTHONIOENCODING": "utf-8"},
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command[0])
def test_a_wrong_name(command: list[str], tmp_path: Path) -> None:
    ended = damlam(tmp_path, command, "nonsense:model")
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr.splitlines()[-1].startswith("DAMLAM_CHAT_MODEL=nonsense:model không dùng được")
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize(
    ("model", "remedy"),
    [
        ("fireworks:some-model", "pip install langchain-fireworks"),
        ("openai:gpt-4o-mini", "OPENAI_API_KEY"),
        ("openai:", "openai:gpt-4o-mini"),
    ],
)
def test_what_to_do_about_it(model: str, remedy: str, tmp_path: Path) -> None:
    ended = damlam(tmp_path, COMMANDS[0], model)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert len(ended.stderr.splitlines()) == 1
    assert f"DAMLAM_CHAT_MODEL={model} " in ended.stderr
    assert remedy in ended.stderr
