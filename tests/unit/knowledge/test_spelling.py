"""Phone-written Vietnamese mended: abbreviations, undecoded Telex, typing errors; what may be a word stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import lexicon
from knowledge.accents import AccentRestorer
from knowledge.library import Library
from knowledge.spelling import Speller, is_syllable
from knowledge.text import clean, fold, syllables

LIBRARY = Library.load()
VOCABULARY = AccentRestorer(syllables(clean(LIBRARY.get(id_).text)) for id_ in LIBRARY.citable).vocabulary
SPELLER = Speller(lexicon.load("abbreviations.yaml"), VOCABULARY)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("cb", "cán bộ"),
        ("CB ko đc khen", "cán bộ không được khen"),
        ("cbccvc", "cán bộ công chức viên chức"),
        ("qđ của btv", "quy định của ban thường vụ"),
        ("kh của ubnd tỉnh", "kế hoạch của ủy ban nhân dân tỉnh"),
        ("nđ 73", "nghị định 73"),
        ("NĐ73", "nghị định 73"),
        ("kl14", "kết luận 14"),
        ("KL 14", "kết luận 14"),
        ("đ4 k3", "điều 4 khoản 3"),
        ("Đ4K3", "điều 4 khoản 3"),
        ("đ4k3", "điều 4 khoản 3"),
        ("đ.4 k.3", "điều 4 khoản 3"),
        ("đ 4 k 3", "điều 4 khoản 3"),
        ("d6 k1", "điều 6 khoản 1"),
        ("k3 đ4", "khoản 3 điều 4"),
        ("đ12", "điều 12"),
        ("tg trl bn ngày", "thời gian trả lời bao nhiêu ngày"),
        ("lđ ko duyệt", "lãnh đạo không duyệt"),
        ("hđnd", "hội đồng nhân dân"),
        ("mttq", "mặt trận tổ quốc"),
        ("khong co gi", "khong co gi"),
    ],
)
def test_abbreviations_are_written_out(typed: str, written: str) -> None:
    assert " ".join(SPELLER.expand(typed)) == written


@pytest.mark.parametrize("typed", ["đ123", "10đ5", "k2025", "covid19", "2d3k"])
def test_what_is_no_article_stays_none(typed: str) -> None:
    assert not {"điều", "khoản"} & set(SPELLER.expand(typed))


@pytest.mark.parametrize("word", ["rui", "tu"])
def test_an_abbreviation_that_is_a_word_of_the_documents_is_left(word: str) -> None:
    """ "rui ro" is rủi ro typed without accents; "tu ngay" is từ ngày."""
    assert SPELLER.expand(f"{word} ro") == [word, "ro"]


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("thoif", "thoi"),
        ("hanj", "han"),
        ("trar", "tra"),
        ("lowif", "loi"),
        ("ddeef", "de"),
        ("xuaats", "xuat"),
        ("khuyeens", "khuyen"),
        ("khichs", "khich"),
        ("nhieemj", "nhiem"),
        ("trachs", "trach"),
        ("khuyne", "khuyen"),
        ("khuyenn", "khuyen"),
        ("trcah", "trach"),
        ("nghiemm", "nghiem"),
        ("thuongf", "thuong"),
        ("ddoongf", "dong"),
    ],
)
def test_telex_and_small_errors_are_mended(typed: str, mended: str) -> None:
    assert SPELLER.mend([typed]) == [mended]


@pytest.mark.parametrize(
    "word", ["blockchain", "xyzzy", "abc", "khoeo", "loét", "quýt", "chuối", "30", "2.4", "ﷺ", "ủy"]
)
def test_what_nothing_known_comes_near_stays(word: str) -> None:
    assert SPELLER.mend([word]) == [word]


@given(st.lists(st.sampled_from(sorted(VOCABULARY)), max_size=20))
def test_known_syllables_never_change(words: list[str]) -> None:
    assert SPELLER.mend(words) == words


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạ", min_size=1, max_size=7).filter(is_syllable))
def test_a_possible_syllable_changes_only_by_telex(word: str) -> None:
    mended = SPELLER.mend([word])[0]
    assert mended == word or word[-1] in "sfrxj" or any(mark in fold(word) for mark in ("aa", "ee", "oo", "dd"))


@pytest.mark.parametrize(
    "word", ["nghiêng", "khuyến", "quyền", "uỷ", "ý", "yêu", "gì", "giêng", "khuỷu", "ngoằn", "a", "đ" + "ông"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["kl", "tw", "ubnd", "what", "protected", "thoif", "khuyne", "xyz", "b", "", "if", "who"]
)
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_every_word_of_the_documents_is_known() -> None:
    words = {fold(word) for id_ in LIBRARY.citable for word in syllables(LIBRARY.get(id_).text)}
    assert words <= VOCABULARY
    assert sum(map(is_syllable, words)) > 400
