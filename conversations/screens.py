"""Screens: replies that know how to address the user, and the rows of their keyboards."""

from collections.abc import Sequence
from dataclasses import replace

from conversations.events import Address, Attachment, Button, Keyboard, Profile, Reply

ADDRESSES = {Address.COMRADE: "đồng chí", Address.SIBLING: "anh/chị"}
"""The words of each form of address, in the order the settings offer them."""


def screen(
    template: str,
    profile: Profile,
    keyboard: Keyboard = (),
    *,
    redraw: bool = False,
    attachment: Attachment | None = None,
    **context: object,
) -> Reply:
    """A reply whose context also holds `xung_ho`, the words that address the user, and `Xung_ho` to open a sentence."""
    return Reply(template, {**_address(profile), **context}, keyboard, redraw, attachment)


def addressed(reply: Reply, profile: Profile) -> Reply:
    """A screen that was made for one user, said to another."""
    return replace(reply, context={**reply.context, **_address(profile)})


def _address(profile: Profile) -> dict[str, str]:
    words = ADDRESSES[profile.address]
    return {"xung_ho": words, "Xung_ho": words[0].upper() + words[1:]}


def unit(locator: str) -> str:
    """A locator inside a label: "Điều" keeps its capital as people write it, other units lose theirs."""
    return locator if locator.startswith("Điều") else locator[:1].lower() + locator[1:]


def rows(buttons: Sequence[Button], width: int = 2) -> Keyboard:
    """The buttons in rows of `width`."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))
