"""Which events each state allows, written out by hand; what a document makes of them."""

from itertools import product
from pathlib import Path

import pytest
import yaml

from knowledge.library import Library
from storage.lifecycle import CENTRAL, Branch, LifecycleError, Procedure, Who, _check, lifecycle, procedures, rules

PRE_DECISION = "transferred declared_difficult appraised returned prepare_again decided"
ANY_TIME = (
    "superior_informed head_reported issuer_written risk_told risk_reported verified protection_requested "
    "protection_needed protection_begun protection_passed_up protection_above obstruction_reported "
    "obstruction_answered described"
)

ALLOWED = {
    "drafted": "submitted emergency_acted taken_up withdrawn",
    "submitted": "received answer_asked withdrawn",
    "received": f"{PRE_DECISION} answer_asked assigned council_formed withdrawn",
    "transferred": "received answer_asked withdrawn",
    "appraising": f"{PRE_DECISION} answer_asked council_formed withdrawn",
    "appraised": "answer_asked transferred declared_difficult returned prepare_again decided withdrawn",
    "preparing_again": "prepared_again withdrawn",
    "returned": "closed",
    "refused": "closed",
    "approved": "started progress_reported risk_occurred risk_judged closed",
    "emergency": "emergency_reported",
    "emergency_reported": "emergency_concluded risk_occurred risk_judged",
    "carrying_out": "progress_reported risk_occurred risk_judged completed closed",
    "completed": "risk_occurred evaluated closed",
    "evaluated": "encouraged published closed",
    "withdrawn": "",
    "closed": "",
}
"""What may happen in each state, beside `ANY_TIME` in those that are no end."""

LEADS_TO = {
    "submitted": "submitted",
    "received": "received",
    "transferred": "transferred",
    "assigned": "appraising",
    "council_formed": "appraising",
    "appraised": "appraised",
    "returned": "returned",
    "prepare_again": "preparing_again",
    "prepared_again": "received",
    "emergency_acted": "emergency",
    "emergency_reported": "emergency_reported",
    "emergency_concluded": "carrying_out",
    "taken_up": "carrying_out",
    "started": "carrying_out",
    "completed": "completed",
    "evaluated": "evaluated",
    "withdrawn": "withdrawn",
    "closed": "closed",
}
"""The state after an event; one that is not here leaves the state as it is, `decided` has three ways."""

ONLY_PROPOSER = {"taken_up"}


def allowed(state: str) -> set[str]:
    own = set(ALLOWED[state].split())
    return own if state in {"withdrawn", "closed"} else own | set(ANY_TIME.split())


def test_the_table_knows_every_state_and_event() -> None:
    assert set(ALLOWED) == set(lifecycle().states)
    assert {event for state in ALLOWED for event in allowed(state)} == set(lifecycle().events)


@pytest.mark.parametrize(("state", "event"), list(product(lifecycle().states, lifecycle().events)))
def test_every_transition_and_every_forbidden_one(state: str, event: str) -> None:
    assert (state in lifecycle().sources(event)) == (event in allowed(state))


@pytest.mark.parametrize("event", lifecycle().events)
def test_where_each_event_leads(event: str) -> None:
    target = lifecycle().events[event].to
    if event == "decided":
        assert isinstance(target, Branch)
        assert target.states == {"carry_out": "approved", "pilot": "approved", "refused": "refused"}
    else:
        assert target == LEADS_TO.get(event)


@pytest.mark.parametrize("event", lifecycle().events)
def test_who_records_each_event(event: str) -> None:
    expected = {Who.PROPOSER} if event in ONLY_PROPOSER else {Who.PROPOSER, Who.OFFICE}
    assert lifecycle().events[event].who == expected


def test_every_provision_that_a_procedure_names_exists() -> None:
    library = Library.load()
    for jurisdiction, procedure in procedures().items():
        for provision in procedure.provisions:
            assert library.get(provision) is not None, provision
            document = "kl-14" if jurisdiction == CENTRAL else jurisdiction
            assert provision.startswith(f"{document}/"), provision


def test_a_duty_is_called_for_alike_wherever_it_is_named() -> None:
    """The rows of deadlines know a duty by its key alone."""
    called = {(duty.key, duty.at_once, duty.whose) for procedure in procedures().values() for duty in procedure.duties}
    assert len(called) == len({key for key, *_ in called})
    assert not {key for key, *_ in called} & {clock.key for one in procedures().values() for clock in one.clocks}


