"""The body of a document: numbered levels, their paragraphs, and sentences that a page broke."""

import re
from collections.abc import Iterable

from knowledge.levels import LEVELS, ordinal, unaccented_key
from knowledge.nodes import Node, Paragraph, is_closed
from knowledge.outline import LevelName
from knowledge.provisions import Kind
from knowledge.regions import ParseError, Part

_ENUMERATED = {Kind.POINT, Kind.DASH}
"""Members of a list inside a clause: words without a label that follow them belong to the clause again."""


class BodyBuilder:
    """Reads the lines of a body, in order, into nodes under `root`. `joins` grows by each broken sentence."""

    def __init__(self, document: str, levels: tuple[LevelName, ...], root: Node) -> None:
        self.joins: list[tuple[int, int]] = []
        self._document = document
        self._levels = levels
        self._open = [root]
        self._last_paragraph: Paragraph | None = None
        self._last_ordinals: dict[tuple[str, LevelName], int] = {}

    def read(self, parts: Iterable[Part]) -> None:
        """Add the lines to the tree.

        Raises ParseError for words before the first label and for labels that are out of order.
        """
        for part in parts:
            labelled = self._labelled(part.text)
            if labelled is not None:
                self._open_node(part, *labelled)
            elif self._last_paragraph is not None and _continues(self._last_paragraph.text, part.text):
                self._join(self._last_paragraph, part)
            else:
                self._add_paragraph(part)

    def _labelled(self, text: str) -> tuple[LevelName, re.Match[str]] | None:
        for name in self._levels:
            match = LEVELS[name].pattern.fullmatch(text)
            if match is not None:
                return name, match
        return None

    def _open_node(self, part: Part, name: LevelName, match: re.Match[str]) -> None:
        outer = self._levels[: self._levels.index(name)]
        while self._open[-1].level is not None and self._open[-1].level not in outer:
            self._open.pop()
        parent = self._open[-1]
        key = self._next_key(part, name, match, parent)
        node = self._node(name, key, parent)
        node.label = match["label"] + ("\n" if match["rest"] is None else " ")
        node.label_line = part.line
        parent.children.append(node)
        self._open.append(node)
        self._last_paragraph = None
        if match["rest"]:
            self._append(node, match["rest"], part.line)

    def _next_key(self, part: Part, name: LevelName, match: re.Match[str], parent: Node) -> str:
        level = LEVELS[name]
        scope = (self._open[0].id if level.through else parent.id, name)
        expected = self._last_ordinals.get(scope, 0) + 1
        key = match.groupdict().get("key") or str(expected)
        belongs = key.rpartition(".")[0] in ("", parent.key)
        if ordinal(key) != expected or not belongs:
            problem = f"{match['label']!r} is out of order: number {expected} of {name.value} in {parent.id} was due"
            raise ParseError(self._document, part.line, problem)
        self._last_ordinals[scope] = expected
        return key

    def _node(self, name: LevelName, key: str, parent: Node) -> Node:
        level = LEVELS[name]
        root = self._open[0]
        own = level.locator.format(key)
        from_root = level.rooted or parent is root
        return Node(
            id=f"{root.id if level.rooted else parent.id}/{level.slug.format(unaccented_key(key))}",
            kind=level.kind,
            locator=own if from_root else f"{parent.locator}{level.joiner}{own}",
            level=name,
            key=key,
            titled=level.titled,
        )

    def _join(self, paragraph: Paragraph, part: Part) -> None:
        self.joins.append((paragraph.lines[-1], part.line))
        paragraph.text = f"{paragraph.text} {part.text}"
        paragraph.lines.append(part.line)

    def _add_paragraph(self, part: Part) -> None:
        while self._open[-1].kind in _ENUMERATED:
            self._open.pop()
        node = self._open[-1]
        if node.level is None:
            raise ParseError(self._document, part.line, f"words before the first {self._levels[0].value} of the body")
        if not node.children:
            self._append(node, part.text, part.line)
            return
        if node.children[-1].level is not None:
            node.children.append(node.paragraph_child("cuoi", "cuối", []))
        self._append(node.children[-1], part.text, part.line)

    def _append(self, node: Node, text: str, line: int) -> None:
        self._last_paragraph = Paragraph(text, [line])
        node.paragraphs.append(self._last_paragraph)


def _continues(before: str, after: str) -> bool:
    """Whether a page break stands between the two: no end mark before, a small letter or a lone full stop after."""
    return not is_closed(before) and (after[0].islower() or after[0] == ".")
