"""Text for search: one normal form, tone placement, folding, tokens, sentences."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text import clean, fold, has_accents, search_tokens, sentences, syllables, tone_placed, unaccented

HOSTILE = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("ﷺİẞ각ﬁ½Ⅳ\u0301\u0323\u200b\u202e\ufeff\x00\ud800\udfff đĐưƯợ\n\t.;:2"),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("Điều 6", "Điều 6"),
        (unicodedata.normalize("NFD", "Điều 6 khoản 1"), "Điều 6 khoản 1"),
        ("  hai   đầu \n\t trống ", "hai đầu trống"),
        ("thí\u200bđiểm", "thí đi\u1ec3m".replace("\u1ec3", "ể")),
        ("a\u202eb\u2066c", "a b c"),
        ("a\x00b\x07c\x7f", "a b c"),
        ("\ud800lone\udfff", "lone"),
        ("\ufeffđầu tệp", "đầu tệp"),
        ("mềm\u00admại", "mềm mại"),
        ("cách\u00a0cứng\u3000rộng", "cách cứng rộng"),
        ("dòng\u2028mới\u2029đoạn", "dòng mới đoạn"),
        ("", ""),
        ("\u200b\u200c\u200d", ""),
        ("ﷺ", "ﷺ"),
        ("👍 hay quá", "👍 hay quá"),
    ],
)
def test_clean(typed: str, cleaned: str) -> None:
    assert clean(typed) == cleaned


@given(HOSTILE)
def test_clean_text_is_clean_whatever_comes(typed: str) -> None:
    once = clean(typed)
    assert clean(once) == once
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)
    once.encode("utf-8")


@pytest.mark.parametrize(
    ("late", "early"),
    [
        ("uỷ", "ủy"),
        ("uỷ ban", "ủy ban"),
        ("UỶ BAN", "ủy ban"),
        ("Tỉnh uỷ, Thành uỷ", "tỉnh ủy, thành ủy"),
        ("hoá", "hóa"),
        ("HOÁ", "hóa"),
        ("hoà bình", "hòa bình"),
        ("khoẻ", "khỏe"),
        ("loà xoà", "lòa xòa"),
        ("thuỷ.", "thủy."),
        ("đoạ", "đọa"),
        ("luỹ thừa", "lũy thừa"),
        ("Khánh Hoà", "khánh hòa"),
        ("oà", "òa"),
        ("thuý", "thúy"),
    ],
)
def test_tone_marks_stand_in_one_place(late: str, early: str) -> None:
    assert tone_placed(late) == early
    assert tone_placed(early) == early


@pytest.mark.parametrize(
    "word", ["quý", "quỳ", "quỹ", "quá", "quả", "hoàn", "huỳnh", "thuở", "khuỷu", "giỏi", "mùa", "toán", "xoè ra"[4:]]
)
def test_other_tone_marks_stay(word: str) -> None:
    assert tone_placed(word) == word
    assert tone_placed(word.upper()) == word


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Điều", "dieu"),
        ("ĐIỀU LỆ ĐẢNG", "dieu le dang"),
        ("ủy ban", "uy ban"),
        ("uỷ ban", "uy ban"),
        ("người đứng đầu", "nguoi dung dau"),
        ("Ứng xử", "ung xu"),
        ("lưỡng lự", "luong lu"),
        ("14-KL/TW", "14-kl/tw"),
        ("café", "cafe"),
        ("각하", "각하"),
        ("½ ﷺ Ⅳ", "½ ﷺ ⅳ"),
        ("", ""),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(unicodedata.normalize("NFD", text)) == unicodedata.normalize("NFD", folded)


@given(HOSTILE)
def test_folding_twice_is_folding_once(typed: str) -> None:
    assert fold(fold(typed)) == fold(typed)


@given(
    st.text(
        alphabet="aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵđbcghkmnt 123,./-",
        max_size=80,
    )
)
def test_folding_vietnamese_keeps_its_length(text: str) -> None:
    for form in (text, text.upper()):
        assert len(fold(form)) == len(unaccented(form)) == len(tone_placed(form)) == len(form)
        assert fold(form).isascii()


def test_unaccented_keeps_case() -> None:
    assert unaccented("Đồng chí Bí thư TỈNH ỦY") == "Dong chi Bi thu TINH UY"


@pytest.mark.parametrize(
    ("text", "found"),
    [("thoi han", False), ("thời hạn", True), ("đi", True), ("Hà", True), ("14-KL/TW", False), ("", False)],
)
def test_has_accents(text: str, found: bool) -> None:
    assert has_accents(text) is found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Điều 4, khoản 3", ["điều", "4", "khoản", "3"]),
        ("số 14-KL/TW", ["số", "14", "kl", "tw"]),
        ("mục 2.4", ["mục", "2.4"]),
        ("2,5 tỷ", ["2,5", "tỷ"]),
        ("đ4k3", ["đ", "4", "k", "3"]),
        ("Uỷ ban!!!", ["ủy", "ban"]),
        ("snake_case", ["snake", "case"]),
        ("...", []),
        ("👍", []),
        ("", []),
    ],
)
def test_syllables(text: str, found: list[str]) -> None:
    assert syllables(text) == found


def test_search_tokens_are_syllables_and_pairs_accented_and_folded() -> None:
    assert search_tokens(["thời", "hạn", "30"]) == [
        *("thời", "hạn", "30"),
        *("thời_hạn", "hạn_30"),
        *("~thoi", "~han", "~30"),
        *("~thoi_han", "~han_30"),
    ]
    assert search_tokens(["một"]) == ["một", "~mot"]
    assert search_tokens([]) == []


def test_an_accented_word_shares_more_tokens_with_itself_than_with_its_bare_letters() -> None:
    accented, bare, other = (set(search_tokens([word])) for word in ("hạn", "han", "hàn"))
    assert len(accented & accented) > len(accented & bare) >= len(accented & other) > 0


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Một câu. Hai câu.", ["Một câu.", "Hai câu."]),
        ("một việc; hai việc: gồm ba", ["một việc;", "hai việc:", "gồm ba"]),
        (
            "Kết luận số 14-KL/TW ngày 22/9/2021 của Bộ Chính trị",
            ["Kết luận số 14-KL/TW ngày 22/9/2021 của Bộ Chính trị"],
        ),
        ("2. Bảo vệ cán bộ", ["2. Bảo vệ cán bộ"]),
        ("2.4. Bảo vệ cán bộ", ["2.4. Bảo vệ cán bộ"]),
        ("theo khoản 3. Cấp có thẩm quyền", ["theo khoản 3. Cấp có thẩm quyền"]),
        ("a. một việc; b. hai việc", ["a. một việc;", "b. hai việc"]),
        ("a) một việc", ["a) một việc"]),
        ("Mở đầu:\n- một;\n- hai.", ["Mở đầu:", "- một;", "- hai."]),
        ("\n\nMột câu.\n\n\n Hai câu. \n", ["Một câu.", "Hai câu."]),
        ("Điều 4\nQuy trình", ["Điều 4", "Quy trình"]),
        ("ở TP. Hồ Chí Minh", ["ở TP. Hồ Chí Minh"]),
        ("15,5 con số; 2.500 người", ["15,5 con số;", "2.500 người"]),
        ("không dấu chấm cuối", ["không dấu chấm cuối"]),
        (".", ["."]),
        ("", []),
        (" \n \n", []),
    ],
)
def test_sentences(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


@given(st.text(alphabet=st.sampled_from('ab đế 2.;:\n\t"”)'), max_size=80))
def test_sentences_hold_every_visible_character_once_and_in_order(text: str) -> None:
    spans = sentences(text)
    kept = "".join(text[start:end] for start, end in spans)
    assert "".join(kept.split()) == "".join(text.split())
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
    assert not any("\n" in text[start:end] for start, end in spans)
