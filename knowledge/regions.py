"""From raw lines to marked parts: Markdown marks taken off, every line given to a region of its document."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.outline import Outline, Region, RegionRule


class ParseError(ValueError):
    """A source file does not have the structure that its outline in the catalogue describes.

    The message names the document and the line and says what to look at.
    """

    def __init__(self, document: str, line: int | None, problem: str) -> None:
        place = document if line is None else f"{document}, line {line}"
        super().__init__(f"{place}: {problem}")


@dataclass(frozen=True, slots=True)
class Part:
    """The words of a line, or of the part of a line that belongs to one region; `text` is cleaned and never empty."""

    line: int
    region: Region
    text: str
    separator: bool = False


_HEADING_MARK = re.compile(r"^#{1,6}\s+")
_ESCAPE = re.compile(r"\\(?=[*_#\-])")
_SEPARATOR = re.compile(r"\*|-{3,}")
_EMPHASIS = re.compile(r"^\*(?P<words>[^*]+)\*$")


def clean(line: str) -> str:
    """The words of a line: Markdown marks taken off, runs of white space made one space."""
    text = _ESCAPE.sub("", " ".join(line.split()))
    text = _HEADING_MARK.sub("", text.replace("**", "")).strip()
    return _EMPHASIS.sub(r"\g<words>", text)


def source_lines(raw: str) -> list[str]:
    """The lines of a file, as an editor numbers them (a final newline opens no further line)."""
    lines = raw.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def parts_of(document: str, outline: Outline, raw: str) -> list[Part]:
    """Every part of every line that is not blank, in order.

    Raises ParseError when a region of the outline does not begin anywhere.
    """
    if not outline.regions:
        raise ParseError(document, None, "the outline names no region")
    parts: list[Part] = []
    current = 0
    for number, line in enumerate(source_lines(raw), start=1):
        text = clean(line)
        if not text:
            continue
        if current + 1 < len(outline.regions) and _begins(outline.regions[current + 1], text):
            current += 1
        parts.extend(_split(outline.regions[current], number, text))
    if current + 1 < len(outline.regions):
        missing = outline.regions[current + 1]
        pattern = missing.starts.pattern if missing.starts else ""
        raise ParseError(document, None, f"no line begins the region {missing.region.value!r} (looked for {pattern!r})")
    return parts


def _begins(rule: RegionRule, text: str) -> bool:
    return rule.starts is not None and rule.starts.match(text) is not None


def _split(rule: RegionRule, number: int, text: str) -> Iterator[Part]:
    separator = rule.region is not Region.COPY and _SEPARATOR.fullmatch(text) is not None
    found = rule.glued.starts.search(text) if rule.glued else None
    if rule.glued is None or found is None:
        yield Part(number, rule.region, text, separator)
        return
    before, after = text[: found.start()].strip(), text[found.start() :].strip()
    if before:
        yield Part(number, rule.region, before)
    if after:
        yield Part(number, rule.glued.region, after)
