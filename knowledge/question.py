"""What a question says before anything is searched: its words mended; the places, documents and locator named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.accents import AccentRestorer
from knowledge.answer import Reason
from knowledge.intents import IntentReader
from knowledge.locators import Locator, read_english_locator, read_locator
from knowledge.naming import Gazetteer, Named
from knowledge.spelling import Speller, is_syllable
from knowledge.text import clean, fold, has_accents, syllables

_LONGEST = 2000
"""Characters of a question that are read; a phone message above this is refused at the door."""
_ENGLISH_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class Question:
    """A question understood.

    `words` are its syllables with abbreviations written out, errors mended and accents restored; `text` joins them;
    `core` is the text without the names of places in the store, in an English question the text as typed.
    `english` holds the Vietnamese terms of an English question. Names are in the order of the lexicon.
    """

    original: str
    text: str
    core: str
    words: tuple[str, ...]
    intent: Reason | None
    jurisdictions: tuple[str, ...]
    documents: tuple[str, ...]
    other_places: tuple[str, ...]
    other_documents: tuple[Named, ...]
    locator: Locator | None
    is_english: bool
    english: tuple[str, ...]


class QuestionReader:
    """Reads questions with the store's names and the lexicon."""

    def __init__(
        self,
        gazetteer: Gazetteer,
        intents: IntentReader,
        speller: Speller,
        accents: AccentRestorer,
        english: Mapping[str, str],
    ) -> None:
        """`english` maps lower-case English words and phrases to the documents' terms."""
        self._gazetteer = gazetteer
        self._intents = intents
        self._speller = speller
        self._accents = accents
        self._english = dict(sorted(english.items(), key=lambda item: -len(item[0])))
        self._english_words = {word for phrase in english for word in phrase.split()} | _COMMON_ENGLISH

    def read(self, raw: str) -> Question:
        """Read one question. Never fails; what cannot be read is simply not there."""
        original = clean(raw[:_LONGEST])
        is_english = self._looks_english(original)
        expanded = syllables(original) if is_english else self._speller.expand(original)
        words = expanded if is_english else self._accents.restore(self._speller.mend(expanded))
        text = " ".join(words)
        named = f"{original} \n {' '.join(expanded)}"
        return Question(
            original=original,
            text=text,
            core=self._gazetteer.without_places(original if is_english else text),
            words=tuple(words),
            intent=self._intents.read(original),
            jurisdictions=tuple(self._gazetteer.jurisdictions(named)),
            documents=tuple(self._gazetteer.documents(named)),
            other_places=tuple(self._gazetteer.other_places(original)),
            other_documents=tuple(self._gazetteer.other_documents(original)),
            locator=read_english_locator(original) if is_english else read_locator(_both(original, expanded)),
            is_english=is_english,
            english=tuple(self._translated(original)) if is_english else (),
        )

    def _looks_english(self, text: str) -> bool:
        words = fold(text).split()
        if not words or has_accents(text):
            return False
        plain = [word.strip(".,?!'\"") for word in words]
        english = [word for word in plain if word in self._english_words]
        return len(english) >= _ENGLISH_SHARE * len(plain) and not all(map(is_syllable, english))

    def _translated(self, text: str) -> Iterable[str]:
        left = f" {' '.join(syllables(text))} "
        for phrase, term in self._english.items():
            if f" {phrase} " in left:
                left = left.replace(f" {phrase} ", " ")
                yield term


def _both(original: str, expanded: Sequence[str]) -> str:
    """The text to read a locator from: the typed one, then the one with abbreviations written out."""
    return " ".join((original, "\n", *expanded))


_COMMON_ENGLISH = frozenset(
    "a an and any are as at be can do does for from how i if in is it may must my not of on or should that the their"
    " there they this to under what when where which who whom why will with within would you your".split()
)
