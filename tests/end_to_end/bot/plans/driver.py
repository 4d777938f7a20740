"""Fills in a form as a user would: reads the question on the screen, taps and types, and counts what it took."""

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field

from bot.sandbox.client import ChatMessage, SandboxUser
from conversations.forms.questions import Answer, Form, Kind, Question
from tests.end_to_end.bot.plans.keystrokes import COLLECTED, DONE, NONE, SKIP, labels_for, messages_for

STEP = re.compile(r"· phần (?P<part>\d+)/\d+ .+? · câu (?P<number>\d+)/(?P<total>\d+)")
"""What every step says above its question."""
REVIEW = "· xem lại"
REFUSED = re.compile(r"^⚠️ ", re.MULTILINE)
NEXT_PAGE = "Trang sau ›"
MOST_STEPS = 200
"""A form that goes on for longer leads in a circle."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that the user has at hand."""

    name: str
    content: bytes


@dataclass(slots=True)
class Tally:
    """What a user did: buttons tapped, messages typed, files sent."""

    taps: int = 0
    messages: int = 0
    files: int = 0

    @property
    def all(self) -> int:
        """Everything that the user did."""
        return self.taps + self.messages + self.files


@dataclass
class Driver:
    """Drives one form in one chat.

    `answers` are as forms keep them, by the key of their question; a question without one is passed over. `uploads` are
    the files for questions that ask for files. `tally` counts all, `by_question` each question's part of it.
    """

    user: SandboxUser
    form: Form
    answers: Mapping[str, Answer]
    uploads: Mapping[str, Sequence[Upload]] = field(default_factory=dict)
    timeout: float = 30.0
    tally: Tally = field(default_factory=Tally)
    by_question: dict[str, Tally] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """The keys of the questions in the order in which they were asked."""

    # What the user does

    async def say(self, text: str) -> ChatMessage:
        """Types a message; the screen after it."""
        return await self._act(lambda: self.user.send(text), messages=1)

    async def tap(self, label: str) -> ChatMessage:
        """Taps a button of the present screen; the screen after it."""
        screen = await self.screen()
        return await self._act(lambda: self.user.click(_button(screen, label), screen), taps=1)

    async def ask(self, label: str, on: ChatMessage, enough: Callable[[list[ChatMessage]], bool]) -> list[ChatMessage]:
        """Taps a button for what is no step, such as documents: what the bot then sends, once that is enough."""
        before = len(await self._seen())
        self.tally.taps += 1
        await self.user.click(_button(on, label), on)

        async def sent() -> list[ChatMessage] | None:
            new = [message for message in await self.user.transcript() if message.from_bot][before:]
            return new if enough(new) else None

        return await self.user.wait(sent, f"what {label!r} brings", self.timeout)

    async def upload(self, file: Upload) -> ChatMessage:
        """Sends a file; the screen after it."""
        return await self._act(lambda: self.user.send_document(file.name, file.content), files=1)

    async def begin(self, command: str, button: str) -> ChatMessage:
        """Begins a new form: the command, and the button that begins another where it lists drafts."""
        before = await self._seen()
        self.tally.messages += 1
        await self.user.send(command)

        async def answered() -> ChatMessage | None:
            last = await self._last()
            shown = last and (STEP.search(last.text) or last.button(button))
            return last if shown and await self._seen() != before else None

        listed = await self.user.wait(answered, f"a step or a button {button!r}", self.timeout)
        if STEP.search(listed.text):
            return listed
        return await self._act(lambda: self.user.click(button, listed), taps=1)

    async def fill(self, until: str | None = None) -> ChatMessage:
        """Answers question after question; ends at the review, or before the question `until`."""
        for _ in range(MOST_STEPS):
            screen = await self.screen()
            if is_review(screen):
                return screen
            question = self.question_on(screen)
            if question.key == until:
                return screen
            await self.answer(question)
        raise AssertionError(f"{MOST_STEPS} steps and no end:\n{await self.user.describe()}")

    async def answer(self, question: Question) -> ChatMessage:
        """Answers the question that is on the screen, and goes on; the screen after it."""
        before = Tally(self.tally.taps, self.tally.messages, self.tally.files)
        self.asked.append(question.key)
        given = self.answers.get(question.key)
        screen = await (self.tap(SKIP) if given is None else self._given(question, given))
        had = self.by_question.setdefault(question.key, Tally())
        had.taps += self.tally.taps - before.taps
        had.messages += self.tally.messages - before.messages
        had.files += self.tally.files - before.files
        return screen

    async def change(self, key: str, answer: Answer) -> ChatMessage:
        """Changes one answer from the review, answers what that newly asks, and comes back; the review after it."""
        question = next(one for one in self.form.questions if one.key == key)
        self.answers = {**self.answers, key: answer}
        screen = await self.screen()
        while (number := self._number_of(question, screen)) is None:
            screen = await self.tap(NEXT_PAGE)
        await self.tap(number)
        return await self.fill()

    async def _given(self, question: Question, given: Answer) -> ChatMessage:
        screen = await self.screen()
        for label in labels_for(question, given):
            screen = await self.tap(_choice_label(screen, label))
        for text in messages_for(question, given):
            screen = await self.say(text)
        for file in self.uploads[question.key] if question.kind is Kind.FILES else ():
            screen = await self.upload(file)
        if question.kind in COLLECTED:
            screen = await self.tap(DONE if given else NONE)
        return screen

    # What the user sees

    async def screen(self) -> ChatMessage:
        """The step or review that is on the screen now."""
        return await self.user.wait(self._present, "a step or a review", self.timeout)

    def question_on(self, screen: ChatMessage) -> Question:
        """The question that a step asks; of several with the same words the one that there is an answer to."""
        shown = _flat(screen.text)
        asked = [question for question in self.form.questions if _flat(question.text) in shown]
        longest = max((len(question.text) for question in asked), default=0)
        alike = [question for question in asked if len(question.text) == longest]
        assert alike, f"no question of the form on this screen:\n{screen.text}"
        return next((question for question in alike if question.key in self.answers), alike[0])

    async def _act(
        self, act: Callable[[], Awaitable[object]], *, taps: int = 0, messages: int = 0, files: int = 0
    ) -> ChatMessage:
        self.tally.taps += taps
        self.tally.messages += messages
        self.tally.files += files
        before = await self._seen()
        await act()

        async def changed() -> ChatMessage | None:
            return await self._present() if await self._seen() != before else None

        screen = await self.user.wait(changed, "what the bot says to that", self.timeout)
        assert is_review(screen) or not REFUSED.search(screen.text), f"refused:\n{await self.user.describe()}"
        return screen

    async def _seen(self) -> list[tuple[int, int]]:
        """The bot's messages and how often each was edited."""
        return [(message.id, message.edits) for message in await self.user.transcript() if message.from_bot]

    async def _present(self) -> ChatMessage | None:
        """The bot's last message where it is a step or a review: what comes before a step is no screen yet."""
        last = await self._last()
        return last if last and (STEP.search(last.text) or is_review(last)) else None

    async def _last(self) -> ChatMessage | None:
        """The bot's last message."""
        return next((message for message in reversed(await self.user.transcript()) if message.from_bot), None)

    def _number_of(self, question: Question, review: ChatMessage) -> str | None:
        """The number by which a review's page lists the question; None when it is on another page."""
        name = getattr(question, "label", "") or question.text
        lines = (re.fullmatch(r"(?:⚠️ )?(\d+)\. (.+?): .*", line) for line in review.text.splitlines())
        return next((line[1] for line in lines if line and _flat(name).startswith(_flat(line[2]).rstrip(" …"))), None)


def is_review(screen: ChatMessage) -> bool:
    """Whether there is nothing more to ask."""
    return REVIEW in screen.text


def _button(screen: ChatMessage, label: str) -> str:
    """The button of exactly this label: a number is part of other labels."""
    assert label in screen.labels, f"no button {label!r} but {screen.labels} under:\n{screen.text}"
    return label


def _choice_label(screen: ChatMessage, label: str) -> str:
    """The button of a choice: its words, or the number by which the text lists them."""
    if label in screen.labels:
        return label
    listed = re.search(rf"^(\d+)\. {re.escape(label)}$", screen.text, re.MULTILINE)
    assert listed, f"no choice {label!r} on this screen: {screen.labels}\n{screen.text}"
    return listed[1]


def _flat(text: str) -> str:
    return " ".join(text.split())
