"""The text catalogue: every screen renders with what its dialogue gives it, in Telegram's HTML, nothing unescaped."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from importlib import resources

import pytest
from jinja2 import UndefinedError

from bot.rendering import ENDING, Renderer
from conversations.events import Profile, Reply
from conversations.forms.cupboard import Entry, Listed
from conversations.forms.steps import Chapter, Line, Progress, Section, Step
from conversations.membership import Leaving
from conversations.screens import screen
from conversations.shelf import Stock
from conversations.views import Passage, Span, spans
from knowledge.answer import Elsewhere, Reason
from knowledge.secrecy import marking
from storage.quiet_hours import Preferences
from storage.working_days import DayKind, Due, Skip, SpecialDay, Unit
from tests.unit.bot import case_screens, plan_screens, protection_screens, reminder_screens

HOSTILE = "</b><script>alert('x')</script> & \"ngoặc\" {{ 7 * 7 }}"
PROFILE = Profile(jurisdiction="quang-ngai", greeted=True)
TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
DRAFT = "⚠️ <b>DỰ THẢO – chưa có hiệu lực.</b>"


def passage(**changes: object) -> Passage:
    values: dict[str, object] = {
        "locator": "mục 4",
        "document": f"Quy định {HOSTILE}",
        "status": "in_force",
        "body": (Span("phải trả lời ", False), Span(f"30 ngày {HOSTILE}", True)),
        "notes": (f"nguyên văn {HOSTILE}",),
        "place": f"Quảng Ngãi {HOSTILE}",
    }
    return Passage(**{**values, **changes})  # type: ignore[arg-type]


REFUSAL: dict[str, object] = {
    "asked": HOSTILE,
    "named": [HOSTILE, "Điều 25"],
    "elsewhere": (
        Elsewhere("a/1", f"Quy định {HOSTILE}", "Điều 4 khoản 3", "Quảng Ngãi", "in_force"),
        Elsewhere("b/1", "Dự thảo Nghị quyết", "mục IV", "Lâm Đồng", "draft"),
    ),
    "ask_instead": f"Hỏi Ban Tổ chức Thành ủy (mục 12). {HOSTILE}",
    "place": HOSTILE,
    "candidates": True,
    "stock": Stock(("Kết luận số 14-KL/TW",), ("Quảng Ngãi", HOSTILE)),
    "degraded": True,
}
REFUSALS = {reason.replace("-", "_"): REFUSAL for reason in Reason}
BARE_REFUSAL = {
    **REFUSAL,
    **{"asked": None, "named": [], "elsewhere": (), "ask_instead": None, "place": None},
    **{"candidates": False, "degraded": False},
}

ANSWER: dict[str, object] = {
    "asked": HOSTILE,
    "summary": None,
    "lead": spans("Phải trả lời trong 30 ngày.", ((13, 26),)),
    "first": passage(),
    "also": [passage(locator="Điều 5")],
    "degraded": True,
}
STEP = Step(
    **{"heading": f"Kế hoạch: {HOSTILE}", "part": HOSTILE, "part_number": 3, "parts": 8, "number": 9, "total": 31},
    **{"text": HOSTILE, "prompt": f"Dòng 2, ô “{HOSTILE}”", "choices": (HOSTILE, "hai"), "had": (HOSTILE, "hai")},
    **{"listed": True, "example": HOSTILE, "hint": "Gửi được nhiều tin nhắn; xong thì bấm Xong."},
)
BARE_STEP = replace(STEP, prompt="", choices=(), had=(), listed=False, example="", hint="", heading="Kế hoạch")
LINES = (Line(1, "a", HOSTILE, HOSTILE, False), Line(2, "b", "Rủi ro", "[cần bổ sung]", True))
SKIPPED = (Skip(date(2026, 1, 1), HOSTILE), Skip(date(2026, 1, 3)))
MADE_UP = (SpecialDay(date(2026, 1, 10), DayKind.WORKING, HOSTILE),)
NEW_YEAR = Due(date(2025, 12, 29), 8, Unit.WORKING, date(2026, 1, 12), SKIPPED, MADE_UP, (2026,))
NO_SKIP = replace(NEW_YEAR, skipped=(), made_up=(), unconfirmed=(), unit=Unit.CALENDAR)
FORMS: dict[str, list[dict[str, object]]] = {
    "form_step": [{"step": STEP, "notices": (HOSTILE, "hai")}, {"step": BARE_STEP, "notices": ()}],
    "form_problem": [
        {"step": STEP, "notices": (HOSTILE,), "says": HOSTILE, "write": HOSTILE, "noun": "kế hoạch"},
        {"step": BARE_STEP, "notices": (), "says": "Chưa nhận ra ngày.", "write": "", "noun": None},
    ],
    "form_why": [{"passages": [passage(), passage(status="draft")]}, {"passages": [passage(notes=(), place=None)]}],
    "form_review": [
        {
            **{"heading": HOSTILE, "sections": (Section(1, HOSTILE, LINES),), "progress": Progress(31, 20, 1)},
            **{"missing": ["2", "9"], "page": 1, "pages": 4, "notices": (HOSTILE,)},
        },
        {
            **{"heading": "Kế hoạch", "sections": (Section(1, "Việc", LINES[:1]),), "progress": Progress(1, 1, 0)},
            **{"missing": [], "page": 1, "pages": 1, "notices": ()},
        },
    ],
    "form_parts": [{"heading": HOSTILE, "chapters": (Chapter(1, HOSTILE, 2, 3), Chapter(2, "Rủi ro", 3, 3))}],
    "form_left": [{"heading": HOSTILE, "progress": Progress(31, 20, 1)}],
    "form_list": [
        {
            "plural": "Các kế hoạch đang soạn",
            "drafts": [Listed(HOSTILE, "25/11/2026"), Listed("hai", "")],
            "notice": HOSTILE,
        },
        {"plural": "Các bản đang soạn", "drafts": [], "notice": ""},
    ],
    "form_card": [{"title": HOSTILE, "saved": "25/11/2026"}, {"title": HOSTILE, "saved": ""}],
    "form_barred": [
        {"title": HOSTILE, "says": HOSTILE, "entered": [Entry(HOSTILE, (HOSTILE, "hai"))]},
        {"title": HOSTILE, "says": HOSTILE, "entered": []},
    ],
    "form_delete": [{"title": HOSTILE}],
    "form_rename": [{"title": HOSTILE, "longest": 120}],
    "form_none": [{}],
    "form_gone": [{}],
    "form_done": [{"code": "DL-7K3Q"}],
    "form_aside": [
        {"step": STEP, "typed": HOSTILE, "notices": (HOSTILE,)},
        {"step": BARE_STEP, "typed": "1342", "notices": ()},
    ],
    "form_file_aside": [{"step": STEP}, {"step": BARE_STEP}],
}
CONTEXTS: dict[str, list[dict[str, object]]] = {
    **case_screens.CASE_SCREENS,
    **reminder_screens.REMINDER_SCREENS,
    **plan_screens.PLAN_SCREENS,
    **protection_screens.PROTECTION_SCREENS,
    **FORMS,
    **{name: [context, BARE_REFUSAL] for name, context in REFUSALS.items()},
    "welcome": [
        {"place": None, "agreed": False, "days": 365, "role": "stranger"},
        {"place": HOSTILE, "agreed": False, "days": 365, "role": "administrator"},
        {"place": HOSTILE, "agreed": True, "days": 365, "role": "clerk"},
    ],
    "kept": [{"asks": asks, "answers_days": 365, "queue_days": 30, "audit_years": "1,5"} for asks in (True, False)],
    "agreed": [{"lost": True}, {"lost": False}],
    "shut": [{}],
    "invitation_void": [{}],
    "role_given": [
        {"role": "Cán bộ tiếp nhận", "office": HOSTILE, "kind": "clerk"},
        {"role": "Quản trị", "office": None, "kind": "administrator"},
        {"role": "Cán bộ", "office": None, "kind": "official"},
    ],
    "role_taken": [
        {"role": "Cán bộ tiếp nhận", "office": HOSTILE, "open": True},
        {"role": "Cán bộ", "office": None, "open": False},
    ],
    "role_leaving": [
        {"role": "Cán bộ tiếp nhận", "office": HOSTILE, "leaving": Leaving(HOSTILE, 3)},
        {"role": "Quản trị", "office": None, "leaving": Leaving("Văn phòng", 0)},
    ],
    "role_kept": [{"role": "Quản trị", "offered": "Cán bộ"}, {"role": "Cán bộ", "offered": "Cán bộ"}],
    "inviting": [{}],
    "invite_whom": [{"role": "Cán bộ tiếp nhận", "lacking": lacking} for lacking in (True, False)],
    "invited": [
        {"role": "Cán bộ", "office": None, "code": "ABCDEF_-123", "uses": 50, "days": 7},
        {"role": "Cán bộ tiếp nhận", "office": HOSTILE, "code": "ABCDEF_-123", "uses": 1, "days": 7},
    ],
    "invitations": [
        {"lines": [], "more": 0},
        {
            "lines": [
                {
                    **{"id": "0a1b2c3d", "role": "Cán bộ tiếp nhận", "office": HOSTILE, "uses": 0, "max_uses": 1},
                    "expires_at": datetime(2026, 12, 2, 20, tzinfo=UTC),
                }
            ],
            "more": 3,
        },
    ],
    "own_data": [{}],
    "export_limit": [{"most": 5}],
    "erase": [
        {"audit_years": "5", "queue_days": 30, "leaving": leaving, "cases": cases}
        for leaving, cases in (
            (Leaving(HOSTILE, 3), case_screens.PARTED),
            (Leaving("Văn phòng", 0), case_screens.ALONE),
            (Leaving(), case_screens.ALONE),
            (None, case_screens.PARTED),
            (None, case_screens.ALONE),
        )
    ],
    "erase_stale": [{}],
    "erased": [{"cases": case_screens.PARTED}, {"cases": case_screens.ALONE}],
    "secret": [{}],
    "province_set": [
        {"place": HOSTILE, "elsewhere": False, "draft": True},
        {"place": "Nơi khác", "elsewhere": True, "draft": False},
    ],
    "help": [{"role": role} for role in ("stranger", "official", "clerk", "administrator")],
    "due": [
        {
            **{"due": NEW_YEAR, "unit": "ngày làm việc", "weekday": HOSTILE, "received_weekday": "x"},
            **{"calendar_days": False, "about": HOSTILE},
        },
        {
            **{"due": NO_SKIP, "unit": "ngày", "weekday": "Chủ nhật", "received_weekday": "x"},
            **{"calendar_days": True, "about": ""},
        },
    ],
    "invite": [{}],
    "file_unasked": [{"kinds": HOSTILE}],
    "settings": [
        {"place": None, "chosen": None},
        {"place": HOSTILE, "chosen": Preferences(daily=True, every_day=True)},
    ],
    "answer": [
        ANSWER,
        {**ANSWER, "summary": HOSTILE},
        {**ANSWER, "asked": None, "lead": (), "also": [], "degraded": False},
        {**ANSWER, "first": passage(body=(), notes=(), place=None), "also": []},
    ],
    "conflict": [
        {
            **{"asked": HOSTILE, "point": HOSTILE, "sides": [passage(), passage(status="draft")]},
            **{"also": [passage()], "place": HOSTILE, "degraded": True},
        },
        {"asked": None, "point": "x", "sides": [passage()], "also": [], "place": None, "degraded": False},
    ],
    "whole_article": [
        {
            "article": passage(),
            "uncertain": True,
            "heading": HOSTILE,
            "paragraphs": [HOSTILE, "hai"],
            "effect": HOSTILE,
            "overtaken": (HOSTILE,),
        },
        {
            "article": passage(place=None, notes=()),
            "uncertain": False,
            "heading": None,
            "paragraphs": ["một"],
            "effect": None,
            "overtaken": (),
        },
    ],
    "candidates": [{"passages": [passage(after=True)], "page": 1, "pages": 2}],
    "others": [{"passages": [passage(before=True)]}],
    "unsupported": [{"kind": HOSTILE}],
    "group": [{}],
    "too_long": [{"limit": "2.000"}],
    "flood": [{}],
    "error": [{}],
    "stale": [{}],
    "feedback_thanks": [{"helpful": True, "more": False}, {"helpful": False, "more": True}],
    "unknown_command": [{"command": HOSTILE}],
}
ALWAYS_READ = {
    **case_screens.ALWAYS_READ,
    **reminder_screens.ALWAYS_READ,
    **plan_screens.ALWAYS_READ,
    **protection_screens.ALWAYS_READ,
    **{name: set(contexts[0]) - {"page"} for name, contexts in FORMS.items()},
    "welcome": {"place", "agreed", "role"},
    "agreed": {"lost"},
    "kept": {"asks", "answers_days", "queue_days", "audit_years"},
    "role_given": {"role", "office", "kind"},
    "role_leaving": {"role", "office", "leaving"},
    "role_taken": {"role", "office", "open"},
    "role_kept": {"role", "offered"},
    "invite_whom": {"role", "lacking"},
    "invited": {"role", "office", "code", "uses", "days"},
    "invitations": {"lines", "more"},
    "export_limit": {"most"},
    "erase": {"audit_years", "queue_days", "leaving", "cases"},
    "province_set": {"place", "elsewhere"},
    "settings": {"place", "chosen"},
    "help": {"role"},
    "due": {"due", "unit", "weekday", "received_weekday", "calendar_days", "about"},
    "answer": {"asked", "summary", "first", "also", "degraded"},
    "conflict": {"asked", "point", "sides", "also", "place", "degraded"},
    "whole_article": {"article", "uncertain", "heading", "paragraphs", "effect", "overtaken"},
    "candidates": {"passages", "pages"},
    "others": {"passages"},
    "silent_here": {"asked", "named", "place", "elsewhere", "ask_instead", "degraded"},
    "not_found": {"asked", "candidates", "ask_instead", "degraded"},
    "unknown_place": {"named", "stock"},
    "unknown_document": {"named", "stock"},
    "no_such_provision": {"named"},
    "identity": {"stock"},
    "unsupported": {"kind"},
    "too_long": {"limit"},
    "feedback_thanks": {"helpful"},
    "unknown_command": {"command"},
}
EVERY = [
    pytest.param(name, context, id=f"{name}-{n}") for name, all_ in CONTEXTS.items() for n, context in enumerate(all_)
]


class Tags(HTMLParser):
    """The tags of a text, checked to be balanced."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def html(renderer: Renderer, name: str, **context: object) -> str:
    return renderer.html(screen(name, PROFILE, **context))


