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
from knowledge.regimes import Silence, SmallTalk
from knowledge.spelling import Speller
from knowledge.text import clean, fold, syllables

SILENCE = "silence:"
"""Prefix of the targets that stand for what the documents do not settle."""
TALK = "talk:"
"""Prefix of the targets that stand for what is no question; the reason follows."""
DIFFER = "differ:"
"""Prefix of the targets that stand for a point on which documents differ."""


def entries(
    library: Library, points: Points, silences: Iterable[Silence], small_talk: Iterable[SmallTalk]
) -> list[Entry]:
    """Everything that is searched: texts of provisions, the wordings they settle, silences, small talk, differences.

    The names of places are taken out of the wordings as they are out of questions.
    """
    names = gazetteer(library.catalogue)
    found = [Entry(id_, Role.TEXT, library.search_text(id_)) for id_ in library.citable]
    for document in library.documents:
        for id_, group in regimes.wordings(document).items():
            found += [Entry(id_, Role.WORDING, names.without_places(clean(asked))) for asked in group]
    groups = {f"{SILENCE}{silence.id}": silence.wordings for silence in silences}
    groups |= {f"{TALK}{talk.reason}:{talk.id}": talk.wordings for talk in small_talk}
    groups |= {f"{DIFFER}{point.id}": point.asks for point in points.differing}
    for target, asks in groups.items():
        found += [Entry(target, Role.WORDING, names.without_places(clean(asked))) for asked in asks]
    return found


def gazetteer(catalogue: Catalogue) -> Gazetteer:
    """The names of the store and of what people name outside it."""
    return Gazetteer(
        {place.id: place.aliases for place in catalogue.jurisdictions},
        {document.key: document.aliases for document in catalogue.documents},
        lexicon.load("places.yaml"),
        lexicon.load("laws.yaml"),
    )


def question_reader(catalogue: Catalogue, indexed: Iterable[Entry]) -> QuestionReader:
    """A reader that knows the store's names and words."""
    texts = [syllables(clean(entry.text)) for entry in indexed]
    texts += [syllables(term) for term in regimes.everyday_terms()]
    texts += [syllables(alias) for place in catalogue.jurisdictions for alias in place.aliases]
    return QuestionReader(
        gazetteer(catalogue),
        IntentReader(lexicon.load("intents.yaml")),
        Speller(lexicon.load("abbreviations.yaml"), {fold(word) for words in texts for word in words}),
        AccentRestorer(texts),
        regimes.english(),
    )
