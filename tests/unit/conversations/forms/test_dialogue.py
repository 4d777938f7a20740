"""A form in a chat: what is typed, pressed and sent, and the drafts of a user."""

from dataclasses import replace

import pytest

from bot.callbacks import pack
from bot.rendering import Renderer
from conversations.actions import Action
from conversations.drafts import StoredFile
from conversations.events import Command, Event, File, Outcome, Press, Reply, Text, Unsupported
from conversations.forms.remarks import OLD_BUTTON, ONLY_A_DAY
from conversations.ports import FileRefusal, Refusal
from conversations.router import Router
from knowledge.library import Library
from tests.unit.conversations.chat import MEMBER, BuiltAnswers, Chat, buttons
from tests.unit.conversations.forms.samples import FORM, TODAY, SmallKind

FILE = File("telegram-id", "dự toán.pdf", "application/pdf", 9)
STORED = StoredFile("file-1", "dự toán.pdf", "application/pdf", "abc", b"%PDF-1.7\n")


class Channel:
    """The contract of `Files`: brings `given`, and keeps what it was asked for."""

    def __init__(self, given: StoredFile | FileRefusal = STORED) -> None:
        self.given = given
        self.asked: list[File] = []

    async def fetch(self, file: File) -> StoredFile | FileRefusal:
        self.asked.append(file)
        return self.given


async def begun(chat: Chat, *events: Event | str) -> Reply:
    """The last reply after a new draft was begun and the events came: a text is typed, or pressed where it is a
    button."""
    reply = (await chat.send(Command("kehoach"))).replies[-1]
    for event in events:
        reply = (await sent(chat, reply, event)).replies[-1]
    return reply


async def sent(chat: Chat, reply: Reply, event: Event | str) -> Outcome:
    if isinstance(event, str):
        event = buttons(reply).get(event, Text(event))
    return await chat.send(event)


def state(chat: Chat) -> dict[str, object]:
    (draft,) = chat.kept.values()
    return dict(draft.state)


def answers(chat: Chat) -> dict[str, object]:
    kept = state(chat)["answers"]
    assert isinstance(kept, dict)
    return kept


