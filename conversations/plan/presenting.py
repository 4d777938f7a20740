"""What the screens of a plan show: its check, its documents and versions, help with it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from conversations.actions import Action
from conversations.documents.producing import Remark
from conversations.drafts import Draft, Version
from conversations.events import Attachment, Button, Keyboard, Profile, Reply
from conversations.forms.buttons import edit_button
from conversations.forms.dates import told
from conversations.forms.questions import Part
from conversations.forms.telling import cut
from conversations.plan.check import CENTRAL, Finding, Ground, Level, Report
from conversations.plan.coaching import Challenges, Suggestion
from conversations.plan.difference import Change, Piece
from conversations.plan.versions import frozen_on
from conversations.screens import rows, screen
from conversations.shelf import Shelf
from conversations.views import Passage, spans

PAGE = 4
"""Findings on one screen: each takes some three lines of a phone."""
DAYS = 6
"""Days that are offered as the day of submission."""
LONGEST_PIECE = 300
"""Characters of a changed answer that a comparison shows, before and after."""
LONGEST_SHOWN_TEXT = 1_500
"""Characters of a text that stands beside its proposal."""
MARKS = {Level.MISSING: "🔴", Level.IMPROVE: "🟡", Level.NOTE: "ℹ️"}
LEVELS = {Level.MISSING: "Thiếu", Level.IMPROVE: "Nên sửa", Level.NOTE: "Lưu ý"}
CLOCKS = {"quang-ngai": "quang-ngai/dieu-4/khoan-3"}
"""The provision that sets a time for the answer, by place; no other document of the store sets one."""
COMMON = "theo mẫu chung"
"""Said where no provision of the place or the Centre asks for it."""
DRAFT = "dự thảo, chưa có hiệu lực"


@dataclass(frozen=True, slots=True)
class Shown:
    """A finding on a screen. `where` is the provision it rests on."""

    number: int
    mark: str
    message: str
    mend: str
    where: str


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """A version in the list. `digest` is the beginning of it, enough to compare by eye."""

    number: int
    title: str
    frozen: str
    submitted: str
    digest: str


class PlanScreens:
    """Draws what is said about a plan."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def part(self, part: Part, report: Report, profile: Profile) -> Reply:
        """The check of one part in one line."""
        first = next(iter(report.findings), None)
        return screen(
            "plan_part",
            profile,
            title=part.title,
            first=self._shown(1, first) if first else None,
            more=len(report.findings) - 1,
        )

    def check(
        self, report: Report, draft: Draft, asked: frozenset[str], profile: Profile, page: int, *, coached: bool
    ) -> Reply:
        """A page of what the check found, each finding with a button that leads to its question, and the ways on.

        `asked` are the questions that are asked as things stand.
        """
        found = list(enumerate(report.findings, 1))
        pages = [found[start : start + PAGE] for start in range(0, len(found), PAGE)] or [[]]
        page = min(max(page, 0), len(pages) - 1)
        edits = [
            edit_button(f"Sửa {number}", draft, key)
            for number, finding in pages[page]
            if (key := next((one for one in finding.about if one in asked), None))
        ]
        keyboard = (
            *rows(edits, PAGE),
            *_turning(draft, page, len(pages)),
            *document_buttons(draft),
            *challenge_buttons(draft, coached=coached),
            (Button("← Kế hoạch", Action.FORM_OPEN, (draft.id,)),),
        )
        return screen(
            "plan_check",
            profile,
            keyboard,
            redraw=True,
            title=cut(draft.title),
            missing=len(report.of(Level.MISSING)),
            improve=len(report.of(Level.IMPROVE)),
            notes=len(report.of(Level.NOTE)),
            passed=len(report.passed),
            findings=[self._shown(number, finding) for number, finding in pages[page]],
            page=page + 1,
            pages=len(pages),
        )

    def remarks(self, report: Report) -> tuple[Remark, ...]:
        """The findings as a preview lists them."""
        return tuple(
            Remark(LEVELS[finding.level], f"{finding.message} ({self._where(finding)})", finding.mend)
            for finding in report.findings
        )

    def preview(self, attachments: Sequence[Attachment], draft: Draft, report: Report, profile: Profile) -> list[Reply]:
        """The documents of a preview."""
        keyboard = (
            (Button("Kiểm tra kế hoạch", Action.PLAN_CHECK, (draft.id, "0")),),
            (Button("Xuất bản chính thức", Action.PLAN_EXPORT, (draft.id,)),),
        )
        said = screen("plan_preview", profile, keyboard, warnings=len(report.findings))
        return _with_documents(said, attachments, profile)

    def exported(
        self, attachments: Sequence[Attachment], version: Version, profile: Profile, *, again: bool, missing: int = 0
    ) -> list[Reply]:
        """The documents of a version. `again`: nothing has changed since it was frozen."""
        number = str(version.number)
        compare = [Button("Khác bản trước", Action.PLAN_COMPARE, (version.draft_id, number))]
        keyboard = (
            (
                Button("Đã nộp", Action.PLAN_SUBMITTED, (version.draft_id, number)),
                Button("Bản PDF", Action.PLAN_PDF, (version.draft_id, number)),
            ),
            (*(compare if version.number > 1 else ()), Button("Các bản", Action.PLAN_VERSIONS, (version.draft_id,))),
        )
        said = screen(
            "plan_exported",
            profile,
            keyboard,
            number=version.number,
            digest=version.digest[:12],
            again=again,
            missing=missing,
        )
        return _with_documents(said, attachments, profile)

    def printed(self, attachments: Sequence[Attachment], why: str | None, profile: Profile) -> list[Reply]:
        """The documents as PDF; `why` is the reason where one could not be printed."""
        replies = _documents(attachments, profile)
        return [*replies, screen("plan_not_printed", profile, why=why)] if why else replies

    def versions(self, versions: Sequence[Version], draft: Draft, profile: Profile) -> Reply:
        """The frozen versions, the last first."""
        listed = list(reversed(versions))
        keyboard = tuple(
            (
                Button(f"Tải bản {version.number}", Action.PLAN_DOCUMENTS, (draft.id, str(version.number))),
                Button("Ngày nộp", Action.PLAN_SUBMITTED, (draft.id, str(version.number))),
            )
            for version in listed[:DAYS]
        )
        now = ((Button("So với bản đang soạn", Action.PLAN_COMPARE, (draft.id, "0")),),) if versions else ()
        return screen(
            "plan_versions",
            profile,
            (*keyboard, *now, (Button("← Kế hoạch", Action.FORM_OPEN, (draft.id,)),)),
            title=cut(draft.title),
            versions=[_shown_version(version) for version in listed],
        )

    def difference(self, changes: Sequence[Change], old: str, new: str, draft: Draft, profile: Profile) -> Reply:
        """What is different between two versions; `old` and `new` name them."""
        return screen(
            "plan_difference",
            profile,
            ((Button("Các bản", Action.PLAN_VERSIONS, (draft.id,)),),),
            old=old,
            new=new,
            changes=[_cut(change) for change in changes],
        )

    def submitting(
        self, version: Version, today: date, profile: Profile, problem: str = "", typed: date | None = None
    ) -> Reply:
        """Asks for the day of submission; `problem` says why the one that was given is none.

        `typed` is a day that was typed, with nothing that says whether it is that.
        """
        days = [typed] if typed else [today - timedelta(days=ago) for ago in range(DAYS)]
        labels = {0: f"Đúng, nộp ngày {told(typed)}"} if typed else {0: "Hôm nay", 1: "Hôm qua"}
        another = [Button("Ngày khác", Action.PLAN_SUBMITTED, (version.draft_id, str(version.number)))] if typed else []
        buttons = [
            Button(
                labels.get(ago, told(day)),
                Action.PLAN_SUBMITTED,
                (version.draft_id, str(version.number), day.isoformat()),
            )
            for ago, day in enumerate(days)
        ]
        return screen(
            "plan_submitting",
            profile,
            (*rows(buttons, 3), *rows(another)),
            title=cut(version.title),
            number=version.number,
            typed=told(typed) if typed else "",
            example=told(today),
            problem=problem,
        )

    def submitted(self, version: Version, day: date, place: str | None, profile: Profile) -> Reply:
        """The day of submission is kept; what the clock of the answer starts at."""
        return screen(
            "plan_submitted",
            profile,
            ((Button("Các bản", Action.PLAN_VERSIONS, (version.draft_id,)),),),
            title=cut(version.title),
            number=version.number,
            day=told(day),
            clock=self._clock(place, profile),
        )

    def _clock(self, place: str | None, profile: Profile) -> Passage | None:
        """What the place's document says about the time for an answer; its opening sentence settles it."""
        provision = self._shelf.get(CLOCKS[place]) if place in CLOCKS else None
        if provision is None:
            return None
        return replace(self._shelf.passage(provision, profile), body=spans(provision.lead), after=True)

    def suggestion(
        self, found: Suggestion, original: str, draft: Draft, take: Button | None, profile: Profile
    ) -> Reply:
        """A proposal beside the user's own text, or why there is none."""
        keep = Button("Giữ bản của tôi" if take else "← Kế hoạch", Action.FORM_OPEN, (draft.id,))
        return screen(
            "plan_suggestion",
            profile,
            ((take, keep) if take else (keep,),),
            original=cut(original, LONGEST_SHOWN_TEXT),
            proposal=found.text,
            withheld=found.withheld,
            deviations=found.deviations,
        )

    def challenges(self, found: Challenges, draft: Draft, profile: Profile) -> Reply:
        """The questions an appraiser may ask, or why there are none."""
        return screen(
            "plan_challenges",
            profile,
            ((Button("← Kế hoạch", Action.FORM_OPEN, (draft.id,)),),),
            questions=found.questions,
            withheld=found.withheld,
        )

    def nothing_exported(self, profile: Profile) -> Reply:
        """There is no version yet."""
        return screen("plan_none_exported", profile)

    def _shown(self, number: int, finding: Finding) -> Shown:
        return Shown(number, MARKS[finding.level], finding.message, finding.mend, self._where(finding))

    def _where(self, finding: Finding) -> str:
        """The provision that tells most, with its document where that is not the place's own."""
        return self._named(finding.grounds[0]) if finding.grounds else COMMON

    def _named(self, ground: Ground) -> str:
        provision = self._shelf.get(ground.id)
        if provision is None:
            return COMMON
        document = self._shelf.document_of(provision).short
        named = f"{provision.locator}, {document}" if ground.jurisdiction == CENTRAL else provision.locator
        return f"{named}, {DRAFT}" if ground.draft else named


