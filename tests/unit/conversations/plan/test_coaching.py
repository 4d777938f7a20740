"""Help from a chat model: what is never sent, and what is never shown."""

from dataclasses import dataclass, field

import pytest

from conversations.plan.coaching import Challenges, Coaching, Suggestion, Withheld

TEXT = "phường có 4 tổ ở xa, ông Võ Minh Quân phụ trách"
POLISHED = "Phường có 4 tổ dân cư ở xa; ông Võ Minh Quân phụ trách."


@dataclass
class Told:
    """A coach that says what it is given to say, and keeps what it was told."""

    proposal: str | None = None
    questions: tuple[str, ...] = ()
    told: list[str] = field(default_factory=list)

    async def rewritten(self, question: str, text: str) -> str | None:
        self.told.append(text)
        return self.proposal

    async def challenges(self, plan: str) -> tuple[str, ...]:
        self.told.append(plan)
        return self.questions


def marking(text: str) -> str | None:
    return "MẬT" if "MẬT" in text else None


def coaching(coach: Told) -> Coaching:
    return Coaching(coach, marking, {"ubnd": "ủy ban nhân dân"})


async def suggested(coach: Told, text: str = TEXT, longest: int = 4000) -> Suggestion:
    return await coaching(coach).suggestion("Vì sao cần làm?", text, longest)


async def test_a_faithful_proposal_is_shown() -> None:
    assert await suggested(Told(f"\n{POLISHED} ")) == Suggestion(POLISHED)


async def test_a_marked_text_is_never_sent() -> None:
    coach = Told(POLISHED, ("Vì sao?",))
    assert await suggested(coach, f"MẬT\n{TEXT}") == Suggestion(withheld=Withheld.MARKED)
    assert await coaching(coach).challenges(f"MẬT\n{TEXT}") == Challenges(withheld=Withheld.MARKED)
    assert coach.told == []


@pytest.mark.parametrize("nothing", [None, "", " \n"])
async def test_a_silent_coach_is_told(nothing: str | None) -> None:
    assert await suggested(Told(nothing)) == Suggestion(withheld=Withheld.SILENT)


async def test_an_unfaithful_proposal_is_not_shown() -> None:
    found = await suggested(Told(POLISHED.replace("4 tổ", "5 tổ")))
    assert (found.text, found.withheld) == ("", Withheld.UNFAITHFUL)
    assert found.deviations[0] == "5 tổ"


async def test_a_proposal_that_is_too_long_is_not_shown() -> None:
    assert (await suggested(Told(POLISHED), longest=20)).withheld is Withheld.UNFAITHFUL


async def test_a_proposal_with_a_hidden_number_is_not_shown() -> None:
    assert (await suggested(Told(f"{POLISHED} (số đã che)"))).withheld is Withheld.UNFAITHFUL


async def test_questions_that_invent_are_left_out() -> None:
    coach = Told(questions=("Vì sao chọn 4 tổ?", "Vì sao chọn 7 tổ?", "Ai thay ông Quân khi vắng?"))
    assert await coaching(coach).challenges(TEXT) == Challenges(("Vì sao chọn 4 tổ?", "Ai thay ông Quân khi vắng?"))


async def test_no_questions_are_told() -> None:
    assert await coaching(Told()).challenges(TEXT) == Challenges(withheld=Withheld.SILENT)
    invented = Told(questions=("Vì sao chọn 7 tổ?",))
    assert await coaching(invented).challenges(TEXT) == Challenges(withheld=Withheld.UNFAITHFUL)
