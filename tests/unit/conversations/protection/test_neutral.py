"""Nothing that an assessment or the judge's checklist asks or names presumes guilt or innocence."""

import re
from collections.abc import Iterator

import pytest

from conversations.case.questions import NOWHERE
from conversations.forms.questions import Form, Kind, Question
from conversations.protection.assessing import Class, assess
from conversations.protection.papers import NAMINGS, paper_form
from conversations.protection.questions import UNKNOWN
from knowledge.library import Library
from knowledge.protection import Criterion, Regime, Regimes, Standing

DOCUMENTS = ("kl-14", "quang-ngai", "hai-phong", "lai-chau", "lam-dong")
PLACES = ("quang-ngai", "hai-phong", "lai-chau", "lam-dong", "other", None)
GUILT = (
    r"vi phạm|sai phạm|(?:có|mắc|nhận|do|đổ) lỗi|lỗi (?:của|do|thuộc)|cố (?:ý|tình)|tội|thủ phạm|gian (?:dối|lận)|"
    r"thiếu trách nhiệm|buông lỏng|bao che|che giấu|né tránh|lợi dụng|tham nhũng|tiêu cực|kẻ|bị can|đối tượng vi|"
    r"làm sai|việc sai|làm bậy|thú nhận|khai (?:báo|nhận)|ngụy biện"
)
INNOCENCE = (
    r"vô (?:tội|can|ý|tư)|oan|trong sạch|không có lỗi|không sai|ngay tình|thiện chí|thiện ý|nạn nhân|đương nhiên|"
    r"hiển nhiên|rõ ràng|chắc chắn|dĩ nhiên"
)
PRESUMING = re.compile(rf"(?<!\w)(?:{GUILT}|{INNOCENCE})(?!\w)", re.IGNORECASE)
LOADED = ("trong sáng", "vụ lợi", "tư lợi", "nghiêm trọng", "sai sót", "trách nhiệm")
"""Words that judge, and that may stand in a criterion only where its document says them."""
OPEN_ENDED = re.compile(r"(?<!\w)(?:chưa|không|nào|gì|ai|đâu|hay)(?!\w)", re.IGNORECASE)
"""What a question of choices asks with that leaves every answer open."""
LEADING = re.compile(r"phải không|đúng không|có đúng là|chẳng phải|tại sao (?:lại|không)|vì sao lại", re.IGNORECASE)
CONCEDED = {("motive", "cover")}
"""What a user says of their own case: the choice names a wrong, and ends the assessment."""


def criteria(regimes: Regimes) -> Iterator[tuple[Regime, Criterion]]:
    return ((regime, one) for regime in regimes.regimes.values() for one in regime.criteria)


def said(criterion: Criterion) -> tuple[str, ...]:
    return (criterion.name, criterion.lacking, criterion.open, *criterion.evidence)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_criterion_presumes(document: str, regimes: Regimes) -> None:
    every = [text for one in regimes.regimes[document].criteria for text in said(one)]
    assert every
    assert [text for text in every if PRESUMING.search(text)] == []


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_criterion_judges_in_the_words_of_its_document_alone(
    document: str, regimes: Regimes, library: Library
) -> None:
    whole = " ".join(one.text for one in library.provisions.values() if one.document == document).lower()
    for criterion in regimes.regimes[document].criteria:
        found = [word for word in LOADED for text in said(criterion)[:2] if word in text.lower()]
        assert [word for word in found if word not in whole] == [], criterion.id


@pytest.mark.parametrize("document", DOCUMENTS)
def test_a_criterion_that_is_not_met_says_so_without_a_reproach(document: str, regimes: Regimes) -> None:
    """`lacking` is the criterion denied, or what the document sets against it, and names nobody but who decides."""
    for criterion in regimes.regimes[document].criteria:
        assert criterion.lacking != criterion.name
        assert not re.search(r"đồng chí|cán bộ (?:đã|không|chưa)|người (?:này|đó)", criterion.lacking), criterion.id


@pytest.mark.parametrize("place", PLACES)
def test_nothing_told_is_neither_met_nor_lacking(place: str | None, regimes: Regimes) -> None:
    assessment = assess(regimes, {}, place)
    standings = {one.standing for reading in assessment.readings for one in reading.held}
    assert standings == {Standing.OPEN}
    assert assessment.ends is Class.OPEN


def test_both_sides_of_every_criterion_can_be_told(form: Form, regimes: Regimes) -> None:
    choices = {question.key: {choice.key for choice in question.choices} for question in form.questions}
    for _, criterion in criteria(regimes):
        for side in (criterion.met, criterion.unmet):
            assert any(all(set(values) <= choices[key] for key, values in group.items()) for group in side)


def test_no_question_of_the_assessment_presumes(form: Form) -> None:
    for question in (one for one in form.questions if one.only_in != NOWHERE):
        texts = {"text": question.text, "label": question.label}
        texts |= {choice.key: choice.label for choice in question.choices}
        presuming = {key for key, text in texts.items() if PRESUMING.search(text)}
        assert {(question.key, key) for key in presuming} <= CONCEDED
        assert neutral(question), question.text


def neutral(question: Question) -> bool:
    """Whether a question leaves every answer open."""
    asked = next((one for one in re.findall(r"[^.?]*\?", question.text)), "").strip()
    return not LEADING.search(question.text) and bool(OPEN_ENDED.search(asked))


@pytest.mark.parametrize(
    ("text", "left_open"),
    [
        ("Đã báo cáo chưa?", True),
        ("Văn bản cho thực hiện hay cho thí điểm?", True),
        ("Đồng chí cố ý làm trái, phải không?", False),
        ("Tại sao không báo cáo?", False),
        ("Ghi lỗi của người thực hiện.", False),
    ],
)
def test_a_leading_question_is_found(text: str, *, left_open: bool) -> None:
    assert neutral(Question("q", text, Kind.SHORT)) is left_open


@pytest.mark.parametrize(
    "text",
    ["Cán bộ vi phạm chủ trương", "Có lỗi khi thực hiện", "Vô tội", "Rõ ràng vì dân", "Cố tình làm trái"],
)
def test_a_presuming_wording_is_found(text: str) -> None:
    assert PRESUMING.search(text)


@pytest.mark.parametrize("key", NAMINGS)
def test_no_paper_presumes(key: str, library: Library) -> None:
    for question in paper_form(key, library.catalogue).questions:
        texts = (question.text, question.label, *(choice.label for choice in question.choices))
        assert [text for text in texts if PRESUMING.search(text) or LEADING.search(text)] == []


def test_the_judge_may_find_for_against_or_neither(library: Library) -> None:
    questions = {one.key: one for one in paper_form("judging", library.catalogue).questions}
    for key in ("right_policy", "pure_motive", "common_good"):
        labels = [choice.label for choice in questions[key].choices]
        assert labels == ["Có, đủ căn cứ", "Không, đủ căn cứ", "Chưa đủ căn cứ"]
    assert questions["objective"].text.replace("khách", "chủ") == questions["subjective"].text


def test_not_known_can_be_answered_and_shows_nothing(form: Form, regimes: Regimes) -> None:
    for _, criterion in criteria(regimes):
        facts = {key: UNKNOWN for group in (*criterion.met, *criterion.unmet) for key in group}
        assert criterion.standing(facts) is Standing.OPEN
    deciding = {key for _, one in criteria(regimes) for group in (*one.met, *one.unmet) for key in group}
    for question in form.questions:
        if question.key in deciding:
            assert UNKNOWN in {choice.key for choice in question.choices}, question.key
