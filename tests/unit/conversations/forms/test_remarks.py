"""What is remarked on beside a step."""

import pytest

from conversations.forms.remarks import only_a_day
from tests.unit.conversations.forms.samples import TODAY


@pytest.mark.parametrize(
    "text", ["mai", "15/9", "ngày 15/9/2026.", "hôm qua", "thứ hai", "1/12", "nộp hôm 15/9", "hôm kia"]
)
def test_a_text_that_names_a_day_alone(text: str) -> None:
    assert only_a_day(text, TODAY)


@pytest.mark.parametrize(
    "text", ["so nơi vụ mai", "chưa nộp 15/9", "tháng 9", "2026", "30 ngày", "", "từ 15/9 đến 20/9", f"15/9{' ' * 40}."]
)
def test_a_text_that_names_no_day_or_more_than_a_day(text: str) -> None:
    assert not only_a_day(text, TODAY)
