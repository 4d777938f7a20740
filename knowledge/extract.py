"""Chooses what is quoted: the sentence of a provision that settles the question, and its key words."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from knowledge.coverage import WEAK
from knowledge.text import fold, sentences, syllables

_LONGEST_QUOTE = 600
"""Characters of a provision quoted whole; of a longer one the sentences around the settling one."""
_KEY_FIGURES = re.compile(
    r"(?:không quá |trong vòng |ít nhất |từ )?\d+(?:[.,/]\d+)*\s?(?:%|ngày làm việc|ngày|tháng|năm|lần|con số)"
    r"(?: trở lên)?"
    r"|hằng năm|định kỳ|kịp thời báo cáo ngay|báo cáo ngay bằng văn bản|ngay khi có điều kiện|bằng văn bản|Nghiêm cấm"
    r"|được xem xét(?: miễn hoặc giảm nhẹ trách nhiệm| bảo vệ)?",
    re.IGNORECASE,
)
_MOST_BOLD = 4


def settling_sentence(text: str, words: Sequence[str], hints: Iterable[str]) -> tuple[int, int]:
    """The (start, end) span of the sentence of `text` that shares most with the question.

    `words` are the question's syllables; `hints` further texts that say what the question is after. Of equals the
    first wins; a heading alone never does while another sentence is there.
    """
    spans = sentences(text)
    asked = _weights([*words, *(word for hint in hints for word in syllables(hint))])
    scored = [(_shared(text[start:end], asked), -number) for number, (start, end) in enumerate(spans)]
    best = -max(scored)[1]
    if _is_heading(text, spans, best):
        best += 1
    return spans[best]


def _is_heading(text: str, spans: Sequence[tuple[int, int]], number: int) -> bool:
    end = spans[number][1]
    return number == 0 and len(spans) > 1 and end < len(text) and text[end] == "\n" and text[end - 1] not in ".;:"


def _weights(words: Sequence[str]) -> dict[str, float]:
    folded = [fold(word) for word in words]
    weights = {word: 1.0 for word in folded if word not in WEAK}
    return weights | {f"{first} {second}": 1.5 for first, second in pairwise(folded)}


def _shared(sentence: str, asked: dict[str, float]) -> float:
    words = [fold(word) for word in syllables(sentence)]
    present = {*words, *(f"{first} {second}" for first, second in pairwise(words))}
    return sum(weight for token, weight in asked.items() if token in present)


def quotation(text: str, span: tuple[int, int]) -> str:
    """A verbatim part of `text` around the span: all of it when short, else whole sentences up to the limit."""
    if len(text) <= _LONGEST_QUOTE:
        return text
    spans = sentences(text)
    first = last = spans.index(span)
    while True:
        after = last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= _LONGEST_QUOTE
        before = first > 0 and spans[last][1] - spans[first - 1][0] <= _LONGEST_QUOTE
        if after:
            last += 1
        elif before:
            first -= 1
        else:
            return text[spans[first][0] : spans[last][1]]


def key_spans(sentence: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """The (start, end) spans worth bold: figures and legal verbs, else the longest phrase asked for."""
    found = [match.span() for match in _KEY_FIGURES.finditer(sentence)][:_MOST_BOLD]
    return tuple(found) if found else tuple(_asked_phrase(sentence, words))


def _asked_phrase(sentence: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """The longest run of the question's words in the sentence, of two words that are not weak or more."""
    asked = {fold(word) for word in words}
    runs: list[tuple[int, int, int]] = []
    start, strong, end = None, 0, 0
    for match in re.finditer(r"\w+", sentence):
        folded = fold(match.group(0))
        if folded in asked:
            start = match.start() if start is None else start
            strong += folded not in WEAK
            end = match.end()
            runs.append((strong, start, end))
        else:
            start, strong = None, 0
    best = max(runs, default=(0, 0, 0))
    return [(best[1], best[2])] if best[0] >= 2 else []
