"""The lexical leg: BM25 as a share of what the question asks."""

import pytest

from knowledge.entries import Entry, Role, digest, targets
from knowledge.lexical import LexicalLeg
from knowledge.text import syllables

ENTRIES = [
    Entry("deadline", Role.TEXT, "Cấp có thẩm quyền trả lời bằng văn bản trong vòng 30 ngày làm việc"),
    Entry("deadline", Role.WORDING, "bao lâu thì phải trả lời"),
    Entry("reward", Role.TEXT, "Khen thưởng tập thể, cá nhân có thành tích"),
    Entry("shield", Role.TEXT, "Bảo vệ cán bộ dám nghĩ, dám làm"),
    Entry("shield", Role.WORDING, "tôi có bị kỷ luật không"),
]
LEG = LexicalLeg(ENTRIES)


def _scores(question: str) -> dict[str, float]:
    return dict(zip(LEG.targets, map(float, LEG.scores(syllables(question))), strict=True))


def _best(question: str) -> str:
    scores = _scores(question)
    return max(scores, key=lambda target: scores[target])


@pytest.mark.parametrize(
    ("question", "target"),
    [
        ("trả lời trong bao nhiêu ngày", "deadline"),
        ("bao lâu thì trả lời", "deadline"),
        ("khen thưởng cá nhân", "reward"),
        ("khen thuong ca nhan", "reward"),
        ("bảo vệ cán bộ", "shield"),
        ("bao ve can bo", "shield"),
        ("có bị kỷ luật không", "shield"),
        ("30 ngày", "deadline"),
    ],
)
def test_the_words_find_it(question: str, target: str) -> None:
    assert _best(question) == target


@pytest.mark.parametrize("question", ["", "xyzzy", "quantum blockchain", "👍"])
def test_nothing_in_common_is_zero(question: str) -> None:
    assert set(_scores(question).values()) == {0.0}


def test_unknown_words_lower_the_score() -> None:
    for target in ("reward", "shield"):
        words = {"reward": "khen thưởng cá nhân", "shield": "bảo vệ cán bộ"}[target]
        known, diluted, drowned = (_scores(f"{words}{more}")[target] for more in ("", " xyzzy", " xyzzy plugh quux"))
        assert known > diluted > drowned > 0.0


def test_accents_count() -> None:
    assert _scores("khen thưởng")["reward"] > _scores("khen thuong")["reward"] > 0.0
    assert _scores("khen thưởng")["reward"] > _scores("khén thương")["reward"]


def test_neighbours_count() -> None:
    assert _scores("khen thưởng tập thể")["reward"] > _scores("thưởng thể khen tập")["reward"]


def test_the_best_of_several_entries_counts_and_not_their_sum() -> None:
    alone = LexicalLeg([ENTRIES[1], ENTRIES[2]])
    many = LexicalLeg([ENTRIES[1], Entry("deadline", Role.WORDING, "thời tiết"), ENTRIES[2]])
    words = syllables("khen thưởng tập thể, cá nhân có thành tích")
    assert many.targets == alone.targets == ["deadline", "reward"]
    assert many.scores(words)[0] == alone.scores(words)[0] == 0.0
    twice = LexicalLeg([*ENTRIES, ENTRIES[0]])
    question = syllables("trả lời bằng văn bản")
    assert twice.scores(question)[0] <= LEG.scores(question)[0] * 1.5


def test_rare_words_weigh_more_and_unknown_ones_most() -> None:
    assert LEG.weight("blockchain") > LEG.weight("thưởng") > LEG.weight("có") > 0.0


def test_tone_placement_and_normal_form_do_not_matter() -> None:
    leg = LexicalLeg([Entry("a", Role.TEXT, "Tỉnh uỷ khoá mới"), Entry("b", Role.TEXT, "khác hẳn")])
    assert leg.scores(syllables("tỉnh ủy khóa"))[0] > 0.3


def test_targets_stand_in_their_first_order() -> None:
    assert targets(ENTRIES) == LEG.targets == ["deadline", "reward", "shield"]
    assert targets([]) == []


def test_a_digest_tells_entries_apart() -> None:
    same = [Entry(entry.target, entry.role, entry.text) for entry in ENTRIES]
    assert digest(same) == digest(ENTRIES)
    changes = [
        ENTRIES[:-1],
        ENTRIES[::-1],
        [*ENTRIES, ENTRIES[0]],
        [Entry("other", ENTRIES[0].role, ENTRIES[0].text), *ENTRIES[1:]],
        [Entry(ENTRIES[0].target, Role.WORDING, ENTRIES[0].text), *ENTRIES[1:]],
        [Entry(ENTRIES[0].target, ENTRIES[0].role, ENTRIES[0].text + " "), *ENTRIES[1:]],
        [],
    ]
    digests = [digest(changed) for changed in (ENTRIES, *changes)]
    assert len(set(digests)) == len(digests)
