"""The words of an answer as its user reads them, for the command line."""

from bot.rendering import Renderer
from bot.splitting import plain
from conversations.events import Profile
from conversations.given import Given
from conversations.presenting import Presenter
from conversations.shelf import Shelf
from knowledge.answer import Answer
from knowledge.library import Library


class Wording:
    """Puts answers into words through the same screens as the bot."""

    def __init__(self, library: Library) -> None:
        self._presenter = Presenter(Shelf(library))
        self._renderer = Renderer()

    def of(self, answer: Answer, jurisdiction: str | None) -> str:
        """The plain text of the message that a user who works in `jurisdiction` would get."""
        reply = self._presenter.reply(answer, Given.of(answer, "cli"), Profile(jurisdiction, greeted=True))
        return plain(self._renderer.html(reply))
