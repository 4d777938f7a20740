"""What is told in passing, as if to a clerk ("văn phòng nhận ngày 23/11, số 1342"): answered, and led to the cases."""

import re

from conversations.actions import Action
from conversations.events import Button, Keyboard, Profile
from conversations.membership import Role
from knowledge.text import fold

TO_CASES = "Ghi vào hồ sơ của tôi"
_HAPPENED = re.compile(r"\b(?:nop|gui|trinh|nhan|tiep nhan|tra loi|tham dinh|quyet dinh|chuyen|ky)\b")
_DAY = re.compile(r"(?<![0-9/.-])[0-9]{1,2}[/.-][0-9]{1,2}(?:[/.-][0-9]{2,4})?(?![0-9/.-])|\bhom (?:nay|qua|kia)\b")


class Passing:
    """Leads to the user's cases from the answer to a text that tells what happened on which day."""

    def offers(self, question: str, _answer_id: str, profile: Profile) -> Keyboard:
        """The way to the cases, for those who may have any."""
        if profile.role is Role.STRANGER or not tells(question):
            return ()
        return ((Button(TO_CASES, Action.CASE_LIST, ("0",)),),)


def tells(text: str) -> bool:
    """Whether a text names a day and something that happens to a proposal."""
    folded = fold(text)
    return bool(_HAPPENED.search(folded) and _DAY.search(folded))
