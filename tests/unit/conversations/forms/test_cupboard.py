"""The list of drafts of a kind, of all the kinds that the bot has, as users read its heading."""

import pytest

from bot.pdf import LibreOffice
from bot.rendering import Renderer
from conversations.events import Profile
from conversations.forms import cupboard
from conversations.forms.kinds import FormKind
from conversations.opening import every_part
from knowledge.library import Library

PROFILE = Profile(jurisdiction="quang-ngai", greeted=True)
UNDER_WAY = ("đang soạn", "đang lập", "đang nhập", "đang ghi")


@pytest.fixture(scope="module")
def kinds() -> tuple[FormKind, ...]:
    return tuple(every_part(Library.load(), LibreOffice(program=None)).kinds)


def heading(kind: FormKind) -> str:
    return Renderer().html(cupboard.listing(kind, (), PROFILE)).splitlines()[0]


def test_every_heading_says_once_that_the_drafts_are_under_way(kinds: tuple[FormKind, ...]) -> None:
    for kind in kinds:
        told = heading(kind)
        assert told.startswith("<b>")
        assert told.endswith(tuple(f"{words}</b>" for words in UNDER_WAY)), told
        assert sum(told.count(words) for words in UNDER_WAY) == 1, told


def test_headings_as_they_are_read(kinds: tuple[FormKind, ...]) -> None:
    told = {kind.naming.command: heading(kind) for kind in kinds if kind.naming.command}
    assert told["hosomoi"] == "<b>Các hồ sơ đang lập</b>"
    assert told["kehoach"] == "<b>Các kế hoạch đang soạn</b>"
    assert told["khancap"] == "<b>Các báo cáo khẩn cấp đang soạn</b>"


def test_drafts_of_every_kind_have_a_heading_of_their_own() -> None:
    assert Renderer().html(cupboard.every((), PROFILE)).startswith("<b>Các bản đang soạn</b>")
