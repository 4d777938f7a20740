"""Asking, and what is pressed under an answer, today or long after."""

import re
from dataclasses import replace

import pytest

from conversations.events import AnswerRecord, Command, Feedback, Press, Profile, Text
from knowledge.answer import Answer, AnswerStatus, Elsewhere, Reason
from knowledge.library import Library
from tests.unit.conversations.chat import BuiltAnswers, Chat, Cite, buttons


async def test_an_answer_is_kept_with_ids_alone(chat: Chat) -> None:
    outcome = await chat.send(Text("bao nhiêu ngày?"))
    (record,) = outcome.answers
    assert record.question == "bao nhiêu ngày?"
    assert record.status == "answered"
    assert record.payload == {
        "citations": ["quang-ngai/dieu-4/khoan-3", "kl-14/muc-2.3"],
        "aside": [],
        "candidates": ["quang-ngai/dieu-4/khoan-1", "quang-ngai/dieu-4/khoan-2", "kl-14/muc-2.2", "lam-dong/iv/3"],
        "others": ["lam-dong/chu-thich-1", "hai-phong/3"],
    }
    assert outcome.profile is None


async def test_ids_are_short_and_new_each_time(chat: Chat) -> None:
    for _ in range(20):
        await chat.send(Text("?"))
    assert len(chat.records) == 20
    assert all(re.fullmatch(r"[\w-]{11}", id_) for id_ in chat.records)


async def test_buttons_of_an_answer(chat: Chat) -> None:
    reply = await chat.say(Text("?"))
    assert [[button.label for button in row] for row in reply.keyboard] == [
        ["Xem toàn văn Điều 4"],
        ["Đoạn khác", "Văn bản khác"],
        ["Hữu ích", "Chưa đúng?"],
    ]


@pytest.mark.parametrize(
    ("cited", "label"),
    [
        ("kl-14/muc-2.4/doan-2", "Xem toàn văn mục 2.4"),
        ("lai-chau/ii/3/doan-1", "Xem toàn văn mục II khoản 3"),
        ("quang-ngai/dieu-5/khoan-2/diem-e", "Xem toàn văn Điều 5"),
        ("lam-dong/chu-thich-1", None),
        ("hai-phong/3", None),
    ],
)
async def test_the_article_button_is_named_by_its_unit(
    chat: Chat, answers: BuiltAnswers, cite: Cite, cited: str, label: str | None
) -> None:
    """There is none where the answer already shows all of it."""
    citation = cite(cited)
    answers.usual = Answer("", AnswerStatus.ANSWERED, lead=citation.text, citations=(citation,))
    reply = await chat.say(Text("?"))
    assert [button for button in buttons(reply) if button.startswith("Xem")] == ([label] if label else [])


async def test_no_button_leads_nowhere(chat: Chat, answers: BuiltAnswers, deadline: Answer) -> None:
    answers.usual = replace(deadline, candidates=(), others=())
    assert list(buttons(await chat.say(Text("?")))) == ["Xem toàn văn Điều 4", "Hữu ích", "Chưa đúng?"]


async def test_hoi_asks_its_argument(chat: Chat, answers: BuiltAnswers) -> None:
    assert (await chat.say(Command("hoi", "bao nhiêu ngày?"))).template == "answer"
    assert answers.asked == [("bao nhiêu ngày?", "quang-ngai")]


@pytest.mark.parametrize("argument", ["", "  \n"])
async def test_hoi_alone_invites(chat: Chat, answers: BuiltAnswers, argument: str) -> None:
    reply = await chat.say(Command("hoi", argument))
    assert reply.template == "invite"
    assert len(buttons(reply)) == 3
    assert not answers.asked


