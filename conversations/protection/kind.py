"""The assessment as a kind of form."""

from conversations.actions import Action
from conversations.drafts import Draft
from conversations.events import Button, Keyboard, Profile, Reply
from conversations.forms.kinds import Naming
from conversations.forms.questions import Answers, Form, Part, Question
from conversations.protection.questions import JURISDICTION, place_of


class AssessmentKind:
    """The kind of the assessment (`conversations.forms.kinds.FormKind`)."""

    def __init__(self, form: Form) -> None:
        self._form = form

    @property
    def form(self) -> Form:
        """The questions."""
        return self._form

    @property
    def naming(self) -> Naming:
        """How users know it."""
        return Naming("baove", "đối chiếu", "Các bản đối chiếu đang soạn")

    def place(self, profile: Profile, answers: Answers) -> str | None:
        """Where the matter is."""
        return place_of(answers, profile)

    def known(self, profile: Profile) -> Answers:
        """The place is not asked of somebody who has chosen one."""
        return known_place(self._form, profile)

    def title(self, answers: Answers) -> str | None:
        """The answers name nothing; the user may."""
        del answers
        return None

    def after_part(self, part: Part, draft: Draft, profile: Profile) -> tuple[Reply, ...]:
        """Nothing is said before the end."""
        del part, draft, profile
        return ()

    def step_buttons(self, question: Question, draft: Draft, profile: Profile) -> Keyboard:
        """No help with a choice."""
        del question, draft, profile
        return ()

    def review_buttons(self, draft: Draft, profile: Profile) -> Keyboard:
        """The result."""
        del profile
        return ((Button("Xem kết quả đối chiếu", Action.PROTECT_RESULT, (draft.id,)),),)


def known_place(form: Form, profile: Profile) -> Answers:
    """The place of the profile as an answer to the form's question of the place, where it is one of its choices."""
    question = next(one for one in form.questions if one.key == JURISDICTION)
    place = profile.jurisdiction
    return {JURISDICTION: place} if place and any(choice.key == place for choice in question.choices) else {}
