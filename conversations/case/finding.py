"""What cases are looked for by: a code, part of a title, the number of a document, however somebody writes it."""

import re
from collections.abc import Collection, Sequence
from itertools import dropwhile

from knowledge.text import fold
from storage.cases import canonical
from storage.listing import Sought

_PIECE = re.compile(r"[^\W_]+")
_DIGITS = re.compile(r"\d+")
_PAPERS = frozenset(
    "so cv vb qd tb kl nq bc ttr kh cong van quyet dinh thong bao ket luan nghi to trinh den di cao ke hoach".split()
)
"""What people write before a number: kinds of documents, their abbreviations, "số đến", "số đi"."""


def sought(typed: str) -> Sought:
    """What somebody looks for who typed this. Of a number whole pieces are enough: "215" finds "QĐ số 215-TB/TU"."""
    looked_for, number = fold(typed), _numbered(typed)

    def fits(code: str, title: str, numbers: Collection[str]) -> bool:
        return (
            looked_for in fold(title)
            or code == canonical(typed)
            or bool(number and any(_within(number, _pieces(one)) for one in numbers))
        )

    digits = _DIGITS.search(number[0]) if number else None
    return Sought(fits, digits[0] if digits else "")


def _numbered(typed: str) -> list[str]:
    """The pieces of a number: "công văn số 1342" asks for "1342", and "việc 9" for none."""
    pieces = [*dropwhile(_PAPERS.__contains__, _pieces(typed))]
    return pieces if pieces and _DIGITS.search(pieces[0]) else []


def _pieces(text: str) -> list[str]:
    return _PIECE.findall(fold(text))


def _within(wanted: Sequence[str], pieces: Sequence[str]) -> bool:
    """Whether the pieces stand among others, one after the other."""
    size = len(wanted)
    return any(pieces[start : start + size] == wanted for start in range(len(pieces) - size + 1))
