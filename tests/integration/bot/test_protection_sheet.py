"""The result of an assessment printed: it stays one page, also where it says most."""

import os
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from bot.pdf import LibreOffice, installed
from conversations.documents.blocks import words
from conversations.events import Attachment, Profile
from conversations.protection.assessing import assess
from conversations.protection.presenting import ProtectionScreens
from conversations.protection.questions import assessment_form, facts_of
from conversations.protection.sheet import Sheet, blocks, sheet
from conversations.shelf import Shelf
from knowledge.library import Library
from knowledge.protection import Regimes
from tests.unit.conversations.protection.written import Written, cases

MOST_WORDS = 3
"""The cases that say most are printed."""


async def test_the_page_is_one() -> None:
    if installed() is None:
        missing = "no LibreOffice: install libreoffice-writer"
        pytest.fail(missing) if os.environ.get("DAMLAM_REQUIRE_ALL") == "1" else pytest.skip(missing)
    library = Library.load()
    regimes, form = Regimes.load(library), assessment_form(library.catalogue)
    screens = ProtectionScreens(Shelf(library), regimes)

    def made(case: Written) -> tuple[Sheet, Profile]:
        facts = facts_of(case.counted(form))
        given = Sheet(assess(regimes, facts, case.place), facts, "Đối chiếu 26/11/2026", date(2026, 11, 26))
        return given, Profile(jurisdiction=case.place)

    def said(case: Written) -> int:
        given, profile = made(case)
        return len(words(blocks(given, screens, profile)))

    for case in sorted(cases(), key=said)[-MOST_WORDS:]:
        given, profile = made(case)
        printed = await LibreOffice().pdf(sheet(given, screens, profile))
        assert isinstance(printed, Attachment)
        pages = PdfReader(BytesIO(printed.content)).pages
        assert len(pages) == 1, case.expected["story"]
        assert "không thay cơ quan có thẩm" in pages[0].extract_text().replace("\n", " ")
