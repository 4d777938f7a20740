"""The door: nothing of a marked message and no code of an invitation comes in."""

import json
from typing import Any

import pytest

from bot.door import MARKED, admit
from bot.updates import read, sent_at
from conversations.events import Command, Press, Text, Unsupported
from storage.invitations import digest_of, new_code

WORDS = "TUYỆT MẬT: phương án bảo vệ cầu Trà Khúc"
PERSON = {"id": 7, "is_bot": False, "first_name": "Mật", "last_name": "MẬT"}
CHAT = {"id": 7, "type": "private", "first_name": "Mật", "title": "MẬT"}


def message(**parts: object) -> dict[str, Any]:
    return {"update_id": 1, "message": {"message_id": 5, "date": 1_700_000_000, "chat": CHAT, "from": PERSON, **parts}}


MARKED_PARTS: dict[str, dict[str, Any]] = {
    "text": {"text": WORDS},
    "caption": {"photo": [{"file_id": "f", "file_unique_id": "u"}], "caption": WORDS},
    "file name": {"document": {"file_id": "f", "file_name": "TUYET_MAT_phuong_an.docx"}},
    "reply": {"text": "xem giúp", "reply_to_message": {"message_id": 4, "chat": CHAT, "text": WORDS}},
    "file of a reply": {"text": "xem", "reply_to_message": {"document": {"file_id": "f", "file_name": "MẬT.pdf"}}},
    "quote": {"text": "xem giúp", "quote": {"text": WORDS, "position": 0}},
    "external reply": {"text": "xem", "external_reply": {"document": {"file_name": "(MẬT) 12.pdf"}}},
    "forward": {"text": WORDS, "forward_origin": {"type": "hidden_user", "sender_user_name": "Mật", "date": 1}},
    "poll": {"poll": {"question": "Chọn", "options": [{"text": "thường"}, {"text": "TỐI MẬT"}]}},
    "contents of a checklist": {"checklist": {"title": "Việc", "tasks": [{"id": 1, "text": "(TỐI MẬT)"}]}},
    "unaccented": {"text": "Số: 12/BC-UBND TUYET MAT"},
    "a part of the future": {"from_the_future": {"deep": [[{"er": [WORDS]}]]}},
}


@pytest.mark.parametrize("parts", MARKED_PARTS.values(), ids=MARKED_PARTS)
def test_nothing_of_a_marked_message_comes_in(parts: dict[str, Any]) -> None:
    raw = message(**parts)
    admitted = admit(raw)
    assert set(admitted["message"]) == {"message_id", "date", "chat", MARKED}
    assert admitted["message"]["chat"] == {"id": 7, "type": "private"}
    stored = json.dumps(admitted, ensure_ascii=False)
    assert not [word for word in ("phương án", "Trà Khúc", "xem", "Mật", "MẬT", "MAT", "file_id") if word in stored]
    incoming = read(admitted)
    assert incoming is not None
    assert incoming.event == Unsupported("secret")
    assert sent_at(admitted) == sent_at(raw)


@pytest.mark.parametrize("kind", ["edited_message", "channel_post", "business_message", "of_the_future"])
def test_whatever_kind_of_update_it_is(kind: str) -> None:
    admitted = admit({"update_id": 1, kind: message(text=WORDS)["message"]})
    assert "phương án" not in json.dumps(admitted, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    ["quy định về bí mật nhà nước", "tài liệu mật thì làm sao?", "Mật khẩu là gì", "mất", "/hoi bảo mật", "/start"],
)
def test_an_ordinary_message_comes_in_as_it_is(text: str) -> None:
    raw = message(text=text, document={"file_name": "bao-mat.pdf"})
    assert admit(raw) == raw


def test_people_may_be_called_mat() -> None:
    raw = message(text="xin chào", via_bot=PERSON, contact={"first_name": "Mật"}, new_chat_members=[PERSON])
    assert admit(raw) == raw


@pytest.mark.parametrize("said", ["/start {}", "/start@damlam_bot {}", "/START  {} ", "/start\n{}"])
def test_the_code_of_an_invitation_comes_in_as_its_digest(said: str) -> None:
    code = new_code()
    admitted = admit(message(text=said.format(code)))
    assert code not in json.dumps(admitted)
    incoming = read(admitted)
    assert incoming is not None
    assert incoming.event == Command("start", digest_of(code))


def test_whoever_knows_a_digest_cannot_use_it_as_a_code() -> None:
    digest = digest_of("x")
    incoming = read(admit(message(text=f"/start {digest}")))
    assert incoming is not None
    assert incoming.event == Command("start", digest_of(digest))


@pytest.mark.parametrize("text", ["/start", "/starter x", "/hoi x", "start x", "hỏi /start x"])
def test_other_commands_come_in_as_they_are(text: str) -> None:
    assert admit(message(text=text))["message"]["text"] == text


def test_the_text_of_a_pressed_message_stays_out() -> None:
    """It is the bot's own and may show the code of an invitation."""
    said = message(text="https://t.me/bot?start=CODE", reply_to_message={"text": WORDS})["message"]
    raw = {"update_id": 1, "callback_query": {"id": "q", "from": PERSON, "message": said, "data": "invite-list"}}
    admitted = admit(raw)
    assert "CODE" not in json.dumps(admitted)
    assert "phương án" not in json.dumps(admitted, ensure_ascii=False)
    incoming = read(admitted)
    assert incoming is not None
    assert (incoming.event, incoming.pressed, incoming.chat_id) == (Press("invite-list"), 5, 7)


def test_in_a_group_a_marked_message_is_not_answered_but_not_kept_either() -> None:
    raw = message(text=WORDS)
    raw["message"]["chat"] = {"id": -5, "type": "group", "title": "Phòng"}
    admitted = admit(raw)
    assert "phương án" not in json.dumps(admitted, ensure_ascii=False)
    incoming = read(admitted)
    assert incoming is not None
    assert incoming.event is None


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": 1},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": "MẬT"},
        {"update_id": 1, "message": {}},
        {"update_id": 1, "message": {"text": "MẬT", "chat": "MẬT"}},
        {"update_id": 1, "message": {"text": 5, "chat": None}},
        {"update_id": 1, "message": {"text": ["/start x"]}},
        {"update_id": 1, "callback_query": {"message": "x"}},
        {"update_id": 1, "callback_query": None},
        {"update_id": 1, "poll_answer": {"option_ids": [1]}},
    ],
)
def test_no_update_breaks_the_door(raw: dict[str, Any]) -> None:
    assert set(admit(raw)) == set(raw)


def test_what_is_deep_is_found_without_end_of_the_stack() -> None:
    deep: dict[str, Any] = {"text": WORDS}
    for _ in range(50_000):
        deep = {"reply_to_message": deep}
    assert MARKED in admit({"update_id": 1, "message": deep})["message"]


def test_a_message_is_read_as_before() -> None:
    incoming = read(admit(message(text="hạn bao nhiêu ngày")))
    assert incoming is not None
    assert incoming.event == Text("hạn bao nhiêu ngày")
