"""Consent: what is kept is told before it is kept, and agreed to with a button that goes on with what was asked for."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace

from conversations.actions import Action
from conversations.events import Button, Command, Event, Keyboard, Outcome, Press, Profile, Reply
from conversations.membership import Audited
from conversations.policy import Policy
from conversations.ports import OnPress, Records
from conversations.screens import screen

NOTICE = "2026-11-27"
"""The version of the notice (`kept.html.j2`, `welcome.html.j2`). A new one is agreed to anew."""
AGREED = Audited("consent", NOTICE)
KEPT = Button("Dữ liệu được lưu", Action.KEPT)

_COMMAND = "c"
_PRESS = "p"
_MESSAGE = "m"
"""What a button carries: a command, a press, or the name of the message that waited."""
_LONGEST = 64
"""Bytes that a button carries."""

GoOn = Callable[[Event, Profile, Records], Awaitable[Outcome]]


class Consent:
    """Asks for consent, takes it, and says what is kept."""

    def __init__(self, policy: Policy, go_on: GoOn) -> None:
        """`go_on` handles the event that waited for the consent."""
        self._policy = policy
        self._go_on = go_on
        self.presses: Mapping[str, OnPress] = {Action.AGREE: self.agree, Action.KEPT: self.kept}

    def ask(self, event: Event, profile: Profile, here: str) -> Reply:
        """What is kept, before the first thing that is; the button goes on with the event.

        What it cannot carry it names: `here` is the message, which the queue keeps for the time that the notice tells.
        """
        return self._notice(profile, ((_agree(event, here),),), asks=True)

    async def kept(self, _press: Press, profile: Profile, _records: Records) -> Outcome:
        """What is kept, why and how long, and how to have it erased."""
        keyboard: Keyboard = () if profile.agreed else ((Button("Đồng ý", Action.AGREE),),)
        return Outcome((self._notice(profile, keyboard, asks=False),))

    async def agree(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Keeps the consent and goes on; a second press of the button changes nothing."""
        agreed = replace(profile, agreed=True)
        audit = () if profile.agreed else (AGREED,)
        again = profile.agreed and await records.pressed_before()
        waited = None if again else await _waiting(press.args, records)
        said = screen("agreed", agreed, redraw=True, lost=bool(press.args) and waited is None and not again)
        if waited is None:
            return Outcome((said,), profile=agreed, audit=audit)
        outcome = await self._go_on(waited, agreed, records)
        return replace(
            outcome,
            replies=(said, *(replace(reply, redraw=False) for reply in outcome.replies)),
            profile=replace(outcome.profile or agreed, agreed=True),
            audit=(*audit, *outcome.audit),
        )

    def _notice(self, profile: Profile, keyboard: Keyboard, *, asks: bool) -> Reply:
        return screen(
            "kept",
            profile,
            keyboard,
            asks=asks,
            answers_days=self._policy.answers_days,
            queue_days=self._policy.queue_days,
            audit_years=self._policy.audit_years,
        )


def _agree(event: Event, here: str) -> Button:
    """The button that agrees and carries the event or names its message; of a press too long it agrees alone."""
    args: tuple[str, ...] = (_MESSAGE, here) if here else ()
    match event:
        case Command(name, ""):
            args = (_COMMAND, name)
        case Press(action, own):
            args = (_PRESS, action, *own)
    fits = len("|".join((Action.AGREE, *args)).encode()) <= _LONGEST
    return Button("Đồng ý, tiếp tục", Action.AGREE, args if fits else ())


async def _waiting(args: tuple[str, ...], records: Records) -> Event | None:
    """What waited for the consent; None for nothing, and for a message that the queue does not keep any more."""
    match args:
        case (kind, name) if kind == _MESSAGE:
            return await records.message(name)
        case (kind, name) if kind == _COMMAND:
            return Command(name)
        case (kind, action, *own) if kind == _PRESS:
            return Press(action, tuple(own))
    return None
