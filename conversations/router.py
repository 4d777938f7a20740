"""The router: which dialogue handles an event. Tables, put together from the dialogues' own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from conversations.access import FILE, OTHER, TEXT, Access, entry_of
from conversations.ask import Ask, stale
from conversations.clock import today_in_vietnam
from conversations.consent import Consent
from conversations.events import Command, Event, File, Outcome, Press, Profile, Reply, Text, Unsupported
from conversations.examples import example_buttons
from conversations.forms.dialogue import FormDialogue
from conversations.forms.kinds import FormKind
from conversations.forms.sight import in_sight
from conversations.inviting import Inviting
from conversations.membership import Audited
from conversations.onboarding import Onboarding
from conversations.own_data import OwnData
from conversations.policy import Policy
from conversations.ports import (
    FILE_KINDS,
    Answering,
    Dialogue,
    Files,
    Offering,
    OnCommand,
    OnPress,
    Reading,
    Records,
    Waiting,
)
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
SECRET = Unsupported("secret")
"""The message bore the marking of an official secret; nothing of it came in (`bot.door`)."""
TOO_LONG = Unsupported("too-long")
LONGEST_TEXT = 2000
"""Characters of a question; an answer in a form may be longer."""
OTHER_KIND = "nội dung này"
START = "command:start"
"""Open to those without an invitation for the code behind it alone."""


class Router:
    """Handles events. Keeps nothing: what an event changes is in the outcome, for the caller to store.

    Raises `conversations.access.UnruledEntryError` when made with an entry point that nobody has a rule for.
    """

    def __init__(
        self,
        answerer: Answering,
        library: Library,
        policy: Policy | None = None,
        *,
        kinds: Sequence[FormKind] = (),
        dialogues: Sequence[Dialogue] = (),
        offering: Sequence[Offering] = (),
        files: Files | None = None,
        today: Callable[[], date] = today_in_vietnam,
    ) -> None:
        """`kinds` are the forms that can be filled in, `dialogues` handle what follows them; `files` brings files.

        `offering` may lead on from answers.
        """
        policy = policy or Policy()
        shelf = Shelf(library)
        inviting = Inviting()
        own_data = OwnData(policy)
        self._ask = Ask(answerer, shelf, offering=offering)
        self._onboarding = Onboarding(shelf, policy, inviting)
        self._consent = Consent(policy, self._handled)
        self._access = Access(policy)
        self._reading = tuple(one for one in dialogues if isinstance(one, Reading))
        self._waiting = tuple(one for one in dialogues if isinstance(one, Waiting))
        self._forms = FormDialogue(kinds, shelf, self._ask, today=today, files=files, reading=self._reading)
        settings = Settings(shelf)
        self.commands: Mapping[str, OnCommand] = {
            **self._onboarding.commands,
            **self._ask.commands,
            **settings.commands,
            **inviting.commands,
            **own_data.commands,
            **self._forms.commands,
            **{name: handle for one in dialogues for name, handle in one.commands.items()},
            "trogiup": help_screen,
            "help": help_screen,
        }
        self.presses: Mapping[str, OnPress] = {
            **self._onboarding.presses,
            **self._ask.presses,
            **settings.presses,
            **self._consent.presses,
            **inviting.presses,
            **own_data.presses,
            **self._forms.presses,
            **{name: handle for one in dialogues for name, handle in one.presses.items()},
        }
        commands = (f"command:{name}" for name in self.commands)
        self.entries = frozenset({TEXT, FILE, OTHER, *commands, *(f"press:{action}" for action in self.presses)})
        """Every entry point of the dialogues."""
        self._access.check(self.entries)

    async def handle(self, event: Event, profile: Profile, records: Records) -> Outcome:
        """What the event changes; a user's first message is also met with the first-contact message."""
        outcome = await self._handled(event, profile, records)
        outcome = replace(outcome, in_sight=in_sight(outcome))
        if profile.greeted or isinstance(event, Press) or event == IN_GROUP:
            return outcome
        if self._access.is_shut((outcome.profile or profile).role):
            return outcome
        return self._onboarding.introduce(outcome, profile)

    async def _handled(self, event: Event, profile: Profile, records: Records) -> Outcome:
        """Nothing is handled that the user may not do, or that keeps things they have not agreed to."""
        entry = entry_of(event)
        if isinstance(event, Command) and entry == START and not event.argument and self._access.is_shut(profile.role):
            return _only(screen("shut", profile))
        if entry not in self.entries or not self._access.may(entry, profile.role):
            return self._denied(event, entry, profile)
        if self._access.keeps(entry) and not profile.agreed:
            return _only(self._consent.ask(event, profile, records.here))
        return await self._dispatched(event, profile, records)

    def _denied(self, event: Event, entry: str, profile: Profile) -> Outcome:
        """The answer of something that does not exist, whether it does or not."""
        audit = (Audited("denied", entry, "denied"),) if entry in self.entries else ()
        if self._access.is_shut(profile.role):
            return Outcome((screen("shut", profile),), audit=audit)
        match event:
            case Command(name):
                return Outcome((unknown_command(name, profile),), audit=audit)
            case Press():
                return Outcome((stale(profile),), audit=audit)
        return Outcome((unsupported(Unsupported("document"), profile),), audit=audit)

    async def _dispatched(self, event: Event, profile: Profile, records: Records) -> Outcome:
        """The event handled; its entry has a rule, and `check` found one for every command and press there is."""
        match event:
            case Text(text):
                return await self._forms.text(text, profile, records) or await self._question(text, profile, records)
            case Command(name, argument):
                return await self.commands[name.lower()](argument, profile, records)
            case Press(action):
                return await self.presses[action](event, profile, records)
            case File():
                unasked = _only(screen("file_unasked", profile, kinds=FILE_KINDS))
                return await self._forms.file(event, profile, records) or unasked
            case Unsupported(kind):
                words = KINDS.get(kind)
                in_form = await self._forms.unread(words, profile, records) if words else None
                return in_form or _only(unsupported(event, profile))

    async def _question(self, text: str, profile: Profile, records: Records) -> Outcome:
        if len(text) > LONGEST_TEXT:
            return _only(unsupported(TOO_LONG, profile))
        reader = next((one for one in self._reading if one.reads(text)), None)
        if reader:
            return await reader.read(text, profile, records)
        for one in self._waiting:
            if outcome := await one.awaited(text, profile, records):
                return outcome
        return await self._ask.question(text, profile)


async def help_screen(_argument: str, profile: Profile, _records: Records) -> Outcome:
    """How to use the bot."""
    return _only(screen("help", profile, example_buttons(profile.jurisdiction), role=profile.role))


def unknown_command(name: str, profile: Profile) -> Reply:
    """The command is none of the bot's."""
    return screen("unknown_command", profile, command=name)


def unsupported(event: Unsupported, profile: Profile) -> Reply:
    """The message is none that the bot reads, and what to send instead."""
    if event == TOO_LONG:
        return screen("too_long", profile, limit=f"{LONGEST_TEXT:,}".replace(",", "."))
    if event == IN_GROUP:
        return screen("group", profile)
    if event == SECRET:
        return screen("secret", profile)
    return screen("unsupported", profile, kind=KINDS.get(event.kind, OTHER_KIND))


def _only(reply: Reply) -> Outcome:
    return Outcome((reply,))
