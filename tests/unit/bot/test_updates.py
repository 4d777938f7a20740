from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.updates import MAX_TEXT, Incoming, chat_of, read
from conversations.events import Command, Event, File, Press, Text, Unsupported

CHAT = {"id": 500, "type": "private", "first_name": "An"}
GROUP = {"id": -900, "type": "supergroup", "title": "Nhóm"}
SENT = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def message(chat: dict[str, Any] = CHAT, **content: object) -> dict[str, Any]:
    return {"update_id": 7, "message": {"message_id": 3, "date": int(SENT.timestamp()), "chat": chat, **content}}


def event(raw: dict[str, Any], username: str | None = "damlam_bot") -> Event | None:
    incoming = read(raw, username)
    assert incoming is not None
    return incoming.event


def test_a_message_belongs_to_its_chat_and_carries_when_it_was_written() -> None:
    assert read(message(text="Hạn trả lời?")) == Incoming(500, Text("Hạn trả lời?"), SENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/start", Command("start")),
        ("/START", Command("start")),
        ("/start CODE123", Command("start", "CODE123")),
        ("/hoi thời hạn\ntrả lời", Command("hoi", "thời hạn\ntrả lời")),
        ("/hoi@damlam_bot  thời hạn ", Command("hoi", "thời hạn")),
        ("/hoi@DamLam_Bot x", Command("hoi", "x")),
        ("/hoi@another_bot x", None),
        ("/", Text("/")),
        ("/ start", Text("/ start")),
        ("/hỏi thời hạn", Text("/hỏi thời hạn")),
        ("1/2 số cán bộ", Text("1/2 số cán bộ")),
        ("hỏi /start", Text("hỏi /start")),
    ],
)
def test_commands(text: str, expected: Event | None) -> None:
    assert event(message(text=text)) == expected


def test_text_is_brought_into_nfc_and_what_cannot_be_stored_is_replaced() -> None:
    assert event(message(text="Đie\u0302\u0300u\x00 4 \ud800")) == Text("Điều\ufffd 4 \ufffd")


def test_a_message_up_to_the_limit_is_read_and_a_longer_one_is_not() -> None:
    assert event(message(text="x" * MAX_TEXT)) == Text("x" * MAX_TEXT)
    assert event(message(text="x" * (MAX_TEXT + 1))) == Unsupported("too-long")
    assert event(message(text="/hoi " + "x" * MAX_TEXT)) == Unsupported("too-long")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ({"voice": {"file_id": "1"}}, "voice"),
        ({"sticker": {"file_id": "1"}}, "sticker"),
        ({"document": {"file_id": "1"}, "animation": {"file_id": "1"}}, "animation"),
        ({"location": {"latitude": 1}, "venue": {"title": "x"}}, "venue"),
        ({"poll": {"id": "1"}}, "poll"),
    ],
)
def test_what_the_bot_does_not_read_is_named(content: dict[str, Any], kind: str) -> None:
    assert event(message(**content)) == Unsupported(kind)


def test_a_document_is_a_file_with_its_caption() -> None:
    document = {
        "file_id": "D1",
        "file_name": "Ke\u0302\u0301 hoạch.docx",
        "mime_type": "x/y",
        "file_size": 12,
        "thumb": {},
    }
    assert event(message(document=document, caption="đây\x00")) == File("D1", "Kế hoạch.docx", "x/y", 12, "đây\ufffd")
    assert event(message(document={"file_id": "D1"})) == File("D1", "", "", 0)


def test_a_photo_is_a_file_in_its_largest_size_wherever_that_stands() -> None:
    sizes = [(90, 67, "S"), (1280, 960, "L"), (320, 240, "M")]
    photo = [{"file_id": name, "width": width, "height": height, "file_size": 7} for width, height, name in sizes]
    assert event(message(photo=photo, media_group_id="g")) == File("L", "anh.jpg", "image/jpeg", 7)


