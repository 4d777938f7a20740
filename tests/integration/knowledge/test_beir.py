"""Retrieval measured on a BEIR folder, against values worked out by hand."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from knowledge.beir import Beir, evaluate
from knowledge.calibration import Calibration, Logistic
from knowledge.evaluation import EvaluationError
from tests.integration.knowledge.fakes import HashingEncoder

CORPUS = [
    {"_id": "d1", "title": "Thời hạn", "text": "Trả lời trong ba mươi ngày làm việc"},
    {"_id": "d2", "title": "", "text": "Khen thưởng tập thể và cá nhân"},
    {"_id": "d3", "text": "Bảo vệ cán bộ dám nghĩ dám làm"},
    {"_id": "d4", "title": None, "text": "Xử lý hành vi lợi dụng"},
]
QUERIES = [
    {"_id": "q1", "text": "thời hạn trả lời"},
    {"_id": "q2", "text": "khen thưởng cá nhân"},
    {"_id": "q3", "text": "bảo vệ cán bộ"},
    {"_id": "unjudged", "text": "không ai chấm"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq2\td4\t1\nq3\td3\t2\nq3\td1\t0\n"


def _folder(folder: Path, corpus: list[Any] = CORPUS, queries: list[Any] = QUERIES, qrels: str = QRELS) -> Path:
    folder.mkdir(exist_ok=True)
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    (folder / "qrels.tsv").write_text(qrels, encoding="utf-8")
    return folder


def test_a_folder_is_read(tmp_path: Path) -> None:
    beir = Beir.read(_folder(tmp_path / "luat"))
    assert beir.name == "luat"
    assert beir.corpus["d1"] == "Thời hạn Trả lời trong ba mươi ngày làm việc"
    assert beir.corpus["d2"] == "Khen thưởng tập thể và cá nhân"
    assert list(beir.queries) == ["q1", "q2", "q3"]
    assert beir.relevant == {"q1": {"d1": 1}, "q2": {"d2": 1, "d4": 1}, "q3": {"d3": 2}}


def test_other_forms_of_judgements(tmp_path: Path) -> None:
    trec = _folder(tmp_path / "trec", qrels="q1\t0\td1\t1\r\n\r\nq3\t0\td3\t1\r\n")
    assert Beir.read(trec).relevant == {"q1": {"d1": 1}, "q3": {"d3": 1}}
    numbers = _folder(tmp_path / "n", [{"_id": 1, "text": "a"}], [{"_id": 7, "text": "a"}], "7\t1\t1\n")
    assert Beir.read(numbers).queries == {"7": "a"}


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("corpus.jsonl", None, "corpus.jsonl"),
        ("queries.jsonl", None, "queries.jsonl"),
        ("qrels.tsv", None, "qrels.tsv"),
        ("corpus.jsonl", b"", "corpus.jsonl holds no document"),
        ("corpus.jsonl", b"{", "corpus.jsonl:1"),
        ("corpus.jsonl", b"\n[1]\n", "corpus.jsonl:2"),
        ("corpus.jsonl", b'{"_id": "d1"}', "corpus.jsonl:1"),
        ("corpus.jsonl", b'{"_id": "d1", "text": null}', "corpus.jsonl:1"),
        ("corpus.jsonl", b"\xff\xfe", "corpus.jsonl"),
        ("queries.jsonl", b'{"id": "q1", "text": "a"}', "queries.jsonl:1"),
        ("queries.jsonl", b"", "judges no query"),
        ("qrels.tsv", b"", "judges no query"),
        ("qrels.tsv", b"q1\td1\t0\n", "judges no query"),
        ("qrels.tsv", b"other\td1\t1\n", "judges no query"),
        ("qrels.tsv", b"q1 d1 1\nq2 d2 1\n", "qrels.tsv:2"),
        ("qrels.tsv", b"q1\td1\t1\nq2\td2\tyes\n", "qrels.tsv:2"),
        ("qrels.tsv", b"q1\td1\t1\nd2\t1\n", "qrels.tsv:2"),
        ("qrels.tsv", b"q1\td1\t1\nq2\td2\t0.5\n", "qrels.tsv:2"),
    ],
)
def test_a_wrong_folder_is_refused_by_file(tmp_path: Path, file: str, content: bytes | None, said: str) -> None:
    folder = _folder(tmp_path / "set")
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    with pytest.raises(EvaluationError, match=said):
        Beir.read(folder)


def _report(folder: Path, cache: Path, encoder: HashingEncoder, fusion: Logistic) -> dict[str, Any]:
    return evaluate(Beir.read(folder), encoder, fusion, cache, lambda _step, _done: None)


def test_the_report(tmp_path: Path) -> None:
    report = _report(_folder(tmp_path / "luat"), tmp_path / "cache", HashingEncoder(), Calibration.load().plain)
    assert (report["set"], report["documents"], report["queries"]) == ("luat", 4, 3)
    assert set(report["systems"]) == {"ours", "bm25", "dense", "rrf"}
    for system in report["systems"].values():
        assert set(system) == {"accented", "stripped"}
        for measures in system.values():
            assert list(measures) == ["R@1", "R@5", "R@10", "MRR@10", "nDCG@10"]
            assert all(0.0 <= value <= 1.0 for value in measures.values())
            assert measures["R@1"] <= measures["R@5"] <= measures["R@10"] == 1.0


def test_the_measures_are_those_worked_out_by_hand(tmp_path: Path) -> None:
    """Words alone: d1, d2 and d3 come first; of q2's two documents d4 shares no word and ties with the rest at 0."""
    words = Logistic(bias=0.0, weights={"lexical-text": 1.0})
    measured = _report(_folder(tmp_path / "luat"), tmp_path / "cache", HashingEncoder(), words)["systems"]
    ours = measured["ours"]["accented"]
    assert ours["R@1"] == pytest.approx((1 + 0.5 + 1) / 3, abs=1e-4)
    assert ours["MRR@10"] == 1.0
    best = 1 + 1 / math.log2(3)
    possible = [(1 + 1 / math.log2(place + 1)) / best for place in (2, 3, 4)]
    assert any(ours["nDCG@10"] == pytest.approx((1 + ndcg + 1) / 3, abs=1e-4) for ndcg in possible)
    assert measured["ours"]["stripped"]["MRR@10"] == 1.0