class TestAnswering:
    async def test_a_command_begins_with_the_first_question(self, chat: Chat) -> None:
        reply = await begun(chat)
        assert reply.template == "form_step"
        assert reply.context["step"].text == "Kế hoạch tên là gì?"  # type: ignore[attr-defined]
        assert (await chat.active()) is not None

    async def test_every_answer_is_stored_at_once(self, chat: Chat) -> None:
        await begun(chat, "Một cửa lưu động", "Không phù hợp")
        assert answers(chat) == {"ten": "Một cửa lưu động", "loai": "khong-hop"}
        assert state(chat)["at"] == "quy-dinh"

    async def test_a_press_redraws_and_a_text_is_answered_below_it(self, chat: Chat) -> None:
        reply = await begun(chat, "Một cửa")
        assert not reply.redraw
        (pressed,) = (await chat.press(reply, "Chưa được quy định")).replies
        assert pressed.redraw

    async def test_the_name_of_the_draft_follows_its_answer(self, chat: Chat) -> None:
        reply = await begun(chat)
        assert reply.context["step"].heading == "Kế hoạch 25/11/2026"  # type: ignore[attr-defined]
        reply = await begun_again(chat, reply, "Một cửa")
        assert reply.context["step"].heading == "Kế hoạch: Một cửa"  # type: ignore[attr-defined]

    async def test_a_problem_says_how_to_mend_it_and_stores_nothing(self, chat: Chat) -> None:
        reply = await begun(chat, "a", "Không phù hợp")
        outcome = await sent(chat, reply, "quyết định cũ")
        assert outcome.replies[0].template == "form_problem"
        assert outcome.replies[0].context["write"] == "Quyết định số 12/2020/QĐ-UBND, Điều 5 khoản 2, UBND tỉnh"
        assert outcome.drafts is None

    async def test_how_an_answer_was_understood_is_said(self, chat: Chat) -> None:
        reply = await begun(chat, "a", "Chưa được quy định", "b", "Xong", "Không có mục nào", "30", "1,5 tỷ")
        assert reply.context["notices"] == ("Đã ghi: 1.500.000.000 đồng.",)

    async def test_a_message_that_belongs_elsewhere_is_taken_out_of_a_text(self, chat: Chat) -> None:
        reply = await begun(chat, "a", "Chưa được quy định", "b", "mai")
        assert answers(chat)["mo-ta"] == "b\n\nmai"
        assert reply.context["notices"] == (ONLY_A_DAY,)
        (taken,) = (await chat.press(reply, "Bỏ tin vừa gửi")).replies
        assert answers(chat)["mo-ta"] == "b"
        assert (taken.redraw, taken.context["notices"]) == (True, ())
        (old,) = (await chat.press(reply, "Bỏ tin vừa gửi")).replies
        assert answers(chat)["mo-ta"] == "b"
        assert old.context["notices"] == (OLD_BUTTON,)

    async def test_a_message_in_words_is_not_remarked_on(self, chat: Chat) -> None:
        reply = await begun(chat, "a", "Chưa được quy định", "Làm từ 15/9 đến cuối năm")
        assert reply.context["notices"] == ()
        assert "Bỏ tin vừa gửi" in buttons(reply)
        assert (await begun_again(chat, reply, "Xong", "Không có mục nào")).context["notices"] == ()

    async def test_what_stands_for_a_required_answer_that_is_put_off_is_said(self, chat: Chat) -> None:
        reply = await begun(chat, "Bỏ qua")
        assert reply.context["notices"] == ("Đã bỏ qua: bản kế hoạch sẽ để “[cần bổ sung]”.",)
        reply = await begun_again(chat, reply, "Không phù hợp", "Bỏ qua", "Bỏ qua")
        assert reply.context["notices"] == ()

    async def test_a_finished_part_is_told_to_the_kind(self, chat: Chat, kind: SmallKind) -> None:
        await begun(chat, "a", "Chưa được quy định")
        assert kind.finished == ["chung"]

    async def test_a_long_message_is_read_and_one_too_long_refused(self, chat: Chat) -> None:
        reply = await begun(chat, "a", "Chưa được quy định")
        refused = (await sent(chat, reply, "x" * 4096)).replies[0]
        assert refused.template == "form_problem"
        assert "4.096 ký tự, tối đa 200" in str(refused.context["says"])

    async def test_markup_is_text(self, chat: Chat) -> None:
        reply = await begun(chat, "<b>a</b> & 😀")
        assert answers(chat)["ten"] == "<b>a</b> & 😀"
        assert "&lt;b&gt;a&lt;/b&gt; &amp; 😀" in Renderer().html(reply)


async def begun_again(chat: Chat, reply: Reply, *events: Event | str) -> Reply:
    for event in events:
        reply = (await sent(chat, reply, event)).replies[-1]
    return reply


