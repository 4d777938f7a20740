"""Accents restored from the words of given texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.accents import AccentRestorer
from knowledge.opening import Knowledge
from knowledge.text import clean, fold, has_accents, syllables

RESTORER = AccentRestorer(syllables(clean(entry.text)) for entry in Knowledge().entries)


@pytest.mark.parametrize(
    "phrase",
    [
        "thời hạn trả lời đề xuất",
        "trả lời bằng văn bản",
        "người đứng đầu",
        "cấp có thẩm quyền",
        "miễn hoặc giảm nhẹ trách nhiệm",
        "động cơ trong sáng",
        "vì lợi ích chung",
        "năng động sáng tạo",
        "dám nghĩ dám làm",
        "biểu dương khen thưởng",
        "không gây hậu quả nghiêm trọng",
        "ban thường vụ tỉnh ủy",
        "văn phòng cấp ủy",
        "trong vòng 30 ngày làm việc",
        "đổi mới sáng tạo",
        "chấp nhận rủi ro",
        "kể từ ngày ký",
    ],
)
def test_common_phrases_come_back(phrase: str) -> None:
    assert " ".join(RESTORER.restore(fold(phrase).split())) == phrase


@pytest.mark.parametrize(
    "typed",
    [
        "thời hạn trả lời",
        "thời hạn tra loi de xuat",
        "quy định mới",
        "bảo vệ can bo",
    ],
)
def test_what_carries_accents_stays(typed: str) -> None:
    assert RESTORER.restore(typed.split()) == typed.split()


def test_one_accent_that_a_keyboard_put_in_does_not_stop_it() -> None:
    assert RESTORER.restore("thoi hạn tra loi bang van ban".split()) == "thời hạn trả lời bằng văn bản".split()


def test_unknown_words_stay() -> None:
    assert RESTORER.restore(["blockchain", "la", "zzz", "42"])[0] == "blockchain"
    assert RESTORER.restore(["zzz"]) == ["zzz"]
    assert RESTORER.restore([]) == []


def test_it_knows_what_it_has_seen() -> None:
    small = AccentRestorer([["thời", "hạn"], ["thói", "quen"]])
    assert small.knows("thoi")
    assert small.knows("THỜI".lower())
    assert not small.knows("lai")
    assert small.vocabulary == {"thoi", "han", "quen"}


def test_neighbours_choose_the_spelling() -> None:
    small = AccentRestorer([["thời", "hạn"], ["thói", "quen"], ["thói", "quen"], ["thói", "xấu"]])
    assert small.restore(["thoi", "han"]) == ["thời", "hạn"]
    assert small.restore(["thoi", "quen"]) == ["thói", "quen"]
    assert small.restore(["thoi"]) == ["thói"]


def test_without_texts_nothing_changes() -> None:
    assert AccentRestorer([]).restore(["thoi", "han"]) == ["thoi", "han"]


@given(st.lists(st.sampled_from([*sorted(RESTORER.vocabulary)[:400], "zzz", "42", "thời", "blockchain"]), max_size=25))
def test_letters_never_change(words: list[str]) -> None:
    restored = RESTORER.restore(words)
    assert list(map(fold, restored)) == list(map(fold, words))
    accented = [place for place, word in enumerate(words) if has_accents(word)]
    assert [restored[place] for place in accented] == [words[place] for place in accented]
