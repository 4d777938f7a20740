"""The wheel that the image is made from holds every file of the packages: templates, documents, data, pages."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from tests.integration.deploy.linters import CHECKOUT

PACKAGES = ("bot", "conversations", "knowledge", "storage")


def tracked(*paths: str) -> list[str]:
    done = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *paths],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in done.stdout.splitlines() if (CHECKOUT / name).exists()]


def test_the_wheel_holds_what_git_holds(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in tracked(*PACKAGES, "pyproject.toml", "README.md"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CHECKOUT / name, source / name)
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path]
    subprocess.run([sys.executable, "-m", "pip", "wheel", *options, source], check=True, cwd=tmp_path)
    [wheel] = tmp_path.glob("damlam-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == set(tracked(*PACKAGES))
    assert {Path(name).suffix for name in packed} >= {".py", ".j2", ".yaml", ".txt", ".js", ".css", ".mako", ".svg"}
