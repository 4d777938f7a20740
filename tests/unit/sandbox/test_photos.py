"""What `sendPhoto` takes for a picture."""

import struct

import pytest

from bot.sandbox.errors import ApiError
from bot.sandbox.photos import PHOTO_BYTES, measure


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height)


def jpeg(width: int, height: int) -> bytes:
    header = b"\xff\xe0\x00\x04ab"
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width)
    return b"\xff\xd8" + header + frame + b"\x03"


@pytest.mark.parametrize("picture", [png(800, 600), jpeg(800, 600)])
def test_pictures_are_measured(picture: bytes) -> None:
    assert measure(picture) == (800, 600)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"%PDF-1.7", "IMAGE_PROCESS_FAILED"),
        (b"\x89PNG\r\n\x1a\n", "IMAGE_PROCESS_FAILED"),
        (b"\xff\xd8\xff", "IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "PHOTO_INVALID_DIMENSIONS"),
        (png(2100, 100), "PHOTO_INVALID_DIMENSIONS"),
        (png(0, 0), "PHOTO_INVALID_DIMENSIONS"),
        (png(1, 1).ljust(PHOTO_BYTES + 1, b"\0"), "file is too big"),
    ],
)
def test_others_are_refused(content: bytes, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        measure(content)
    assert refusal.value.description == f"Bad Request: {words}"
