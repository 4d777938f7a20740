import html
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.splitting import LIMIT, MAX_BYTES, MarkupError, plain, split, units


class Balance(HTMLParser):
    """An independent reading of a part: fails on unbalanced tags, collects the text."""

    def __init__(self, part: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""
        self.feed(part)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_what_fits_is_left_as_it_is() -> None:
    text = '<b>Điều 4</b> <i>khoản</i> &amp; "3"'
    assert split(text) == [text]


def test_nothing_to_say_is_no_part() -> None:
    assert split("") == []
    assert split(" <b>\n</b> ") == []


def test_a_paragraph_is_the_best_place() -> None:
    text = "Một câu. Hai câu.\n\nĐoạn sau. Dài hơn."
    assert split(text, 30) == ["Một câu. Hai câu.\n\n", "Đoạn sau. Dài hơn."]


def test_then_a_line_then_a_sentence_then_a_word_then_anywhere() -> None:
    assert split("dòng đầu dài\ndòng sau dài", 20) == ["dòng đầu dài\n", "dòng sau dài"]
    assert split("Câu thứ nhất. Câu thứ hai.", 20) == ["Câu thứ nhất. ", "Câu thứ hai."]
    assert split('Ghi "xong." Rồi thôi nhé.', 16) == ['Ghi "xong." ', "Rồi thôi nhé."]
    assert split("một hai ba bốn năm", 12) == ["một hai ba ", "bốn năm"]
    assert split("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_a_stump_is_not_worth_a_paragraph() -> None:
    first, *_ = split("A.\n\n" + "từ " * 30, 60)
    assert len(first) > 20


def test_open_tags_are_closed_and_opened_again() -> None:
    text = '<b>Đậm <i>nghiêng một</i> hai</b> <a href="https://x.vn/?a=1&amp;b=2">liên kết dài</a>'
    parts = split(text, 14)
    assert parts[0] == "<b>Đậm <i>nghiêng </i></b>"
    assert parts[1].startswith("<b><i>một")
    assert '<a href="https://x.vn/?a=1&amp;b=2">' in parts[-1]
    for part in parts:
        Balance(part)


def test_length_is_counted_as_telegram_counts_it() -> None:
    assert units("ộ") == 1
    assert units("📄") == 2
    parts = split("📄" * 5000)
    assert all(units(plain(part)) <= LIMIT for part in parts)
    assert "".join(map(plain, parts)) == "📄" * 5000


def test_what_swells_when_escaped_stays_under_the_limit_of_bytes() -> None:
    parts = split("".join(f"<b>{mark}</b><i>{mark}</i>" for mark in ["&amp;", "&lt;"] * 3000))
    assert all(len(part.encode()) <= MAX_BYTES for part in parts)
    assert "".join(map(plain, parts)) == "&&<<" * 3000


@pytest.mark.parametrize(
    "text", ["<b>x", "x</b>", "<b><i>x</b></i>", "<script>x</script>", "<br>", "<p>x</p>", "<b>x</i></b>"]
)
def test_what_is_not_telegrams_html_is_refused(text: str) -> None:
    with pytest.raises(MarkupError):
        split(text)


def test_plain_text_of_html() -> None:
    assert plain("<b>a &lt; b</b> &amp; <a href='x'>c</a>\n") == "a < b & c\n"


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=60).map(html.escape)
MARKS = st.sampled_from(
    ["b", "i", "u", "s", "code", "pre", "blockquote", 'a href="https://a.vn"', "blockquote expandable"]
)
MARKUP = st.recursive(
    TEXTS | st.sampled_from(["\n\n", ". ", "Điều 4 khoản 3 ", "📄", "từ " * 20]),
    lambda inner: (
        st.lists(inner, max_size=6).map("".join)
        | st.tuples(MARKS, inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0].split()[0]}>")
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(MARKUP, st.integers(5, 80))
def test_parts_are_short_balanced_and_lose_nothing(text: str, limit: int) -> None:
    parts = split(text, limit)
    texts = [Balance(part).text for part in parts]
    assert all(units(part) <= limit for part in texts)
    assert all(part.strip() for part in texts)
    assert re.sub(r"\s", "", "".join(texts)) == re.sub(r"\s", "", plain(text))


@settings(max_examples=200, deadline=None)
@given(MARKUP, st.integers(5, 80))
def test_without_blank_parts_the_texts_join_to_the_whole(text: str, limit: int) -> None:
    whole = plain(text)
    parts = split(text, limit)
    if not re.search(rf"\s{{{limit // 3},}}|^\s|\s$", whole):
        assert "".join(map(plain, parts)) == whole
