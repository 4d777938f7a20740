"""What of a chat model's words may be shown: a table of good texts and of each way to be wrong."""

import pytest

from knowledge.grounding import MAX_CHARACTERS, Flaw, UngroundedError, ground
from tests.unit.knowledge.cited import CONCLUSION, DEADLINE, PLAN, PROTECTED, REPORT, cited

CITATIONS = cited(DEADLINE, PROTECTED, PLAN)
INSTRUCTIONS = "Quy tắc: chỉ dùng điều có trong văn bản và giữ nguyên từng con số, đơn vị, ngày tháng như trong đó."

GOOD = [
    (
        f"Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc kể từ ngày nhận được đề xuất "
        f"[{DEADLINE}].",
        "Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc kể từ ngày nhận được đề xuất.",
    ),
    (
        f"Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc. [{DEADLINE}]",
        "Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc.",
    ),
    (
        f"Vấn đề khó, phức tạp cần thời gian thẩm định thì không quá sáu mươi ngày làm việc [{DEADLINE}]",
        "Vấn đề khó, phức tạp cần thời gian thẩm định thì không quá sáu mươi ngày làm việc.",
    ),
    (
        f"Theo Điều 4 khoản 3, cấp có thẩm quyền trả lời bằng văn bản trong vòng 30 ngày làm việc [{DEADLINE}].",
        "Theo Điều 4 khoản 3, cấp có thẩm quyền trả lời bằng văn bản trong vòng 30 ngày làm việc.",
    ),
    (
        f"Khoản 3 Điều 4 yêu cầu cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}].",
        "Khoản 3 Điều 4 yêu cầu cấp có thẩm quyền phải trả lời bằng văn bản.",
    ),
    (
        f'Văn bản viết: "phải trả lời bằng văn bản trong vòng 30 ngày làm việc" [{DEADLINE}].',
        'Văn bản viết: "phải trả lời bằng văn bản trong vòng 30 ngày làm việc".',
    ),
    (
        f"Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc [{DEADLINE}, kl-99/muc-1].",
        "Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc.",
    ),
    (
        f"Nếu có rủi ro, sai sót mà không gây hậu quả nghiêm trọng thì cán bộ được xem xét bảo vệ [{PROTECTED}].",
        "Nếu có rủi ro, sai sót mà không gây hậu quả nghiêm trọng thì cán bộ được xem xét bảo vệ "
        "(Điều 6 khoản 1, Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi).",
    ),
    (
        "Tất cả cán bộ năng động, sáng tạo, dám làm, dám đột phá đều được bảo vệ trong phạm vi nội dung của kế hoạch "
        f"được cấp có thẩm quyền cho chủ trương [{PROTECTED}].",
        "Tất cả cán bộ năng động, sáng tạo, dám làm, dám đột phá đều được bảo vệ trong phạm vi nội dung của kế hoạch "
        "được cấp có thẩm quyền cho chủ trương (Điều 6 khoản 1, Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi).",
    ),
    (
        f"Theo dự thảo, cán bộ có ý tưởng phải lập kế hoạch hoặc đề án đề xuất đổi mới, sáng tạo [{PLAN}].",
        "Theo dự thảo, cán bộ có ý tưởng phải lập kế hoạch hoặc đề án đề xuất đổi mới, sáng tạo "
        "(mục IV khoản 3, Dự thảo Nghị quyết của Tỉnh ủy Lâm Đồng (tháng 6/2026), dự thảo, chưa có hiệu lực).",
    ),
    (
        f"Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc [{DEADLINE}]; cán bộ được xem xét "
        f"bảo vệ trong một số trường hợp [{PROTECTED}; {DEADLINE}].",
        "Cấp có thẩm quyền phải trả lời bằng văn bản trong vòng 30 ngày làm việc; cán bộ được xem xét bảo vệ trong "
        "một số trường hợp (Điều 6 khoản 1, Quy định của Ban Thường vụ Tỉnh ủy Quảng Ngãi).",
    ),
]


@pytest.mark.parametrize(("text", "shown"), GOOD)
def test_a_text_that_says_what_it_cites_is_shown_without_ids(text: str, shown: str) -> None:
    assert ground(text, CITATIONS, INSTRUCTIONS).text == shown


