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

_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{2}[.;:])(?<!\bTP\.)(?<!\bTS\.)\s+|\s*\n\s*")

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


class _Bases(dict[int, str]):
    """Each character without its accents, worked out at its first use; a combining mark alone is nothing."""

    def __missing__(self, code: int) -> str:
        base, *marks = list(unicodedata.normalize("NFD", chr(code)))
        accented = bool(marks) and all(map(unicodedata.combining, marks))
        self[code] = "" if unicodedata.combining(base) else base if accented else chr(code)
        return self[code]


_BASES = _Bases({ord("đ"): "d", ord("Đ"): "D"})


def unaccented(text: str) -> str:
    """The text without Vietnamese accents: "Điều" -> "Dieu". Keeps case, and the length of text in NFC."""
    return text.translate(_BASES)


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
    ends = [*_SENTENCE_END.finditer(text)]
    starts = [0, *(match.end() for match in ends)]
    stops = [*(match.start() for match in ends), len(text)]
    return [_stripped(text, start, stop) for start, stop in zip(starts, stops, strict=True) if text[start:stop].strip()]


def _stripped(text: str, start: int, stop: int) -> tuple[int, int]:
    part = text[start:stop]
    return stop - len(part.lstrip()), start + len(part.rstrip())
