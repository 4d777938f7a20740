"""People, one a line: "Nguyễn Văn A, Trưởng phòng, Sở Y tế"."""

import re

from conversations.forms.problems import Problem, problem
from conversations.forms.texts import tidy

SAMPLE = "Nguyễn Văn A, Trưởng phòng, Sở Y tế"
LONGEST_PART = 200

_BULLET = re.compile(r"(?:[-•*+]|[0-9]{1,2}[.)])\s+")
_PARTING = (re.compile(r"\s*\|\s*"), re.compile(r"\s*;\s*"), re.compile(r"\s*,\s*"), re.compile(r"\s+[-–—]\s+"))
_LETTER = re.compile(r"[^\W\d_]")
_DIGIT = re.compile(r"\d")


def read_people(text: str) -> list[dict[str, str]] | Problem:
    """Everybody named. One line that is not a person refuses all, so that nothing is kept by halves."""
    lines = [line.strip() for line in tidy(text).split("\n") if line.strip()]
    if not lines:
        return problem("empty", SAMPLE)
    people: list[dict[str, str]] = []
    for number, line in enumerate(lines, 1):
        person = _person(line, number)
        if isinstance(person, Problem):
            return person
        people.append(person)
    return people


def _person(line: str, number: int) -> dict[str, str] | Problem:
    line = _BULLET.sub("", line, count=1) if _BULLET.match(line) else line
    for parting in _PARTING:
        parts = [part.strip() for part in parting.split(line, maxsplit=2)]
        if len(parts) == 3 and all(parts):
            return _named(*parts, number=number)
    return problem("people", SAMPLE, line=number)


def _named(name: str, post: str, unit: str, *, number: int) -> dict[str, str] | Problem:
    if not _LETTER.search(name) or _DIGIT.search(name):
        return problem("people_name", SAMPLE, line=number, given=name)
    longest = max(map(len, (name, post, unit)))
    if longest > LONGEST_PART:
        return problem("too_long", SAMPLE, length=longest, longest=LONGEST_PART)
    return {"name": name, "post": post, "unit": unit.rstrip(".")}
