"""A day as people say it in passing, without what stands around it: "văn phòng nhận ngày 23/11 rồi" is "23/11"."""

import re

from knowledge.text import fold

_DOING = r"da|nop|gui|trinh|ky|tiep nhan|nhan(?: duoc)?|xay ra"
_WHO = r"van phong|cap uy|co quan"
_BEFORE = re.compile(
    rf"(?:(?:{_WHO}|{_DOING}|vao|ke tu|tu|la|luc)\s+)*(?:(?:hom|ngay)\s+(?=[0-9]|thu |t[2-7]\b|cn\b|chu nhat|hom ))?"
)
_AFTER = re.compile(rf"(?:[\s,]+(?:{_DOING}|roi|xong|nhe|nha|a))*$")


def bare(text: str) -> str:
    """The words that may name the day: folded, without who did what before it and after it.

    What is not known to stand around a day stays, so that nothing that changes the sense ("chưa", "trước", "sau") is
    ever passed over.
    """
    folded = " ".join(fold(text).strip(" .,;").split())
    before = _BEFORE.match(folded)
    return _AFTER.sub("", folded[before.end() :] if before else folded)
