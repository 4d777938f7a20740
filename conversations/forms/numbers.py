"""Numbers as Vietnamese write them: a point parts thousands, a comma the fraction. What reads two ways is refused."""

import re
from decimal import Decimal

from conversations.forms.problems import Problem, problem
from knowledge.text import fold

NUMBER = r"[-+−]?(?:[1-9][0-9]{0,2}(?:[ \u00a0][0-9]{3})+(?![0-9])(?:,[0-9]+)?|[0-9]+(?:[.,][0-9]+)*)"
"""What may be a number inside a text; `decimal` says whether it is one."""
ABOUT = r"(?:(?:khoang|tam|du kien|uoc tinh|uoc|tong cong|tong)\s+)?"
"""What people write, folded, before a figure that is not exact yet."""
SAMPLE = "30 ngày"
LONGEST_UNIT = 40
_LONGEST_NUMBER = 30

_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_SPACED = re.compile(r"[1-9][0-9]{0,2}(?:[ \u00a0][0-9]{3})+(?:,[0-9]+)?")
_FOREIGN = re.compile(r"[1-9][0-9]{0,2}(?:(?:,[0-9]{3})+\.[0-9]+|(?:,[0-9]{3}){2,})")
_EITHER = re.compile(r"([1-9][0-9]{0,2}),([0-9]{3})")
_PLAIN = re.compile(r"[0-9]+(?:[.,][0-9]+)?")

_WITH_UNIT = re.compile(rf"{ABOUT}(?P<number>{NUMBER})\s*(?P<unit>.*)", re.DOTALL)
_UNIT = re.compile(r"[^\W\d_]|[%‰°]")
"""How a unit begins."""


def decimal(written: str) -> Decimal | Problem:
    """The number that `written` (a match of `NUMBER`) has as its one reading."""
    body = written.lstrip("+-−")
    sign = -1 if written[:1] in {"-", "−"} else 1
    if len(body) > _LONGEST_NUMBER:
        return problem("number_size")
    either = _EITHER.fullmatch(body)
    if either:
        grouped, fraction = f"{either[1]}.{either[2]}", f"{either[1]},{either[2]}0"
        return problem("number_ambiguous", f"{grouped} hoặc {fraction}", given=body, grouped=grouped, fraction=fraction)
    plain = _unpunctuated(body)
    return problem("number", SAMPLE) if plain is None else sign * Decimal(plain)


def _unpunctuated(body: str) -> str | None:
    if _GROUPED.fullmatch(body) or _SPACED.fullmatch(body):
        return re.sub(r"[. \u00a0]", "", body).replace(",", ".")
    if _FOREIGN.fullmatch(body):
        return body.replace(",", "")
    return body.replace(",", ".") if _PLAIN.fullmatch(body) else None


def read_number(text: str, unit: str) -> dict[str, str] | Problem:
    """A number with its unit: the one that is written, else `unit`. Either may be empty."""
    folded = _WITH_UNIT.fullmatch(fold(text))
    if folded is None:
        return problem("number", f"30 {unit}" if unit else SAMPLE)
    value = decimal(folded["number"])
    if isinstance(value, Problem):
        return value
    written = text[folded.start("unit") :].strip()
    if written and (not _UNIT.match(written) or len(written) > LONGEST_UNIT or "\n" in written):
        return problem("number_one", f"30 {unit}" if unit else SAMPLE)
    return {"number": stored(value), "unit": unit if fold(written) == fold(unit) else written or unit}


def stored(value: Decimal) -> str:
    """A number as answers keep it: digits and, where it has a fraction, a point."""
    return format(value.normalize(), "f") if value else "0"


def shown(number: str) -> str:
    """A stored number as users read it: "1234.5" is "1.234,5"."""
    whole, _, fraction = number.partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "-" if whole == "-0" else ""
    return f"{sign}{grouped},{fraction}" if fraction else f"{sign}{grouped}"
