"""Finds the places and documents that a question names, in the store and out of it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from knowledge.text import fold, has_accents

_KINDS = (
    "nghị định|thông tư liên tịch|thông tư|bộ luật|luật|nghị quyết|quyết định|chỉ thị|kết luận|quy định|kế hoạch"
    "|hướng dẫn|công văn|pháp lệnh|quy chế|điều lệ|hiến pháp|tờ trình|báo cáo|thông báo"
)
_FOLDED_KINDS = fold(_KINDS)
_NUMBERED = re.compile(rf"\b(?:{_FOLDED_KINDS})(?: so)? (\d+[\w/.-]*)")
_CODE = re.compile(
    r"(?<![\w/-])(\d{1,5}(?:/\d{4})?[-/](?:[a-z]{2,5}[-/])?[a-z]{2,6}(?:[-/][a-z]{2,5})?\d{0,2})(?![\w/-])"
)
_LAW = re.compile(
    r"(?<!ky )(?<!phap )\b((?:bo luat|luat) "
    r"(?!(?:su|phap|le|gia|hien hanh|co|lien quan|quy dinh|nay|do|gi|nao|khong|thi|la|ma|va|luon|cho|cua|noi|thay)\b)"
    r"[a-z]+(?: [a-z]+){0,3})"
)


@dataclass(frozen=True, slots=True)
class Named:
    """A document or place outside the store that a question names: as written, and the folded key to look for."""

    written: str
    key: str


class Gazetteer:
    """Names of jurisdictions, of documents in the store and of places outside it."""

    def __init__(
        self,
        jurisdictions: Mapping[str, Iterable[str]],
        documents: Mapping[str, Iterable[str]],
        other_places: Iterable[str],
    ) -> None:
        """Names by jurisdiction id and by document key, in their accented spelling."""
        self._jurisdictions = {key: [_Name(name) for name in names] for key, names in jurisdictions.items()}
        self._documents = {key: [_Name(name) for name in names] for key, names in documents.items()}
        self._places = [_Name(name) for name in other_places]

    def jurisdictions(self, text: str) -> list[str]:
        """Ids of the jurisdictions named."""
        return [key for key, names in self._jurisdictions.items() if any(name.stands_in(text) for name in names)]

    def documents(self, text: str) -> list[str]:
        """Keys of the store's documents named."""
        return [key for key, names in self._documents.items() if any(name.stands_in(text) for name in names)]

    def other_places(self, text: str) -> list[str]:
        """Places outside the store, in their accented spelling; of names inside one another the longest."""
        found = [name.name for name in self._places if name.stands_in(text)]
        return [name for name in found if not any(name != longer and name in longer for longer in found)]

    def other_documents(self, text: str) -> list[Named]:
        """Documents outside the store: numbers and laws that no name of a stored document covers."""
        folded = fold(text)
        for names in self._documents.values():
            for name in sorted(names, key=lambda name: -len(name.folded)):
                folded = name.cut_from(folded)
        found = [*_NUMBERED.finditer(folded), *_CODE.finditer(folded), *_LAW.finditer(folded)]
        named = {match.group(1): Named(_written(text, match), match.group(1)) for match in found}
        return [one for key, one in named.items() if not any(key != other and key in other for other in named)]


def _written(text: str, match: re.Match[str]) -> str:
    """The words of the user's text that a match in its folded form covers (folding keeps length)."""
    return text[match.start() : match.end()] if len(fold(text)) == len(text) else match.group(0)


class _Name:
    """One name, matched as whole words: with accents where the text has them, else without."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folded = fold(name)
        self._accented = _whole_words(name.lower())
        self._unaccented = _whole_words(self.folded)

    def stands_in(self, text: str) -> bool:
        if self._accented.search(text.lower()):
            return True
        found = self._unaccented.search(fold(text))
        return found is not None and not has_accents(text[found.start() : found.end()])

    def cut_from(self, folded: str) -> str:
        return self._unaccented.sub(lambda found: " " * len(found.group(0)), folded)


def _whole_words(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
