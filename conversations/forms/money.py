"""Sums of money: "1,5 tỷ", "2 ty 300 trieu", "300.000.000 đ", "500k" become whole đồng."""

import re
from decimal import Decimal
from itertools import pairwise

from conversations.forms.numbers import ABOUT, NUMBER, decimal
from conversations.forms.problems import Problem, problem
from knowledge.text import fold

SAMPLE = "500 triệu đồng"
UNITS = {"ty": 10**9, "ti": 10**9, "trieu": 10**6, "tr": 10**6, "nghin": 1000, "ngan": 1000, "k": 1000}
LEAST_BARE = 1000
"""A bare figure below this is no sum of đồng that a plan would name: triệu or tỷ was meant, or something else."""
MOST = 10**18

_FOREIGN = re.compile(r"\$|€|\b(?:usd|eur|do la|dollar)\b")
_ABOUT = re.compile(ABOUT)
_PART = re.compile(rf"(?P<number>{NUMBER})\s*(?P<unit>ty|ti|trieu|tr|nghin|ngan|k)?(?P<half>\s+ruoi)?\s*")
_DONG = re.compile(r"(?P<dong>dong|vnd|d)?\.?")
_NONE = {"khong", "khong co", "khong dong"}


def read_money(text: str) -> int | Problem:
    """The sum in đồng."""
    folded = " ".join(fold(text).split())
    if folded in _NONE:
        return 0
    if _FOREIGN.search(folded):
        return problem("money_foreign", SAMPLE)
    parts, rest = _parts(folded)
    end = _DONG.fullmatch(rest)
    if not parts or end is None:
        return problem("money", SAMPLE)
    return _total(parts, text.strip(), dong=bool(end["dong"]))


def _parts(folded: str) -> tuple[list[re.Match[str]], str]:
    """The parts of a sum, one after the other, and what is left behind them."""
    parts: list[re.Match[str]] = []
    about = _ABOUT.match(folded)
    at = about.end() if about else 0
    while match := _PART.match(folded, at):
        parts.append(match)
        at = match.end()
    return parts, folded[at:]


def _total(parts: list[re.Match[str]], text: str, *, dong: bool) -> int | Problem:
    amounts: list[tuple[Decimal, int]] = []
    for part in parts:
        value = decimal(part["number"])
        if isinstance(value, Problem):
            return value
        half = Decimal("0.5") if part["half"] else Decimal(0)
        amounts.append((value + half, UNITS[part["unit"]] if part["unit"] else 1))
    fault = _fault(amounts, text, dong=dong)
    if fault:
        return fault
    total = sum(value * unit for value, unit in amounts)
    if total != int(total):
        return problem("money_fraction", SAMPLE)
    return int(total) if total < MOST else problem("money_size", SAMPLE)


def _fault(amounts: list[tuple[Decimal, int]], text: str, *, dong: bool) -> Problem | None:
    value, unit = amounts[-1]
    if any(amount < 0 for amount, _ in amounts):
        return problem("money", SAMPLE)
    if unit == 1 and not dong and len(amounts) > 1:
        return problem("money_tail", "2 tỷ 300 triệu", given=text)
    if unit == 1 and not dong and 0 < value < LEAST_BARE:
        write = "500 triệu đồng hoặc 500.000 đồng"
        return problem("money_unit", write, given=text)
    ordered = all(amount * smaller < larger for (_, larger), (amount, smaller) in pairwise(amounts))
    return None if ordered else problem("money_order", "2 tỷ 300 triệu", given=text)
