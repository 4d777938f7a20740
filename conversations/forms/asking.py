"""Whether a text that came while a form was shown sounds like a question to the bot."""

import re

from knowledge.text import fold

_ASKS = re.compile(
    r"(?:cho (?:toi |em |minh )?hoi|xin hoi|hoi[:,]|ai |ai la|tai sao|vi sao|the nao|nhu the nao|lam sao|lam the nao"
    r"|bao nhieu|bao lau|bao gio|khi nao|luc nao|o dau|co phai|co duoc|the con|neu .* thi sao|gi la|la gi)\b"
)


def sounds_like_a_question(text: str) -> bool:
    """Ends with a question mark, or begins as questions do. What is an answer all the same stays one."""
    folded = " ".join(fold(text).split())
    return folded.rstrip("!. ").endswith("?") or bool(_ASKS.match(folded))
