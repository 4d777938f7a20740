"""Brings the library and the data beside it together: what is indexed, and how questions are read."""

from collections.abc import Iterable

from knowledge import lexicon, regimes
from knowledge.accents import AccentRestorer
from knowledge.catalogue import Catalogue
from knowledge.entries import Entry, Role
from knowledge.intents import IntentReader
from knowledge.library import Library
from knowledge.naming import Gazetteer
from knowledge.points import Points
from knowledge.question import QuestionReader
from knowledge.spelling import Speller
from knowledge.text import clean, fold, syllables

SILENCE = "silence:"
"""Prefix of the targets that stand for what the documents do not settle."""
DIFFER = "differ:"
"""Prefix of the targets that stand for a point on which documents differ."""


def entries(library: Library, points: Points, silences: Iterable[regimes.Silence]) -> list[Entry]:
    """Everything that is searched: the texts of provisions, the wordings they settle, silences and differing points."""
    texts = [Entry(id_, Role.TEXT, library.search_text(id_)) for id_ in library.citable]
    wordings = [
        Entry(id_, Role.WORDING, wording)
        for document in library.documents
        for id_, group in regimes.wordings(document).items()
        for wording in group
    ]
    silent = [
        Entry(f"{SILENCE}{silence.id}", Role.WORDING, asked) for silence in silences for asked in silence.wordings
    ]
    differing = [
        Entry(f"{DIFFER}{point.id}", Role.WORDING, asked) for point in points.differing for asked in point.asks
    ]
    return [*texts, *wordings, *silent, *differing]


def question_reader(catalogue: Catalogue, indexed: Iterable[Entry]) -> QuestionReader:
    """A reader that knows the store's names and words."""
    texts = [syllables(clean(entry.text)) for entry in indexed]
    texts += [syllables(term) for term in regimes.everyday_terms()]
    accents = AccentRestorer(texts)
    return QuestionReader(
        Gazetteer(
            {place.id: place.aliases for place in catalogue.jurisdictions},
            {document.key: document.aliases for document in catalogue.documents},
            lexicon.load("places.yaml"),
        ),
        IntentReader(lexicon.load("intents.yaml")),
        Speller(lexicon.load("abbreviations.yaml"), {fold(word) for words in texts for word in words}),
        accents,
        regimes.english(),
    )
