"""The tests that the rules of the check name: small pure functions on the answers of a plan.

Each takes the case and the parameters that the rule gives it, and says whether the rule holds. A trial that has nothing
to judge (the answer it reads is not there) says so: another rule misses the answer.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from conversations.forms.questions import Answer, Answers, Form
from knowledge.text import clean, has_accents, syllables, tone_placed, unaccented

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Case:
    """What a rule is tried on."""

    form: Form
    answers: Answers
    today: date


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a trial ended. `holds` is None when there was nothing to judge; `details` say what was found."""

    holds: bool | None
    details: tuple[str, ...] = ()


Trial = Callable[[Case, Mapping[str, Any]], Verdict]
"""A test of one thing."""

NOTHING = Verdict(None)
"""There was nothing to judge."""


def answered(case: Case, given: Mapping[str, Any]) -> Verdict:
    """Every one of `questions` has an answer that says something; the details are the labels of those that do not."""
    return _none([key for key in given["questions"] if not _says(case.answers.get(key))])


def either_answered(case: Case, given: Mapping[str, Any]) -> Verdict:
    """One of `questions` has an answer that says something."""
    return Verdict(any(_says(case.answers.get(key)) for key in given["questions"]))


def given_at_all(case: Case, given: Mapping[str, Any]) -> Verdict:
    """`question` was answered, be it by "none"."""
    return Verdict(given["question"] in case.answers)


def not_chosen(case: Case, given: Mapping[str, Any]) -> Verdict:
    """None of `any_of` is chosen in `question`: a rule that only tells something tells it when one is."""
    chosen = _chosen(case.answers.get(given["question"]))
    return Verdict(not set(chosen) & set(given["any_of"])) if chosen else NOTHING


def all_chosen(case: Case, given: Mapping[str, Any]) -> Verdict:
    """Every choice of `question` is chosen; the details are the labels of those that are not."""
    key = given["question"]
    if key not in case.answers:
        return NOTHING
    chosen = set(_chosen(case.answers[key]))
    question = next(question for question in case.form.questions if question.key == key)
    return _none([choice.label for choice in question.choices if choice.key not in chosen])


def cells_filled(case: Case, given: Mapping[str, Any]) -> Verdict:
    """Every row of the table `question` has all of `columns`; the details name the rows that lack one."""
    rows = _rows(case.answers.get(given["question"]))
    lacking = [_name(row) for row in rows if not all(row.get(column, "").strip() for column in given["columns"])]
    return _none(lacking) if rows else NOTHING


def no_row_with(case: Case, given: Mapping[str, Any]) -> Verdict:
    """No row of the table `question` has all the values of `cells`; the details name the rows that have."""
    rows = _rows(case.answers.get(given["question"]))
    like = [_name(row) for row in rows if all(row.get(key) == value for key, value in given["cells"].items())]
    return _none(like) if rows else NOTHING


def mentions(case: Case, given: Mapping[str, Any]) -> Verdict:
    """The text `question` has one of `words`, accented or not."""
    text = case.answers.get(given["question"])
    if not _says(text):
        return NOTHING
    return Verdict(any(_has(word, str(text)) for word in given["words"]))


def without_phrases(case: Case, given: Mapping[str, Any]) -> Verdict:
    """No text among `questions` has one of `phrases`, accented or not; the details are the phrases found.

    What stands between quotation marks is a document's word and does not count, nor does a phrase right after one of
    `unless_after` or right before one of `unless_before`.
    """
    texts = [_QUOTED.sub(" ; ", text) for text in _texts(case, given["questions"])]
    after, before = given.get("unless_after", ()), given.get("unless_before", ())
    found = [phrase for phrase in given["phrases"] if any(_stands(phrase, text, after, before) for text in texts)]
    return _none(_longest(found)) if texts else NOTHING


def without_names(case: Case, given: Mapping[str, Any]) -> Verdict:
    """No text among `questions` names a person of `names`; the details are the names found.

    `names` are questions: a person's name or a list of people. A name counts from two syllables on.
    """
    texts = _texts(case, given["questions"])
    names = [name for key in given["names"] for name in _names(case.answers.get(key))]
    named = [name for name in names if len(name.split()) > 1 and any(_has(name, text) for text in texts)]
    return _none(named) if texts else NOTHING


def not_past(case: Case, given: Mapping[str, Any]) -> Verdict:
    """No date of `questions` lies before today; the details are the dates that do."""
    dates = [day for key in given["questions"] for day in _dates(case.answers.get(key))]
    return _none([_shown(day) for day in dates if day < case.today]) if dates else NOTHING


def in_order(case: Case, given: Mapping[str, Any]) -> Verdict:
    """The period `question` does not end before it begins."""
    period = _period(case.answers.get(given["question"]))
    return Verdict(period[0] <= period[1]) if period else NOTHING


def within(case: Case, given: Mapping[str, Any]) -> Verdict:
    """No date in the table `question` lies outside the period `period`; the details name the rows that do.

    With `after` true, dates after the end are fine (a result may show later).
    """
    period = _period(case.answers.get(given["period"]))
    dated = [(row, day) for row in _rows(case.answers.get(given["question"])) for day in _dates([dict(row)])]
    if not period or not dated:
        return NOTHING
    begin, end = period
    late = date.max if given.get("after") else end
    return _none([f"{_name(row)} ({_shown(day)})" for row, day in dated if not begin <= day <= late])


