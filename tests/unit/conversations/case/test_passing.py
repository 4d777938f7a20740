"""What is told in passing leads to the cases; what is asked of documents does not."""

from dataclasses import replace

import pytest

from conversations.case.passing import TO_CASES, tells
from conversations.membership import Role
from conversations.router import Router
from tests.unit.conversations.case.people import official
from tests.unit.conversations.registry import Registry

TOLD = [
    "van phong nhan ngay 23/11, so 1342",
    "25/11 nop roi",
    "Hôm qua nộp đề xuất rồi thì bao giờ có trả lời?",
    "họ trả lời ngày 23-11-2026",
    "nhan ngay 23.11 thi han bao gio",
]
ASKED = [
    "Điều 4 khoản 3",
    "nộp kế hoạch ở đâu",
    "Nghị định 30/2020/NĐ-CP quyết định gì",
    "Kết luận 14-KL/TW ngày 22/9/2021 nói gì",
    "hôm nay có gì mới",
]


@pytest.mark.parametrize("text", TOLD)
def test_a_day_and_what_happened_are_told(text: str) -> None:
    assert tells(text)


@pytest.mark.parametrize("text", ASKED)
def test_a_question_about_documents_tells_nothing(text: str) -> None:
    assert not tells(text)


@pytest.mark.parametrize("role", [Role.OFFICIAL, Role.STRANGER])
async def test_the_answer_leads_who_may_have_cases_to_them(router: Router, role: Role) -> None:
    person = official(router, Registry())
    person.profile = replace(person.profile, role=role)
    await person.type(TOLD[0])
    assert (TO_CASES in person.labels) == (role is Role.OFFICIAL)
    if role is Role.OFFICIAL:
        assert "Gõ /hosomoi để lập" in await person.tap(TO_CASES)
