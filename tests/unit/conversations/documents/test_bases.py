"""Legal bases: only documents of the store, as the catalogue has them, never a draft."""

import pytest

from conversations.documents.bases import basis_documents, basis_paragraphs
from conversations.documents.formats import Side, format_of
from knowledge.library import Library


@pytest.mark.parametrize(
    ("place", "keys"),
    [
        ("quang-ngai", ["kl-14", "quang-ngai"]),
        ("hai-phong", ["kl-14", "hai-phong"]),
        ("lai-chau", ["kl-14", "lai-chau"]),
        ("lam-dong", ["kl-14"]),
        ("other", ["kl-14"]),
        (None, ["kl-14"]),
    ],
)
def test_the_bases_of_a_place(library: Library, place: str | None, keys: list[str]) -> None:
    assert [document.key for document in basis_documents(library.catalogue, place)] == keys


@pytest.mark.parametrize(
    ("place", "lacks"),
    [("quang-ngai", "số, ngày ban hành"), ("hai-phong", "số, ngày ban hành"), ("lai-chau", "ngày ban hành")],
)
def test_titles_are_the_catalogues_and_what_it_lacks_is_left_to_fill_in(
    library: Library, place: str, lacks: str
) -> None:
    document = library.catalogue.document(place)
    _, line = basis_paragraphs(basis_documents(library.catalogue, place), format_of(Side.STATE).basis)
    assert line.text == f"Căn cứ {document.title} ({lacks}: [cần bổ sung])."


def test_the_centres_conclusion_has_its_number_and_day(library: Library) -> None:
    line, _ = basis_paragraphs(basis_documents(library.catalogue, "quang-ngai"), format_of(Side.PARTY).basis)
    assert line.text.startswith("- Căn cứ Kết luận số 14-KL/TW ngày 22/9/2021 của Bộ Chính trị")
    assert line.text.endswith(";")
