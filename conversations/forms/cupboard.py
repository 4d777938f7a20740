"""Where the drafts of a user are shown: the list, one draft's card, its new name, its deletion."""

from collections.abc import Sequence
from dataclasses import dataclass

from conversations.actions import Action
from conversations.clock import day_of
from conversations.drafts import Draft
from conversations.events import Button, Keyboard, Outcome, Profile, Reply
from conversations.forms.dates import told
from conversations.forms.kinds import Barred, FormKind
from conversations.forms.opened import Opened
from conversations.forms.telling import cut, label, lines
from conversations.ports import Records
from conversations.screens import rows, screen

PAGE = 8
"""Drafts on one screen."""
ALL = "*"
"""Stands in a button for drafts of every kind."""
NAME = 40
"""Characters of a name on a button."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A draft in the list."""

    title: str
    saved: str


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer in full, under the short name of its question."""

    label: str
    lines: tuple[str, ...]


def listing(
    kind: FormKind, drafts: Sequence[Draft], profile: Profile, page: int = 0, *, redraw: bool = False, notice: str = ""
) -> Reply:
    """The drafts of one kind, the one changed last first, and a way to begin another."""
    begin: Keyboard = ((begin_button(kind),),) if kind.naming.command else ()
    return _list(kind.form.key, kind.naming.plural, drafts, profile, page, begin, redraw=redraw, notice=notice)


def every(drafts: Sequence[Draft], profile: Profile, page: int = 0, *, redraw: bool = False, notice: str = "") -> Reply:
    """The drafts of every kind, the one changed last first."""
    return _list(ALL, "Các bản đang soạn", drafts, profile, page, (), redraw=redraw, notice=notice)


def _list(
    key: str,
    plural: str,
    drafts: Sequence[Draft],
    profile: Profile,
    page: int,
    begin: Keyboard,
    *,
    redraw: bool,
    notice: str,
) -> Reply:
    pages = [drafts[start : start + PAGE] for start in range(0, len(drafts), PAGE)] or [()]
    page = min(max(page, 0), len(pages) - 1)
    turning = [
        *([Button("‹ Trang trước", Action.FORM_LIST, (key, str(page - 1)))] if page else []),
        *([Button("Trang sau ›", Action.FORM_LIST, (key, str(page + 1)))] if page + 1 < len(pages) else []),
    ]
    return screen(
        "form_list",
        profile,
        (
            *((_open(draft), Button("Tùy chọn", Action.FORM_CARD, (draft.id,))) for draft in pages[page]),
            *rows(turning),
            *begin,
        ),
        redraw=redraw,
        plural=plural,
        drafts=[Listed(cut(draft.title), _saved(draft)) for draft in pages[page]],
        notice=notice,
    )


def begin_button(kind: FormKind) -> Button:
    """Begins a new draft of the kind."""
    return Button(f"Soạn {kind.naming.noun} mới", Action.FORM_NEW, (kind.form.key,))


def card(kind: FormKind, draft: Draft, profile: Profile) -> Reply:
    """What can be done with a draft; one of a kind that is begun by something else is about that alone."""
    own = [
        Button("Đổi tên", Action.FORM_RENAME, (draft.id,)),
        Button("Sao thành bản mới", Action.FORM_COPY, (draft.id,)),
    ]
    buttons = [
        Button("Soạn tiếp", Action.FORM_OPEN, (draft.id,)),
        *(own if kind.naming.command else []),
        Button("Xóa", Action.FORM_DELETE, (draft.id,)),
        _to_list(kind),
    ]
    return screen("form_card", profile, rows(buttons), redraw=True, title=cut(draft.title, 200), saved=_saved(draft))


def barred(opened: Opened, why: Barred, profile: Profile) -> Reply:
    """A draft that can come to nothing: why, all that was entered, the ways to what it is about, to delete it."""
    delete = Button("Xóa bản này", Action.FORM_DELETE, (opened.draft.id,))
    keyboard = (*why.ways, (delete, _to_list(opened.kind)))
    had, asked = opened.engine.answers(opened.state), opened.engine.asked(opened.state)
    entered = [Entry(label(one), tuple(lines(one, had[one.key]))) for one in asked if one.key in had]
    return screen("form_barred", profile, keyboard, title=cut(opened.draft.title, 200), says=why.says, entered=entered)


def deletion(kind: FormKind, draft: Draft, profile: Profile) -> Reply:
    """Whether the draft is really to be deleted."""
    keyboard = ((Button("Xóa hẳn", Action.FORM_DELETE_SURE, (draft.id,)), _to_list(kind, "Không xóa")),)
    return screen("form_delete", profile, keyboard, redraw=True, title=cut(draft.title, 200))


def naming(draft: Draft, profile: Profile, longest: int) -> Reply:
    """Asks for the new name."""
    keyboard = ((Button("Giữ tên cũ", Action.FORM_OPEN, (draft.id,)),),)
    return screen("form_rename", profile, keyboard, title=cut(draft.title, 200), longest=longest)


def none_yet(kinds: Sequence[FormKind], profile: Profile) -> Reply:
    """There is nothing to go on with."""
    return screen("form_none", profile, tuple((begin_button(kind),) for kind in kinds))


def gone(profile: Profile) -> Reply:
    """The draft of a button is not there any more."""
    return screen("form_gone", profile)


async def over(draft_id: str, profile: Profile, records: Records) -> Outcome:
    """The draft of a button is not there any more: recorded, as a second tap finds it, or gone."""
    code = await records.recorded(draft_id) if draft_id else None
    if code is None:
        return Outcome((gone(profile),))
    open_case = Button(f"Mở hồ sơ {code}", Action.CASE_OPEN, (code,))
    return Outcome((screen("form_done", profile, ((open_case,),), code=code),))


def _open(draft: Draft) -> Button:
    return Button(cut(draft.title, NAME), Action.FORM_OPEN, (draft.id,))


def _to_list(kind: FormKind, label: str = "← Danh sách") -> Button:
    return Button(label, Action.FORM_LIST, (kind.form.key if kind.naming.command else ALL, "0"))


def _saved(draft: Draft) -> str:
    return told(day_of(draft.updated_at)) if draft.updated_at else ""
