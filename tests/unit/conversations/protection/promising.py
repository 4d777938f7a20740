"""What no text of the bot may say in its own voice: a promise, or anything about criminal liability.

A promise is found with its accents and without, and among words that have them. What stands in quotation marks is a
document's; whether it stands in a document word for word is asked, too (`made_up`).
"""

import html
import re
import unicodedata
from collections.abc import Iterator

from knowledge.library import Library
from knowledge.text import fold

QUOTED = re.compile(r"“[^”\n]*”|\"[^\"\n]*\"")
BLOCK = re.compile(r"<blockquote[^>]*>(.*?)</blockquote>", re.DOTALL)
NAMED = re.compile("(?:yêu cầu|cần|đề nghị) được bảo vệ|có được bảo vệ", re.IGNORECASE)
"""What users ask for, and ask."""
PROMISES = (
    "được (?:bảo vệ|che chở|miễn|loại trừ|tha |giảm nhẹ|giảm trách|giảm tội)|"
    "không (?:bị|phải|thể bị) (?:xử lý|kỷ luật|phạt|chịu|sao|đụng tới)|không ai (?:xử lý|kỷ luật)|"
    "sẽ (?:được xem xét|không bị|không sao|an toàn|thoát)|vô can|vô tội|an toàn về pháp lý|quyền miễn|yên tâm|"
    "không lo |chắc chắn (?:được|không)|(?:bảo đảm|đảm bảo) (?:rằng|đồng chí|anh|sẽ|được|không bị)|"
    "cam đoan|bất khả xâm phạm"
)
CRIMINAL = "hình sự|truy tố|truy cứu|khởi tố|phạm tội|tội danh|phạt tù|án treo"
_SAID = re.compile(f"{PROMISES}|{CRIMINAL}", re.IGNORECASE)
_PLAIN = re.compile(fold(f"{PROMISES}|{CRIMINAL}"))
_TAGS = re.compile(r"<[^>]+>")


def bare(text: str) -> str:
    """The text without markup."""
    return html.unescape(_TAGS.sub("", text))


def own_voice(text: str) -> str:
    """The text without markup, without what stands in quotation marks, and without what users ask."""
    return NAMED.sub(" ", QUOTED.sub(" ", bare(text)))


def faults(text: str) -> list[str]:
    """The promises and assertions in a text, written with accents or without."""
    said = unicodedata.normalize("NFC", own_voice(text))
    plain = fold(said)
    assert len(plain) == len(said)
    found = (said[match.start() : match.end()] for match in _PLAIN.finditer(plain))
    return [one for one in found if one.isascii() or _SAID.fullmatch(one)]


def pieces(text: str) -> Iterator[str]:
    """The clauses of a text in the bot's own voice, with every figure as "#"; the verbatim blocks are left out.

    A clause ends with its line or at a semicolon: a list of papers is as many as there are papers.
    """
    for line in bare(BLOCK.sub("\n", text)).splitlines():
        for clause in line.removeprefix("Giấy tờ cần gom: ").split("; "):
            piece = re.sub(r"\d+", "#", clause).strip(" .")
            if piece:
                yield piece


def made_up(text: str, library: Library) -> list[str]:
    """What a text quotes with a promise in it, or in a block, that no document says word for word."""
    blocks = [bare(block) for block in BLOCK.findall(text)]
    inline = [quote.strip('“”"') for quote in QUOTED.findall(bare(BLOCK.sub("\n", text)))]
    quotes = [
        *(one for one in inline if faults(one)),
        *(quote.strip('“”"') for one in blocks for quote in _quotes(one)),
    ]
    return [quote for quote in quotes if not _stands(quote, library)]


def _quotes(block: str) -> Iterator[str]:
    """The quotations of a block, each of which may run over several lines."""
    return iter(re.findall(r"\"([^\"]*)\"", block) or [block])


def _stands(quote: str, library: Library) -> bool:
    wanted = " ".join(quote.split())
    return any(wanted in text for text in _corpus(library))


def _corpus(library: Library) -> list[str]:
    if id(library) not in _CORPORA:
        _CORPORA[id(library)] = [" ".join(one.text.split()) for one in library.provisions.values()]
    return _CORPORA[id(library)]


_CORPORA: dict[int, list[str]] = {}
