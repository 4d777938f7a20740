"""The files that come with an event of a case, as the event's details name them: they themselves are kept elsewhere."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FIELD = "file"
"""The field of an event that holds files (kind `files`)."""


@dataclass(frozen=True, slots=True)
class FileName:
    """A stored file by its id, with the name that it came under."""

    id: str
    name: str


def attached(details: Mapping[str, str]) -> tuple[FileName, ...]:
    """The files that the details name."""
    written = details.get(FIELD)
    return tuple(FileName(**one) for one in json.loads(written)) if written else ()


def written(files: Sequence[Mapping[str, str]]) -> str:
    """Files, as forms answer them, as details hold them."""
    return json.dumps([{"id": file["id"], "name": file["name"]} for file in files], ensure_ascii=False)