async def test_whole_article(chat: Chat, library: Library) -> None:
    (reply,) = (await chat.press(await chat.say(Text("?")), "Xem toàn văn Điều 4")).replies
    article = library.get("quang-ngai/dieu-4")
    assert reply.template == "whole_article"
    assert not reply.redraw
    assert reply.context["article"].locator == "Điều 4"
    assert reply.context["heading"] == article.heading
    assert "\n".join([article.heading, *reply.context["paragraphs"]]) == article.text
    assert reply.context["effect"]
    assert reply.context["overtaken"]


async def test_a_whole_draft_says_so_and_an_uncertain_footnote_too(chat: Chat) -> None:
    answer = await chat.say(Text("?"))
    (listed,) = (await chat.press(answer, "Văn bản khác")).replies
    (reply,) = (await chat.press(listed, "Xem chú thích 1 (Lâm Đồng)")).replies
    assert reply.context["article"].status == "draft"
    assert reply.context["article"].place == "Lâm Đồng"
    assert reply.context["uncertain"]


async def test_further_passages_come_page_by_page(chat: Chat) -> None:
    answer = await chat.say(Text("?"))
    (first,) = (await chat.press(answer, "Đoạn khác")).replies
    assert [passage.locator for passage in first.context["passages"]] == [
        "Điều 4 khoản 1",
        "Điều 4 khoản 2",
        "mục 2.2",
    ]
    assert (first.context["page"], first.context["pages"]) == (1, 2)
    assert list(buttons(first)) == ["Xem Điều 4 (Quảng Ngãi)", "Xem mục 2.2 (Kết luận số 14-KL/TW)", "Xem tiếp"]
    (second,) = (await chat.press(first, "Xem tiếp")).replies
    assert [passage.status for passage in second.context["passages"]] == ["draft"]
    assert "Xem tiếp" not in buttons(second)


async def test_excerpts_are_verbatim(chat: Chat, library: Library) -> None:
    (reply,) = (await chat.press(await chat.say(Text("?")), "Đoạn khác")).replies
    for passage, id_ in zip(reply.context["passages"], chat.records.popitem()[1].payload["candidates"], strict=False):
        text = "".join(span.text for span in passage.body)
        assert " ".join(library.get(id_).text.split()).startswith(text)
        assert passage.after == (len(text) < len(library.get(id_).text))


async def test_other_documents(chat: Chat) -> None:
    (reply,) = (await chat.press(await chat.say(Text("?")), "Văn bản khác")).replies
    assert reply.template == "others"
    assert [passage.locator for passage in reply.context["passages"]] == ["chú thích 1", "mục 3"]
    assert list(buttons(reply)) == ["Xem chú thích 1 (Lâm Đồng)", "Xem mục 3 (Hải Phòng)"]


async def test_helpful_is_kept_and_thanked(chat: Chat) -> None:
    outcome = await chat.press(await chat.say(Text("?")), "Hữu ích")
    (id_,) = chat.records
    assert outcome.feedback == (Feedback(id_, helpful=True),)
    assert outcome.replies[0].context["helpful"] is True
    assert outcome.replies[0].keyboard == ()


async def test_wrong_is_kept_and_shows_ways_on(chat: Chat) -> None:
    answer = await chat.say(Text("?"))
    outcome = await chat.press(answer, "Chưa đúng?")
    (id_,) = chat.records
    assert outcome.feedback == (Feedback(id_, helpful=False),)
    assert list(buttons(outcome.replies[0])) == ["Đoạn khác", "Văn bản khác"]
    (further,) = (await chat.press(outcome.replies[0], "Đoạn khác")).replies
    assert further.template == "candidates"


async def test_pressing_twice_is_harmless(chat: Chat) -> None:
    answer = await chat.say(Text("?"))
    assert await chat.press(answer, "Chưa đúng?") == await chat.press(answer, "Chưa đúng?")
    assert (await chat.press(answer, "Hữu ích")).feedback[0].helpful


