"""The library as a user sees it: places to choose from, names of documents, passages and articles."""

from collections.abc import Mapping

from conversations.events import Profile
from conversations.keyboards import unit
from conversations.views import Passage, Spans, excerpt, spans, words
from knowledge.answer import Citation
from knowledge.library import Library
from knowledge.provisions import Provision

CENTRAL = "central"
"""The jurisdiction whose documents apply everywhere (`knowledge.catalogue.Jurisdiction`)."""
ELSEWHERE = "other"
"""The place of a user whose place has no document in the store (`conversations.events.Profile`)."""
ELSEWHERE_NAME = "Nơi khác"


class Shelf:
    """Shows what is in the library; an id that is not in it (any more) gives None."""

    def __init__(self, library: Library) -> None:
        self._library = library
        catalogue = library.catalogue
        self._names = {place.id: place.name for place in catalogue.jurisdictions if place.id != CENTRAL}
        self.places: Mapping[str, str] = {**self._names, ELSEWHERE: ELSEWHERE_NAME}
        """Names of the places to choose from, by id, in the order they are offered."""
        self.stock = tuple(
            document.short + (" (dự thảo)" if document.status == "draft" else "") for document in catalogue.documents
        )
        """Names of the documents."""

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

    def overtaken(self, provision: Provision) -> tuple[str, ...]:
        """Which bodies named in the provision's document have since changed."""
        return self._library.document_of(provision.id).overtaken

    def cited(self, citation: Citation, profile: Profile, body: Spans, *, before: bool = False) -> Passage:
        """A citation of an answer, showing `body` of it, which may be more than its quotation."""
        more = self._library.notes_for(citation.id, words(body)) if self.get(citation.id) else ()
        return Passage(
            citation.locator,
            citation.document,
            citation.status,
            body,
            before=before,
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
        """The name of a place that is not the user's own; None for the user's own and for central documents."""
        return None if jurisdiction == profile.jurisdiction else self._names.get(jurisdiction)
