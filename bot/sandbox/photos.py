"""What `sendPhoto` looks at in a picture: its kind and its size."""

import struct

from bot.sandbox.errors import bad_request

PHOTO_BYTES = 10 * 1024 * 1024
WIDTH_PLUS_HEIGHT = 10_000
LONGEST_RATIO = 20

_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_FRAME_HEADERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}


def measure(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG or JPEG; raises Telegram's 400 for anything a photo may not be."""
    if len(content) > PHOTO_BYTES:
        raise bad_request("file is too big")
    size = _png(content) or _jpeg(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    width, height = size
    narrow, wide = sorted(size)
    if narrow == 0 or width + height > WIDTH_PLUS_HEIGHT or wide > LONGEST_RATIO * narrow:
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return size


def _png(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(_PNG) or len(content) < 24:
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    if not content.startswith(_JPEG):
        return None
    at = 2
    while at + 9 <= len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack(">H", content[at + 2 : at + 4])[0]
        if marker in _FRAME_HEADERS:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return None
