"""Telegram's HTML, by table: what it becomes, and the words in which it is refused."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.detection import detect
from bot.sandbox.entities import parse_html, utf16_length
from bot.sandbox.errors import ApiError


def entity(kind: str, offset: int, length: int, **more: object) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("markup", "text", "entities"),
    [
        ("", "", []),
        ("chỉ có chữ", "chỉ có chữ", []),
        ("<b>đậm</b> thường", "đậm thường", [entity("bold", 0, 3)]),
        ("<strong>a</strong>", "a", [entity("bold", 0, 1)]),
        ("<i>a</i><em>b</em>", "ab", [entity("italic", 0, 1), entity("italic", 1, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [entity("underline", 0, 1), entity("underline", 1, 1)]),
        ("<s>a</s>", "a", [entity("strikethrough", 0, 1)]),
        ("<strike>a</strike><del>b</del>", "ab", [entity("strikethrough", 0, 1), entity("strikethrough", 1, 1)]),
        ("<tg-spoiler>a</tg-spoiler>", "a", [entity("spoiler", 0, 1)]),
        ('<span class="tg-spoiler">a</span>', "a", [entity("spoiler", 0, 1)]),
        ("<code>x=1</code>", "x=1", [entity("code", 0, 3)]),
        ("<pre>x</pre>", "x", [entity("pre", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [entity("pre", 0, 1, language="python")]),
        ("<pre><code>x</code></pre>", "x", [entity("pre", 0, 1)]),
        ("<blockquote>q</blockquote>", "q", [entity("blockquote", 0, 1)]),
        ("<blockquote expandable>q</blockquote>", "q", [entity("expandable_blockquote", 0, 1)]),
        ('<a href="https://vi.vn/?a=1&amp;b=2">x</a>', "x", [entity("text_link", 0, 1, url="https://vi.vn/?a=1&b=2")]),
        ("<a href='https://vi.vn'>x</a>", "x", [entity("text_link", 0, 1, url="https://vi.vn")]),
        ("<a>https://vi.vn</a>", "https://vi.vn", [entity("text_link", 0, 13, url="https://vi.vn")]),
        ('<a href="javascript:alert(1)">x</a>', "x", []),
        ('<tg-emoji emoji-id="5">👍</tg-emoji>', "👍", [entity("custom_emoji", 0, 2, custom_emoji_id="5")]),
        ("<b><i>x</i>y</b>", "xy", [entity("bold", 0, 2), entity("italic", 0, 1)]),
        ("<B>x</B>", "x", [entity("bold", 0, 1)]),
        ("<b>x</>", "x", [entity("bold", 0, 1)]),
        ("<b></b>x", "x", []),
        ("&lt;b&gt; &amp; &quot;", '<b> & "', []),
        ("&#273;&#x111;", "đđ", []),
        ("&nbsp;&unknown;", "&nbsp;&unknown;", []),
        ("AT&T", "AT&T", []),
        ("&#0;", "&#0;", []),
        ("a > b", "a > b", []),
    ],
)
def test_markup_becomes_text_and_entities(markup: str, text: str, entities: list[dict[str, object]]) -> None:
    assert parse_html(markup) == (text, entities)


def test_offsets_count_utf16_units() -> None:
    text, entities = parse_html("😀 ế <b>😀!</b>")
    assert text == "😀 ế 😀!"
    assert entities == [entity("bold", 5, 3)]


def test_text_is_trimmed_and_entities_with_it() -> None:
    assert parse_html("  <b> x </b>\n") == ("x", [entity("bold", 0, 1)])


def test_nothing_nests_inside_code() -> None:
    assert parse_html("<code>a<b>b</b></code>") == ("ab", [entity("code", 0, 2)])


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("x <p>a</p>", 'Unsupported start tag "p" at byte offset 2'),
        ("ế <h1>a", 'Unsupported start tag "h1" at byte offset 4'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("a <3", "Unclosed start tag at byte offset 2"),
        ("<br/>", 'Unsupported start tag "br/" at byte offset 0'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>a</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b><i>a</b></i>", 'Unmatched end tag at byte offset 7, expected "</i>", found "</b>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("<b>a</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', 'Unclosed start tag "a" at byte offset 0'),
        ("<a href=x/y>z</a>", "Unexpected end of name token at byte offset 8"),
        ('<a "x">z</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(markup: str, words: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(markup)
    assert refusal.value.description == f"Bad Request: can't parse entities: {words}"
    assert refusal.value.code == 400


@given(st.text())
def test_escaped_text_comes_back_as_it_was(text: str) -> None:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    assert parse_html(escaped) == (text.strip(), [])


@given(st.text(alphabet="ab<>/&;=\"' b1😀"))
def test_any_markup_is_parsed_or_refused(markup: str) -> None:
    with suppress(ApiError):
        text, entities = parse_html(markup)
        assert all(0 <= one["offset"] < one["offset"] + one["length"] <= utf16_length(text) for one in entities)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start", [entity("bot_command", 0, 6)]),
        ("😀 /hoi gì", [entity("bot_command", 3, 4)]),
        ("/start@a_bot x", [entity("bot_command", 0, 12)]),
        ("1/2 và/hoặc a/b", []),
        ("xem https://vi.vn/a?b=1.", [entity("url", 4, 19)]),
        ("gửi a.b@vi.vn", [entity("email", 4, 9)]),
    ],
)
def test_commands_and_links_are_found_in_plain_text(text: str, found: list[dict[str, object]]) -> None:
    assert detect(text, []) == found


def test_nothing_is_found_inside_links_and_code() -> None:
    text, entities = parse_html('<a href="https://vi.vn">/start</a> <code>/hoi</code>')
    assert detect(text, entities) == entities
