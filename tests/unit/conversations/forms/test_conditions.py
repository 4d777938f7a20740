"""When a question is asked: what another's answer is, or what it is not."""

import pytest

from conversations.forms.questions import Condition


@pytest.mark.parametrize(
    ("condition", "answer", "holds"),
    [
        (Condition("q", any_of=("a", "b")), "a", True),
        (Condition("q", any_of=("a", "b")), "c", False),
        (Condition("q", any_of=("a", "b")), ["c", "b"], True),
        (Condition("q", any_of=("a",)), None, False),
        (Condition("q", none_of=("a", "b")), "a", False),
        (Condition("q", none_of=("a", "b")), "c", True),
        (Condition("q", none_of=("a", "b")), ["c", "b"], False),
        (Condition("q", none_of=("a",)), None, True),
        (Condition("q", none_of=("a",)), [], True),
    ],
)
def test_a_condition_holds(condition: Condition, answer: object, holds: bool) -> None:
    assert condition.holds(answer) is holds
