"""The router: which dialogue handles an event. Tables, put together from the dialogues' own."""

from collections.abc import Mapping

from conversations.ask import Ask, stale
from conversations.events import Command, Event, File, Outcome, Press, Profile, Reply, Text, Unsupported
from conversations.examples import example_buttons
from conversations.onboarding import Onboarding
from conversations.ports import FILE_KINDS, Answering, OnCommand, OnPress, Records
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
"""Characters of a message that is read; a longer one comes as `TOO_LONG`."""
OTHER_KIND = "nội dung này"


class Router:
    """Handles events. Keeps nothing: what an event changes is in the outcome, for the caller to store."""

    def __init__(self, answerer: Answering, library: Library) -> None:
        shelf = Shelf(library)
        self._ask = Ask(answerer, shelf)
        self._onboarding = Onboarding(shelf)
        settings = Settings(shelf)
        self.commands: Mapping[str, OnCommand] = {
            **self._onboarding.commands,
            **self._ask.commands,
            **settings.commands,
            "trogiup": help_screen,
            "help": help_screen,
        }
        self.presses: Mapping[str, OnPress] = {
            **self._onboarding.presses,
            **self._ask.presses,
            **settings.presses,
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
                return await self._ask.question(text, profile)
            case Command(name, argument):
                on_command = self.commands.get(name.lower())
                return await on_command(argument, profile) if on_command else _only(unknown_command(name, profile))
            case Press(action):
                on_press = self.presses.get(action)
                return await on_press(event, profile, records) if on_press else _only(stale(profile))
            case File():
                return _only(screen("file_unasked", profile, kinds=FILE_KINDS))
            case Unsupported():
                return _only(unsupported(event, profile))


async def help_screen(_argument: str, profile: Profile) -> Outcome:
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
