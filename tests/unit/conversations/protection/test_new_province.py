"""The how-to "Thêm một tỉnh" followed to the letter: its own blocks make a sixth document that is assessed by."""

import re
from pathlib import Path
from shutil import copytree

import pytest
import yaml

from conversations.protection.assessing import Class, assess
from conversations.protection.opening import protection_parts
from conversations.protection.papers import NAMINGS
from conversations.protection.questions import assessment_form, choices_of
from conversations.router import Router
from knowledge.catalogue import packaged_sources
from knowledge.library import Library
from knowledge.protection import Regimes
from knowledge.protection_faults import faults
from tests.unit.conversations.plan.desk import RENDERER, Desk, Printing, Silent, buttons

ROOT = Path(__file__).parents[4]
HOW_TO = (ROOT / "docs" / "huong-dan" / "them-mot-tinh.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(text|yaml \w+)\n(.*?)```", HOW_TO, re.DOTALL))


@pytest.fixture(scope="module")
def sixth(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The packaged library with the document of the how-to."""
    sources = tmp_path_factory.mktemp("province") / "sources"
    copytree(str(packaged_sources()), sources)
    (sources / "son-hai.txt").write_text(BLOCKS["text"], encoding="utf-8")
    catalogue = sources / "catalogue.yaml"
    given = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
    given["jurisdictions"].append(yaml.safe_load(BLOCKS["yaml jurisdiction"]))
    given["documents"].append(yaml.safe_load(BLOCKS["yaml document"]))
    catalogue.write_text(yaml.safe_dump(given, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return Library.load(sources)


@pytest.fixture(scope="module")
def regimes(sixth: Library, tmp_path_factory: pytest.TempPathFactory) -> Regimes:
    folder = tmp_path_factory.mktemp("regimes") / "regimes"
    copytree(ROOT / "knowledge" / "regimes", folder)
    (folder / "son-hai.yaml").write_text(BLOCKS["yaml regime"], encoding="utf-8")
    return Regimes.load(sixth, folder)


def test_the_document_is_parsed_word_for_word(sixth: Library) -> None:
    assert sixth.get("son-hai/2").text == "Đề xuất gửi người đứng đầu cơ quan và được trả lời bằng văn bản."
    assert [one for one in sixth.provisions if re.fullmatch(r"son-hai/\d", one)] == [
        f"son-hai/{n}" for n in range(1, 6)
    ]


def test_the_linter_finds_nothing(sixth: Library, regimes: Regimes) -> None:
    assert faults(regimes, choices_of(assessment_form(sixth.catalogue)), frozenset(NAMINGS)) == ()


def test_without_its_criteria_the_linter_names_the_file(sixth: Library) -> None:
    found = faults(Regimes.load(sixth), choices_of(assessment_form(sixth.catalogue)), frozenset(NAMINGS))
    assert found == ("son-hai: no file son-hai.yaml",)


def test_a_case_there_is_held_against_its_own_document(regimes: Regimes) -> None:
    facts = {"side": "state", "motive": "common", "approval": "written", "inside": "yes", "harm": "risk"}
    found = assess(regimes, facts, "son-hai")
    assert found.ends is Class.SHOWN
    assert found.first.regime.document == "son-hai"
    assert (found.steps[0].id, found.steps[0].when) == ("report-risk", "báo cáo ngay")
    assert assess(regimes, facts | {"approval": "oral"}, "son-hai").ends is Class.LACKING
    assert [one.regime.document for one in assess(regimes, facts, "quang-ngai").readings] == ["quang-ngai", "kl-14"]


async def test_the_chat_offers_the_place_and_quotes_its_document(sixth: Library, regimes: Regimes) -> None:
    desk = Desk(sixth)
    parts = protection_parts(sixth, Printing(), lambda: desk.today, regimes=regimes)
    desk.router = Router(Silent(), sixth, kinds=parts.kinds, dialogues=parts.dialogues, today=lambda: desk.today)
    desk.profile = type(desk.profile)(greeted=True, role=desk.profile.role, agreed=True)
    (step,) = await desk.command("baove")
    assert "Sơn Hải" in buttons(step)
    (step,) = await desk.press(step, "Sơn Hải")
    while "Xem kết quả đối chiếu" not in buttons(step):
        (step,) = await desk.press(step, next(iter(buttons(step))))
    (result,) = await desk.press(step, "Xem kết quả đối chiếu")
    assert "Đối chiếu với Quy định của Ban Thường vụ Tỉnh ủy Sơn Hải" in RENDERER.html(result)
    assert '"áp dụng đối với cán bộ, công chức, viên chức trong tỉnh"' in RENDERER.html(result).replace("&#34;", '"')
