"""What `deploy/` says agrees with the program and with itself."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import PREFIX, Settings

CHECKOUT = Path(__file__).parents[2]
DEPLOY = CHECKOUT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text()
AHEAD = {"DAMLAM_LISTEN", "DAMLAM_OPEN_REGISTRATION"}
"""Settings of the HTTP server and of registration, which stand in `deploy/` already."""


def test_every_setting_named_is_one_of_the_programs() -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields} | AHEAD
    files = [file for file in DEPLOY.rglob("*") if file.is_file() and "secrets" not in file.parts]
    named = {name for file in files for name in re.findall(r"\bDAMLAM_[A-Z_]*[A-Z]\b", file.read_text())}
    assert named <= known
    assert {"DAMLAM_TELEGRAM_TOKEN", "DAMLAM_WEBHOOK_URL", "DAMLAM_DATABASE_URL"} <= named


def test_the_proxy_alone_is_reached_from_outside() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["back"]["internal"] is True
    assert {name for name, service in SERVICES.items() if "front" in service["networks"]} == {"bot", "proxy"}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_restarts_is_watched_and_limited(name: str) -> None:
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}
    assert "no-new-privileges:true" in service["security_opt"]
    assert "healthcheck" in service or (name == "bot" and "HEALTHCHECK" in DOCKERFILE)
    assert not service["image"].endswith((":latest", "chroma", "caddy", "postgres"))


def test_what_services_share_is_declared() -> None:
    mounted = [volume.partition(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    assert {name for name in mounted if not name.startswith(".")} == set(COMPOSE["volumes"])
    assert {name for service in SERVICES.values() for name in service.get("secrets", [])} == set(COMPOSE["secrets"])


def test_no_secret_is_written_into_a_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            secret = re.search("PASSWORD|TOKEN|SECRET|DATABASE_URL", name)
            assert not secret or str(value).startswith("/run/secrets/")
    assert "deploy/secrets/" in (CHECKOUT / ".gitignore").read_text().splitlines()


def test_the_webhook_is_the_path_that_the_proxy_lets_through() -> None:
    address = SERVICES["bot"]["environment"]["DAMLAM_WEBHOOK_URL"]
    path = re.fullmatch(r"https://\$\{DOMAIN:\?[^}]*\}(/\w+)", address)
    assert path is not None
    assert re.findall(r"^\s*path (\S+)$", (DEPLOY / "Caddyfile").read_text(), re.MULTILINE) == [path[1]]


def test_the_port_is_one_and_the_same() -> None:
    [port] = re.findall(r"DAMLAM_LISTEN=0\.0\.0\.0:(\d+)", DOCKERFILE)
    assert f"EXPOSE {port}" in DOCKERFILE
    assert f"http://127.0.0.1:{port}/healthz" in DOCKERFILE
    assert f"BOT_PORT:{port}" in (DEPLOY / "Caddyfile").read_text()


def test_the_image_is_made_of_what_is_there_and_let_in() -> None:
    allowed = {line[1:] for line in (CHECKOUT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = [
        source
        for line in DOCKERFILE.splitlines()
        if line.startswith("COPY") and "--from" not in line
        for source in [word for word in line.split()[1:-1] if not word.startswith("--")]
    ]
    assert set(copied) == allowed
    assert all((CHECKOUT / source).exists() for source in copied)


def test_the_image_does_not_run_as_root() -> None:
    last_stage = DOCKERFILE[DOCKERFILE.rindex("\nFROM") :]
    [user] = re.findall(r"^USER (\d+)", last_stage, re.MULTILINE)
    assert int(user) >= 1000
    assert last_stage.index("USER") < last_stage.index("ENTRYPOINT")


def test_both_chromas_are_of_one_version() -> None:
    [pinned] = re.findall(r'"chromadb==([\d.]+)"', (CHECKOUT / "pyproject.toml").read_text())
    assert SERVICES["chroma"]["image"] == f"chromadb/chroma:{pinned}"
