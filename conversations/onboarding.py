"""First contact: what the bot is, what not to tell it, where the user works."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.actions import Action
from conversations.events import Button, Outcome, Press, Profile, Reply
from conversations.examples import example_buttons
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import rows, screen
from conversations.shelf import ELSEWHERE, Shelf

INTRODUCES = frozenset({"welcome", "greeting"})
"""Screens that a user who has just been welcomed does not need as well."""


class Onboarding:
    """Introduces the bot once to every user, whatever their first message is, and takes the place of work."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.commands: Mapping[str, OnCommand] = {"start": self.welcome, "batdau": self.welcome}
        self.presses: Mapping[str, OnPress] = {Action.PLACE: self.choose}

    async def welcome(self, _argument: str, profile: Profile, _records: Records) -> Outcome:
        """The first-contact message, also when asked for again."""
        return Outcome((self._introduction(profile),), profile=replace(profile, greeted=True))

    async def choose(self, press: Press, profile: Profile, _records: Records) -> Outcome:
        """Keeps the place of work and suggests questions, in place of the message that asked for it."""
        place = press.args[0] if press.args else ""
        if place not in self._shelf.places:
            return Outcome((self._introduction(profile, redraw=True),))
        chosen = replace(profile, jurisdiction=place)
        confirmation = screen(
            "province_set",
            chosen,
            example_buttons(place),
            redraw=True,
            place=self._shelf.places[place],
            elsewhere=place == ELSEWHERE,
            draft=self._shelf.only_drafts(place),
        )
        return Outcome((confirmation,), profile=chosen)

    def introduce(self, outcome: Outcome, profile: Profile) -> Outcome:
        """The outcome of a user's first event with the first-contact message before it."""
        kept = replace(outcome.profile or profile, greeted=True)
        others = tuple(reply for reply in outcome.replies if reply.template not in INTRODUCES)
        return replace(outcome, replies=(self._introduction(kept), *others), profile=kept)

    def _introduction(self, profile: Profile, *, redraw: bool = False) -> Reply:
        places = self._shelf.places
        buttons = [Button(name, Action.PLACE, (place,)) for place, name in places.items()]
        chosen = places.get(profile.jurisdiction or "")
        return screen("welcome", profile, rows(buttons), redraw=redraw, place=chosen)