def test_bm25_on_words_as_written_loses_what_has_no_accents(tmp_path: Path) -> None:
    words = Logistic(bias=0.0, weights={"lexical-text": 1.0})
    corpus = [{"_id": f"d{number}", "text": text} for number, text in enumerate(["cán bộ", "lạm dụng", "thời hạn"])]
    folder = _folder(tmp_path / "s", corpus, [{"_id": "q", "text": "cán bộ"}], "q\td0\t1\n")
    systems = _report(folder, tmp_path / "cache", HashingEncoder(), words)["systems"]
    assert systems["bm25"]["accented"]["R@1"] == 1.0
    assert systems["bm25"]["stripped"]["R@1"] == 0.0
    assert systems["ours"]["stripped"]["R@1"] == 1.0


def test_vectors_are_kept_for_the_same_model_and_texts(tmp_path: Path) -> None:
    folder, plain = _folder(tmp_path / "luat"), Calibration.load().plain
    first, second, other = HashingEncoder(), HashingEncoder(), HashingEncoder("other")
    report = _report(folder, tmp_path / "cache", first, plain)
    assert len(first.embedded) == 4
    assert _report(folder, tmp_path / "cache", second, plain) == report
    assert second.embedded == []
    _report(folder, tmp_path / "cache", other, plain)
    assert len(other.embedded) == 4


def test_progress_is_told(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    beir = Beir.read(_folder(tmp_path / "luat"))
    evaluate(
        beir, HashingEncoder(), Calibration.load().plain, tmp_path / "c", lambda step, done: told.append((step, done))
    )
    assert all(0.0 < done <= 1.0 for _, done in told)
    assert told[-1][1] == 1.0
