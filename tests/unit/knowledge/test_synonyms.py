"""Everyday expressions and the documents' terms for them."""

import pytest

from knowledge import regimes
from knowledge.synonyms import Synonyms

SMALL = Synonyms(
    {"sếp": ("người đứng đầu",), "sếp trực tiếp": ("cấp trên trực tiếp",), "bó tay": ("khó khăn", "vướng mắc")}
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("sếp không duyệt", ("người đứng đầu",)),
        ("sếp trực tiếp không duyệt", ("cấp trên trực tiếp",)),
        ("bó tay rồi sếp ơi", ("khó khăn", "vướng mắc", "người đứng đầu")),
        ("sếp và sếp", ("người đứng đầu",)),
        ("xếp hàng", ()),
        ("sếpx", ()),
        ("", ()),
    ],
)
def test_terms(text: str, terms: tuple[str, ...]) -> None:
    assert SMALL.terms_in(text) == terms


def test_tone_placement_does_not_matter() -> None:
    assert Synonyms({"hoà giải": ("thỏa thuận",)}).terms_in("hòa giải") == ("thỏa thuận",)


def test_no_synonyms_find_nothing() -> None:
    assert Synonyms({}).terms_in("sếp") == ()


def test_words_of_terms() -> None:
    assert Synonyms.words_of(["người đứng đầu", "uỷ ban"]) == ("người", "đứng", "đầu", "ủy", "ban")


def test_the_packaged_ones_know_the_boss() -> None:
    assert "người đứng đầu" in Synonyms(regimes.synonyms()).terms_in("sếp không đồng ý")
