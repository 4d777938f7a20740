"""What an answer's screen is filled with."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.rendering import Renderer
from conversations.events import Profile, Reply
from conversations.given import Given
from conversations.presenting import Presenter
from conversations.shelf import Shelf
from knowledge.answer import Answer, AnswerStatus, Citation, Conflict, Reason
from knowledge.library import Library
from tests.unit.conversations.chat import Cite

HERE = Profile(jurisdiction="quang-ngai", greeted=True)
PROTECTED = (
    "Nếu có rủi ro, sai sót mà không gây hậu quả nghiêm trọng thì cán bộ được xem xét bảo vệ trong một số trường hợp "
    "sau:"
)
Present = Callable[..., Reply]


@pytest.fixture
def present(library: Library) -> Present:
    presenter = Presenter(Shelf(library))

    def reply(answer: Answer, profile: Profile = HERE) -> Reply:
        return presenter.reply(answer, Given.of(answer, "id"), profile)

    return reply


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer()


def answered(*citations: Citation, **changes: object) -> Answer:
    lead = str(changes.pop("lead", citations[0].quote))
    return Answer("", AnswerStatus.ANSWERED, lead=lead, citations=citations, **changes)  # type: ignore[arg-type]


def test_key_words_of_the_lead_are_bold(present: Present, deadline: Answer) -> None:
    bold = [span.text for span in present(deadline).context["lead"] if span.bold]  # type: ignore[attr-defined]
    assert bold == ["trong vòng 30 ngày làm việc"]


def test_a_short_provision_is_printed_once(present: Present, cite: Cite, renderer: Renderer) -> None:
    citation = cite("hai-phong/12")
    text = renderer.html(present(answered(citation)))
    assert text.count(citation.text) == 1
    assert text.startswith(f'"{citation.text}"')


def test_after_its_first_sentence_only_the_rest_is_shown(
    present: Present, deadline: Answer, renderer: Renderer
) -> None:
    text = renderer.html(present(deadline))
    assert text.count("60 ngày làm việc") == 1
    assert '<blockquote expandable>… "a) Thẩm định Kế hoạch' in text


def test_of_a_long_provision_the_sentence_stands_bold_in_its_place(
    present: Present, cite: Cite, renderer: Renderer
) -> None:
    text = renderer.html(present(answered(cite("quang-ngai/dieu-6/khoan-1"), lead=PROTECTED)))
    assert text.startswith(f'"{PROTECTED}"')
    assert f"<b>{PROTECTED}</b>\n- Làm những việc" in text


def test_misprints_of_all_that_is_shown_are_noted(present: Present, cite: Cite, renderer: Renderer) -> None:
    citation = cite("quang-ngai/dieu-6/khoan-1", PROTECTED)
    assert not citation.notes
    text = renderer.html(present(answered(citation)))
    assert text.count("có thể là &#34;chồng chéo&#34;") == 1


def test_a_summary_stands_before_the_whole_provision(present: Present, deadline: Answer, renderer: Renderer) -> None:
    text = renderer.html(present(replace(deadline, summary="Ba mươi ngày làm việc.")))
    assert text.startswith("Ba mươi ngày làm việc.\n\n📄")
    assert '"Cấp có thẩm quyền xem xét' in text
    assert "<b>trong vòng 30 ngày làm việc</b>" in text


def test_only_the_strong_citations_are_shown(present: Present, cite: Cite, renderer: Renderer) -> None:
    ids = ["hai-phong/12", "kl-14/muc-2.1", "kl-14/muc-2.2", "kl-14/muc-2.3", "lam-dong/iv/3"]
    text = renderer.html(present(answered(*(cite(id_) for id_ in ids), shown=3)))
    assert text.count("📄") == 3
    assert cite("kl-14/muc-2.3").text not in text
    assert renderer.html(present(answered(*(cite(id_) for id_ in ids)))).count("📄") == 1


@pytest.mark.parametrize(
    ("jurisdiction", "cited", "place"),
    [
        ("quang-ngai", "quang-ngai/dieu-1", None),
        ("hai-phong", "quang-ngai/dieu-1", "Quảng Ngãi"),
        ("other", "quang-ngai/dieu-1", "Quảng Ngãi"),
        (None, "quang-ngai/dieu-1", None),
        ("hai-phong", "kl-14/muc-2.1", None),
    ],
)
def test_another_places_document_is_said_to_be_one(
    present: Present, cite: Cite, jurisdiction: str | None, cited: str, place: str | None
) -> None:
    reply = present(answered(cite(cited)), Profile(jurisdiction=jurisdiction))
    assert reply.context["first"].place == place  # type: ignore[attr-defined]


class TestConflict:
    @pytest.fixture
    def answer(self, cite: Cite) -> Answer:
        sides = (
            cite("kl-14/muc-2.4/doan-2"),
            cite("quang-ngai/dieu-6/khoan-1", PROTECTED),
            cite("lam-dong/chu-thich-2"),
        )
        conflict = Conflict("C-2", "mức độ bảo vệ", sides)
        return answered(sides[0], conflict=conflict)

    def test_shows_the_sides_in_order_and_chooses_none(
        self, present: Present, answer: Answer, renderer: Renderer
    ) -> None:
        reply = present(answer)
        text = renderer.html(reply)
        assert reply.template == "conflict"
        assert text.startswith("<b>Các văn bản quy định khác nhau:</b> mức độ bảo vệ.")
        places = [text.index(words) for words in ("Mục 2.4 đoạn 2", "Điều 6 khoản 1", "DỰ THẢO", "Chú thích 2")]
        assert places == sorted(places)
        assert "Nơi đồng chí công tác: <b>Quảng Ngãi</b>" in text

    def test_every_side_can_be_read_whole(self, present: Present, answer: Answer) -> None:
        labels = [button.label for row in present(answer).keyboard for button in row]
        assert labels == [
            "Xem mục 2.4 (Kết luận số 14-KL/TW)",
            "Xem Điều 6 (Quảng Ngãi)",
            "Xem chú thích 2 (Lâm Đồng)",
            "Hữu ích",
            "Chưa đúng?",
        ]

    def test_a_citation_that_is_no_side_is_shown_too(
        self, present: Present, answer: Answer, cite: Cite, renderer: Renderer
    ) -> None:
        text = renderer.html(present(replace(answer, citations=(cite("hai-phong/12"),))))
        assert "📄 <b>Mục 12</b>" in text

    def test_without_a_place_none_is_named(self, present: Present, answer: Answer, renderer: Renderer) -> None:
        assert "công tác" not in renderer.html(present(answer, Profile()))


@pytest.mark.parametrize(
    ("reason", "named", "words"),
    [
        (Reason.UNKNOWN_DOCUMENT, "73/2023/NĐ-CP", "<b>văn bản số 73/2023/NĐ-CP</b>"),
        (Reason.UNKNOWN_DOCUMENT, "Luật Đất đai", "<b>Luật Đất đai</b>"),
        (Reason.UNKNOWN_PLACE, "Nghệ An", "<b>Nghệ An</b>"),
        (Reason.NO_SUCH_PROVISION, "Điều 25", "<b>không có Điều 25</b>"),
    ],
)
def test_a_refusal_names_what_it_is_refused_for(
    present: Present, renderer: Renderer, reason: Reason, named: str, words: str
) -> None:
    assert words in renderer.html(present(Answer("", AnswerStatus.REFUSED, reason, named=(named,))))


def test_a_refusal_tells_what_the_store_holds(present: Present, renderer: Renderer) -> None:
    text = renderer.html(present(Answer("", AnswerStatus.REFUSED, Reason.UNKNOWN_PLACE, named=("Nghệ An",))))
    assert "Trong kho: Kết luận số 14-KL/TW và văn bản của Quảng Ngãi, Hải Phòng, Lai Châu, Lâm Đồng (dự thảo)." in text


def test_what_the_documents_leave_open_is_named(present: Present, renderer: Renderer) -> None:
    answer = Answer("", AnswerStatus.REFUSED, Reason.NOT_FOUND, named=("mức tiền thưởng cụ thể",))
    assert renderer.html(present(answer)).startswith(
        "Các văn bản trong kho <b>không quy định</b> về mức tiền thưởng cụ thể."
    )


@pytest.mark.parametrize(("place", "words"), [("Lai Châu", "Lai Châu"), (None, "Quảng Ngãi")])
def test_silence_is_said_of_the_place_asked_about(
    present: Present, renderer: Renderer, place: str | None, words: str
) -> None:
    text = renderer.html(present(Answer("", AnswerStatus.REFUSED, Reason.SILENT_HERE, place=place)))
    assert f"của <b>{words}</b> <b>không quy định</b>" in text


def test_silence_names_the_matter(present: Present, renderer: Renderer) -> None:
    silent = Answer(
        "", AnswerStatus.REFUSED, Reason.SILENT_HERE, named=("Thời hạn trả lời đề xuất",), place="Hải Phòng"
    )
    assert "<b>không quy định</b> về thời hạn trả lời đề xuất." in renderer.html(present(silent))
