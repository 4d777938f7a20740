"""Regimes: read strictly, held against the library, and every fault found by its name."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from conversations.protection.papers import NAMINGS
from conversations.protection.questions import assessment_form, choices_of
from knowledge.catalogue import packaged_sources
from knowledge.library import Library
from knowledge.protection import Criterion, Facts, Group, Regimes, Standing, Step, excluded, holds
from knowledge.protection_faults import EVERY_CONFLICT, faults

FILES = ("kl-14", "quang-ngai", "lai-chau", "lam-dong", "hai-phong")
PAPERS = frozenset(NAMINGS)
Change = Callable[[dict[str, Any]], None]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The packaged regimes, to be changed."""
    for name in (*FILES, "conflicts"):
        packaged = Path(__file__).parents[3] / "knowledge" / "regimes" / f"{name}.yaml"
        (tmp_path / packaged.name).write_text(packaged.read_text(encoding="utf-8"), encoding="utf-8")
    return tmp_path


def changed(folder: Path, name: str, change: Change) -> None:
    file = folder / f"{name}.yaml"
    given = yaml.safe_load(file.read_text(encoding="utf-8"))
    change(given)
    file.write_text(yaml.safe_dump(given, allow_unicode=True, sort_keys=False), encoding="utf-8")


def found(library: Library, folder: Path) -> tuple[str, ...]:
    form = assessment_form(library.catalogue)
    return faults(Regimes.load(library, folder), choices_of(form), PAPERS)


def test_the_packaged_regimes_are_sound(library: Library) -> None:
    regimes = Regimes.load(library)
    assert set(regimes.regimes) == set(FILES) == set(library.documents)
    assert faults(regimes, choices_of(assessment_form(library.catalogue)), PAPERS) == ()
    assert tuple(conflict.id for conflict in regimes.conflicts) == EVERY_CONFLICT


def _misquoted(given: dict[str, Any]) -> None:
    given["criteria"][0]["provisions"][0]["quote"] = "cán bộ được bảo vệ tuyệt đối"


def _nowhere(given: dict[str, Any]) -> None:
    given["criteria"][0]["provisions"][0]["id"] = "quang-ngai/dieu-99"


def _foreign(given: dict[str, Any]) -> None:
    given["criteria"][0]["provisions"][0] = {"id": "hai-phong/3", "quote": "Đề xuất đổi mới sáng tạo"}


def _one_way(given: dict[str, Any]) -> None:
    given["criteria"][0]["unmet"] = given["criteria"][0]["met"]


def _unasked(given: dict[str, Any]) -> None:
    given["criteria"][0]["met"] = [{"weather": ["fine"]}]


def _no_choice(given: dict[str, Any]) -> None:
    given["criteria"][0]["met"] = [{"post": ["king"]}]


def _own_verb(given: dict[str, Any]) -> None:
    given["outcomes"][0]["verb"] = "được bảo vệ"


def _no_criterion(given: dict[str, Any]) -> None:
    given["outcomes"][0]["needs"] = ["luck"]


def _made_up_time(given: dict[str, Any]) -> None:
    given["steps"][0]["when"] = "trong 5 ngày"


def _no_paper(given: dict[str, Any]) -> None:
    given["steps"][0]["paper"] = "poem"


def _after_nothing(given: dict[str, Any]) -> None:
    given["steps"][0]["after"] = ["luck"]


def _other_document(given: dict[str, Any]) -> None:
    given["document"] = "hai-phong"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (_misquoted, "quang-ngai/dieu-2/khoan-3 does not say 'cán bộ được bảo vệ tuyệt đối'"),
        (_nowhere, "no provision quang-ngai/dieu-99"),
        (_foreign, "hai-phong/3 is of another document"),
        (_one_way, "covered: can be met and not met at once"),
        (_unasked, "covered: no question 'weather'"),
        (_no_choice, "covered: post has no choice ['king']"),
        (_own_verb, "error: the verb is not in the quotation"),
        (_no_criterion, "error: needs 'luck', which is no criterion"),
        (_made_up_time, "report-emergency: the time 'trong 5 ngày' is not in the quotation"),
        (_no_paper, "report-emergency: there is no paper 'poem'"),
        (_after_nothing, "report-emergency: after 'luck', which is no criterion"),
        (_other_document, "is of 'hai-phong'"),
    ],
)
def test_a_fault_is_found_by_its_name(library: Library, folder: Path, change: Change, says: str) -> None:
    changed(folder, "quang-ngai", change)
    assert any(fault.startswith(f"quang-ngai: {says}") for fault in found(library, folder))


