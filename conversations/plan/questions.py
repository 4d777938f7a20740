"""The questions of the plan, read once from `plan.yaml`."""

from functools import cache
from importlib import resources

from conversations.events import Profile
from conversations.forms.loading import load_form
from conversations.forms.questions import Answers, Form

JURISDICTION = "jurisdiction"
"""The question where the plan is proposed: it decides which documents a plan is held against."""
ELSEWHERE = "other"
"""The answer for a place without a document of its own in the store."""


@cache
def plan_form() -> Form:
    """The form of the plan. Raises FormError when the packaged file is wrong."""
    return load_form(resources.files(__package__).joinpath("plan.yaml").read_text(encoding="utf-8"))


def place_of(answers: Answers, profile: Profile) -> str | None:
    """The place that a plan is held against: where it is proposed, until that is answered where the user works."""
    place = answers.get(JURISDICTION)
    return place if isinstance(place, str) else profile.jurisdiction