ANSWERS = "Cấp có thẩm quyền phải trả lời bằng văn bản"
MADE_UP = [
    (Flaw.EMPTY, ""),
    (Flaw.EMPTY, "   \n "),
    (Flaw.EMPTY, f"[{DEADLINE}]"),
    (Flaw.EMPTY, "..."),
    (Flaw.UNCITED, f"{ANSWERS} trong vòng 30 ngày làm việc."),
    (Flaw.UNCITED, f"{ANSWERS} trong vòng 30 ngày làm việc [quang-ngai/dieu-44/khoan-3]."),
    (Flaw.UNCITED, f"{ANSWERS} trong vòng 30 ngày làm việc [Điều 4 khoản 3]."),
    (Flaw.UNCITED, f"{ANSWERS} trong vòng 30 ngày làm việc [{REPORT}]."),
    (Flaw.UNCITED, f"{ANSWERS} trong vòng 30 ngày làm việc []."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng 15 ngày làm việc [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng 30 ngày [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng 30 tháng [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng bốn mươi ngày làm việc [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng chín mươi lăm ngày làm việc [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong hai tháng [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng một trăm hai mươi ngày làm việc [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng 3 0 ngày làm việc [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng 30-60 ngày làm việc [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trong vòng ９０ ngày làm việc [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trước ngày 22/9/2021 [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} trước ngày 22 tháng 9 năm 2021 [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} từ năm 2025 [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS}, kèm 10% kinh phí [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS}, kèm mười phần trăm kinh phí [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS}, kèm 500 triệu đồng [{DEADLINE}]."),
    (Flaw.NUMBER, f"{ANSWERS} theo Nghị định số 73/2023/NĐ-CP [{DEADLINE}]."),
    (Flaw.LOCATOR, f"Theo Điều 5 khoản 3, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.LOCATOR, f"Theo khoản 1 Điều 4, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.LOCATOR, f"Theo Điều 6 khoản 3, cán bộ được xem xét [{DEADLINE}] [{PROTECTED}]."),
    (Flaw.LOCATOR, f"Theo Điều 6, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.LOCATOR, f"Theo mục 2.4, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.LOCATOR, f"Theo mục IV, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.LOCATOR, f"Theo điều năm, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.LOCATOR, f"Theo điểm đ khoản 3 Điều 4, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.NAME, f"Theo Chỉ thị Hải Phòng, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.NAME, f"{ANSWERS} cho Sở Nội vụ trong vòng 30 ngày làm việc [{DEADLINE}]."),
    (Flaw.NAME, f"Bộ Công an phải trả lời bằng văn bản trong vòng 30 ngày làm việc [{DEADLINE}]."),
    (Flaw.QUOTE, f'Văn bản viết: "phải trả lời ngay bằng văn bản trong vòng 30 ngày làm việc" [{DEADLINE}].'),
    (Flaw.MEASURE, f"{ANSWERS} sau ít nhất 30 ngày làm việc [{DEADLINE}]."),
    (Flaw.MEASURE, f"{ANSWERS} trong vài ngày làm việc [{DEADLINE}]."),
    (Flaw.PROMISE, f"Đồng chí được bảo vệ khi có sai sót [{PROTECTED}]."),
    (Flaw.PROMISE, f"Cán bộ thực hiện kế hoạch sẽ không bị xử lý khi có rủi ro, sai sót [{PROTECTED}]."),
    (Flaw.PROMISE, f"Nếu có rủi ro, sai sót mà không gây hậu quả nghiêm trọng thì cán bộ được miễn [{PROTECTED}]."),
    (Flaw.PROMISE, f"Tất cả cán bộ năng động, sáng tạo, dám làm, dám đột phá đều được bảo vệ [{PROTECTED}]."),
    (Flaw.PROMISE, f"Nếu có rủi ro, sai sót thì cán bộ không bị kỷ luật [{PROTECTED}]."),
    (Flaw.PROMISE, f"Nếu có rủi ro, sai sót thì cán bộ không phải chịu trách nhiệm [{PROTECTED}]."),
    (Flaw.PROMISE, f"Cán bộ chắc chắn được xem xét bảo vệ trong một số trường hợp [{PROTECTED}]."),
    (Flaw.PROMISE, f"Cán bộ sáng tạo, dám làm, dám đột phá cứ yên tâm thực hiện kế hoạch [{PROTECTED}]."),
    (Flaw.MARKUP, f"<b>{ANSWERS}</b> trong vòng 30 ngày làm việc [{DEADLINE}]."),
    (Flaw.MARKUP, f"{ANSWERS} <script>alert(1)</script> [{DEADLINE}]."),
    (Flaw.MARKUP, f"**{ANSWERS}** trong vòng 30 ngày làm việc [{DEADLINE}]."),
    (Flaw.MARKUP, f"- {ANSWERS} [{DEADLINE}].\n- Không quá 60 ngày làm việc [{DEADLINE}]."),
    (Flaw.MARKUP, f"1. {ANSWERS} trong vòng 30 ngày làm việc [{DEADLINE}]."),
    (Flaw.MARKUP, f"# Trả lời\n{ANSWERS} [{DEADLINE}]."),
    (Flaw.MARKUP, f"{ANSWERS}, xem https://vidu.vn [{DEADLINE}]."),
    (Flaw.MARKUP, f"{ANSWERS}, xem [đây](t.me/vidu) [{DEADLINE}]."),
    (Flaw.MARKUP, f"{ANSWERS} ({DEADLINE}) [{DEADLINE}]."),
    (Flaw.MARKUP, f"{ANSWERS} [[{DEADLINE}]."),
    (Flaw.MARKUP, f"✅ {ANSWERS} [{DEADLINE}]."),
    (Flaw.MARKUP, f'{{"answer": "{ANSWERS}"}} [{DEADLINE}].'),
    (Flaw.NOT_VIETNAMESE, f"The authority replies in writing [{DEADLINE}]."),
    (Flaw.NOT_VIETNAMESE, f"{ANSWERS}, that is, in writing [{DEADLINE}]."),
    (Flaw.NOT_VIETNAMESE, f"Cap co tham quyen phai tra loi bang van ban [{DEADLINE}]."),
    (Flaw.NOT_VIETNAMESE, f"主管机关应当书面答复 [{DEADLINE}]."),
    (Flaw.NOT_VIETNAMESE, f"{ANSWERS} в письменной форме [{DEADLINE}]."),
    (Flaw.REFUSAL, "KHÔNG RÕ."),
    (Flaw.REFUSAL, "Xin lỗi, văn bản không đủ thông tin để trả lời."),
    (Flaw.REFUSAL, f"Theo tôi, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.REFUSAL, "Là một mô hình ngôn ngữ, không thể trả lời câu hỏi này."),
    (Flaw.REFUSAL, f"Điều khoản không đề cập thời hạn trả lời [{DEADLINE}]."),
    (Flaw.LEAK, f"Giữ nguyên từng con số, đơn vị, ngày tháng như trong đó [{DEADLINE}]."),
    (Flaw.LEAK, f"Câu hỏi và provisions là dữ liệu [{DEADLINE}]."),
    (Flaw.LEAK, f"Đã nhận chỉ dẫn, cấp có thẩm quyền phải trả lời bằng văn bản [{DEADLINE}]."),
    (Flaw.TOO_LONG, f"{ANSWERS} {'bằng văn bản ' * 60}[{DEADLINE}]."),
    (Flaw.UNFINISHED, f"{ANSWERS} trong vòng 30 ngày làm việc [{DEADLINE}]; vấn đề khó, phức"),
    (Flaw.UNSUPPORTED, f"Con mèo nằm ngủ trên mái nhà và mơ về đàn cá trong hồ nước xanh [{DEADLINE}]."),
    (Flaw.UNSUPPORTED, f"Hãy chuyển tiền vào tài khoản của người lạ để việc này xong sớm [{DEADLINE}]."),
]


@pytest.mark.parametrize(("flaw", "text"), MADE_UP)
def test_a_text_with_a_flaw_is_not_shown(flaw: Flaw, text: str) -> None:
    with pytest.raises(UngroundedError) as caught:
        ground(text, CITATIONS, INSTRUCTIONS)
    assert caught.value.flaw is flaw


def test_made_up_ids_are_counted_whether_or_not_the_text_is_shown() -> None:
    text = f"{ANSWERS} trong vòng 30 ngày làm việc [{DEADLINE}] [hai-phong/99] [Điều 4]."
    shown = ground(text, CITATIONS)
    assert (shown.cited, shown.dropped) == ((DEADLINE,), 3)
    with pytest.raises(UngroundedError) as caught:
        ground(f"{ANSWERS} [hai-phong/99].", CITATIONS)
    assert caught.value.dropped == 1


def test_a_number_of_a_provision_that_is_not_cited_does_not_count() -> None:
    text = "Cán bộ được xem xét bảo vệ trong một số trường hợp trong vòng 30 ngày làm việc"
    with pytest.raises(UngroundedError, match="number"):
        ground(f"{text} [{PROTECTED}].", CITATIONS)
    assert ground(f"{text} [{PROTECTED}] [{DEADLINE}].", CITATIONS).cited == (PROTECTED, DEADLINE)


def test_a_date_may_be_written_in_either_form_when_the_provision_has_it() -> None:
    citations = cited("quang-ngai/dieu-1")
    dated = next(one for one in cited("quang-ngai/mo-dau", "quang-ngai/dieu-1") if "22/9/2021" in one.text)
    text = f"Căn cứ Kết luận số 14-KL/TW ngày 22 tháng 9 năm 2021 của Bộ Chính trị [{dated.id}]."
    assert ground(text, [dated, *citations]).cited == (dated.id,)
    with pytest.raises(UngroundedError, match="number"):
        ground(text.replace("22 tháng 9", "23 tháng 9"), [dated])


def test_consideration_is_no_promise_but_its_loss_is_one() -> None:
    citations = cited(CONCLUSION)
    kept = "có động cơ trong sáng, vì lợi ích chung thì được xem xét miễn hoặc giảm nhẹ trách nhiệm"
    assert ground(f"Cán bộ thực hiện đúng chủ trương, {kept} [{CONCLUSION}].", citations).dropped == 0
    for lost in (kept.replace("xem xét ", ""), kept.replace("hoặc giảm nhẹ ", "")):
        with pytest.raises(UngroundedError, match="promise"):
            ground(f"Cán bộ thực hiện đúng chủ trương, {lost} [{CONCLUSION}].", citations)


def test_every_sentence_of_the_documents_passes_when_it_cites_its_provision() -> None:
    for citation in (*CITATIONS, *cited(CONCLUSION, REPORT)):
        sentence = citation.text.splitlines()[-1].strip(" -.")
        assert ground(f"{sentence[: MAX_CHARACTERS - 1]} [{citation.id}].", [citation]).cited == (citation.id,)
