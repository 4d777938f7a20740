"""Vietnamese text for search: one normal form at the door, folded forms for matching, tokens for BM25.

Nothing here touches what is quoted: quotations come from `Provision.text`, which stays as the file has it.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import pairwise

_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+")

_TONED = {"a": "àáảãạ", "e": "èéẻẽẹ", "o": "òóỏõọ", "u": "ùúủũụ", "y": "ỳýỷỹỵ"}
_LATE_TONE = {
    first + _TONED[last][tone]: _TONED[first][tone] + last for first, last in ("oa", "oe", "uy") for tone in range(5)
}
_LATE_TONE_AT_END = re.compile(rf"(?<![qQ])({'|'.join(_LATE_TONE)})(?!\w)", re.IGNORECASE)


def clean(text: str) -> str:
    """The text in NFC, without control, bidirectional, zero-width characters and lone surrogates; spaces collapsed."""
    return _SPACES.sub(" ", _INVISIBLE.sub(" ", unicodedata.normalize("NFC", text))).strip()


def tone_placed(text: str) -> str:
    """Lower-cased text with the tone mark on the first vowel of a final oa, oe, uy ("uỷ" -> "ủy", "hoá" -> "hóa")."""
    return _LATE_TONE_AT_END.sub(lambda match: _LATE_TONE[match.group(1)], text.lower())


def unaccented(text: str) -> str:
    """The text without Vietnamese accents: "Điều" -> "Dieu". Keeps case and length for NFC Vietnamese text."""
    decomposed = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def fold(text: str) -> str:
    """Lower-cased and unaccented: the form in which accented, unaccented and differently toned spellings meet."""
    return unaccented(text.lower())


def syllables(text: str) -> list[str]:
    """The syllables and numbers of a text, lower-cased, tones placed one way, in order."""
    return _TOKEN.findall(tone_placed(text))


def has_accents(text: str) -> bool:
    """True when the text carries any Vietnamese accent."""
    return text.lower() != fold(text)


def search_tokens(words: list[str]) -> list[str]:
    """BM25 tokens of syllables: each syllable and each neighbouring pair, accented and folded.

    Folded tokens start with "~", so that an accented spelling counts more than the same letters without accents.
    """
    folded = [fold(word) for word in words]
    return [*words, *_joined(words), *(f"~{word}" for word in folded), *(f"~{pair}" for pair in _joined(folded))]


def _joined(words: list[str]) -> Iterator[str]:
    return (f"{first}_{second}" for first, second in pairwise(words))


def sentences(text: str) -> list[tuple[int, int]]:
    """The (start, end) spans of the sentences and clauses of a text, split after ". ", "; ", ": " and at line ends.

    A full stop after a number or a single letter ("2.", "a.") does not end a sentence.
    """
    spans = []
    start = 0
    for match in re.finditer(r"(?<=[^\W\d_]{2}[.;:])\s+|(?<=[.;:”\")])\s*\n|\n+", text):
        if text[start : match.start()].strip():
            spans.append((start, match.start()))
            start = match.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans
