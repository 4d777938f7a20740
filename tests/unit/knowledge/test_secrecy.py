"""Markings of official secrets against the words that are none."""

import time
from pathlib import Path

import pytest
import yaml

from knowledge.library import Library
from knowledge.secrecy import Marking, marking, marking_of_name

CASES: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("markings.yaml").read_text(encoding="utf-8"))
MARKED = [(text, Marking(degree)) for degree, texts in CASES.items() if degree != "none" for text in texts]


def test_there_are_enough_cases_both_ways() -> None:
    assert len(MARKED) >= 60
    assert len(CASES["none"]) >= 60
    assert len({text for text, _ in MARKED}) == len(MARKED)


@pytest.mark.parametrize(("text", "degree"), MARKED)
def test_a_marking_is_found(text: str, degree: Marking) -> None:
    assert marking(text) is degree


@pytest.mark.parametrize("text", CASES["none"])
def test_a_word_is_no_marking(text: str) -> None:
    assert marking(text) is None


@pytest.mark.parametrize("text", [text for text in CASES["none"] if "\n" not in text])
def test_a_word_in_the_middle_of_a_document_is_none_either(text: str) -> None:
    assert marking(f"QUY ĐỊNH\nvề khuyến khích, bảo vệ cán bộ\n{text}\nĐiều 1. Phạm vi") is None


@pytest.mark.parametrize(("text", "degree"), MARKED)
def test_a_marking_in_the_middle_of_a_document_is_found(text: str, degree: Marking) -> None:
    assert marking(f"ỦY BAN NHÂN DÂN\n{text}\nĐiều 1. Phạm vi") is degree


@pytest.mark.parametrize(
    ("name", "degree"),
    [
        ("MẬT.pdf", Marking.SECRET),
        ("mật.docx", Marking.SECRET),
        ("tuyet-mat.pdf", Marking.MOST_SECRET),
        ("TUYET_MAT_KeHoach.docx", Marking.MOST_SECRET),
        ("BC_TUYETMAT.docx", Marking.MOST_SECRET),
        ("12-BC (MẬT).pdf", Marking.SECRET),
        ("bao cao (MAT).docx", Marking.SECRET),
        ("MẬT - báo cáo.pdf", Marking.SECRET),
        ("MẬT_bao_cao.pdf", Marking.SECRET),
        ("Báo cáo 12 - TỐI MẬT.doc", Marking.TOP_SECRET),
        ("bao_cao_TOI_MAT.tar.gz", Marking.TOP_SECRET),
        ("KeHoach_MẬT.xlsx", Marking.SECRET),
        ("ke-hoach.docx", None),
        ("bao-mat.pdf", None),
        ("BẢO_MẬT.pdf", None),
        ("QUY_CHE_BẢO_MẬT.pdf", None),
        ("LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC.pdf", None),
        ("quy-dinh-ve-tai-lieu-tuyet-mat.pdf", None),
        ("MAT_BANG_TANG_1.pdf", None),
        ("MẬT_ĐỘ_DÂN_SỐ.xlsx", None),
        ("mat-khau.txt", None),
        ("Mặt bằng.pdf", None),
        ("", None),
        (".pdf", None),
    ],
)
def test_names_of_files(name: str, degree: Marking | None) -> None:
    assert marking_of_name(name) is degree


def test_no_document_of_the_store_bears_one() -> None:
    library = Library.load()
    marked = {id_ for id_, provision in library.provisions.items() if marking(provision.text)}
    assert marked == set()


def test_no_question_that_was_collected_bears_one() -> None:
    folder = Path(__file__).parents[3] / "benchmarks" / "questions"
    lines = [line for file in sorted(folder.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(lines) > 1000
    assert [line for line in lines if marking(yaml.safe_load(line)["q"])] == []


@pytest.mark.parametrize(
    "text",
    [
        "M Ậ T " * 700,
        "mật " * 1024,
        "\u0323" * 4096,
        "(" * 2000 + "MẬT",
        "- " * 2048 + "mat",
        "T U Y " * 700,
        "số 1" * 999,
    ],
)
def test_hostile_text_takes_no_time(text: str) -> None:
    busy = time.thread_time()
    marking(text)
    marking_of_name(text)
    assert time.thread_time() - busy < 0.5