def document_buttons(draft: Draft) -> Keyboard:
    """The ways to a plan's documents."""
    return (
        (Button("Xem bản nháp (DOCX)", Action.PLAN_PREVIEW, (draft.id,)),),
        (Button("Xuất bản chính thức", Action.PLAN_EXPORT, (draft.id,)),),
    )


def challenge_buttons(draft: Draft, *, coached: bool) -> Keyboard:
    """The way to an appraiser's questions, where a chat model is set."""
    return ((Button("Phản biện", Action.PLAN_CHALLENGE, (draft.id,)),),) if coached else ()


def _turning(draft: Draft, page: int, count: int) -> Keyboard:
    before = [Button("‹ Trang trước", Action.PLAN_CHECK, (draft.id, str(page - 1)))] if page else []
    after = [Button("Trang sau ›", Action.PLAN_CHECK, (draft.id, str(page + 1)))] if page + 1 < count else []
    return rows([*before, *after])


def _documents(attachments: Sequence[Attachment], profile: Profile) -> list[Reply]:
    return [screen("plan_document", profile, attachment=file, file_name=file.name) for file in attachments]


def _with_documents(said: Reply, attachments: Sequence[Attachment], profile: Profile) -> list[Reply]:
    """The documents, then what is said about them, so that its buttons stand last."""
    return [*_documents(attachments, profile), said]


def _shown_version(version: Version) -> ShownVersion:
    submitted = told(date.fromisoformat(version.submitted_on)) if version.submitted_on else ""
    day = frozen_on(version)
    when = told(day) if day else ""
    return ShownVersion(version.number, cut(version.title), when, submitted, version.digest[:12])


def _cut(change: Change) -> Change:
    pieces = (Piece(_shortened(piece.before), _shortened(piece.after)) for piece in change.pieces)
    return Change(change.question, change.label, tuple(pieces))


def _shortened(text: str | None) -> str | None:
    return None if text is None else cut(text, LONGEST_PIECE)
