"""The source documents, harmed in the ways in which conversions, editors and people harm them."""

import unicodedata
from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from knowledge.catalogue import Document, packaged_sources
from knowledge.parsing import ParsedDocument, parse
from knowledge.regions import ParseError, clean, source_lines
from tests.fuzzing.texts import HOSTILE, anything

MOST = 6
"""Mutations of one document."""

Lines = list[str]

HUGE = (
    *("a" * 200_000, "a " * 100_000, "*" * 100_000, "#" * 100_000, "- " * 50_000, "1." * 50_000, "\\" * 100_000),
    *("Điều " * 20_000, "Điều 1. " * 20_000, "**a** " * 20_000, "\\*" * 50_000, "(" * 100_000, "“" * 100_000),
    *("I. " * 30_000, "a) " * 30_000, "\ufffd" * 50_000, "." * 100_000, "; " * 50_000, "Ơ\u0323" * 50_000),
)
"""Lines on which a careless pattern takes a time that grows with the square of their length."""
LABELS = ("Điều 1.", "Điều 999.", "1.", "2.", "0.", "999.", "a)", "z)", "- ", "I.", "IIII.", "XLIX.", "2.4.", "9.9.")
MARKS = ("## ", "**", "*", "#### ", "\\*", "- ", "---", "\t", "> ", "| a | b |", "```", "<!-- ", "[x](y)")
ENCODINGS: tuple[tuple[str, str], ...] = (("utf-8", "latin-1"), ("utf-8", "cp1258"), ("utf-8", "utf-16-le"))

_ends = st.integers(0, 10_000)


@st.composite
def place(draw: st.DrawFn, lines: Lines) -> int:
    """The number of a line."""
    return draw(_ends) % max(len(lines), 1)


def _delete(draw: st.DrawFn, lines: Lines, at: int) -> None:
    del lines[at : at + draw(st.integers(1, 12))]


def _duplicate(draw: st.DrawFn, lines: Lines, at: int) -> None:
    lines[at:at] = lines[at : at + draw(st.integers(1, 12))]


def _swap(draw: st.DrawFn, lines: Lines, at: int) -> None:
    other = draw(place(lines))
    lines[at], lines[other] = lines[other], lines[at]


def _cut(draw: st.DrawFn, lines: Lines, at: int) -> None:
    """In the middle of a word, as a page break does."""
    where = draw(_ends) % (len(lines[at]) + 1)
    between = draw(st.sampled_from([[], [""], ["", "", ""], ["* * *"], ["\x0c"]]))
    lines[at : at + 1] = [lines[at][:where], *between, lines[at][where:]]


def _glue(draw: st.DrawFn, lines: Lines, at: int) -> None:
    lines[at : at + 2] = [draw(st.sampled_from(["", " ", "\t"])).join(lines[at : at + 2])]


def _insert(draw: st.DrawFn, lines: Lines, at: int) -> None:
    """Hostile text, marks and control characters inside a line."""
    what = draw(
        st.one_of(st.sampled_from([*HOSTILE, *MARKS, "\x00", "\x0c", "\r", "\u2028", "\ufeff", "\x1b"]), anything)
    )
    where = draw(_ends) % (len(lines[at]) + 1)
    lines[at] = lines[at][:where] + what.replace("\n", " ") + lines[at][where:]


def _huge(draw: st.DrawFn, lines: Lines, at: int) -> None:
    lines[at] = draw(st.sampled_from(["", lines[at], "Điều 4. ", "1. ", "- "])) + draw(st.sampled_from(HUGE))


def _renumber(draw: st.DrawFn, lines: Lines, at: int) -> None:
    lines[at] = f"{draw(st.sampled_from(LABELS))} {lines[at].lstrip('#*- 0123456789.')}"


def _mark(draw: st.DrawFn, lines: Lines, at: int) -> None:
    mark = draw(st.sampled_from(MARKS))
    lines[at] = f"{mark}{lines[at]}{draw(st.sampled_from(['', mark]))}"


def _shuffle(draw: st.DrawFn, lines: Lines, at: int) -> None:
    lines[at : at + 10] = draw(st.permutations(lines[at : at + 10]))


MUTATIONS: tuple[Callable[[st.DrawFn, Lines, int], None], ...] = (
    *(_delete, _duplicate, _swap, _cut, _glue, _insert, _huge, _renumber, _mark, _shuffle),
)
WHOLE: Mapping[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "CRLF": lambda text: text.replace("\n", "\r\n"),
    "CR": lambda text: text.replace("\n", "\r"),
    "one line": lambda text: text.replace("\n", " "),
    "BOM": lambda text: f"\ufeff{text}",
    "NFD": lambda text: unicodedata.normalize("NFD", text),
    "capitals": str.upper,
    "half": lambda text: text[: len(text) // 2],
    "twice": lambda text: text + text,
    **{
        f"{written} read as {read}": lambda text, w=written, r=read: text.encode(w, "replace").decode(r, "replace")
        for written, read in ENCODINGS
    },
}


@st.composite
def mutated(draw: st.DrawFn, documents: tuple[Document, ...]) -> tuple[Document, str]:
    """A document of the catalogue and a harmed text of it."""
    document = draw(st.sampled_from(documents))
    lines = (packaged_sources() / document.file_name).read_text(encoding="utf-8").split("\n")
    for _ in range(draw(st.integers(0, MOST))):
        draw(st.sampled_from(MUTATIONS))(draw, lines, draw(place(lines)) if lines else 0)
        lines = lines or [""]
    usual = draw(st.integers(0, 3))
    return document, WHOLE["as it is" if usual else draw(st.sampled_from(sorted(WHOLE)))]("\n".join(lines))


def squeezed(text: str) -> str:
    """The text without white space, and without the marks that a line may lose."""
    return "".join(text.split()).replace("*", "").replace("\\", "").replace("#", "").replace("\ufffd", "")


def check(document: Document, raw: str) -> ParsedDocument | None:
    """Parses and holds what is promised of any text: ParseError (None here), or provisions in the words of the file."""
    try:
        parsed = parse(document, raw)
    except ParseError:
        return None
    lines = [squeezed(clean(line)) for line in source_lines(raw)]
    identities = [provision.id for provision in parsed.provisions]
    assert len(identities) == len(set(identities))
    for provision in parsed.provisions:
        printed = "".join(lines[number - 1] for number in provision.lines)
        said = squeezed(provision.text)
        assert said in printed if len(provision.lines) == 1 else _in_order(said, printed), provision.id
        assert (
            provision.parent is None or provision.id in parsed.provisions[identities.index(provision.parent)].children
        )
    assert sorted({line.number for line in parsed.lines}) == list(range(1, len(lines) + 1))
    return parsed


def _in_order(said: str, printed: str) -> bool:
    """Whether nothing was said that is not printed, in that order; a stamp in between is passed over."""
    left = iter(printed)
    return all(character in left for character in said)
