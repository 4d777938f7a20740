"""Answers judged against gold, and their shares."""

import json
from pathlib import Path

import pytest

from knowledge.answer import Answer, AnswerStatus, Citation, Reason
from knowledge.evaluation import (
    Asked,
    EvaluationError,
    Judged,
    as_json,
    by_kind,
    judge,
    percentile,
    rank_of,
    read_questions,
    summarise,
)


def _citation(text: str, quote: str = "") -> Citation:
    return Citation("d/1", "Văn bản", "Điều 1", text, quote or text, "in_force", "central")


def _answered(*texts: str) -> Answer:
    return Answer("q", AnswerStatus.ANSWERED, lead="l", citations=tuple(map(_citation, texts)), elapsed_ms=2.0)


REFUSED = Answer("q", AnswerStatus.REFUSED, reason=Reason.NOT_FOUND)


@pytest.mark.parametrize(
    ("gold", "answer", "rank", "refused"),
    [
        (["trong vòng 30 ngày"], _answered("phải trả lời trong vòng 30 ngày"), 1, False),
        (["Trong   vòng 30 NGÀY"], _answered("phải trả lời trong\nvòng 30 ngày"), 1, False),
        (["30 ngày"], _answered("khác", "trong 30 ngày"), 2, False),
        (["30 ngày", "60 ngày"], _answered("khác", "60 ngày", "30 ngày"), 2, False),
        (["30 ngày"], _answered("khác", "nữa"), 0, False),
        (["30 ngày"], REFUSED, 0, True),
        ([], REFUSED, 0, True),
        ([], _answered("bịa"), 0, False),
    ],
)
def test_rank(gold: list[str], answer: Answer, rank: int, refused: bool) -> None:
    judged = judge(Asked(id="1", q="q", gold=tuple(gold)), answer, "text")
    assert (judged.rank, judged.refused, judged.answerable) == (rank, refused, bool(gold))
    assert rank_of(gold, [citation.text for citation in answer.citations]) == rank


@pytest.mark.parametrize(
    ("has", "text", "present"),
    [
        ([], "gì cũng được", None),
        (["30 ngày"], "trong <b>30 ngày</b> làm việc", True),
        (["30  NGÀY"], "trong 30\nngày", True),
        (["30 ngày", "60 ngày"], "trong 30 ngày", False),
        (["văn bản"], "", False),
    ],
)
def test_has(has: list[str], text: str, present: bool | None) -> None:
    assert judge(Asked(id="1", q="q", gold=("x",), has=tuple(has)), _answered("x"), text).has is present


def test_citations_on_a_refusal_and_changed_quotes_are_counted() -> None:
    asked = Asked(id="1", q="q", gold=())
    wrong = Answer("q", AnswerStatus.REFUSED, reason=Reason.NOT_FOUND, citations=(_citation("a"), _citation("b")))
    assert judge(asked, wrong, "").cited_on_refusal == 2
    changed = Answer("q", AnswerStatus.ANSWERED, citations=(_citation("trong 30 ngày", "trong 3 ngày"),))
    assert not judge(asked, changed, "").verbatim
    assert judge(asked, _answered("a", "b"), "").cited_on_refusal == 0


def _judged(kind: str, rank: int, *, answerable: bool = True, refused: bool = False, ms: float = 1.0) -> Judged:
    return Judged("1", kind, answerable, refused, rank, None, 0, True, ms)


def test_shares() -> None:
    judged = [
        _judged("direct", 1, ms=1),
        _judged("direct", 2, ms=2),
        _judged("direct", 6, ms=3),
        _judged("plain", 0, refused=True, ms=4),
        _judged("absent", 0, answerable=False, refused=True, ms=5),
        _judged("absent", 0, answerable=False, ms=6),
    ]
    found = summarise(judged)
    assert found.as_dict() == {
        "questions": 6,
        "first_right": 0.25,
        "right_within_5": 0.5,
        "has_present": None,
        "rightly_refused": 0.5,
        "wrongly_refused": 0.25,
        "citations_on_refusals": 0,
        "quotes_verbatim": True,
        "median_ms": 3.5,
        "p95_ms": 6,
    }
    kinds = by_kind(judged)
    assert list(kinds) == ["direct", "plain", "absent"]
    assert kinds["direct"].first_right == pytest.approx(1 / 3, abs=1e-4)
    assert kinds["absent"].first_right is None
    assert kinds["direct"].rightly_refused is None


@pytest.mark.parametrize(("share", "value"), [(0.5, 10), (0.95, 19), (0.96, 20), (1.0, 20), (0.0, 1), (0.05, 1)])
def test_percentile(share: float, value: int) -> None:
    assert percentile(range(20, 0, -1), share) == value


def test_questions_are_read(tmp_path: Path) -> None:
    file = tmp_path / "q.jsonl"
    lines = [
        {"id": "a", "q": "một\u2028hai\x85ba", "gold": ["x"], "has": ["y"], "kind": "direct", "more": 1},
        {"id": "b", "q": "hai", "gold": [], "jurisdiction": "quang-ngai"},
    ]
    file.write_text("\n\n".join(json.dumps(line, ensure_ascii=False) for line in lines) + "\r\n\n", encoding="utf-8")
    first, second = read_questions(file)
    assert (first.id, first.q, first.gold, first.has, first.kind) == (
        "a",
        "một\u2028hai\x85ba",
        ("x",),
        ("y",),
        "direct",
    )
    assert (second.jurisdiction, second.kind, second.has) == ("quang-ngai", "", ())


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"{", 1),
        (b'{"id": "a", "q": "q", "gold": []}\n\n[1]', 3),
        (b'{"id": "a", "q": "q"}', 1),
        (b'{"id": 1, "q": "q", "gold": []}', 1),
        (b'{"id": "a", "q": "q", "gold": "x"}', 1),
        (b'{"id": "a", "q": null, "gold": []}', 1),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, content: bytes, line: int) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_bytes(content)
    with pytest.raises(EvaluationError, match=rf"wrong\.jsonl:{line}: "):
        read_questions(file)


def test_what_is_no_text_is_named(tmp_path: Path) -> None:
    file = tmp_path / "wrong.jsonl"
    file.write_bytes(b"\xff\xfe")
    for unreadable in (file, tmp_path / "absent.jsonl", tmp_path):
        with pytest.raises(EvaluationError, match=unreadable.name):
            read_questions(unreadable)


def test_an_answer_as_json_keeps_its_letters() -> None:
    line = as_json("a", _answered("trả lời"), "Câu trả lời")
    assert "\n" not in line
    assert "trả lời" in line
    assert json.loads(line) == {
        "id": "a",
        "status": "answered",
        "answer": "Câu trả lời",
        "elapsed_ms": 2.0,
        "citations": [
            {
                "id": "d/1",
                "document": "Văn bản",
                "locator": "Điều 1",
                "text": "trả lời",
                "quote": "trả lời",
                "status": "in_force",
            }
        ],
    }
    assert json.loads(as_json(None, REFUSED, "Không có"))["citations"] == []
