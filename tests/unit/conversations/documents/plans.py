"""The answers of plans, and what can be read back from a DOCX."""

import zipfile
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from lxml import etree

from conversations.documents.producing import Remark, Request
from conversations.events import Attachment
from conversations.forms.questions import Answers
from conversations.plan.questions import plan_form

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
DAY = date(2027, 1, 15)

PLAN: Answers = {
    "title": "Một cửa lưu động tại bốn thôn vùng cao",
    "need": "Thôn xa nhất cách trụ sở 19 km.\n\nMột cửa chỉ tiếp nhận tại trụ sở:\n- Người già khó đi;\n* Mạng yếu.",
    "purpose": "Đưa việc tiếp nhận hồ sơ đến thôn.",
    "urgent": "no",
    "issue_kind": "unregulated",
    "issue": "Chưa có quy định về tiếp nhận hồ sơ ngoài trụ sở.",
    "content": "Mỗi tuần hai buổi, tổ lưu động tiếp nhận hồ sơ tại nhà văn hóa thôn.",
    "scope": "Các thôn Làng Vo, Tà Noát.",
    "beneficiaries": "Khoảng 1.240 hộ dân.",
    "tasks": [
        {"task": "Ban hành quy chế tổ lưu động", "owner": "Văn phòng", "deadline": "2027-02-05"},
        {"task": "Tổ chức buổi đầu tiên", "owner": "Trung tâm hành chính công", "deadline": ""},
    ],
    "results": [
        {"indicator": "Thời gian đi lại", "unit": "giờ", "base": "3.5", "target": "0.5", "when": "2027-12-31"},
    ],
    "positive": "Người dân đỡ đi lại.",
    "negative": "Công chức làm việc xa trụ sở.",
    "risks": [{"risk": "Thất lạc hồ sơ", "likelihood": "low", "effect": "high", "measure": "Niêm phong từng buổi"}],
    "period": {"begin": "2027-03-01", "end": "2027-12-31"},
    "resources": [{"item": "Máy quét", "amount": "45000000", "source": "Chi thường xuyên"}],
    "total": 45_000_000,
    "feasibility": "Nhà văn hóa đều có điện.",
    "request": "pilot",
    "pilot_limits": "Dừng khi thất lạc hồ sơ.",
    "jurisdiction": "quang-ngai",
    "proposer_kind": "official",
    "proposer_name": "Trần Thị Lan",
    "proposer_post": "Phó Chủ tịch Ủy ban nhân dân xã",
    "proposer_unit": "Ủy ban nhân dân xã Phú Bình",
    "side": "state",
    "managing_body": "Đảng ủy xã Phú Bình",
    "recipient": "party_office",
    "recipient_name": "Văn phòng Đảng ủy xã Phú Bình",
    "place": "Phú Bình",
    "levels": ["many_sectors"],
    "consulted": "Công an xã đã thống nhất.",
    "legality_quang_ngai": ["constitution", "law"],
    "legality_note": "Đã trao đổi với công chức tư pháp.",
    "no_interest": "declared",
    "commitment": "agreed",
    "reporting": "Báo cáo Đảng ủy xã hằng tháng.",
    "attachments": [
        {"id": "a", "name": "Biên bản họp thôn.pdf", "mime": "application/pdf", "size": "9", "digest": "0"}
    ],
    "attachments_note": "Bản đồ các thôn",
}

GROUP: Answers = PLAN | {
    "proposer_kind": "group",
    "members": [{"name": "Lê Văn Hòa", "post": "Trưởng phòng Kinh tế", "unit": "Phòng Kinh tế"}],
}
ORGANISATION: Answers = {key: value for key, value in PLAN.items() if key != "proposer_post"} | {
    "proposer_kind": "organisation",
    "proposer_name": "Ủy ban nhân dân xã Phú Bình",
    "proposer_unit": "Ủy ban nhân dân tỉnh Quảng Ngãi",
}
UNSUITABLE: Answers = PLAN | {
    "issue_kind": "unsuitable",
    "rules": [
        {"document": "Quyết định phân cấp", "number": "12/2020/QĐ-UBND", "article": "Điều 5", "issuer": "UBND tỉnh"},
        {"document": "Thông tư hướng dẫn", "number": "", "article": "Điều 3", "issuer": "Bộ Tài chính"},
        {"document": "Quyết định định mức", "number": "", "article": "Điều 9", "issuer": " ubnd  tỉnh"},
    ],
}
REMARK = Remark("Nên sửa", "Rủi ro chưa nêu người chịu trách nhiệm", "Ghi rõ người xử lý")


def request(answers: Answers, *, preview: bool = False, version: int = 1) -> Request:
    """A request for the documents of a plan."""
    return Request(plan_form(), answers, version, DAY, preview, (REMARK,) if preview else ())


def text_of(document: Attachment | bytes) -> str:
    """Every paragraph of a DOCX in the order in which they stand, a line each."""
    body = part(document, "word/document.xml")
    lines = ("".join(node.text or "" for node in line.iter(f"{W}t")) for line in body.iter(f"{W}p"))
    return "\n".join(lines)


def part(document: Attachment | bytes, name: str) -> Any:  # noqa: ANN401 - lxml has no types
    """One XML part of a DOCX, parsed strictly."""
    with zipfile.ZipFile(BytesIO(document if isinstance(document, bytes) else document.content)) as archive:
        return etree.fromstring(archive.read(name))


def opened(document: Attachment | bytes) -> Any:  # noqa: ANN401 - python-docx has no types
    """The DOCX as python-docx opens it."""
    return Document(BytesIO(document if isinstance(document, bytes) else document.content))