@pytest.mark.parametrize("content", [{"photo": []}, {"document": None}])
def test_a_file_without_content_is_named_and_not_read(content: dict[str, Any]) -> None:
    assert event(message(**content)) == Unsupported(next(iter(content)))


def test_a_file_in_a_group_is_not_noticed() -> None:
    assert event(message(GROUP, document={"file_id": "D1"}, caption="/hoi@damlam_bot x")) is None


@pytest.mark.parametrize("content", [{"pinned_message": {}}, {"new_chat_title": "x"}, {"something_new": 1}, {}])
def test_a_service_message_is_no_event(content: dict[str, Any]) -> None:
    assert event(message(**content)) is None


def test_in_a_group_only_a_command_is_noticed() -> None:
    assert event(message(GROUP, text="/hoi@damlam_bot x")) == Unsupported("group")
    assert event(message(GROUP, text="chào cả nhà")) is None
    assert event(message(GROUP, sticker={"file_id": "1"})) is None


def press(data: str | None, chat: dict[str, Any] = CHAT) -> dict[str, Any]:
    return {
        "update_id": 8,
        "callback_query": {"id": "q1", "from": {"id": 500}, "data": data, "message": {"message_id": 42, "chat": chat}},
    }


def test_a_press_knows_its_query_and_the_message_it_was_under() -> None:
    incoming = read(press("place|quang-ngai"))
    assert incoming == Incoming(500, Press("place", ("quang-ngai",)), callback_id="q1", pressed=42)


def test_hostile_callback_data_is_a_stale_press() -> None:
    assert event(press("<script>")) == Press("stale")
    assert event(press(None)) == Press("stale")


def test_a_press_in_a_group_is_acknowledged_and_no_more() -> None:
    assert read(press("place|x", GROUP)) == Incoming(-900, None, callback_id="q1", pressed=42)


def test_a_press_without_its_message_has_nowhere_to_be_answered() -> None:
    assert read({"update_id": 8, "callback_query": {"id": "q1", "from": {"id": 5}, "inline_message_id": "x"}}) is None


@pytest.mark.parametrize(("status", "reachable"), [("kicked", False), ("left", False), ("member", True)])
def test_blocking_and_unblocking(status: str, reachable: bool) -> None:
    raw = {"update_id": 9, "my_chat_member": {"chat": CHAT, "new_chat_member": {"status": status}}}
    assert read(raw) == Incoming(500, reachable=reachable)


@pytest.mark.parametrize(
    "raw",
    [
        {},
        {"update_id": 1},
        {"update_id": 1, "edited_message": message()["message"]},
        {"update_id": 1, "inline_query": {"id": "x"}},
        {"update_id": 1, "message": None},
        {"update_id": 1, "message": "x"},
        {"update_id": 1, "message": {"message_id": 1}},
        {"update_id": 1, "message": {"message_id": 10**30, "chat": CHAT}},
        {"update_id": 1, "message": {"message_id": 1, "chat": {"id": 2**63}}},
        {"update_id": 1, "message": {"message_id": 1, "chat": CHAT, "text": ["x"]}},
        {"update_id": 1, "message": {"message_id": 1, "chat": CHAT, "document": {"file_name": "no id"}}},
        {"update_id": 1, "message": {"message_id": 1, "chat": CHAT, "document": {"file_id": "1", "file_size": -1}}},
    ],
)
def test_what_is_of_no_kind_or_shape_that_the_bot_reads_is_none(raw: dict[str, Any]) -> None:
    assert read(raw) is None
    assert chat_of(raw) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
FIELDS = (
    *("id", "type", "text", "date", "chat", "message_id", "data", "voice", "message", "new_chat_member", "status"),
    *("document", "photo", "caption"),
)


@given(
    st.fixed_dictionaries(
        {"update_id": st.integers()},
        optional={
            kind: st.dictionaries(st.sampled_from(FIELDS), JSON | st.just(CHAT), max_size=6)
            for kind in ("message", "callback_query", "my_chat_member")
        },
    )
)
def test_no_json_makes_it_fail(raw: dict[str, Any]) -> None:
    read(raw, "damlam_bot")
