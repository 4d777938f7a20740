"""Which documents may answer a question: those it names, else those of the user's place, and the central ones."""

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.catalogue import Catalogue, Document, Status
from knowledge.naming import CENTRAL
from knowledge.question import Question


@dataclass(frozen=True, slots=True)
class Scope:
    """The documents that may answer.

    `documents` are keys in the catalogue's order; `place` is the jurisdiction id that limits them, None when nothing
    does; `asked` are the keys of documents that the question itself names or whose place it names.
    """

    documents: tuple[str, ...]
    place: str | None
    asked: tuple[str, ...]

    @property
    def is_limited(self) -> bool:
        """True when some documents of the store may not answer."""
        return self.place is not None


def scope_of(question: Question, profile: str | None, catalogue: Catalogue) -> Scope:
    """The scope of a question by a user who works in the jurisdiction `profile` (None: not known)."""
    named = [place for place in question.jurisdictions if place != CENTRAL]
    documents = [catalogue.document(key) for key in question.documents]
    places = list(dict.fromkeys([*named, *(document.jurisdiction for document in documents)]))
    asked = tuple(d.key for d in catalogue.documents if d.key in question.documents or d.jurisdiction in named)
    if not places and profile and profile in {place.id for place in catalogue.jurisdictions}:
        places = [profile]
    if not places:
        return Scope(tuple(document.key for document in catalogue.documents), None, asked)
    allowed = [d.key for d in catalogue.documents if d.jurisdiction in {*places, CENTRAL}]
    return Scope(tuple(allowed), next((place for place in places if place != CENTRAL), CENTRAL), asked)


def handicaps(scope: Scope, catalogue: Catalogue, priors: Mapping[str, float]) -> dict[str, float]:
    """What each document's provisions lose or gain, in log-odds.

    A draft never stands for what applies, so it comes behind unless the question asks for it; the central document
    comes behind the one of the place that the question names.
    """
    return {document.key: _handicap(document, scope, priors) for document in catalogue.documents}


def _handicap(document: Document, scope: Scope, priors: Mapping[str, float]) -> float:
    if document.key in scope.asked:
        return 0.0
    lost = priors["draft"] if document.status is Status.DRAFT else 0.0
    if document.jurisdiction == CENTRAL and scope.place not in {None, CENTRAL}:
        lost += priors["central"]
    return lost