def test_only_one_document_sets_a_period_and_a_draft_sets_nothing() -> None:
    assert {key for key, procedure in procedures().items() if procedure.clocks} == {"quang-ngai"}
    assert "lam-dong" not in procedures()
    assert rules("lam-dong").procedure is procedures()[CENTRAL]
    assert rules("other").procedure is procedures()[CENTRAL]


def test_the_wording_of_each_duty_stands_in_its_provision() -> None:
    library = Library.load()
    for duty in (duty for one in procedures().values() for duty in one.duties):
        text = library.get(duty.provision).text  # type: ignore[union-attr]
        assert duty.wording in text, duty.key


@pytest.mark.parametrize(
    ("place", "event", "words"),
    [
        ("quang-ngai", "evaluated", "đánh giá động cơ, tính chất, mức độ, nguyên nhân, hậu quả"),
        ("quang-ngai", "encouraged", "Các hình thức khuyến khích"),
        ("hai-phong", "evaluated", "xác định rõ nguyên nhân khách quan, chủ quan, đánh giá công tâm"),
        ("hai-phong", "encouraged", "kịp thời biểu dương, khen thưởng"),
        ("lai-chau", "evaluated", "xác định rõ nguyên nhân khách quan, chủ quan, đánh giá công tâm"),
        ("lai-chau", "encouraged", "các hình thức biểu dương, khen thưởng xứng đáng đối với cán bộ"),
    ],
)
def test_what_is_said_of_an_official_rests_on_the_provision_about_it(place: str, event: str, words: str) -> None:
    assert words in Library.load().get(procedures()[place].basis[event]).text  # type: ignore[union-attr]


DUTY = {
    **{"key": "d", "label": "d", "event": "completed", "if": {"result": "not"}, "given": {"decided": {}}},
    **{"done_by": "evaluated", "whose": "office", "wording": "w", "provision": "x"},
}


def test_a_procedure_that_names_what_exists_is_taken() -> None:
    _check(Procedure.model_validate({"jurisdiction": "x", "duties": [DUTY]}), "x.yaml")


@pytest.mark.parametrize(
    "broken",
    [
        {"basis": {"no_such_event": "x"}},
        {"clocks": [{"key": "a", "label": "a", "start": "nothing", "days": 1, "stop": [], "provision": "x"}]},
        {"duties": [DUTY | {"event": "nothing"}]},
        {"duties": [DUTY | {"done_by": ["evaluated", "nothing"]}]},
        {"duties": [DUTY | {"if": {"nothing": "not"}}]},
        {"duties": [DUTY | {"if": {"result": "nothing"}}]},
        {"duties": [DUTY | {"given": {"nothing": {}}}]},
        {"duties": [DUTY | {"given": {"decided": {"nothing": "pilot"}}}]},
        {"duties": [DUTY | {"given": {"decided": {"outcome": ["pilot", "nothing"]}}}]},
        {"duties": [DUTY, DUTY]},
    ],
)
def test_a_procedure_that_names_what_does_not_exist_is_refused(broken: dict[str, object]) -> None:
    with pytest.raises(LifecycleError):
        _check(Procedure.model_validate({"jurisdiction": "x", **broken}), "x.yaml")


@pytest.mark.parametrize(
    "broken",
    [
        {"after": ["nothing"]},
        {"after": ["b", "nothing"]},
        {"once_since": "nothing"},
        {"given": {"nothing": {}}, "ground": "x"},
        {"given": {"b": {"nothing": "x"}}, "ground": "x"},
        {"given": {"b": {"how": ["well", "nothing"]}}, "ground": "x"},
        {"only_issue": "nothing"},
        {"ground": "nothing"},
    ],
)
def test_an_event_that_rests_on_what_does_not_exist_is_refused(
    broken: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    how = {"how": {"label": "how", "kind": "choice", "choices": {"well": "well"}}}
    events = {key: {"label": key, "from": ["s"], "who": ["office"], "fields": how} for key in "ab"}
    data = {"states": {"s": {"label": "s"}}, "events": events | {"a": events["a"] | broken}}
    (tmp_path / "lifecycle.yaml").write_text(yaml.safe_dump(data), encoding="utf-8")
    monkeypatch.setattr("storage.lifecycle.FOLDER", tmp_path)
    with pytest.raises(LifecycleError, match=r"nothing|ground"):
        lifecycle.__wrapped__()
