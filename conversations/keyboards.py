"""The buttons under an answer; each carries the answer's id and no more than an index."""

from collections.abc import Sequence

from conversations.actions import Action
from conversations.events import Button, Keyboard
from conversations.given import Given
from conversations.screens import rows
from conversations.shelf import Shelf


def article_button(label: str, given: Given, provision_id: str) -> Button:
    """Shows the article around one of the answer's provisions."""
    return Button(label, Action.ARTICLE, (given.id, str(given.provisions.index(provision_id))))


def more_button(label: str, given: Given, page: int = 0) -> Button:
    """Shows a page of further passages."""
    return Button(label, Action.MORE, (given.id, str(page)))


def article_buttons(ids: Sequence[str], given: Given, shelf: Shelf) -> list[Button]:
    """A button an article around the provisions that are still in the library, named by article and place."""
    labels: dict[str, str] = {}
    for id_ in ids:
        label = shelf.article_label(id_)
        if label:
            labels.setdefault(label, id_)
    return [article_button(f"Xem {label}", given, id_) for label, id_ in labels.items()]


def further(given: Given, more: str = "Đoạn khác") -> Keyboard:
    """Ways on from an answer, where there are any."""
    buttons = [
        *([more_button(more, given)] if given.candidates else []),
        *([Button("Văn bản khác", Action.OTHERS, (given.id,))] if given.others else []),
    ]
    return rows(buttons)


def judging(given: Given) -> Keyboard:
    """The user's judgement of an answer."""
    return ((Button("Hữu ích", Action.HELPFUL, (given.id,)), wrong_button(given)),)


def wrong_button(given: Given) -> Button:
    """Judges an answer not right."""
    return Button("Chưa đúng?", Action.WRONG, (given.id,))
