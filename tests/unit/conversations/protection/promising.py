"""What no text of the bot may say in its own voice: a promise, or anything about criminal liability."""

import html
import re

QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
NAMED = re.compile(r"(?:yêu cầu|cần) được bảo vệ|có được bảo vệ", re.IGNORECASE)
"""What users ask for, and ask."""
PROMISES = re.compile(
    r"được bảo vệ|được miễn|được giảm|được loại trừ|không bị xử lý|không phải chịu|sẽ được xem xét|sẽ không bị|"
    r"vô can|an toàn về pháp lý|yên tâm|bảo đảm rằng",
    re.IGNORECASE,
)
CRIMINAL = re.compile(r"hình sự|truy tố|truy cứu|khởi tố|phạm tội|tội danh|phạt tù", re.IGNORECASE)
_TAGS = re.compile(r"<[^>]+>")


def own_voice(text: str) -> str:
    """The text without markup, without what stands in quotation marks, and without what users ask."""
    return NAMED.sub(" ", QUOTED.sub(" ", html.unescape(_TAGS.sub("", text))))


def faults(text: str) -> list[str]:
    """The promises and assertions in a text."""
    said = own_voice(text)
    return [*PROMISES.findall(said), *CRIMINAL.findall(said)]
