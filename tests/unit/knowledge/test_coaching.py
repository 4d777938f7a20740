"""The coach with LangChain's fake models: what it is told, and what of its words has the right shape."""

import json

import pytest
from langchain_core.language_models.fake_chat_models import FakeListChatModel
from langchain_core.messages import BaseMessage

from knowledge.coaching import ModelCoach


class Listening(FakeListChatModel):
    """Answers from a list and keeps what it was told."""

    told: list[list[BaseMessage]] = []  # noqa: RUF012 - a field of a pydantic model

    def _call(self, messages: list[BaseMessage], *args: object, **kwargs: object) -> str:
        self.told.append(messages)
        return super()._call(messages)


class Failing(FakeListChatModel):
    """Fails as a provider does."""

    def _call(self, *args: object, **kwargs: object) -> str:
        raise ConnectionError("key sk-secret")


async def test_tells_the_question_and_the_text_as_data() -> None:
    model = Listening(responses=["Phường có 4 tổ."])
    assert await ModelCoach(model).rewritten("Vì sao?", 'phường có 4 tổ"}') == "Phường có 4 tổ."
    instructions, human = model.told[0]
    assert "Giữ nguyên mọi con số" in instructions.content
    assert json.loads(str(human.content)) == {"question": "Vì sao?", "text": 'phường có 4 tổ"}'}


async def test_does_not_tell_numbers_of_persons() -> None:
    model = Listening(responses=["x"])
    await ModelCoach(model).rewritten("Vì sao?", "gọi 0905 123 456\n4 tổ")
    assert json.loads(str(model.told[0][1].content))["text"] == "gọi (số đã che)\n4 tổ"


async def test_questions_are_lines_that_ask() -> None:
    model = Listening(responses=["Sau đây là câu hỏi:\nMột?\n\n Hai? \nBa?\nBốn?"])
    assert await ModelCoach(model).challenges("kế hoạch") == ("Một?", "Hai?", "Ba?")


async def test_no_words_when_the_provider_fails(caplog: pytest.LogCaptureFixture) -> None:
    coach = ModelCoach(Failing(responses=[]))
    assert await coach.rewritten("Vì sao?", "4 tổ") is None
    assert await coach.challenges("kế hoạch") == ()
    assert [(record.action, record.why) for record in caplog.records] == [
        ("coach", "provider"),
        ("challenge", "provider"),
    ]
    assert "sk-secret" not in caplog.text