def plain(text: str) -> str:
    return re.sub(r"<[^>]+>", "", text)


def test_every_template_has_contexts_here() -> None:
    names = {file.name.removesuffix(ENDING) for file in resources.files("bot").joinpath("templates").iterdir()}
    assert {name for name in names if not name.startswith("_")} == set(CONTEXTS)


def test_every_reason_has_a_template() -> None:
    assert {reason.replace("-", "_") for reason in Reason} <= set(CONTEXTS)


@pytest.mark.parametrize(("name", "context"), EVERY)
def test_renders_in_telegrams_html(renderer: Renderer, name: str, context: dict[str, object]) -> None:
    text = html(renderer, name, **context)
    tags = Tags(text)
    assert tags.seen <= TAGS
    assert not tags.open
    assert "<script" not in text
    assert "49" not in text
    assert "None" not in text
    assert text == text.strip()
    assert "\n\n\n" not in text
    assert not re.search(r" $", text, re.MULTILINE)
    assert not re.search(r"^[.,;:]", plain(text), re.MULTILINE)
    assert renderer.messages(screen(name, PROFILE, **context))


@pytest.mark.parametrize(("name", "context"), EVERY)
def test_fails_without_what_it_needs(renderer: Renderer, name: str, context: dict[str, object]) -> None:
    """Without what it is given a screen fails when it is rendered, rather than saying less."""
    for missing in context.keys() & ALWAYS_READ.get(name, set()):
        with pytest.raises(UndefinedError):
            html(renderer, name, **{key: value for key, value in context.items() if key != missing})


