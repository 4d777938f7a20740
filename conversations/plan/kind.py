"""The plan as a kind of form: its name, what it knows already, what is said after a part and under the review."""

from collections.abc import Callable
from datetime import date

from conversations.actions import Action
from conversations.drafts import Draft
from conversations.events import Button, Keyboard, Profile, Reply
from conversations.forms.kinds import Naming
from conversations.forms.questions import Answers, Form, Kind, Part, Question
from conversations.plan.check import Checker
from conversations.plan.presenting import PlanScreens, challenge_buttons, document_buttons
from conversations.plan.questions import JURISDICTION, place_of, plan_form


class PlanKind:
    """The kind of the plan (`conversations.forms.kinds.FormKind`)."""

    def __init__(
        self, checker: Checker, screens: PlanScreens, today: Callable[[], date], *, coached: bool = False
    ) -> None:
        """`coached`: there is a chat model that helps."""
        self._checker = checker
        self._screens = screens
        self._today = today
        self._coached = coached

    @property
    def form(self) -> Form:
        """The questions."""
        return plan_form()

    @property
    def naming(self) -> Naming:
        """How users know it."""
        return Naming("kehoach", "kế hoạch", "Các kế hoạch đang soạn")

    def place(self, profile: Profile, answers: Answers) -> str | None:
        """Where the plan is proposed; until that is answered, where the user works."""
        return place_of(answers, profile)

    def known(self, profile: Profile) -> Answers:
        """The place is not asked of somebody who has chosen one."""
        return {JURISDICTION: profile.jurisdiction} if profile.jurisdiction else {}

    def title(self, answers: Answers) -> str | None:
        """The plan's own title."""
        title = answers.get("title")
        return title if isinstance(title, str) else None

    def after_part(self, part: Part, draft: Draft, profile: Profile) -> tuple[Reply, ...]:
        """The check of the part, in one line."""
        answers = draft.state["answers"]
        report = self._checker.report(answers, place_of(answers, profile), self._today())
        return (self._screens.part(part, report.about(question.key for question in part.questions), profile),)

    def step_buttons(self, question: Question, draft: Draft, profile: Profile) -> Keyboard:
        """Help with a long text that was written."""
        del profile
        written = question.key in draft.state["answers"]
        if not self._coached or question.kind is not Kind.LONG or not written:
            return ()
        return ((Button("Gợi ý viết", Action.PLAN_STYLE, (draft.id, str(draft.revision))),),)

    def review_buttons(self, draft: Draft, profile: Profile) -> Keyboard:
        """The check, the documents and, with a chat model, an appraiser's questions."""
        del profile
        return (
            (
                Button("Kiểm tra kế hoạch", Action.PLAN_CHECK, (draft.id, "0")),
                Button("Các bản đã xuất", Action.PLAN_VERSIONS, (draft.id,)),
            ),
            *document_buttons(draft),
            *challenge_buttons(draft, coached=self._coached),
        )
