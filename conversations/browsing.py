"""Looking further from an answer: the whole article, further passages, other documents, a judgement."""

from collections.abc import Sequence

from conversations.events import Button, Profile, Reply
from conversations.given import Given
from conversations.keyboards import article_buttons, further, more_button
from conversations.screens import rows, screen
from conversations.shelf import Shelf
from conversations.views import Passage
from knowledge.catalogue import Status
from knowledge.provisions import Anchor

PAGE = 3
"""Passages on one screen of a list."""


class Browser:
    """Screens that the buttons of an answer open; None where what they would show is gone."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def article(self, given: Given, index: int, profile: Profile) -> Reply | None:
        """The article or section around one of the answer's provisions, verbatim and whole."""
        if not 0 <= index < len(given.provisions):
            return None
        article = self._shelf.article(given.provisions[index])
        if article is None:
            return None
        document = self._shelf.document_of(article)
        lines = [line for line in article.text.split("\n") if line.strip()]
        titled = bool(lines) and lines[0] == article.heading
        return screen(
            "whole_article",
            profile,
            article=self._shelf.passage(article, profile),
            uncertain=article.anchor is Anchor.UNCERTAIN,
            heading=article.heading if titled else None,
            paragraphs=lines[titled:],
            effect=document.status_reason if document.status is Status.UNKNOWN else None,
            overtaken=document.overtaken,
        )

    def candidates(self, given: Given, page: int, profile: Profile) -> Reply | None:
        """One page of the passages that may help."""
        pages = [given.candidates[start : start + PAGE] for start in range(0, len(given.candidates), PAGE)]
        if not 0 <= page < len(pages):
            return None
        passages, buttons = self._listed(pages[page], given, profile)
        on = [more_button("Xem tiếp", given, page + 1)] if page + 1 < len(pages) else []
        keyboard = (*rows(buttons, 1), *rows(on))
        if not passages:
            return None
        return screen("candidates", profile, keyboard, passages=passages, page=page + 1, pages=len(pages))

    def others(self, given: Given, profile: Profile) -> Reply | None:
        """What other documents say on the same point."""
        passages, buttons = self._listed(given.others[:PAGE], given, profile)
        return screen("others", profile, rows(buttons, 1), passages=passages) if passages else None

    def thanks(self, given: Given, profile: Profile, *, helpful: bool) -> Reply:
        """Thanks for a judgement; for "chưa đúng", with ways on."""
        keyboard = () if helpful else further(given)
        return screen("feedback_thanks", profile, keyboard, helpful=helpful, more=bool(given.candidates))

    def _listed(self, ids: Sequence[str], given: Given, profile: Profile) -> tuple[list[Passage], list[Button]]:
        known = [provision for id_ in ids if (provision := self._shelf.get(id_))]
        passages = [self._shelf.excerpt(provision, profile) for provision in known]
        return passages, article_buttons(ids, given, self._shelf)