class TestQuestions:
    async def test_a_question_in_between_is_answered_and_the_step_shown_again(
        self, chat: Chat, answers: BuiltAnswers
    ) -> None:
        reply = await begun(chat, "a")
        outcome = await sent(chat, reply, "Thời hạn trả lời là bao lâu?")
        assert [one.template for one in outcome.replies] == ["answer", "form_step"]
        assert answers.asked == [("Thời hạn trả lời là bao lâu?", "quang-ngai")]
        assert outcome.answers
        assert outcome.drafts is None

    async def test_what_is_no_answer_and_no_question_is_a_problem(self, chat: Chat, answers: BuiltAnswers) -> None:
        reply = await begun(chat, "a", "cả hai trường hợp")
        assert reply.template == "form_problem"
        assert answers.asked == []

    async def test_the_command_asks_whatever_the_step(self, chat: Chat, answers: BuiltAnswers) -> None:
        await begun(chat)
        outcome = await chat.send(Command("hoi", "thời hạn trả lời"))
        assert [one.template for one in outcome.replies] == ["answer", "form_step"]
        assert answers.asked == [("thời hạn trả lời", "quang-ngai")]
        assert [one.template for one in (await chat.send(Command("hoi"))).replies] == ["invite"]

    async def test_an_answer_that_sounds_like_a_question_is_taken_and_can_be_taken_back(
        self, chat: Chat, answers: BuiltAnswers
    ) -> None:
        reply = await begun(chat, "Ai quyết định?")
        assert answers.asked == []
        assert state(chat)["answers"] == {"ten": "Ai quyết định?"}
        outcome = await chat.press(reply, "Đây là câu hỏi")
        assert [one.template for one in outcome.replies] == ["answer", "form_step"]
        assert outcome.replies[0].context["asked"] == "Ai quyết định?"
        assert answers.asked == [("Ai quyết định?", "quang-ngai")]
        assert state(chat)["answers"] == {}
        assert state(chat)["at"] == "ten"

    async def test_it_can_be_taken_back_from_the_review_too(self, chat: Chat) -> None:
        reply = await begun(chat, "Mục lục", "Xem lại toàn bộ", "1", "Ai quyết định?")
        assert reply.template == "form_review"
        await chat.press(reply, "Đây là câu hỏi")
        assert answers(chat) == {}

    async def test_at_the_review_a_text_is_a_question(self, chat: Chat, answers: BuiltAnswers) -> None:
        reply = await begun(chat, "Mục lục", "Xem lại toàn bộ")
        assert (await sent(chat, reply, "thời hạn")).replies[0].template == "answer"
        assert answers.asked == [("thời hạn", "quang-ngai")]

    async def test_a_question_too_long_is_not_asked(self, chat: Chat, answers: BuiltAnswers) -> None:
        assert (await chat.say(Text("x" * 2001))).template == "too_long"
        assert answers.asked == []

    async def test_why_shows_the_provisions_of_the_place_and_the_step_again(self, chat: Chat, library: Library) -> None:
        reply = await begun(chat, "a")
        why, again = (await chat.press(reply, "Vì sao hỏi?")).replies
        words = [passage.body for passage in why.context["passages"]]  # type: ignore[attr-defined]
        texts = ["".join(span.text for span in body) for body in words]
        assert texts == [library.get(id_).text for id_ in ("quang-ngai/dieu-4/khoan-1", "kl-14/muc-2.3")]
        assert again == replace(reply, redraw=False)

    async def test_an_old_why_shows_the_present_step(self, chat: Chat) -> None:
        reply = await begun(chat, "a")
        await chat.press(reply, "Chưa được quy định")
        (step,) = (await chat.press(reply, "Vì sao hỏi?")).replies
        assert step.context["step"].text == "Sẽ làm những gì?"  # type: ignore[attr-defined]


