"""The tree that parsing builds up before it becomes provisions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from knowledge.outline import LevelName
from knowledge.provisions import Anchor, Kind, Provision

_END_MARK = re.compile(r"[.;:?!…][\"”’)]*$")


def is_closed(text: str) -> bool:
    """Whether an end mark closes the words: a heading and a sentence that a page broke have none."""
    return _END_MARK.search(text) is not None


@dataclass(slots=True)
class Paragraph:
    """A paragraph and the numbers of the lines it stands on."""

    text: str
    lines: list[int]


@dataclass(slots=True)
class Node:
    """One provision in the making. `label` is what the parent's text prints before it, its white space included."""

    id: str
    kind: Kind
    locator: str
    label: str = ""
    label_line: int | None = None
    level: LevelName | None = None
    key: str = ""
    titled: bool = False
    """Its first paragraph is its heading, whatever mark closes it."""
    whole: bool = False
    """Its paragraphs are not split into provisions of their own."""
    anchor: Anchor = Anchor.CERTAIN
    paragraphs: list[Paragraph] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)
    heading: str | None = None

    def settle(self) -> None:
        """Find the heading of this node and of all below, and split what has several paragraphs and no children."""
        if self.paragraphs and (self.titled or self._begins_with_heading()):
            self.heading = self.paragraphs[0].text
        body = self.paragraphs[1:] if self.heading else self.paragraphs
        if len(body) > 1 and not self.children and not self.whole:
            self.paragraphs = self.paragraphs[:1] if self.heading else []
            self.children = [self.paragraph_child(str(n), str(n), [p]) for n, p in enumerate(body, start=1)]
        for child in self.children:
            child.settle()

    def _begins_with_heading(self) -> bool:
        followed = len(self.paragraphs) + len(self.children) > 1
        return self.level is not None and followed and not is_closed(self.paragraphs[0].text)

    def paragraph_child(self, key: str, words: str, paragraphs: list[Paragraph]) -> "Node":
        """A paragraph of this node as a provision of its own: "đoạn 2" (doan-2), "đoạn cuối" (doan-cuoi)."""
        locator = f"{self.locator} đoạn {words}"
        return Node(f"{self.id}/doan-{key}", Kind.PARAGRAPH, locator, whole=True, paragraphs=paragraphs)

    @property
    def lead(self) -> str:
        """The words before the first child; empty when the first child begins at once."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)

    @property
    def text(self) -> str:
        """All the words, children with their labels included, without this node's own label."""
        return "\n".join([*filter(None, [self.lead]), *(child.label + child.text for child in self.children)])

    @property
    def lines(self) -> set[int]:
        """The lines of this node and of all below."""
        own = {number for paragraph in self.paragraphs for number in paragraph.lines}
        labelled = set() if self.label_line is None else {self.label_line}
        return own.union(labelled, *(child.lines for child in self.children))

    def owners(self) -> dict[int, tuple[str, bool]]:
        """For each line: the id of the provision whose own words it holds, and whether they are its heading."""
        owned = {number: (self.id, False) for paragraph in self.paragraphs for number in paragraph.lines}
        titles = {self.label_line} if self.label_line is not None else set()
        if self.heading:
            titles.update(self.paragraphs[0].lines)
        owned.update(dict.fromkeys(titles, (self.id, self.heading is not None)))
        for child in self.children:
            owned.update(child.owners())
        return owned

    def provisions(self, document: str, parent: str | None) -> Iterator[Provision]:
        """This node and all below as provisions, in the order of the file."""
        yield Provision(
            id=self.id,
            document=document,
            kind=self.kind,
            locator=self.locator,
            heading=self.heading,
            text=self.text,
            lead=self.lead,
            parent=parent,
            children=tuple(child.id for child in self.children),
            lines=tuple(sorted(self.lines)),
            anchor=self.anchor,
        )
        for child in self.children:
            yield from child.provisions(document, self.id)
