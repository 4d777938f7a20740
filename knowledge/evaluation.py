"""Measures answers on questions with known provisions, and retrieval on a BEIR folder."""

import json
import math
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.answer import Answer, AnswerStatus


class EvaluationError(Exception):
    """The file of questions or the BEIR folder cannot be used; the message says where and why."""


class Asked(BaseModel):
    """A question with its gold: snippets of the right provisions, none when it must be refused."""

    model_config = ConfigDict(frozen=True, extra="allow")

    id: str
    q: str
    gold: tuple[str, ...]
    has: tuple[str, ...] = ()
    kind: str = ""
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """What one answer got right. `rank` is the place of the first right citation (1 is best), 0 when there is none."""

    id: str
    kind: str
    answerable: bool
    refused: bool
    rank: int
    has: bool | None
    cited_on_refusal: int
    verbatim: bool
    elapsed_ms: float


def read_lines(file: Path) -> list[tuple[str, str]]:
    """The lines of a file that are not blank, each with the place to name in an error ("file:12").

    Raises EvaluationError for a file that cannot be read. Only line feeds end a line: a JSON string may hold others.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file}: {error}") from error
    return [(f"{file}:{number}", line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def read_questions(file: Path) -> list[Asked]:
    """The questions of a JSONL file. Raises EvaluationError naming the line that is wrong."""
    asked = []
    for place, line in read_lines(file):
        try:
            asked.append(Asked.model_validate_json(line))
        except ValueError as error:
            raise EvaluationError(f"{place}: {error}") from error
    return asked


def judge(asked: Asked, answer: Answer, text: str) -> Judged:
    """Judge an answer whose rendered words are `text`: snippets are compared lower-cased, spaces collapsed."""
    refused = answer.status is AnswerStatus.REFUSED
    return Judged(
        id=asked.id,
        kind=asked.kind,
        answerable=bool(asked.gold),
        refused=refused,
        rank=rank_of(asked.gold, [citation.text for citation in answer.citations]),
        has=all(_plain(wanted) in _plain(text) for wanted in asked.has) if asked.has else None,
        cited_on_refusal=len(answer.citations) if refused else 0,
        verbatim=all(citation.quote in citation.text for citation in answer.citations),
        elapsed_ms=answer.elapsed_ms,
    )


def rank_of(gold: Sequence[str], texts: Sequence[str]) -> int:
    """The place (1 is best) of the first text that holds a gold snippet, compared as in `judge`; 0 when none does."""
    snippets = [_plain(snippet) for snippet in gold]
    return next((place for place, text in enumerate(map(_plain, texts), 1) if any(s in text for s in snippets)), 0)


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


@dataclass(frozen=True, slots=True)
class Summary:
    """Shares over a set of judged answers; None where the set has nothing to measure."""

    questions: int
    first_right: float | None
    right_within_5: float | None
    has_present: float | None
    rightly_refused: float | None
    wrongly_refused: float | None
    citations_on_refusals: int
    quotes_verbatim: bool
    median_ms: float
    p95_ms: float

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def summarise(judged: Sequence[Judged]) -> Summary:
    """The shares of a non-empty set."""
    answerable = [one for one in judged if one.answerable]
    refusable = [one for one in judged if not one.answerable]
    times = [one.elapsed_ms for one in judged]
    return Summary(
        questions=len(judged),
        first_right=_share(one.rank == 1 for one in answerable),
        right_within_5=_share(1 <= one.rank <= 5 for one in answerable),
        has_present=_share(bool(one.has) for one in judged if one.has is not None),
        rightly_refused=_share(one.refused for one in refusable),
        wrongly_refused=_share(one.refused for one in answerable),
        citations_on_refusals=sum(one.cited_on_refusal for one in judged),
        quotes_verbatim=all(one.verbatim for one in judged),
        median_ms=round(statistics.median(times), 2),
        p95_ms=round(percentile(times, 0.95), 2),
    )


def percentile(values: Iterable[float], share: float) -> float:
    """The smallest of the values (at least one) that the given share (0..1) of them do not exceed: nearest rank."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _share(values: Iterable[bool]) -> float | None:
    found = list(values)
    return round(sum(found) / len(found), 4) if found else None


def by_kind(judged: Sequence[Judged]) -> dict[str, Summary]:
    """A summary for each kind of question, in order of appearance."""
    kinds = dict.fromkeys(one.kind for one in judged)
    return {kind: summarise([one for one in judged if one.kind == kind]) for kind in kinds}


Words = Callable[[Answer], str]
"""Gives the words of an answer as its user reads them."""


def as_json(asked_id: str | None, answer: Answer, text: str) -> str:
    """One line of JSON, as `damlam ask --json` prints it."""
    fields = ("id", "document", "locator", "text", "quote", "status")
    return json.dumps(
        {
            "id": asked_id,
            "status": answer.status.value,
            "answer": text,
            "elapsed_ms": answer.elapsed_ms,
            "citations": [{field: getattr(one, field) for field in fields} for one in answer.citations],
        },
        ensure_ascii=False,
    )
