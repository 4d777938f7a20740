"""The buttons under an answer; each carries the answer's id and no more than an index."""

from conversations.actions import Action
from conversations.events import Button, Keyboard
from conversations.given import Given
from conversations.screens import rows


def article_button(label: str, given: Given, provision_id: str) -> Button:
    """Shows the article around one of the answer's provisions."""
    return Button(label, Action.ARTICLE, (given.id, str(given.provisions.index(provision_id))))


def more_button(label: str, given: Given, page: int = 0) -> Button:
    """Shows a page of further passages."""
    return Button(label, Action.MORE, (given.id, str(page)))


def further(given: Given, more: str = "Đoạn khác") -> Keyboard:
    """Ways on from an answer, where there are any."""
    buttons = [
        *([more_button(more, given)] if given.candidates else []),
        *([Button("Văn bản khác", Action.OTHERS, (given.id,))] if given.others else []),
    ]
    return rows(buttons)


def judging(given: Given) -> Keyboard:
    """The user's judgement of an answer."""
    return ((Button("Hữu ích", Action.HELPFUL, (given.id,)), Button("Chưa đúng?", Action.WRONG, (given.id,))),)


def unit(locator: str) -> str:
    """A locator inside a label: "Điều" keeps its capital as people write it, other units lose theirs."""
    return locator if locator.startswith("Điều") else locator[:1].lower() + locator[1:]
