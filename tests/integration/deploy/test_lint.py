"""Everything in `deploy/` by the linter of its kind, and each linter by a mistake that it must find."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.integration.deploy.linters import DEPLOY, LINTERS, program

pytestmark = pytest.mark.deploy

CHECK_COMPOSE = """
import sys
from compose_spec import _PyOptions
options = _PyOptions()
options.apply_merge = True
compose = options.from_yaml(sys.stdin.read())
compose.validate()
"""


def run(*command: str | Path, given: str | None = None, **environment: str) -> str:
    """What the command says, "" when it finds nothing wrong."""
    done = subprocess.run(
        command, input=given, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )
    return "" if done.returncode == 0 else done.stdout + done.stderr


def compose_faults(text: str) -> str:
    if not (LINTERS / "python").exists():
        program("the environment of .ci/linters.txt")
    return run(LINTERS / "python", "-c", CHECK_COMPOSE, given=text)


def test_the_dockerfile() -> None:
    hadolint = program("hadolint")
    assert run(hadolint, DEPLOY / "Dockerfile") == ""
    careless = (DEPLOY / "Dockerfile").read_text().replace(" --no-install-recommends", "")
    assert "DL3015" in run(hadolint, "-", given=careless)


def test_the_compose_file() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    assert compose_faults(text) == ""


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("healthcheck:", "healthchek:"),
        ("restart: unless-stopped", "restart: sometimes"),
        ("networks: [back]", "networks: [bak]"),
        ("memory: 1G", "memory: lots"),
    ],
)
def test_a_mistake_in_the_compose_file_is_found(right: str, wrong: str) -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    assert right in text
    assert compose_faults(text.replace(right, wrong, 1))


def test_the_caddyfile(tmp_path: Path) -> None:
    caddy = program("caddy")
    check = (caddy, "validate", "--adapter", "caddyfile", "--config")
    assert run(*check, DEPLOY / "Caddyfile", DOMAIN="bot.example.vn", HOME=str(tmp_path)) == ""
    assert run(caddy, "fmt", DEPLOY / "Caddyfile", HOME=str(tmp_path)) == ""
    wrong = tmp_path / "Caddyfile"
    wrong.write_text((DEPLOY / "Caddyfile").read_text().replace("reverse_proxy", "reverse_prox"))
    assert "reverse_prox" in run(*check, wrong, DOMAIN="bot.example.vn", HOME=str(tmp_path))


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with a program that is there: systemd looks for it."""
    for unit in (DEPLOY / "systemd").iterdir():
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/damlam/bin/damlam", "/bin/true"))
    return tmp_path


def test_the_units(units: Path) -> None:
    systemd = program("systemd-analyze")
    every = sorted(units.iterdir())
    assert [unit.name for unit in every] == ["damlam-backup.service", "damlam-backup.timer", "damlam.service"]
    assert verify(systemd, *every) == []
    service = units / "damlam.service"
    service.write_text(service.read_text().replace("Restart=always", "Restart=ever"))
    assert "ever" in verify(systemd, service)[0]


def verify(systemd: str, *files: Path) -> list[str]:
    """What systemd complains of in these files; it also speaks of other units, and ends with 0 for some mistakes."""
    done = subprocess.run([systemd, "verify", *files], capture_output=True, text=True, check=False)
    return [line for line in done.stderr.splitlines() if "damlam" in line]


@pytest.mark.parametrize("name", ["damlam.service", "damlam-backup.service"])
def test_the_services_are_fenced_in(units: Path, name: str) -> None:
    """systemd's own mark for what a service could do to its machine: 10 is everything, above 2 is not for ours."""
    systemd = program("systemd-analyze")
    assert run(systemd, "security", "--offline=true", "--threshold=20", units / name) == ""


def test_the_entrypoint(tmp_path: Path) -> None:
    """A file of a secret becomes the setting of its name; other files and the absence of any do no harm."""
    for name, content in (("DAMLAM_TELEGRAM_TOKEN", "1:a b$c\n"), ("POSTGRES_PASSWORD", "no")):
        (tmp_path / name).write_text(content)
    (tmp_path / "damlam").write_text('#!/bin/sh\necho "$DAMLAM_TELEGRAM_TOKEN|${POSTGRES_PASSWORD-}|$*"\n')
    (tmp_path / "damlam").chmod(0o755)
    script = (DEPLOY / "entrypoint.sh").read_text()
    path = f"{tmp_path}:{os.environ['PATH']}"

    def start(secrets: Path) -> str:
        here = script.replace("/run/secrets", str(secrets))
        done = subprocess.run(
            ["sh", "-s", "run", "--x"], input=here, capture_output=True, text=True, check=True, env={"PATH": path}
        )
        return done.stdout

    assert start(tmp_path) == "1:a b$c||run --x\n"
    assert start(tmp_path / "absent").endswith("||run --x\n")