class TestButtons:
    async def test_a_stale_button_redraws_the_present_step_and_stores_nothing(self, chat: Chat) -> None:
        old = await begun(chat, "a")
        await chat.press(old, "Chưa được quy định")
        outcome = await chat.press(old, "Không phù hợp")
        assert outcome.drafts is None
        assert outcome.replies[0].redraw
        assert outcome.replies[0].context["step"].text == "Sẽ làm những gì?"  # type: ignore[attr-defined]
        assert answers(chat)["loai"] == "chua"

    async def test_two_devices_cannot_overwrite_one_another(self, chat: Chat) -> None:
        """The second of two events that met the same state is refused when it is stored."""
        reply = await begun(chat, "a")
        press = buttons(reply)["Chưa được quy định"]
        first = await chat.router.handle(press, chat.profile, chat)
        second = await chat.router.handle(Text("Không phù hợp"), chat.profile, chat)
        chat.keep(first.drafts)
        with pytest.raises(Exception, match="is not lower than"):
            chat.keep(second.drafts)

    async def test_a_button_of_another_draft_takes_it_in_hand(self, chat: Chat) -> None:
        first = await begun(chat, "Thứ nhất")
        listing = await chat.say(Command("kehoach"))
        await chat.press(listing, "Soạn kế hoạch mới")
        one, two = sorted(chat.kept.values(), key=lambda draft: draft.title)
        assert chat.in_hand == one.id
        await chat.press(first, "Chưa được quy định")
        assert chat.in_hand == two.id

    @pytest.mark.parametrize("action", [action for action in Action if action.startswith("form")])
    @pytest.mark.parametrize("args", [("x",), ("x", "1"), ("x", "1", "b"), ("x", "²", "b"), ("x", "1", "c", "a", "b")])
    async def test_a_button_of_a_draft_that_is_gone_says_so(
        self, chat: Chat, action: Action, args: tuple[str, ...]
    ) -> None:
        outcome = await chat.send(Press(action, args))
        assert [reply.template for reply in outcome.replies] == ["form_gone"]
        assert outcome.drafts is None

    @pytest.mark.parametrize(
        "args", [(), ("1",), ("²", "b"), ("-1", "b"), ("1", "?"), ("1", "r", "x"), ("9" * 40, "b")]
    )
    async def test_arguments_that_no_button_carries_break_nothing(self, chat: Chat, args: tuple[str, ...]) -> None:
        await begun(chat, "a")
        draft_id = next(iter(chat.kept))
        for action in Action:
            if action.startswith("form") and action != Action.FORM_DELETE_SURE:
                assert (await chat.send(Press(action, (draft_id, *args)))).replies


class TestReview:
    async def test_it_lists_what_is_missing_and_an_edit_comes_back_to_it(self, chat: Chat) -> None:
        reply = await begun(chat, "Mục lục", "Xem lại toàn bộ")
        assert reply.context["missing"] == ["1", "2", "3", "4", "5", "7", "8", "9", "10"]
        reply = await begun_again(chat, reply, "1", "Một cửa")
        assert reply.template == "form_review"
        assert "1" not in reply.context["missing"]  # type: ignore[operator]

    async def test_it_has_pages_and_the_kinds_own_buttons(self, chat: Chat) -> None:
        reply = await begun(chat, "a", "Không phù hợp", "Mục lục", "Xem lại toàn bộ")
        assert "Kiểm tra" in buttons(reply)
        following = (await chat.press(reply, "Trang sau ›")).replies[0]
        assert following.context["page"] == 2
        assert following.redraw
        assert "‹ Trang trước" in buttons(following)
        assert "11" in buttons(following)

    async def test_a_part_is_reached_from_the_list_of_parts(self, chat: Chat) -> None:
        reply = await begun(chat, "a", "Mục lục", "3. Rủi ro")
        assert reply.context["step"].text == "Rủi ro nào có thể xảy ra?"  # type: ignore[attr-defined]


