"""The fonts of this machine, asked of fontconfig."""

import asyncio
import shutil
from collections.abc import Iterable

LISTING = "fc-list"


class NoFontconfigError(Exception):
    """This machine has no fontconfig to ask."""


async def vietnamese_families() -> frozenset[str]:
    """The families that have every Vietnamese letter. Raises `NoFontconfigError`."""
    program = shutil.which(LISTING)
    if program is None:
        raise NoFontconfigError
    process = await asyncio.create_subprocess_exec(program, ":lang=vi", "family", stdout=asyncio.subprocess.PIPE)
    output, _errors = await process.communicate()
    return frozenset(line.split(",")[0].strip() for line in output.decode(errors="replace").splitlines())


async def vietnamese_face(font: str, stand_ins: Iterable[str]) -> str | None:
    """The font, or the first of those that may stand in for it, that has every Vietnamese letter."""
    try:
        families = await vietnamese_families()
    except NoFontconfigError:
        return None
    return next((family for family in (font, *stand_ins) if family in families), None)
