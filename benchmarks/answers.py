"""How good the answers are: by set, by kind of question, and typed with accents against without."""

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.bench import Bench
from benchmarks.report import Cell, Target, table
from bot.wording import Wording
from knowledge.answering import Answerer
from knowledge.evaluation import Asked, Judged, Summary, by_kind, judge, summarise
from knowledge.text import has_accents

TARGETS = {
    "first_right": Target(0.85),
    "right_within_5": Target(0.97),
    "has_present": Target(0.95),
    "rightly_refused": Target(0.95),
    "wrongly_refused": Target(0.03, at_least=False),
    "citations_on_refusals": Target(0, at_least=False),
}
MEASURES = {
    "first_right": "first citation right",
    "right_within_5": "right within five",
    "has_present": "wanted words present",
    "rightly_refused": "rightly refused",
    "wrongly_refused": "wrongly refused",
    "citations_on_refusals": "citations on refusals",
    "quotes_verbatim": "quotes verbatim",
}
ACCENTS = Target(0.03, at_least=False)
"""How far unaccented questions may stay behind accented ones."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The same questions asked with accents and without, judged; both in the same order."""

    accented: tuple[Judged, ...]
    unaccented: tuple[Judged, ...]


def run(bench: Bench) -> str:
    """The tables of answers."""
    words = Wording(bench.knowledge.library)
    judged = {name: judged_by(bench.answerer, words, asked) for name, asked in bench.questions.items()}
    summaries = {name: summarise(found) for name, found in judged.items()}
    paired = {name: pairs(bench.questions[name], judged[name]) for name in judged}
    return "\n\n".join(
        [
            _sets(summaries),
            "By kind of question:",
            _kinds(judged),
            "Pairs of the same question with accents and without:",
            _paired({name: found for name, found in paired.items() if found.accented}),
        ]
    )


def judged_by(answerer: Answerer, words: Wording, asked: Sequence[Asked]) -> list[Judged]:
    """The judgement on the answer to each question, in order."""
    answers = [(one, answerer.decide(one.q, one.jurisdiction)) for one in asked]
    return [judge(one, answer, words.of(answer, one.jurisdiction)) for one, answer in answers]


def pairs(asked: Sequence[Asked], judged: Sequence[Judged]) -> Pairs:
    """The pairs that the field `pair` marks: two questions of one mark, one of them typed with accents.

    Raises ValueError naming a mark that is not on just such two.
    """
    by_mark: dict[str, dict[bool, Judged]] = {}
    for one, found in zip(asked, judged, strict=True):
        mark = (one.model_extra or {}).get("pair")
        if mark and by_mark.setdefault(mark, {}).setdefault(has_accents(one.q), found) is not found:
            raise ValueError(f"pair {mark}: two questions of it are typed alike")
    lonely = [mark for mark, two in by_mark.items() if len(two) != 2]
    if lonely:
        raise ValueError(f"pairs of one question: {', '.join(lonely)}")
    return Pairs(tuple(two[True] for two in by_mark.values()), tuple(two[False] for two in by_mark.values()))


def _sets(summaries: dict[str, Summary]) -> str:
    header = ["", "target", *(f"{name} ({summary.questions})" for name, summary in summaries.items())]
    return table(header, [_measure(name, list(summaries.values())) for name in MEASURES])


def _measure(name: str, summaries: Sequence[Summary]) -> list[Cell]:
    values = [summary.as_dict()[name] for summary in summaries]
    if name not in TARGETS:
        return [MEASURES[name], "all", *("yes, met" if value else "no, **missed**" for value in values)]
    return [MEASURES[name], str(TARGETS[name]), *(TARGETS[name].judged(_number(value)) for value in values)]


def _number(value: object) -> float | None:
    return value if isinstance(value, int | float) else None


def _kinds(judged: dict[str, list[Judged]]) -> str:
    kinds = by_kind([one for found in judged.values() for one in found])
    names = [name for name in TARGETS if name != "citations_on_refusals"]
    rows: list[list[Cell]] = []
    for kind in kinds:
        for name, found in judged.items():
            of_kind = [one for one in found if one.kind == kind]
            if of_kind:
                values = summarise(of_kind).as_dict()
                rows.append([kind, name, str(len(of_kind)), *(_number(values[measure]) for measure in names)])
    return table(["kind", "set", "questions", *(MEASURES[name] for name in names)], rows)


def _paired(paired: dict[str, Pairs]) -> str:
    rows: list[list[Cell]] = []
    for name, found in paired.items():
        of = f"{name} ({len(found.accented)} pairs)"
        sides = [summarise(side).as_dict() for side in (found.accented, found.unaccented)]
        for measure in ("first_right", "right_within_5", "rightly_refused"):
            accented, unaccented = (_number(side[measure]) for side in sides)
            if accented is not None and unaccented is not None:
                behind = ACCENTS.judged(round(accented - unaccented, 4))
                rows.append([MEASURES[measure], of, accented, unaccented, behind])
    return table(["", "set", "accented", "unaccented", f"behind ({ACCENTS})"], rows)
