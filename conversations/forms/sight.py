"""Whether the chat looks at the form that it is in the middle of, and what is typed or sent while it does not."""

from conversations.actions import Action
from conversations.events import Button, Command, Keyboard, Outcome, Profile, Reply, Text
from conversations.forms.opened import Opened
from conversations.forms.questions import Question
from conversations.forms.steps import step
from conversations.forms.telling import cut
from conversations.ports import Records
from conversations.screens import screen

SCREENS = frozenset({"form_step", "form_problem", "form_review", "form_why", "form_parts", "form_rename"})
"""The screens of a form that is being filled in."""
DONE = "form_done"
"""Says again what has just been said: whatever came after that is in sight still."""
ANSWER, QUESTION = "a", "q"
"""What a typed text is to be, as a button carries it."""
USE = "Dùng làm câu trả lời"
LOOK_UP = "Tra cứu câu này"
SHOWN = 300
"""Characters of the text that are shown again."""


def in_sight(outcome: Outcome) -> bool | None:
    """Whether the user sees a form after an outcome; None where it shows nothing that leads elsewhere."""
    last = outcome.replies[-1].template if outcome.replies else DONE
    return None if last == DONE else last in SCREENS


def which(
    opened: Opened, question: Question, text: str, name: str, profile: Profile, *, notices: tuple[str, ...] = ()
) -> Reply:
    """Whether a text is the answer to the present question. The buttons carry the `name` of the message."""
    draft = opened.draft
    args = (name, draft.id, str(draft.revision))
    keyboard: Keyboard = (
        (Button(USE, Action.FORM_TYPED, (ANSWER, *args)),),
        (Button(LOOK_UP, Action.FORM_TYPED, (QUESTION, *args)),),
    )
    shown = step(opened.engine, opened.state, question, cut(draft.title))
    return screen("form_aside", profile, keyboard, step=shown, typed=cut(text, SHOWN), notices=notices)


def resent(opened: Opened, question: Question, profile: Profile) -> Reply:
    """A file has gone nowhere: how to come back to the question that takes it."""
    keyboard: Keyboard = ((Button("Viết tiếp", Action.FORM_OPEN, (opened.draft.id,)),),)
    shown = step(opened.engine, opened.state, question, cut(opened.draft.title))
    return screen("form_file_aside", profile, keyboard, step=shown)


async def text_of(name: str, records: Records) -> str | None:
    """What a message said; None when it is gone."""
    event = await records.message(name) if name.isascii() and name.isdigit() else None
    match event:
        case Text(text):
            return text
        case Command(command, argument):
            return f"/{command} {argument}".strip()
    return None
