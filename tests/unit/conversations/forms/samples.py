"""A small form with a question of every kind, and the kind of form that runs it."""

from dataclasses import dataclass, field
from datetime import date

from conversations.drafts import Draft
from conversations.events import Button, Keyboard, Profile, Reply
from conversations.forms.kinds import Naming
from conversations.forms.loading import load_form
from conversations.forms.questions import Answers, Form, Part, Question

TODAY = date(2026, 11, 25)
"""A Wednesday."""

YAML = """
key: thu
version: 1
title: Kế hoạch
parts:
  - key: chung
    title: Việc
    questions:
      - key: ten
        label: Tên kế hoạch
        text: Kế hoạch tên là gì?
        kind: short
        longest: 100
        example: Một cửa lưu động
      - key: loai
        label: Loại điểm nghẽn
        text: Vấn đề thuộc trường hợp nào?
        kind: choice
        why: [lai-chau/ii/3/doan-1, quang-ngai/dieu-4/khoan-1, kl-14/muc-2.3]
        choices:
          - {key: chua, label: Chưa được quy định}
          - {key: khong-hop, label: Không phù hợp}
      - key: quy-dinh
        label: Quy định không phù hợp
        text: Quy định nào đang không phù hợp?
        kind: short
        example: Quyết định số 12/2020/QĐ-UBND, Điều 5 khoản 2, UBND tỉnh
        checks: [names-rule]
        show_if: [{question: loai, any_of: [khong-hop]}]
      - key: can-cu
        label: Căn cứ thay thế
        text: Đề nghị áp dụng căn cứ nào?
        kind: short
        required: false
        show_if: [{question: loai, any_of: [khong-hop]}]
  - key: noi-dung
    title: Nội dung
    questions:
      - key: mo-ta
        label: Nội dung
        text: Sẽ làm những gì?
        kind: long
        longest: 200
      - key: pham-vi
        label: Phạm vi
        text: Không trái với những gì?
        kind: choices
        choices:
          - {key: hp, label: Hiến pháp}
          - {key: dl, label: Điều lệ Đảng}
          - {key: pl, label: "Pháp luật, điều ước"}
      - key: thoi-han
        label: Thời hạn
        text: Cần bao nhiêu ngày?
        kind: number
        unit: ngày
        example: 30 ngày
        checks: [positive]
      - key: tien
        label: Kinh phí
        text: Kinh phí bao nhiêu?
        kind: money
        required: false
      - key: ngay
        label: Ngày bắt đầu
        text: Bắt đầu ngày nào?
        kind: date
        checks: [not-past]
      - key: ky
        label: Thời gian
        text: Làm trong thời gian nào?
        kind: period
        only_in: [quang-ngai]
  - key: rui-ro
    title: Rủi ro
    questions:
      - key: rui-ro
        label: Rủi ro
        text: Rủi ro nào có thể xảy ra?
        kind: table
        columns:
          - {key: ten, label: Rủi ro, example: Hồ sơ tồn đọng}
          - key: muc
            label: Khả năng
            kind: choice
            choices: [{key: cao, label: Cao}, {key: thap, label: Thấp}]
            example: Cao
          - {key: tien, label: Chi phí, kind: money, required: false, example: 5 triệu}
      - key: nguoi
        label: Người thực hiện
        text: Ai thực hiện?
        kind: people
        example: Nguyễn Văn A, Trưởng phòng, Sở Y tế
      - key: tep
        label: Tài liệu
        text: Gửi tài liệu kèm theo.
        kind: files
        required: false
"""
FORM = load_form(YAML)


def question(key: str) -> Question:
    """A question of the form."""
    return next(one for one in FORM.questions if one.key == key)


@dataclass
class SmallKind:
    """The kind of form of the tests; keeps which parts were told to be finished."""

    form: Form = FORM
    naming: Naming = field(default_factory=lambda: Naming("kehoach", "kế hoạch", "Các kế hoạch đang soạn"))
    finished: list[str] = field(default_factory=list)

    def place(self, profile: Profile, answers: Answers) -> str | None:
        return profile.jurisdiction

    def known(self, profile: Profile) -> Answers:
        return {}

    def title(self, answers: Answers) -> str | None:
        name = answers.get("ten")
        return name if isinstance(name, str) else None

    def after_part(self, part: Part, draft: Draft, profile: Profile) -> tuple[Reply, ...]:
        self.finished.append(part.key)
        return ()

    def step_buttons(self, question: Question, draft: Draft, profile: Profile) -> Keyboard:
        return ()

    def review_buttons(self, draft: Draft, profile: Profile) -> Keyboard:
        return ((Button("Kiểm tra", "form-check", (draft.id,)),),)
