"""The library as a user sees it: places to choose from, names of documents, passages and articles."""

from collections.abc import Mapping
from dataclasses import dataclass

from conversations.events import Profile
from conversations.screens import unit
from conversations.views import Passage, Spans, Told, excerpt, spans, words
from knowledge.answer import Citation
from knowledge.catalogue import Document, Status
from knowledge.library import Library
from knowledge.provisions import Provision

CENTRAL = "central"
"""The jurisdiction whose documents apply everywhere (`knowledge.catalogue.Jurisdiction`)."""
ELSEWHERE = "other"
"""The place of a user whose place has no document in the store (`conversations.events.Profile`)."""
ELSEWHERE_NAME = "Nơi khác"


@dataclass(frozen=True, slots=True)
class Stock:
    """What the store holds: names of the central documents, names of the places with documents of their own."""

    central: tuple[str, ...]
    local: tuple[str, ...]


class Shelf:
    """Shows what is in the library; an id that is not in it (any more) gives None."""

    def __init__(self, library: Library) -> None:
        self._library = library
        catalogue = library.catalogue
        self._names = {place.id: place.name for place in catalogue.jurisdictions if place.id != CENTRAL}
        self.places: Mapping[str, str] = {**self._names, ELSEWHERE: ELSEWHERE_NAME}
        """Names of the places to choose from, by id, in the order they are offered."""
        central = tuple(document.short for document in catalogue.documents_of(CENTRAL))
        local = tuple(name + (" (dự thảo)" if self.only_drafts(place) else "") for place, name in self._names.items())
        self.stock = Stock(central, local)

    def only_drafts(self, place: str) -> bool:
        """Whether all that the store holds of a place is not in force yet."""
        return {document.status for document in self._library.catalogue.documents_of(place)} == {Status.DRAFT}

    def place_of(self, profile: Profile) -> str | None:
        """The name of the place where the user works, where it has documents."""
        return self._names.get(profile.jurisdiction or "")

    def get(self, provision_id: str) -> Provision | None:
        """The provision."""
        return self._library.provisions.get(provision_id)

    def article(self, provision_id: str) -> Provision | None:
        """The whole article or section around a provision."""
        return self._library.article_of(provision_id) if self.get(provision_id) else None

    def article_label(self, provision_id: str) -> str | None:
        """A button's words for the article around a provision: "Điều 4 (Quảng Ngãi)"."""
        article = self.article(provision_id)
        if article is None:
            return None
        document = self._library.document_of(article.id)
        return f"{unit(article.locator)} ({self._names.get(document.jurisdiction, document.short)})"

    def document_of(self, provision: Provision) -> Document:
        """The document of a provision."""
        return self._library.document_of(provision.id)

    def cited(self, citation: Citation, profile: Profile, shown: Told) -> Passage:
        """A citation of an answer as it is told, which may be more than its quotation."""
        known = self.get(citation.id) is not None
        more = self._library.notes_for(citation.id, words(shown.lead + shown.rest)) if known else ()
        return Passage(
            citation.locator,
            citation.document,
            citation.status,
            shown.rest,
            before=shown.before,
            after=shown.after,
            notes=tuple(dict.fromkeys((*citation.notes, *more))),
            place=self._foreign(citation.jurisdiction, profile),
        )

    def passage(self, provision: Provision, profile: Profile) -> Passage:
        """A provision with the whole of its text."""
        return self._passage(provision, profile, spans(provision.text), after=False)

    def excerpt(self, provision: Provision, profile: Profile) -> Passage:
        """A provision with the beginning of its text."""
        beginning, cut = excerpt(provision.text)
        return self._passage(provision, profile, spans(beginning), after=cut)

    def _passage(self, provision: Provision, profile: Profile, body: Spans, *, after: bool) -> Passage:
        document = self._library.document_of(provision.id)
        return Passage(
            provision.locator,
            document.short,
            document.status,
            body,
            after=after,
            notes=self._library.notes_for(provision.id, words(body)),
            place=self._foreign(document.jurisdiction, profile),
        )

    def _foreign(self, jurisdiction: str, profile: Profile) -> str | None:
        """The name of a place that is not the user's own; None for central documents and while none is chosen."""
        return None if profile.jurisdiction in {None, jurisdiction} else self._names.get(jurisdiction)