def adds_up(case: Case, given: Mapping[str, Any]) -> Verdict:
    """The money in `column` of the table `question` comes to the sum `total`; the details are both."""
    rows = _rows(case.answers.get(given["question"]))
    total = case.answers.get(given["total"])
    amounts = [Decimal(row[given["column"]]) for row in rows if row.get(given["column"], "").strip()]
    if not isinstance(total, int) or not amounts:
        return NOTHING
    found = sum(amounts)
    return Verdict(found == total, () if found == total else (_money(found), _money(total)))


def same_body(case: Case, given: Mapping[str, Any]) -> Verdict:
    """The bodies named in `first` and `second` are one: the words of one name are among those of the other.

    Words that say only which part of a body is meant ("văn phòng", "ban thường vụ") do not count.
    """
    first, second = (case.answers.get(given[key]) for key in ("first", "second"))
    if not _says(first) or not _says(second):
        return NOTHING
    one, other = _body(str(first), given["generic"]), _body(str(second), given["generic"])
    return Verdict(bool(one and other) and (one <= other or other <= one), (str(second), str(first)))


TRIALS: Mapping[str, Trial] = {
    trial.__name__: trial
    for trial in (
        answered,
        either_answered,
        given_at_all,
        not_chosen,
        all_chosen,
        cells_filled,
        no_row_with,
        mentions,
        without_phrases,
        without_names,
        not_past,
        in_order,
        within,
        adds_up,
        same_body,
    )
}
"""The trials by the name that a rule gives."""

_WORD = re.compile(r"[^\W_]+|[^\w\s]")
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")


def _none(found: Iterable[str]) -> Verdict:
    """Holds when nothing was found."""
    details = tuple(dict.fromkeys(found))
    return Verdict(not details, details)


def _says(answer: Answer | None) -> bool:
    return bool(answer.strip() if isinstance(answer, str) else answer is not None and answer not in ([], {}))


def _chosen(answer: Answer | None) -> Sequence[str]:
    if isinstance(answer, str):
        return (answer,)
    return [key for key in answer if isinstance(key, str)] if isinstance(answer, list) else ()


def _rows(answer: Answer | None) -> list[Row]:
    return [row for row in answer if isinstance(row, dict)] if isinstance(answer, list) else []


def _name(row: Row) -> str:
    """A row is named by its first cell."""
    return next(iter(row.values()), "")


def _texts(case: Case, keys: Iterable[str]) -> list[str]:
    """The words of the answers: of tables, every cell."""
    found: list[str] = []
    for key in keys:
        answer = case.answers.get(key)
        if isinstance(answer, str):
            found.append(answer)
        else:
            found.extend(cell for row in _rows(answer) for cell in row.values())
    return [text for text in found if text.strip()]


def _spaced(text: str) -> str:
    """Lower-cased words with a space around each, tones placed one way, so that a phrase is found as whole words."""
    return f" {' '.join(_WORD.findall(tone_placed(clean(text))))} "


def _has(phrase: str, text: str) -> bool:
    return any(True for _ in _places(phrase, text))


def _places(phrase: str, text: str) -> Iterator[tuple[str, str]]:
    """What stands before and after the phrase, at each place where a text has it.

    A text without accents is searched for the phrase without its own; in one with accents another word may be the same
    letters ("vợ", "vỡ").
    """
    sought, words = _spaced(phrase), _spaced(text)
    if not has_accents(words):
        sought = unaccented(sought)
    start = words.find(sought)
    while start >= 0:
        yield words[: start + 1], words[start + len(sought) - 1 :]
        start = words.find(sought, start + 1)


def _stands(phrase: str, text: str, after: Sequence[str], before: Sequence[str]) -> bool:
    return any(
        not any(_same(head, _spaced(words), str.endswith) for words in after)
        and not any(_same(tail, _spaced(words), str.startswith) for words in before)
        for head, tail in _places(phrase, text)
    )


def _same(text: str, words: str, meets: Callable[[str, str], bool]) -> bool:
    return meets(text, words) or meets(text, unaccented(words))


def _longest(phrases: Sequence[str]) -> Iterator[str]:
    """The phrases that are no part of another one found."""
    return (phrase for phrase in phrases if not any(phrase != other and phrase in other for other in phrases))


def _names(answer: Answer | None) -> list[str]:
    if isinstance(answer, str):
        return [answer]
    return [row.get("name", "") for row in _rows(answer)]


def _dates(answer: Answer | list[dict[str, str]] | None) -> list[date]:
    """The days in a date, a period or the cells of a table."""
    if isinstance(answer, str):
        cells: Iterable[str] = (answer,)
    elif isinstance(answer, dict):
        cells = answer.values()
    else:
        cells = (cell for row in _rows(answer) for cell in row.values())
    return [date.fromisoformat(cell) for cell in cells if _ISO.fullmatch(cell)]


_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")


def _period(answer: Answer | None) -> tuple[date, date] | None:
    if not isinstance(answer, dict):
        return None
    return date.fromisoformat(answer["begin"]), date.fromisoformat(answer["end"])


def _body(name: str, generic: Iterable[str]) -> frozenset[str]:
    """The words of a body's name, unaccented, without those that say only which part of it is meant."""
    text = unaccented(_spaced(" ".join(syllables(name))))
    for words in generic:
        text = text.replace(unaccented(_spaced(words)), " ")
    return frozenset(text.split())


def _shown(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _money(amount: Decimal | int) -> str:
    return f"{amount:,.0f}".replace(",", ".") + " đồng"