@pytest.mark.parametrize("label", ["Xem toàn văn Điều 4", "Đoạn khác", "Văn bản khác", "Hữu ích", "Chưa đúng?"])
async def test_without_its_record_every_button_is_stale(chat: Chat, label: str) -> None:
    answer = await chat.say(Text("?"))
    chat.records.clear()
    outcome = await chat.press(answer, label)
    assert [reply.template for reply in outcome.replies] == ["stale"]
    assert outcome.feedback == ()


@pytest.mark.parametrize("label", ["Xem toàn văn Điều 4", "Đoạn khác", "Văn bản khác"])
async def test_when_its_provisions_are_gone_a_button_is_stale(chat: Chat, label: str) -> None:
    answer = await chat.say(Text("?"))
    for id_, record in list(chat.records.items()):
        gone = {name: [f"gone/{one}" for one in ids] for name, ids in record.payload.items()}
        chat.records[id_] = AnswerRecord(id_, record.question, record.status, gone)
    assert [reply.template for reply in (await chat.press(answer, label)).replies] == ["stale"]


async def test_what_is_left_of_a_list_is_shown(chat: Chat) -> None:
    answer = await chat.say(Text("?"))
    for id_, record in list(chat.records.items()):
        payload = {**record.payload, "others": ["gone/1", "hai-phong/3"]}
        chat.records[id_] = AnswerRecord(id_, record.question, record.status, payload)
    (reply,) = (await chat.press(answer, "Văn bản khác")).replies
    assert list(buttons(reply)) == ["Xem mục 3 (Hải Phòng)"]


async def test_a_record_of_another_version_is_stale_at_worst(chat: Chat) -> None:
    chat.records["old"] = AnswerRecord("old", "?", "answered", {"citations": "kl-14/muc-2.3", "others": None})
    for action in ("article", "more", "others"):
        assert (await chat.say(Press(action, ("old", "0")))).template == "stale"
    assert (await chat.say(Press("wrong", ("old",)))).template == "feedback_thanks"


@pytest.mark.parametrize("reason", Reason)
async def test_every_refusal_has_its_screen(chat: Chat, reason: Reason) -> None:
    outcome = await chat.send(Text(reason))
    (reply,) = outcome.replies
    assert reply.template == reason.replace("-", "_")
    small_talk = reason in {Reason.GREETING, Reason.THANKS, Reason.IDENTITY, Reason.COMMANDING, Reason.NOISE}
    assert len(outcome.answers) == (0 if small_talk else 1)
    assert ("Chưa đúng?" in buttons(reply)) != small_talk
    assert "Hữu ích" not in buttons(reply)


async def test_a_provision_elsewhere_can_be_read(chat: Chat, answers: BuiltAnswers, library: Library) -> None:
    chat.profile = Profile(jurisdiction="hai-phong", greeted=True)
    there = Elsewhere("quang-ngai/dieu-4/khoan-3", "Quy định", "Điều 4 khoản 3", "Quảng Ngãi", "unknown")
    answers.usual = Answer("", AnswerStatus.REFUSED, Reason.SILENT_HERE, elsewhere=(there,), place="Hải Phòng")
    refusal = await chat.say(Text("?"))
    assert list(buttons(refusal)) == ["Xem Điều 4 (Quảng Ngãi)", "Chưa đúng?"]
    (article,) = (await chat.press(refusal, "Xem Điều 4 (Quảng Ngãi)")).replies
    assert article.context["article"].place == "Quảng Ngãi"


async def test_not_found_offers_the_nearest(chat: Chat, answers: BuiltAnswers) -> None:
    answers.usual = Answer("", AnswerStatus.REFUSED, Reason.NOT_FOUND, candidates=("kl-14/muc-2.3",))
    refusal = await chat.say(Text("?"))
    assert refusal.context["candidates"] is True
    assert list(buttons(refusal)) == ["Đoạn gần nhất", "Chưa đúng?"]
    (further,) = (await chat.press(refusal, "Đoạn gần nhất")).replies
    assert further.template == "candidates"
