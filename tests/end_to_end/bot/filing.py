"""A bot that keeps the files it is sent and gives them back, run by the real wiring.

As a program (`python -m tests.end_to_end.bot.filing`) it takes its settings from the environment and gives files only.
"""

import re

from jinja2 import DictLoader

from bot.files import TelegramFiles
from bot.rendering import Renderer
from conversations.drafts import Draft, DraftRecords
from conversations.events import Attachment, Button, Command, DraftChanges, Event, File, Outcome, Profile, Reply, Text
from conversations.ports import FileRefusal
from tests.end_to_end.bot.echo import TEMPLATES, main

EVERY_BYTE = bytes(range(256)) * 2048
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KEYBOARD = ((Button("Lần nữa", "again", ("1",)),),)


def marking(text: str) -> object | None:
    """Finds a line that says MẬT and nothing else."""
    return re.search(r"^\s*(TỐI |TUYỆT )?MẬT\s*$", text, re.MULTILINE)


class Filing:
    """Keeps a file in a draft of its own; `/gui` gives `EVERY_BYTE`, `/gui <words>` with a long text before it.

    A text is the id of a file to give back.
    """

    def __init__(self, files: TelegramFiles | None = None) -> None:
        self.files = files
        self.seen: list[Event] = []

    async def handle(self, event: Event, profile: Profile, records: DraftRecords) -> Outcome:
        self.seen.append(event)
        match event:
            case File():
                return await self._taken(event)
            case Command("gui", words):
                file = Attachment("Kế hoạch <1>.docx", DOCX, EVERY_BYTE)
                return Outcome((Reply("bold", {"text": words or "đây & đó"}, KEYBOARD, attachment=file),))
            case Text(file_id):
                kept = await records.file(file_id)
                if kept:
                    back = Attachment(kept.name, kept.mime, kept.content)
                    return Outcome((Reply("say", {"text": "trả lại"}, attachment=back),))
        return Outcome((Reply("say", {"text": "chào"}),))

    async def _taken(self, event: File) -> Outcome:
        assert self.files is not None
        found = await self.files.fetch(event)
        if isinstance(found, FileRefusal):
            return Outcome((Reply("say", {"text": f"không nhận: {found.reason}"}),))
        named = {"id": found.id, "name": found.name, "digest": found.digest}
        draft = Draft(found.id, "plan", found.name, {"answers": {"tep": [named]}}, 1)
        changes = DraftChanges(saved=(draft,), files=(found,), active=draft.id)
        return Outcome((Reply("say", {"text": found.id}),), drafts=changes)


def renderer() -> Renderer:
    return Renderer(DictLoader(TEMPLATES))


if __name__ == "__main__":
    main(Filing())