class TestLeaving:
    async def test_what_is_left_is_saved_and_texts_are_questions_again(self, chat: Chat, answers: BuiltAnswers) -> None:
        reply = await begun(chat, "a", "Lưu, để sau")
        assert reply.template == "form_left"
        assert chat.in_hand == ""
        assert (await chat.say(Text("thời hạn"))).template == "answer"
        assert answers.asked == [("thời hạn", "quang-ngai")]

    @pytest.mark.parametrize("way", [Command("tieptuc"), "Soạn tiếp"])
    async def test_it_goes_on_where_it_was_left(self, chat: Chat, way: Event | str) -> None:
        left = await begun(chat, "a", "Lưu, để sau")
        reply = (await sent(chat, left, way)).replies[0]
        assert reply.context["step"].text == "Vấn đề thuộc trường hợp nào?"  # type: ignore[attr-defined]
        assert "Soạn tiếp: đã trả lời 1/11 câu." in reply.context["notices"]  # type: ignore[operator]
        assert chat.in_hand

    async def test_another_replica_goes_on(self, chat: Chat, answers: BuiltAnswers, library: Library) -> None:
        await begun(chat, "a", "Không phù hợp")
        chat.router = Router(answers, library, kinds=[SmallKind()], today=lambda: TODAY)
        await chat.say(Text("Quyết định số 12/2020/QĐ-UBND, Điều 5"))
        assert state(chat)["at"] == "can-cu"

    async def test_with_nothing_to_go_on_with_it_offers_to_begin(self, chat: Chat) -> None:
        reply = await chat.say(Command("tieptuc"))
        assert reply.template == "form_none"
        assert list(buttons(reply)) == ["Soạn kế hoạch mới"]

    async def test_a_form_that_changed_says_what_is_asked_anew(
        self, chat: Chat, answers: BuiltAnswers, library: Library
    ) -> None:
        await begun(chat, "a", "Chưa được quy định", "Lưu, để sau")
        loai = FORM.parts[0].questions[1]
        newer = replace(loai, choices=(replace(loai.choices[0], key="moi"), loai.choices[1]))
        questions = tuple(newer if one is loai else one for one in FORM.parts[0].questions)
        form = replace(FORM, version=2, parts=(replace(FORM.parts[0], questions=questions), *FORM.parts[1:]))
        chat.router = Router(answers, library, kinds=[SmallKind(form=form)], today=lambda: TODAY)
        reply = await chat.say(Command("tieptuc"))
        told = " ".join(reply.context["notices"])  # type: ignore[arg-type]
        assert "xin trả lời lại: Loại điểm nghẽn" in told
        assert state(chat)["answers"] == {"ten": "a"}
        assert "trả lời lại" not in str((await chat.say(Command("tieptuc"))).context["notices"])

    async def test_a_draft_whose_state_is_garbage_goes_on(self, chat: Chat) -> None:
        await begun(chat, "a")
        (draft,) = chat.kept.values()
        chat.kept[draft.id] = replace(draft, state={"answers": 5, "at": ["x"]})
        assert (await chat.say(Command("tieptuc"))).template == "form_step"
        assert (await chat.say(Text("Tên"))).template == "form_step"
        assert answers(chat) == {"ten": "Tên"}

    async def test_a_draft_of_a_form_that_is_no_more_is_not_in_the_way(self, chat: Chat) -> None:
        await begun(chat, "a")
        (draft,) = chat.kept.values()
        chat.kept[draft.id] = replace(draft, form="cu")
        assert (await chat.say(Text("thời hạn"))).template == "answer"
        assert (await chat.say(Command("tieptuc"))).template == "form_none"