@pytest.mark.parametrize("name", ["flood", "error"])
def test_runtime_screens_need_no_profile(renderer: Renderer, name: str) -> None:
    assert renderer.html(Reply(name))


@pytest.mark.parametrize("name", REFUSALS)
def test_a_refusal_quotes_and_cites_nothing(renderer: Renderer, name: str) -> None:
    text = html(renderer, name, **BARE_REFUSAL)
    assert not re.search('["“”«»📄]', plain(text))
    assert "<blockquote" not in text


@pytest.mark.parametrize("name", CONTEXTS)
def test_never_speaks_for_itself(renderer: Renderer, name: str) -> None:
    text = plain(html(renderer, name, **CONTEXTS[name][-1])).lower()
    assert "theo tôi" not in text
    assert "được bảo vệ" not in text
    assert "!" not in text


@pytest.mark.parametrize("name", [name for name in CONTEXTS if name not in {"answer", "conflict", "whole_article"}])
def test_fits_a_phone(renderer: Renderer, name: str) -> None:
    """About 12 lines of some 46 characters; what is folded shows three."""
    context = {**CONTEXTS[name][-1]}
    lines = plain(html(renderer, name, **context)).splitlines()
    assert sum(1 + len(line) // 46 for line in lines) <= 20


class TestAnswer:
    def test_first_line_settles_the_matter(self, renderer: Renderer) -> None:
        text = html(renderer, "answer", **{**ANSWER, "asked": None})
        assert text.splitlines()[0] == '"Phải trả lời <b>trong 30 ngày</b>."'
        assert text.splitlines()[2].startswith("📄 <b>Mục 4</b>, Quy định")

    def test_summary_comes_first_and_is_not_quoted(self, renderer: Renderer) -> None:
        text = html(renderer, "answer", **{**ANSWER, "asked": None, "summary": "Ba mươi ngày."})
        assert text.splitlines()[0] == "Ba mươi ngày."
        assert "Phải trả lời" not in text

    def test_a_pressed_question_is_repeated(self, renderer: Renderer) -> None:
        text = html(renderer, "answer", **{**ANSWER, "asked": "Bao nhiêu ngày?"})
        assert text.splitlines()[0] == "<i>Câu hỏi: Bao nhiêu ngày?</i>"

    def test_every_draft_is_labelled(self, renderer: Renderer) -> None:
        draft = passage(status="draft")
        text = html(renderer, "answer", **{**ANSWER, "asked": None, "first": draft, "also": [draft, draft]})
        assert text.startswith(DRAFT)
        assert text.count(DRAFT) == text.count("📄") == 3

    def test_nothing_else_is_labelled(self, renderer: Renderer) -> None:
        assert "DỰ THẢO" not in html(renderer, "answer", **ANSWER)

    def test_unknown_status_is_said(self, renderer: Renderer) -> None:
        text = html(renderer, "answer", **{**ANSWER, "first": passage(status="unknown")})
        assert text.count("hiệu lực hiện nay: chưa rõ") == 1

    def test_notes_stand_under_the_quotation(self, renderer: Renderer) -> None:
        text = html(renderer, "answer", **{**ANSWER, "also": [], "first": passage(notes=("nguyên văn; có thể là x",))})
        assert "</blockquote>\n<i>nguyên văn; có thể là x</i>" in text

    def test_a_long_quotation_is_folded(self, renderer: Renderer) -> None:
        long = passage(body=spans("dài " * 100))
        assert "<blockquote expandable>" in html(renderer, "answer", **{**ANSWER, "first": long})
        assert "<blockquote expandable>" not in html(renderer, "answer", **ANSWER)

    def test_degraded_is_said(self, renderer: Renderer) -> None:
        said = "Đang khởi động bộ tìm theo nghĩa; kết quả tìm theo từ ngữ."
        assert said in html(renderer, "answer", **ANSWER)
        assert said not in html(renderer, "answer", **{**ANSWER, "degraded": False})


def test_sides_of_a_conflict_stand_side_by_side(renderer: Renderer) -> None:
    text = html(renderer, "conflict", **CONTEXTS["conflict"][0])
    assert text.count("• ") == 2
    assert text.count(DRAFT) == 1


def test_draft_articles_and_passages_are_labelled(renderer: Renderer) -> None:
    draft = passage(status="draft")
    assert html(renderer, "whole_article", **{**CONTEXTS["whole_article"][0], "article": draft}).startswith(DRAFT)
    assert DRAFT in html(renderer, "candidates", passages=[draft], page=1, pages=1)
    assert DRAFT in html(renderer, "others", passages=[draft])


def test_a_draft_elsewhere_is_called_one(renderer: Renderer) -> None:
    assert "dự thảo, chưa có hiệu lực" in html(renderer, "silent_here", **REFUSAL)


def test_first_contact_says_what_must_be_said(renderer: Renderer) -> None:
    text = plain(html(renderer, "welcome", place=None, agreed=False, days=90, role="stranger"))
    assert "Không nhập nội dung bí mật nhà nước" in text
    assert "không thay cơ quan có thẩm quyền quyết định" in text
    assert "lưu câu hỏi, câu trả lời (90 ngày)" in text
    assert "Chọn nơi công tác hoặc bấm Đồng ý là đồng ý." in text
    assert text.endswith("Đồng chí công tác ở đâu?")


def test_first_contact_stays_within_14_lines_of_a_phone(renderer: Renderer) -> None:
    lines = plain(html(renderer, "welcome", place=None, agreed=False, days=365, role="stranger")).splitlines()
    assert sum(max(1, -(-len(line) // 46)) for line in lines) <= 14


@pytest.mark.parametrize("name", ["welcome", "help"])
@pytest.mark.parametrize(
    ("role", "own"), [("stranger", None), ("official", None), ("clerk", "/bangviec"), ("administrator", "/moi")]
)
def test_the_commands_of_a_role_are_told_to_those_who_have_it(
    renderer: Renderer, name: str, role: str, own: str | None
) -> None:
    text = html(renderer, name, place=None, agreed=True, days=90, role=role)
    assert [one for one in ("/bangviec", "/moi") if one in text] == ([own] if own else [])
    assert ("/kehoach" in text) is (name == "help" and role != "stranger")


def test_who_agreed_is_not_asked_again(renderer: Renderer) -> None:
    assert "Đồng ý" not in html(renderer, "welcome", place=None, agreed=True, days=90, role="official")


def test_an_invitation_is_shown_as_a_link_and_as_what_to_type_where_links_are_blocked() -> None:
    given = {"role": "Cán bộ", "office": None, "code": "x_-Y", "uses": 1, "days": 7}
    named = Renderer(username="damlam_bot").html(screen("invited", PROFILE, **given))
    assert "https://t.me/damlam_bot?start=x_-Y\n" in named
    assert "<code>/start x_-Y</code>" in named
    assert "t.me" not in Renderer().html(screen("invited", PROFILE, **given))


def test_days_are_told_in_the_administrators_zone(renderer: Renderer) -> None:
    assert "hết hạn 03/12/2026" in html(renderer, "invitations", **CONTEXTS["invitations"][1])


@pytest.mark.parametrize(("name", "context"), EVERY)
def test_a_reply_to_a_screen_of_ours_is_not_taken_for_a_secret(
    renderer: Renderer, name: str, context: dict[str, object]
) -> None:
    assert marking(plain(html(renderer, name, **context))) is None
