"""Who recorded an entry, as each side may know it."""

from dataclasses import replace

import pytest

from conversations.access import Relation
from conversations.case.entries import recorder
from conversations.cases import SeenCase
from storage.lifecycle import Who
from tests.unit.conversations.case.cases import RECEIVED, SUBMITTED, case, numbered

AN, BINH, BA = 1, 3, 7


@pytest.mark.parametrize(
    ("whose", "chat", "number", "actor", "said"),
    [
        (Relation.OWN, AN, 1, AN, ""),
        (Relation.OWN, AN, 1, BINH, "người cùng đề xuất"),
        (Relation.OWN, AN, 1, None, "người đề xuất"),
        (Relation.OWN, 0, 1, BINH, "người đề xuất"),
        (Relation.OWN, AN, 2, BA, "cơ quan giải quyết"),
        (Relation.OFFICE, BA, 2, BA, ""),
        (Relation.OFFICE, BA, 2, BINH, "cán bộ khác của cơ quan"),
        (Relation.OFFICE, BA, 2, None, "cơ quan giải quyết"),
        (Relation.OFFICE, BA, 1, AN, "người đề xuất"),
    ],
)
def test_of_ones_own_side_oneself_or_another_of_the_other_the_side(
    whose: Relation, chat: int, number: int, actor: int | None, said: str
) -> None:
    made = case(*numbered(replace(SUBMITTED, who=Who.PROPOSER), RECEIVED))
    made = replace(made, history=tuple(replace(one, actor=actor) for one in made.history))
    assert recorder(SeenCase(made, whose, chat=chat), number) == said
