"""An answer becomes a screen: which template, what fills it, which buttons stand under it."""

from conversations.events import Keyboard, Profile, Reply
from conversations.examples import example_buttons
from conversations.given import Given
from conversations.keyboards import article_button, article_buttons, further, judging, wrong_button
from conversations.screens import rows, screen, unit
from conversations.shelf import Shelf
from conversations.views import Passage, Told, quoted, shown_of, told, whole
from knowledge.answer import Answer, Citation, Conflict, Reason

SMALL_TALK = frozenset({Reason.GREETING, Reason.THANKS, Reason.IDENTITY, Reason.COMMANDING, Reason.NOISE})
"""Reasons that are no answer to a question: nothing to judge, nothing to look further into."""
SUGGESTS = SMALL_TALK - {Reason.THANKS}
"""Small talk that is met with questions to ask."""


class Presenter:
    """Presents answers to users."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def reply(self, answer: Answer, given: Given, profile: Profile, asked: str | None = None) -> Reply:
        """The message that gives the answer. `asked` is the question where the chat does not show it already."""
        if answer.reason:
            return self._refusal(answer, answer.reason, given, profile, asked)
        if answer.conflict:
            return self._conflict(answer, answer.conflict, given, profile, asked)
        return self._answer(answer, given, profile, asked)

    def _answer(self, answer: Answer, given: Given, profile: Profile, asked: str | None) -> Reply:
        first, *rest = answer.citations
        if answer.summary or not answer.lead:
            shown = Told((), whole(first, answer.lead, answer.bold))
        else:
            shown = told(first, answer.lead, answer.bold)
        return screen(
            "answer",
            profile,
            (*self._whole_article(first, given), *further(given), *judging(given)),
            asked=asked,
            summary=answer.summary,
            lead=shown.lead,
            first=self._shelf.cited(first, profile, shown),
            also=[self._quoted(citation, profile) for citation in rest[: answer.shown - 1]],
            degraded=answer.degraded,
        )

    def _conflict(self, answer: Answer, conflict: Conflict, given: Given, profile: Profile, asked: str | None) -> Reply:
        sides = {side.id for side in conflict.sides}
        also = [citation for citation in answer.citations[:1] if citation.id not in sides]
        articles = article_buttons([side.id for side in conflict.sides], given, self._shelf)
        return screen(
            "conflict",
            profile,
            (*rows(articles), *further(given), *judging(given)),
            asked=asked,
            point=conflict.point,
            sides=[self._quoted(side, profile) for side in conflict.sides],
            also=[self._shelf.cited(one, profile, Told((), whole(one, answer.lead, answer.bold))) for one in also],
            place=self._shelf.place_of(profile),
            degraded=answer.degraded,
        )

    def _refusal(self, answer: Answer, reason: Reason, given: Given, profile: Profile, asked: str | None) -> Reply:
        return screen(
            reason.replace("-", "_"),
            profile,
            self._instead(answer, reason, given, profile),
            asked=asked,
            named=[_named(name) for name in answer.named],
            elsewhere=answer.elsewhere,
            ask_instead=answer.ask_instead,
            place=answer.place or self._shelf.place_of(profile),
            candidates=bool(given.candidates),
            stock=self._shelf.stock,
            degraded=answer.degraded,
        )

    def _instead(self, answer: Answer, reason: Reason, given: Given, profile: Profile) -> Keyboard:
        if reason in SMALL_TALK:
            return example_buttons(profile.jurisdiction) if reason in SUGGESTS else ()
        elsewhere = article_buttons([provision.id for provision in answer.elsewhere], given, self._shelf)
        return (*rows(elsewhere), *further(given, "Đoạn gần nhất"), (wrong_button(given),))

    def _quoted(self, citation: Citation, profile: Profile) -> Passage:
        return self._shelf.cited(citation, profile, quoted(citation))

    def _whole_article(self, citation: Citation, given: Given) -> Keyboard:
        article = self._shelf.article(citation.id)
        if article is None or shown_of(citation) == article.text:
            return ()
        return ((article_button(f"Xem toàn văn {unit(article.locator)}", given, citation.id),),)


def _named(name: str) -> str:
    """A bare number, as users write it, reads as a document's."""
    return f"văn bản số {name}" if name[:1].isdigit() else name