class TestDrafts:
    async def test_the_command_lists_what_there_is(self, chat: Chat) -> None:
        await begun(chat, "Một cửa")
        reply = await chat.say(Command("kehoach"))
        assert reply.template == "form_list"
        assert list(buttons(reply)) == ["Một cửa", "Tùy chọn", "Soạn kế hoạch mới"]
        assert (await chat.press(reply, "Một cửa")).replies[0].template == "form_step"

    async def test_many_drafts_have_pages(self, chat: Chat) -> None:
        await begun(chat)
        for _ in range(9):
            await chat.send(Press(Action.FORM_NEW, ("thu",)))
        reply = await chat.say(Command("kehoach"))
        following = (await chat.press(reply, "Trang sau ›")).replies[0]
        assert len(following.context["drafts"]) == 2  # type: ignore[arg-type]
        assert "‹ Trang trước" in buttons(following)

    async def test_a_new_name(self, chat: Chat) -> None:
        await begun(chat, "a")
        card = (await chat.press(await chat.say(Command("kehoach")), "Tùy chọn")).replies[0]
        asked = (await chat.press(card, "Đổi tên")).replies[0]
        assert asked.template == "form_rename"
        refused = await chat.say(Text("x" * 121))
        assert "121 ký tự, tối đa 120" in str(refused.context["says"])
        await chat.say(Text("Tên  mới?\n"))
        (draft,) = chat.kept.values()
        assert draft.title == "Tên mới?"
        assert draft.state["answers"] == {"ten": "a"}
        assert not draft.state["naming"]

    async def test_a_new_name_can_be_given_up(self, chat: Chat) -> None:
        reply = await begun(chat, "a")
        card = (await chat.press(await chat.say(Command("kehoach")), "Tùy chọn")).replies[0]
        asked = (await chat.press(card, "Đổi tên")).replies[0]
        await chat.press(asked, "Giữ tên cũ")
        await chat.say(Text("1"))
        assert answers(chat)["loai"] == "chua"
        card = (await chat.press(await chat.say(Command("kehoach")), "Tùy chọn")).replies[0]
        await chat.press(card, "Đổi tên")
        await chat.press(reply, "Bỏ qua")
        assert not state(chat)["naming"]

    async def test_a_copy_is_a_draft_of_its_own(self, chat: Chat) -> None:
        await begun(chat, "Một cửa", "Không phù hợp")
        card = (await chat.press(await chat.say(Command("kehoach")), "Tùy chọn")).replies[0]
        await chat.press(card, "Sao thành bản mới")
        (copy, first) = await chat.drafts()
        assert copy.title == "Một cửa (bản sao)"
        assert copy.state["answers"] == first.state["answers"]
        assert chat.in_hand == copy.id != first.id
        await chat.say(Text("Quyết định số 12/2020/QĐ-UBND, Điều 5"))
        assert "quy-dinh" not in chat.kept[first.id].state["answers"]

    async def test_deleting_asks_first(self, chat: Chat) -> None:
        await begun(chat, "Một cửa")
        card = (await chat.press(await chat.say(Command("kehoach")), "Tùy chọn")).replies[0]
        sure = (await chat.press(card, "Xóa")).replies[0]
        assert chat.kept
        assert (await chat.press(sure, "Không xóa")).replies[0].template == "form_list"
        gone = (await chat.press(sure, "Xóa hẳn")).replies[0]
        assert gone.context["notice"] == "✅ Đã xóa “Một cửa”."
        assert not chat.kept
        assert chat.in_hand == ""


