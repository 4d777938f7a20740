"""Texts that users and attackers send: questions, commands, and what breaks parsers, fonts, databases and markup."""

from hypothesis import strategies as st

PROBE = '<b>zq9</b><a href="https://zq9.example/">zq9</a>'
"""Markup that must come out as it was typed: neither bold nor a link."""
EVALUATED = "16129127"
"""What `{{ 16129 * 1000 + 127 }}`, typed by a user, becomes where a text is taken for a template."""

HOSTILE = (
    PROBE,
    "{{ 16129 * 1000 + 127 }} {% if 1 %}{{ self }}{% endif %}{# x #} ${16129 * 1000 + 127}",
    "&lt;b&gt;zq9&lt;/b&gt; &amp;amp; &#60; &unknown; &#xD800; &",
    "</b></a></blockquote><pre><code>",
    "<" * 300,
    "&" * 500,
    "<b>" * 700,
    "*đậm* _nghiêng_ `mã` [liên kết](https://zq9.example) ||ẩn|| ~gạch~ \\",
    "\u202e\u202d\u2066\u2067đảo ngược\u2069\u200f\u200e",
    "\ufdfa" * 120,
    "\ufdfa" * 1990,
    "a" + "\u0301" * 4096,
    "e" + "\u0302\u0323" * 900,
    "\ud800",
    "a\udfff\ud83db",
    "\x00",
    "thời\x00hạn\x07\x1b[31m\x7f\x85",
    "\u200b\u200c\u200d\ufeff\u2060",
    "👨‍👩‍👧‍👦🏳️‍🌈🇻🇳" * 60,
    "𠀀𝕏" * 500,
    "Ơ" * 2000,
    "Ơ" * 2001,
    "x" * 4096,
    " " * 2000,
    "\n" * 2000,
    "\t\r\n\x0b\x0c\u2028\u2029",
    "điều " * 400,
    "Điều " + "9" * 1000,
    "Điều 99999999999999999999 khoản -1 điểm ẞ",
    "Điều 4 khoản 3 điểm a " * 80,
    "1." * 900,
    "đ4k3" * 400,
    "?" * 1500,
    "-" * 2000,
    "0" * 2000,
    "a" * 30 + "!" + "a " * 900,
    "ngày " * 350 + "bao lâu",
    "quảng ngãi hải phòng lai châu lâm đồng nghệ an " * 40,
    "Kết luận 14-KL/TW " * 100,
    "' OR 1=1; DROP TABLE inbox; --",
    "../../etc/passwd\x00.txt",
    "%s %d %n {0} {name!r} $(id) `id`",
    "ﬀ ﬁ Ⅳ ² ½ ＡＢＣ ｶﾞ İıſßẞ",
    "शब्द كلمة מילה 文字 ภาษา",
    "\U0010ffff\U000e0041\ufff9\ufffa\ufffb\ufffe\uffff",
)
"""Each has broken something somewhere."""

QUESTIONS = (
    "Cấp có thẩm quyền phải trả lời đề xuất trong bao nhiêu ngày?",
    "thoi han tra loi de xuat la bao nhieu ngay",
    "Ở Hải Phòng ai chịu trách nhiệm bảo vệ cán bộ dám làm",
    "Lai Châu có quy định về khen thưởng không",
    "mục 2.4 kết luận 14",
    "đ4 k3",
    "Điều 25 Quy định Quảng Ngãi nói gì?",
    "How many days until they must reply?",
    "thời tiết hôm nay thế nào",
    "cảm ơn",
    "TUYỆT MẬT: kế hoạch số 12",
)
COMMANDS = (
    *("/start", "/help", "/trogiup", "/tinhhan", "/caidat", "/vanban", "/kehoach", "/hoi", "/huy", "/dulieucuatoi"),
    *("/hoso", "/hosomoi", "/bangviec", "/baove", "/khancap", "/tieptuc", "/danop", "/xoadulieu"),
)
WORDS = ("điều", "khoản", "cán bộ", "bảo vệ", "đề xuất", "30", "ngày", "Quảng Ngãi", "không", "?", "<", "&", "\u0323")

anything = st.text(st.characters(codec=None), max_size=60)
"""Any code points at all, lone surrogates among them."""


@st.composite
def mixed(draw: st.DrawFn) -> str:
    """Pieces of everything, one after the other."""
    pieces = draw(st.lists(st.one_of(st.sampled_from([*HOSTILE, *QUESTIONS, *WORDS]), anything), max_size=5))
    return draw(st.sampled_from(["", " ", "\n"])).join(pieces)[:9000]


@st.composite
def commands(draw: st.DrawFn) -> str:
    """A command, known or not, with whatever after it."""
    name = draw(st.one_of(st.sampled_from(COMMANDS), st.from_regex(r"/\w{0,70}(@\w{0,40})?", fullmatch=True)))
    return f"{name}{draw(st.sampled_from([' ', chr(10), '']))}{draw(texts)}"


texts: st.SearchStrategy[str] = st.one_of(st.sampled_from(QUESTIONS), st.sampled_from(HOSTILE), anything, mixed())
messages = st.one_of(texts, texts, commands())
"""What stands in a message."""