def test_a_document_without_a_regime_and_a_missing_conflict_are_faults(library: Library, folder: Path) -> None:
    (folder / "lai-chau.yaml").unlink()
    conflicts = yaml.safe_load((folder / "conflicts.yaml").read_text(encoding="utf-8"))
    (folder / "conflicts.yaml").write_text(yaml.safe_dump(conflicts[1:], allow_unicode=True), encoding="utf-8")
    assert found(library, folder) == ("lai-chau: no file lai-chau.yaml", "conflicts: C-1 stands 0 times")


def test_an_unknown_line_is_refused(library: Library, folder: Path) -> None:
    changed(folder, "hai-phong", lambda given: given.update(promise="tuyệt đối"))
    with pytest.raises(ValidationError, match="promise"):
        Regimes.load(library, folder)


def test_a_criterion_without_a_provision_is_refused(library: Library, folder: Path) -> None:
    changed(folder, "hai-phong", lambda given: given["criteria"][0].update(provisions=[]))
    with pytest.raises(ValidationError, match="provisions"):
        Regimes.load(library, folder)


@pytest.mark.parametrize(
    ("groups", "facts", "out"),
    [
        ((), {}, False),
        (({"harm": ("risk",)},), {}, False),
        (({"harm": ("risk",)},), {"harm": "risk"}, False),
        (({"harm": ("risk",)},), {"harm": "none"}, True),
        (({"harm": ("risk",)}, {"result": ("missed",)}), {"harm": "none"}, False),
        (({"harm": ("risk",)}, {"result": ("missed",)}), {"harm": "none", "result": "reached"}, True),
    ],
)
def test_an_outcome_is_out_of_question_once_all_its_ways_are(
    groups: tuple[Group, ...], facts: Facts, out: bool
) -> None:
    assert excluded(groups, facts) is out


def test_a_group_holds_when_all_of_it_is_known() -> None:
    group = {"approval": ("written",), "competent": ("yes",)}
    assert holds(group, {"approval": "written", "competent": "yes"})
    assert not holds(group, {"approval": "written"})


def test_a_criterion_is_open_until_shown(library: Library) -> None:
    criterion: Criterion = Regimes.load(library).regimes["quang-ngai"].criteria[0]
    assert criterion.standing({}) is Standing.OPEN
    assert criterion.standing({"post": "leader"}) is Standing.MET
    assert criterion.standing({"post": "staff"}) is Standing.UNMET


def test_a_step_waits_for_what_it_is_after(library: Library) -> None:
    step: Step = next(one for one in Regimes.load(library).regimes["quang-ngai"].steps if one.id == "report-risk")
    facts = {"harm": "risk"}
    assert step.due({"reported-since": Standing.UNMET}, facts)
    assert step.due({"reported-since": Standing.OPEN}, facts)
    assert not step.due({"reported-since": Standing.MET}, facts)
    assert not step.due({"reported-since": Standing.UNMET}, {"harm": "none"})


def test_the_own_document_comes_before_the_centres_and_drafts_last(library: Library) -> None:
    regimes = Regimes.load(library)
    order = {place: [one.document for one in regimes.of(place)] for place in ("quang-ngai", "lam-dong", "other", None)}
    assert order == {
        "quang-ngai": ["quang-ngai", "kl-14"],
        "lam-dong": ["kl-14", "lam-dong"],
        "other": ["kl-14"],
        None: ["kl-14"],
    }


def test_the_sources_can_be_copied(tmp_path: Path) -> None:
    """What the how-to for a new province begins with."""
    target = tmp_path / "sources"
    copytree(str(packaged_sources()), target)
    assert len(Library.load(target).documents) == len(FILES)
