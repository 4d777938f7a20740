"""An answer becomes a screen: which template, what fills it, which buttons stand under it."""

from conversations.events import Button, Keyboard, Profile, Reply
from conversations.examples import example_buttons
from conversations.given import Given
from conversations.keyboards import article_button, further, judging, unit
from conversations.screens import rows, screen
from conversations.shelf import Shelf
from conversations.views import shown_of, spans, under_lead, with_lead
from knowledge.answer import Answer, Citation, Conflict, Reason

SHOWN = 3
"""Citations shown with their words; more are only named."""
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
            body, before = with_lead(first, answer.lead, answer.bold), False
        else:
            body, before = under_lead(first, answer.lead)
        return screen(
            "answer",
            profile,
            (*self._whole_article(first, given), *further(given), *judging(given)),
            asked=asked,
            summary=answer.summary,
            lead=spans(answer.lead, answer.bold),
            first=self._shelf.cited(first, profile, body, before=before),
            also=[self._shelf.cited(citation, profile, spans(citation.quote)) for citation in rest[: SHOWN - 1]],
            further=[f"{citation.locator}, {citation.document}" for citation in rest[SHOWN - 1 :]],
            degraded=answer.degraded,
        )

    def _conflict(self, answer: Answer, conflict: Conflict, given: Given, profile: Profile, asked: str | None) -> Reply:
        sides = {side.id for side in conflict.sides}
        also = [citation for citation in answer.citations[:1] if citation.id not in sides]
        articles = self._article_buttons([side.id for side in conflict.sides], given)
        return screen(
            "conflict",
            profile,
            (*rows(articles), *further(given), *judging(given)),
            asked=asked,
            point=conflict.point,
            sides=[self._shelf.cited(side, profile, spans(side.quote)) for side in conflict.sides],
            also=[self._shelf.cited(one, profile, with_lead(one, answer.lead, answer.bold)) for one in also],
            place=self._shelf.place_of(profile),
            degraded=answer.degraded,
        )

    def _refusal(self, answer: Answer, reason: Reason, given: Given, profile: Profile, asked: str | None) -> Reply:
        elsewhere = self._article_buttons([provision.id for provision in answer.elsewhere], given)
        suggested = example_buttons(profile.jurisdiction) if reason in SUGGESTS else ()
        judged = () if reason in SMALL_TALK else (*rows(elsewhere), *further(given, "Đoạn gần nhất"), *judging(given))
        return screen(
            reason.replace("-", "_"),
            profile,
            (*suggested, *judged),
            asked=asked,
            named=[_named(name) for name in answer.named],
            elsewhere=answer.elsewhere,
            ask_instead=answer.ask_instead,
            place=answer.place or self._shelf.place_of(profile),
            candidates=bool(given.candidates),
            stock=self._shelf.stock,
            degraded=answer.degraded,
        )

    def _whole_article(self, citation: Citation, given: Given) -> Keyboard:
        article = self._shelf.article(citation.id)
        if article is None or shown_of(citation) == article.text:
            return ()
        return ((article_button(f"Xem toàn văn {unit(article.locator)}", given, citation.id),),)

    def _article_buttons(self, ids: list[str], given: Given) -> list[Button]:
        """A button a provision that is still in the library, named by its article and place."""
        labels = {id_: self._shelf.article_label(id_) for id_ in ids}
        return [article_button(f"Xem {label}", given, id_) for id_, label in labels.items() if label]


def _named(name: str) -> str:
    """A bare number, as users write it, reads as a document's."""
    return f"văn bản số {name}" if name[:1].isdigit() else name
