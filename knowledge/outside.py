"""Documents outside the store that a question names: what a place does about one may be told, what it says may not."""

import re
from collections.abc import Iterable, Mapping, Sequence

from knowledge import lexicon
from knowledge.naming import Named
from knowledge.question import Question
from knowledge.scope import Scope
from knowledge.text import fold


class Outside:
    """Tells which questions about such documents a place's own documents may answer."""

    def __init__(self, phrases: Mapping[str, Sequence[str]]) -> None:
        """`phrases` as in `lexicon/carrying_out.yaml`."""
        self._asked = re.compile(rf"(?<!\w)(?:{'|'.join(phrases['asked'])})(?!\w)")
        self._its_own = "|".join(phrases["its_own"])

    @classmethod
    def load(cls) -> "Outside":
        """The packaged phrases."""
        return cls(lexicon.load("carrying_out.yaml"))

    def may_be_told(self, question: Question, scope: Scope) -> bool:
        """Whether a provision in the scope may answer: one of a document that the question names, or of the place.

        Of the place, the question's or the user's alike, only how it carries the document out; nothing of an article.
        """
        if question.locator or not scope.is_limited:
            return False
        return bool(question.documents) or self._is_carrying_out(question)

    def _is_carrying_out(self, question: Question) -> bool:
        text = fold(question.original)
        keys = "|".join(re.escape(named.key) for named in question.other_documents)
        if re.search(rf"(?<!\w)(?:{keys}) (?:{self._its_own})(?!\w)", text):
            return False
        return bool(self._asked.search(text) or self._asked.search(fold(question.text)))


def names(text: str, documents: Iterable[Named]) -> bool:
    """Whether a provision's text names every one of the documents; a number alone is the beginning of a longer one."""
    folded = fold(text)
    return all(re.search(_written(named.key), folded) for named in documents)


def _written(key: str) -> str:
    after = r"(?=/\d{4}|[/-][a-z])" if key.isdecimal() else r"(?!\w)"
    return rf"(?<![\w/.-]){re.escape(key)}{after}"
