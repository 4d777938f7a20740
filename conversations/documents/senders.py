"""Who issues a document: what stands at its top left and under it."""

from dataclasses import dataclass
from enum import StrEnum

from conversations.documents.blocks import MISSING, Run
from conversations.documents.filled import Filled


class SenderKind(StrEnum):
    """Who proposes, by the key of the choice in the form."""

    OFFICIAL = "official"
    GROUP = "group"
    ORGANISATION = "organisation"


NAMED = {
    SenderKind.OFFICIAL: "{proposer_name} ({proposer_post}, {proposer_unit})",
    SenderKind.GROUP: "Nhóm cán bộ do {proposer_name} ({proposer_post}, {proposer_unit}) làm đại diện",
    SenderKind.ORGANISATION: "{proposer_name}",
}
"""How a text names the proposer."""
SIGNS_AS = {SenderKind.OFFICIAL: "Người đề xuất", SenderKind.GROUP: "Đại diện nhóm đề xuất"}


@dataclass(frozen=True, slots=True)
class Sender:
    """Who issues a document. For an organisation `unit` is the body above it, None when there is none to name.

    `signs_as` is what an official or a group signs as, where it is not as proposer.
    """

    kind: SenderKind
    name: Run
    post: Run
    unit: Run | None
    signs_as: str = ""


def kind_of(filled: Filled) -> SenderKind:
    """Who proposes; somebody who has not said yet, or is not asked, is an official."""
    given = filled.answer("proposer_kind") if filled.has("proposer_kind") else None
    return SenderKind(str(given)) if given else SenderKind.OFFICIAL


def proposer(filled: Filled) -> Sender:
    """The proposer as the issuer of his plan."""
    (name,), (unit,) = filled.words("{proposer_name}"), filled.words("{proposer_unit}")
    kind = kind_of(filled)
    post = MISSING if kind is SenderKind.ORGANISATION else filled.words("{proposer_post}")[0]
    return Sender(kind, name, post, unit)


def managing_body(filled: Filled) -> Sender:
    """The committee that manages the proposer, as the issuer of a letter drafted for it."""
    (name,) = filled.words("{managing_body}")
    return Sender(SenderKind.ORGANISATION, name, MISSING, None)