class TestFiles:
    @pytest.fixture
    def channel(self) -> Channel:
        return Channel()

    @pytest.fixture
    def chat(self, answers: BuiltAnswers, library: Library, kind: SmallKind, channel: Channel) -> Chat:
        router = Router(answers, library, kinds=[kind], files=channel, today=lambda: TODAY)
        return Chat(router=router, profile=MEMBER)

    async def at_files(self, chat: Chat) -> Reply:
        reply = await begun(chat, "Mục lục", "3. Rủi ro", "Bỏ qua", "Bỏ qua")
        assert "10 MB: PDF, DOCX" in str(reply.context["step"].hint)  # type: ignore[attr-defined]
        return reply

    async def test_a_file_is_kept_with_the_answer(self, chat: Chat) -> None:
        await self.at_files(chat)
        reply = await chat.say(FILE)
        assert reply.context["step"].had == ("dự toán.pdf (9 B)",)  # type: ignore[attr-defined]
        kept = {"id": "file-1", "name": "dự toán.pdf", "mime": "application/pdf", "size": "9", "digest": "abc"}
        assert answers(chat) == {"tep": [kept]}
        assert chat.files == {"file-1": STORED}

    @pytest.mark.parametrize("reason", Refusal)
    async def test_a_refused_file_is_told_why(self, chat: Chat, channel: Channel, reason: Refusal) -> None:
        await self.at_files(chat)
        channel.given = FileRefusal(reason)
        reply = await chat.say(FILE)
        assert str(reply.context["says"]).startswith("Tệp chưa được nhận: ")
        assert not chat.files
        assert answers(chat) == {}

    async def test_what_could_not_be_read_in_a_file_is_said(self, chat: Chat, channel: Channel) -> None:
        await self.at_files(chat)
        channel.given = replace(STORED, legible=False)
        assert "không đọc được chữ" in str((await chat.say(FILE)).context["notices"])

    async def test_a_file_at_another_question_is_not_fetched(self, chat: Chat, channel: Channel) -> None:
        await begun(chat)
        reply = await chat.say(FILE)
        assert "không nhận tệp" in str(reply.context["says"])
        assert channel.asked == []

    async def test_a_file_after_another_screen_lands_nowhere_and_the_way_back_is_told(
        self, chat: Chat, channel: Channel
    ) -> None:
        await self.at_files(chat)
        await chat.say(Command("caidat"))
        for _ in range(2):
            reply = await chat.say(FILE)
            assert reply.template == "form_file_aside"
        assert (channel.asked, chat.files, answers(chat)) == ([], {}, {})
        back = await chat.say(buttons(reply)["Viết tiếp"])
        assert back.template == "form_step"
        await chat.say(FILE)
        assert chat.files == {"file-1": STORED}

    async def test_after_another_screen_what_the_question_does_not_take_is_answered_as_without_a_form(
        self, chat: Chat, channel: Channel
    ) -> None:
        await begun(chat)
        await chat.say(Command("caidat"))
        assert (await chat.say(FILE)).template == "file_unasked"
        assert (await chat.say(Unsupported("sticker"))).template == "unsupported"
        assert channel.asked == []

    async def test_a_file_without_a_form_is_not_fetched(self, chat: Chat, channel: Channel) -> None:
        assert (await chat.say(FILE)).template == "file_unasked"
        assert channel.asked == []

    @pytest.mark.parametrize(("what", "words"), [("voice", "tin nhắn thoại"), ("sticker", "nhãn dán")])
    async def test_what_is_not_read_leaves_the_step_as_it_is(self, chat: Chat, what: str, words: str) -> None:
        await begun(chat)
        reply = await chat.say(Unsupported(what))
        assert words in str(reply.context["says"])
        assert answers(chat) == {}

    @pytest.mark.parametrize("what", ["too-long", "group", "unheard-of"])
    async def test_what_is_no_message_to_the_form_is_the_bots(self, chat: Chat, what: str) -> None:
        await begun(chat)
        assert (await chat.say(Unsupported(what))).template in {"too_long", "group", "unsupported"}


async def test_without_a_channel_no_file_is_taken(chat: Chat) -> None:
    await begun(chat, "Mục lục", "3. Rủi ro", "Bỏ qua", "Bỏ qua")
    assert "Hiện chưa nhận được tệp" in str((await chat.say(FILE)).context["says"])


def now(chat: Chat, event: Event) -> Event:
    """A move as a button drawn just now carries it."""
    if not isinstance(event, Press) or event.action != Action.FORM:
        return event
    draft_id, _, *move = event.args
    return Press(event.action, (draft_id, str(chat.kept[draft_id].revision), *move))


async def test_every_screen_of_a_form_renders_and_every_button_fits(chat: Chat) -> None:
    """A walk over every screen that pressing can reach, from drafts with hostile names and answers."""
    renderer, seen, pressed = Renderer(), set[str](), set[tuple[str, ...]]()
    await begun(chat, "</b><script>" * 6, "Không phù hợp", "sai")
    events: list[Event] = [Command("kehoach"), Command("tieptuc"), Text("x"), Text("Ai?")]
    while events:
        for reply in (await chat.send(now(chat, events.pop()))).replies:
            html = "".join(message.html for message in renderer.messages(reply, pressed=1))
            assert "<script" not in html
            assert "None" not in html
            seen.add(reply.template)
            assert len(reply.keyboard) <= 30
            for button in (button for row in reply.keyboard for button in row):
                assert 0 < len(button.label) <= 64
                pack(button)
                key = (button.action, *button.args[2:])
                if key not in pressed and button.action not in {"form-check", Action.FORM_DELETE_SURE}:
                    pressed.add(key)
                    events.append(Press(button.action, button.args))
    assert {"form_step", "form_review", "form_parts", "form_list", "form_card", "form_delete", "form_rename"} <= seen
    assert {"form_why", "form_left", "form_problem"} <= seen
