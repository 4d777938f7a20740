import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, TemplateNotFound, UndefinedError

from bot.callbacks import CallbackError
from bot.rendering import LARGEST_ATTACHMENT, LONGEST_CAPTION, AttachmentError, Call, OutgoingMessage, Renderer
from bot.splitting import LIMIT, MarkupError, plain, units
from conversations.events import Attachment, Button, Reply

RENDERER = Renderer(
    DictLoader(
        {
            "say.html.j2": "<b>{{ text }}</b>",
            "airy.html.j2": "một  \n\n  \n\n\nhai\n{% if text %}\n  {{ text }}\n{% endif %}\n\n",
            "broken.html.j2": "<b>{{ text }}",
            "blank.html.j2": " ",
        }
    )
)
KEYBOARD = ((Button("Một", "one", ("a/b",)), Button("Hai", "two")), (Button("Ba", "three"),))


def test_a_reply_becomes_a_message_with_its_keyboard_packed() -> None:
    [message] = RENDERER.messages(Reply("say", {"text": "x"}, KEYBOARD))
    assert message == OutgoingMessage(
        "<b>x</b>",
        (
            ({"text": "Một", "callback_data": "one|a/b"}, {"text": "Hai", "callback_data": "two"}),
            ({"text": "Ba", "callback_data": "three"},),
        ),
    )


@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), max_size=50))
def test_what_a_user_wrote_is_text_and_never_markup(text: str) -> None:
    messages = RENDERER.messages(Reply("say", {"text": text}))
    assert "".join(plain(message.html) for message in messages).split() == text.split()


def test_blank_lines_run_together_and_the_ends_are_trimmed() -> None:
    assert RENDERER.html(Reply("airy", {"text": "ba"})) == "một\n\nhai\n  ba"


def test_a_long_reply_is_several_messages_with_the_keyboard_under_the_last() -> None:
    messages = RENDERER.messages(Reply("say", {"text": "câu dài. " * 1200}, KEYBOARD))
    assert len(messages) == 3
    assert [bool(message.keyboard) for message in messages] == [False, False, True]
    assert all(units(plain(message.html)) <= LIMIT for message in messages)


def test_a_redraw_rewrites_the_pressed_message_with_its_first_part() -> None:
    long = Reply("say", {"text": "câu dài. " * 600}, redraw=True)
    assert [message.edits for message in RENDERER.messages(long, pressed=42)] == [42, None]
    assert [message.edits for message in RENDERER.messages(long)] == [None, None]
    assert RENDERER.messages(Reply("say", {"text": "x"}), pressed=42)[0].edits is None


def test_faults_of_templates_and_dialogues_are_errors() -> None:
    with pytest.raises(TemplateNotFound):
        RENDERER.messages(Reply("absent"))
    with pytest.raises(UndefinedError):
        RENDERER.messages(Reply("say"))
    with pytest.raises(MarkupError):
        RENDERER.messages(Reply("broken", {"text": "x"}))
    with pytest.raises(CallbackError):
        RENDERER.messages(Reply("say", {"text": "x"}, ((Button("Dài", "long", ("x" * 64,)),),)))


def test_a_message_is_a_call_of_the_bot_api() -> None:
    call = OutgoingMessage("<b>x</b>", (({"text": "Một", "callback_data": "one"},),)).call()
    assert call == Call(
        "sendMessage",
        {
            "text": "<b>x</b>",
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {"inline_keyboard": [[{"text": "Một", "callback_data": "one"}]]},
        },
    )


def test_an_edit_names_its_message_and_can_become_a_new_one() -> None:
    call = OutgoingMessage("x", edits=42).call()
    assert (call.method, call.params["message_id"]) == ("editMessageText", 42)
    assert call.as_new() == OutgoingMessage("x").call()


def test_the_plain_form_has_the_text_without_marks() -> None:
    call = OutgoingMessage("<b>a</b> &lt; b", (({"text": "Một", "callback_data": "one"},),)).call()
    bare = call.as_plain(keyboard=False)
    assert bare == Call("sendMessage", {"text": "a < b", "link_preview_options": {"is_disabled": True}})
    assert "reply_markup" in call.as_plain(keyboard=True).params


FILE = Attachment("Kế hoạch.docx", "application/x", b"PK")


def test_a_text_that_fits_is_the_caption_of_the_file_with_the_keyboard_under_it() -> None:
    [message] = RENDERER.messages(Reply("say", {"text": "a < b"}, KEYBOARD, redraw=True, attachment=FILE), pressed=42)
    assert message.document == FILE
    call = message.call()
    assert (call.method, call.params["caption"], call.params["parse_mode"]) == (
        "sendDocument",
        "<b>a &lt; b</b>",
        "HTML",
    )
    assert len(call.params["reply_markup"]["inline_keyboard"]) == 2
    assert not {"text", "message_id", "link_preview_options", "document"} & set(call.params)


@pytest.mark.parametrize(("letters", "messages"), [(LONGEST_CAPTION, 1), (LONGEST_CAPTION + 1, 2)])
def test_a_caption_is_as_long_as_telegram_allows_less_a_margin(letters: int, messages: int) -> None:
    rendered = RENDERER.messages(Reply("say", {"text": "ắ" * letters}, attachment=FILE))
    assert len(rendered) == messages
    assert all(units(plain(message.html)) <= 1024 for message in rendered if message.document)


def test_a_longer_text_goes_before_the_file_which_carries_the_keyboard() -> None:
    reply = Reply("say", {"text": "câu dài. " * 600}, KEYBOARD, redraw=True, attachment=FILE)
    *texts, last = RENDERER.messages(reply, pressed=42)
    assert [(bool(text.keyboard), text.edits, text.document) for text in texts] == [
        (False, 42, None),
        (False, None, None),
    ]
    assert (last.html, bool(last.keyboard), last.edits, last.document) == ("", True, None, FILE)
    assert last.call().params["caption"] == ""


def test_a_file_without_a_word_needs_none() -> None:
    [message] = RENDERER.messages(Reply("blank", attachment=FILE))
    assert (message.html, message.document) == ("", FILE)


@pytest.mark.parametrize("size", [0, LARGEST_ATTACHMENT + 1])
def test_a_file_that_telegram_would_refuse_is_never_queued(size: int) -> None:
    with pytest.raises(AttachmentError, match=r"to-trinh\.docx"):
        RENDERER.messages(Reply("blank", attachment=Attachment("to-trinh.docx", "x/y", bytes(size))))


def test_the_plain_form_of_a_caption_has_no_marks() -> None:
    [message] = RENDERER.messages(Reply("say", {"text": "a < b"}, KEYBOARD, attachment=FILE))
    call = Call("sendDocument", {**message.call().params, "document": {"stored": "1"}})
    assert call.as_plain(keyboard=False) == Call("sendDocument", {"caption": "a < b", "document": {"stored": "1"}})
