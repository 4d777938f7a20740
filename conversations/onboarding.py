"""First contact: what the bot is, what not to tell it, what is kept, where the user works; and invitations taken up."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.actions import Action
from conversations.consent import AGREED, KEPT
from conversations.events import Button, Outcome, Press, Profile, Reply
from conversations.examples import example_buttons
from conversations.inviting import Inviting
from conversations.policy import Policy
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import rows, screen
from conversations.shelf import ELSEWHERE, Shelf

INTRODUCES = frozenset({"welcome", "greeting"})
"""Screens that a user who has just been welcomed does not need as well."""


class Onboarding:
    """Introduces the bot once to every user, whatever their first message is, and takes the place of work."""

    def __init__(self, shelf: Shelf, policy: Policy, inviting: Inviting) -> None:
        self._shelf = shelf
        self._policy = policy
        self._inviting = inviting
        self.commands: Mapping[str, OnCommand] = {"start": self.start, "batdau": self.welcome}
        self.presses: Mapping[str, OnPress] = {Action.PLACE: self.choose}

    async def start(self, digest: str, profile: Profile, records: Records) -> Outcome:
        """The first-contact message, or an invitation taken up: `bot.door` puts the digest in place of its code."""
        if digest:
            return await self._inviting.take_up(digest, profile, records)
        return await self.welcome("", profile, records)

    async def welcome(self, _argument: str, profile: Profile, _records: Records) -> Outcome:
        """The first-contact message, also when asked for again."""
        return Outcome((self._introduction(profile),), profile=replace(profile, greeted=True))

    async def choose(self, press: Press, profile: Profile, _records: Records) -> Outcome:
        """Keeps the place of work, which agrees to what is kept, and suggests questions in place of the message."""
        place = press.args[0] if press.args else ""
        if place not in self._shelf.places:
            return Outcome((self._introduction(profile, redraw=True),))
        chosen = replace(profile, jurisdiction=place, agreed=True)
        confirmation = screen(
            "province_set",
            chosen,
            example_buttons(place),
            redraw=True,
            place=self._shelf.places[place],
            elsewhere=place == ELSEWHERE,
            draft=self._shelf.only_drafts(place),
        )
        return Outcome((confirmation,), profile=chosen, audit=() if profile.agreed else (AGREED,))

    def introduce(self, outcome: Outcome, profile: Profile) -> Outcome:
        """The outcome of a user's first event with the first-contact message before it."""
        kept = replace(outcome.profile or profile, greeted=True)
        others = tuple(reply for reply in outcome.replies if reply.template not in INTRODUCES)
        return replace(outcome, replies=(self._introduction(kept), *others), profile=kept)

    def _introduction(self, profile: Profile, *, redraw: bool = False) -> Reply:
        places = self._shelf.places
        buttons = [Button(name, Action.PLACE, (place,)) for place, name in places.items()]
        chosen = places.get(profile.jurisdiction or "")
        consent = (KEPT,) if profile.agreed else (Button("Đồng ý", Action.AGREE), KEPT)
        return screen(
            "welcome",
            profile,
            (*rows(buttons), consent),
            redraw=redraw,
            place=chosen,
            agreed=profile.agreed,
            days=self._policy.answers_days,
            role=profile.role,
        )
