"""Settings: where the user works, how the bot addresses them, when it reminds them; one screen, redrawn in place."""

from collections.abc import Mapping
from dataclasses import replace

from conversations.access import MEMBERS
from conversations.actions import Action
from conversations.events import Address, Button, Keyboard, Outcome, Press, Profile, Reply
from conversations.ports import OnCommand, OnPress, Records
from conversations.screens import ADDRESSES, rows, screen
from conversations.shelf import Shelf

CHOSEN = "✅ "


class Settings:
    """Shows and changes a profile. A button that no longer fits redraws the screen as the profile is now."""

    def __init__(self, shelf: Shelf) -> None:
        self._places = shelf.places
        self.commands: Mapping[str, OnCommand] = {"caidat": self.show}
        self.presses: Mapping[str, OnPress] = {
            Action.SET_PLACE: self.set_place,
            Action.SET_ADDRESS: self.set_address,
        }

    async def show(self, _argument: str, profile: Profile, records: Records) -> Outcome:
        """The settings as a new message."""
        return Outcome((await self._screen(profile, records),))

    async def set_place(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Changes the place of work."""
        known = press.args and press.args[0] in self._places
        chosen = replace(profile, jurisdiction=press.args[0]) if known else profile
        return await self._changed(chosen, records)

    async def set_address(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Changes the form of address."""
        known = press.args and press.args[0] in set(Address)
        chosen = replace(profile, address=Address(press.args[0])) if known else profile
        return await self._changed(chosen, records)

    async def _changed(self, profile: Profile, records: Records) -> Outcome:
        return Outcome((await self._screen(profile, records, redraw=True),), profile=profile)

    async def _screen(self, profile: Profile, records: Records, *, redraw: bool = False) -> Reply:
        places = [
            _choice(name, place == profile.jurisdiction, Action.SET_PLACE, place)
            for place, name in self._places.items()
        ]
        addresses = [
            _choice(words, address == profile.address, Action.SET_ADDRESS, address)
            for address, words in ADDRESSES.items()
        ]
        place = self._places.get(profile.jurisdiction or "")
        reminded = profile.role in MEMBERS
        hours: Keyboard = ((Button("Giờ nhắc việc", Action.REMIND_HOURS),),) if reminded else ()
        return screen(
            "settings",
            profile,
            (*rows(places), *rows(addresses), *hours),
            redraw=redraw,
            place=place,
            chosen=await records.preferences() if reminded else None,
        )


def _choice(label: str, chosen: bool, action: Action, value: str) -> Button:
    return Button(f"{CHOSEN if chosen else ''}{label}", action, (value,))
