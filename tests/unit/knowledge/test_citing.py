"""Citations: verbatim words, the document's status and locator, notes under misprints."""

import pytest

from knowledge.citing import Citer
from knowledge.library import Library, UnknownProvision
from knowledge.points import Points
from knowledge.text import syllables

LIBRARY = Library.load()
CITER = Citer(LIBRARY)
WORDS = syllables("cấp có thẩm quyền trả lời trong thời hạn nào")


@pytest.mark.parametrize("identity", LIBRARY.citable)
def test_a_citation_is_verbatim(identity: str) -> None:
    citation = CITER.cite(identity, WORDS, ["báo cáo bằng văn bản"])
    provision, document = LIBRARY.get(identity), LIBRARY.document_of(identity)
    assert (citation.id, citation.text, citation.locator) == (identity, provision.text, provision.locator)
    assert (citation.document, citation.status) == (document.short, document.status.value)
    assert citation.jurisdiction == document.jurisdiction
    assert citation.quote in citation.text
    lead, bold = CITER.lead(citation, WORDS, ["báo cáo bằng văn bản"])
    assert lead in citation.text
    assert lead in citation.quote
    assert list(bold) == sorted(bold)
    assert all(0 <= start < end <= len(lead) for start, end in bold)


@pytest.mark.parametrize("identity", [id_ for id_ in LIBRARY.citable if id_.startswith("lam-dong/")])
def test_a_draft_is_labelled(identity: str) -> None:
    assert CITER.cite(identity, (), ()).status == "draft"


@pytest.mark.parametrize(
    ("question", "printed", "likely"),
    [
        ("thưởng tiền", "Thương tiên", "Thưởng tiền"),
        ("ít nhất bao nhiêu phần trăm", "ít 80 %", "ít nhất 80 %"),
        ("tư duy đổi mới", "tu dưỡng đổi mới", "tư duy đổi mới"),
    ],
)
def test_a_misprint_is_quoted_as_printed_with_a_note(question: str, printed: str, likely: str) -> None:
    holding = [id_ for id_ in LIBRARY.citable if printed in LIBRARY.get(id_).text]
    found = min(holding, key=lambda id_: len(LIBRARY.get(id_).text))
    citation = CITER.cite(found, syllables(question), ())
    assert printed in citation.quote
    assert any(printed in note and f'có thể là "{likely}"' in note for note in citation.notes)


def test_a_quote_without_a_misprint_has_no_note() -> None:
    assert CITER.cite("quang-ngai/dieu-4/khoan-3", WORDS, ()).notes == ()


def test_sides_of_a_difference_are_quoted_as_the_data_have_them() -> None:
    documents = ["kl-14", "quang-ngai", "hai-phong", "lai-chau", "lam-dong"]
    for point in Points.load().differing:
        assert point.differ is not None
        conflict = CITER.conflict(point, documents)
        assert conflict is not None
        wordings = list(dict.fromkeys(side.quote for side in point.differ.sides))
        assert [side.quote for side in conflict.sides] == wordings
        assert all(side.quote in side.text for side in conflict.sides)


def test_documents_differ_only_where_two_sides_are_among_them() -> None:
    strength = Points.load().get("protection-strength")
    in_force = CITER.conflict(strength, ["kl-14", "quang-ngai"])
    assert in_force is not None
    assert [side.id for side in in_force.sides] == ["kl-14/muc-2.4/doan-2", "quang-ngai/dieu-6/khoan-1"]
    assert CITER.conflict(strength, ["kl-14", "lai-chau"]) is None, "the same words are no difference"
    assert CITER.conflict(strength, ["quang-ngai"]) is None
    assert CITER.conflict(Points.load().get("response-deadline"), documents=["kl-14", "quang-ngai"]) is None


def test_an_unknown_provision_is_refused() -> None:
    with pytest.raises(UnknownProvision):
        CITER.cite("quang-ngai/dieu-25", (), ())
