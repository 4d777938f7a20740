"""Asking: a question goes to the answerer; the answer comes back with buttons that work while its record is kept."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from conversations.actions import Action
from conversations.browsing import Browser
from conversations.events import Feedback, Outcome, Press, Profile, Reply
from conversations.examples import example, example_buttons
from conversations.given import Given, new_answer_id
from conversations.ports import Answering, Offering, OnCommand, OnPress, Records
from conversations.presenting import SMALL_TALK, Presenter
from conversations.screens import screen
from conversations.shelf import ELSEWHERE, Shelf


class Ask:
    """Answers questions, typed, commanded or suggested, and what is pressed under the answers."""

    def __init__(
        self,
        answerer: Answering,
        shelf: Shelf,
        new_id: Callable[[], str] = new_answer_id,
        *,
        offering: Sequence[Offering] = (),
    ) -> None:
        """`offering` are asked for ways on from every answer that is none of small talk."""
        self._offering = offering
        self._answerer = answerer
        self._presenter = Presenter(shelf)
        self._browser = Browser(shelf)
        self._new_id = new_id
        self.commands: Mapping[str, OnCommand] = {"hoi": self.command}
        self.presses: Mapping[str, OnPress] = {
            Action.EXAMPLE: self.example,
            Action.ARTICLE: self.article,
            Action.MORE: self.more,
            Action.OTHERS: self.others,
            Action.HELPFUL: self.helpful,
            Action.WRONG: self.wrong,
        }

    async def command(self, question: str, profile: Profile, _records: Records) -> Outcome:
        """`/hoi question` asks; `/hoi` alone invites a question."""
        if question.strip():
            return await self.question(question, profile)
        return Outcome((screen("invite", profile, example_buttons(profile.jurisdiction)),))

    async def question(self, question: str, profile: Profile, *, asked: str | None = None) -> Outcome:
        """The answer. `asked` is the question where the chat does not show it already."""
        place = None if profile.jurisdiction == ELSEWHERE else profile.jurisdiction
        answer = await self._answerer.answer(question, place)
        given = Given.of(answer, self._new_id())
        reply = self._presenter.reply(answer, given, profile, asked)
        if answer.reason in SMALL_TALK:
            return Outcome((reply,))
        offered = (row for one in self._offering for row in one.offers(question, given.id, profile))
        reply = replace(reply, keyboard=(*offered, *reply.keyboard))
        return Outcome((reply,), answers=(given.record(),))

    async def example(self, press: Press, profile: Profile, _records: Records) -> Outcome:
        """Asks a suggested question; the answer repeats it, since a press leaves no message."""
        question = example(*press.args) if len(press.args) == 2 else None
        return await self.question(question, profile, asked=question) if question else Outcome((stale(profile),))

    async def article(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Shows an article."""
        given = await _given(press, records)
        return _shown(self._browser.article(given, _number(press), profile) if given else None, profile)

    async def more(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Shows further passages."""
        given = await _given(press, records)
        return _shown(self._browser.candidates(given, _number(press), profile) if given else None, profile)

    async def others(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Shows other documents."""
        given = await _given(press, records)
        return _shown(self._browser.others(given, profile) if given else None, profile)

    async def helpful(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Keeps the judgement "hữu ích"."""
        return self._judged(await _given(press, records), profile, helpful=True)

    async def wrong(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Keeps the judgement "chưa đúng" and shows ways on."""
        return self._judged(await _given(press, records), profile, helpful=False)

    def _judged(self, given: Given | None, profile: Profile, *, helpful: bool) -> Outcome:
        if given is None:
            return Outcome((stale(profile),))
        reply = self._browser.thanks(given, profile, helpful=helpful)
        return Outcome((reply,), feedback=(Feedback(given.id, helpful),))


def stale(profile: Profile) -> Reply:
    """What a button says whose answer is gone."""
    return screen("stale", profile)


async def _given(press: Press, records: Records) -> Given | None:
    record = await records.get(press.args[0]) if press.args else None
    return Given.from_record(record) if record else None


def _number(press: Press) -> int:
    """The number that a button carries, -1 for none."""
    number = press.args[1] if len(press.args) > 1 else ""
    return int(number) if number.isascii() and number.isdigit() else -1


def _shown(reply: Reply | None, profile: Profile) -> Outcome:
    return Outcome((reply or stale(profile),))
