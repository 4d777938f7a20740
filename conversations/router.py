"""The router: which dialogue handles an event. Tables, put together from the dialogues' own."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from conversations.ask import Ask, stale
from conversations.clock import today_in_vietnam
from conversations.events import Command, Event, File, Outcome, Press, Profile, Reply, Text, Unsupported
from conversations.examples import example_buttons
from conversations.forms.dialogue import FormDialogue
from conversations.forms.kinds import FormKind
from conversations.onboarding import Onboarding
from conversations.ports import FILE_KINDS, Answering, Dialogue, Files, OnCommand, OnPress, Records
from conversations.screens import screen
from conversations.settings import Settings
from conversations.shelf import Shelf
from knowledge.library import Library

KINDS: Mapping[str, str] = {
    "voice": "tin nhắn thoại",
    "audio": "tệp âm thanh",
    "video_note": "tin nhắn video",
    "video": "video",
    "animation": "ảnh động",
    "sticker": "nhãn dán",
    "photo": "ảnh",
    "document": "tệp đính kèm",
    "contact": "danh thiếp",
    "venue": "địa điểm",
    "location": "vị trí",
    "poll": "bình chọn",
}
"""What the bot does not read, in the user's words."""
IN_GROUP = Unsupported("group")
"""The bot was called in a group, where it answers nothing."""
TOO_LONG = Unsupported("too-long")
LONGEST_TEXT = 2000
"""Characters of a question; an answer in a form may be longer."""
OTHER_KIND = "nội dung này"


class Router:
    """Handles events. Keeps nothing: what an event changes is in the outcome, for the caller to store."""

    def __init__(
        self,
        answerer: Answering,
        library: Library,
        *,
        kinds: Sequence[FormKind] = (),
        dialogues: Sequence[Dialogue] = (),
        files: Files | None = None,
        today: Callable[[], date] = today_in_vietnam,
    ) -> None:
        """`kinds` are the forms that can be filled in, `dialogues` handle what follows them; `files` brings files."""
        shelf = Shelf(library)
        self._ask = Ask(answerer, shelf)
        self._forms = FormDialogue(kinds, shelf, self._ask, today=today, files=files)
        self._onboarding = Onboarding(shelf)
        settings = Settings(shelf)
        self.commands: Mapping[str, OnCommand] = {
            **self._onboarding.commands,
            **self._ask.commands,
            **settings.commands,
            **self._forms.commands,
            **{name: handle for one in dialogues for name, handle in one.commands.items()},
            "trogiup": help_screen,
            "help": help_screen,
        }
        self.presses: Mapping[str, OnPress] = {
            **self._onboarding.presses,
            **self._ask.presses,
            **settings.presses,
            **self._forms.presses,
            **{name: handle for one in dialogues for name, handle in one.presses.items()},
        }

    async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
        """What the event changes; a user's first message is also met with the first-contact message."""
        outcome = await self._handled(event, profile, records)
        if profile.greeted or isinstance(event, Press) or event == IN_GROUP:
            return outcome
        return self._onboarding.introduce(outcome, profile)

    async def _handled(self, event: Event, profile: Profile, records: Records) -> Outcome:
        match event:
            case Text(text):
                return await self._forms.text(text, profile, records) or await self._question(text, profile)
            case Command(name, argument):
                on_command = self.commands.get(name.lower())
                if on_command is None:
                    return _only(unknown_command(name, profile))
                return await on_command(argument, profile, records)
            case Press(action):
                on_press = self.presses.get(action)
                return await on_press(event, profile, records) if on_press else _only(stale(profile))
            case File():
                unasked = _only(screen("file_unasked", profile, kinds=FILE_KINDS))
                return await self._forms.file(event, profile, records) or unasked
            case Unsupported(kind):
                words = KINDS.get(kind)
                in_form = await self._forms.unread(words, profile, records) if words else None
                return in_form or _only(unsupported(event, profile))

    async def _question(self, text: str, profile: Profile) -> Outcome:
        if len(text) > LONGEST_TEXT:
            return _only(unsupported(TOO_LONG, profile))
        return await self._ask.question(text, profile)


async def help_screen(_argument: str, profile: Profile, _records: Records) -> Outcome:
    """How to use the bot."""
    return _only(screen("help", profile, example_buttons(profile.jurisdiction)))


def unknown_command(name: str, profile: Profile) -> Reply:
    """The command is none of the bot's."""
    return screen("unknown_command", profile, command=name)


def unsupported(event: Unsupported, profile: Profile) -> Reply:
    """The message is none that the bot reads, and what to send instead."""
    if event == TOO_LONG:
        return screen("too_long", profile, limit=f"{LONGEST_TEXT:,}".replace(",", "."))
    if event == IN_GROUP:
        return screen("group", profile)
    return screen("unsupported", profile, kind=KINDS.get(event.kind, OTHER_KIND))


def _only(reply: Reply) -> Outcome:
    return Outcome((reply,))
