"""Refusals: what is said instead of an answer, by name and with what to try; never a citation."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.answer import Answer, AnswerStatus, Elsewhere, Reason
from knowledge.library import Library
from knowledge.locators import Locator
from knowledge.points import Points
from knowledge.question import Question
from knowledge.regimes import Contact, Silence
from knowledge.retrieval import Hit
from knowledge.scope import Scope

_WORTH_A_LOOK = 0.02
"""The chance from which a provision is offered as perhaps related."""


class Refuser:
    """Refuses questions about a library."""

    def __init__(self, library: Library, points: Points, contacts: Iterable[Contact]) -> None:
        self._library = library
        self._points = points
        self._contacts = {contact.jurisdiction: contact for contact in contacts}

    def plain(self, question: Question, reason: Reason, named: Sequence[str] = ()) -> Answer:
        """A refusal for a reason that needs no more than names."""
        return Answer(question.original, AnswerStatus.REFUSED, reason, named=tuple(named))

    def unknown_document(self, question: Question, scope: Scope) -> Answer:
        """The question names a document that is not in the store."""
        named = [document.written for document in question.other_documents]
        return replace(self.plain(question, Reason.UNKNOWN_DOCUMENT, named), place=self._place(scope))

    def no_such_provision(self, question: Question, scope: Scope, locator: Locator) -> Answer:
        """The documents asked for have no such place."""
        shorts = [self._library.catalogue.document(key).short for key in scope.asked]
        return self.plain(question, Reason.NO_SUCH_PROVISION, (str(locator), *shorts))

    def not_found(
        self, question: Question, scope: Scope, nearest: Sequence[Hit], lacking: Sequence[str], silence: Silence | None
    ) -> Answer:
        """Nothing settles the question: `lacking` is what the nearest provision does not hold."""
        is_near = silence is None or bool(silence.near)
        return replace(
            self.plain(question, Reason.NOT_FOUND, lacking or ((silence.about,) if silence else ())),
            place=self._place(scope),
            candidates=tuple(hit.target for hit in nearest if hit.score >= _WORTH_A_LOOK),
            ask_instead=self._ask_instead(scope) if is_near else None,
        )

    def silent_here(self, question: Question, scope: Scope, nearest: Sequence[Hit], elsewhere: str) -> Answer:
        """The documents in scope are silent; the provision `elsewhere` of another place speaks."""
        points = self._points.of(elsewhere)
        return replace(
            self.plain(question, Reason.SILENT_HERE, [point.name for point in points[:1]]),
            place=self._place(scope),
            elsewhere=(self._pointer(elsewhere),),
            candidates=tuple(hit.target for hit in nearest),
            ask_instead=self._ask_instead(scope),
        )

    def _pointer(self, provision: str) -> Elsewhere:
        document = self._library.document_of(provision)
        place = self._library.catalogue.jurisdiction(document.jurisdiction).name
        locator = self._library.get(provision).locator
        return Elsewhere(provision, document.short, locator, place, document.status.value)

    def _place(self, scope: Scope) -> str | None:
        return self._library.catalogue.jurisdiction(scope.place).name if scope.place else None

    def _ask_instead(self, scope: Scope) -> str | None:
        contact = self._contacts.get(scope.place or "")
        if contact is None:
            return None
        return f"Có thể hỏi {contact.body}, cơ quan theo dõi việc thực hiện ({self._library.full_locator(contact.id)})."
