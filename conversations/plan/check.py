"""The check of a plan (kiểm tra kế hoạch): rules as data, tried on the answers. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

from conversations.forms.questions import Answers, Condition, Form
from conversations.forms.route import counted_answers
from conversations.forms.telling import label
from conversations.plan.questions import ELSEWHERE, plan_form
from conversations.plan.trials import TRIALS, Case, Verdict
from knowledge.catalogue import Status
from knowledge.library import Library

CENTRAL = "central"
"""The jurisdiction whose documents apply everywhere (`knowledge.catalogue.Jurisdiction`)."""
SHOWN_DETAILS = 3
"""What a message names at most of what was found."""


class Level(StrEnum):
    """How much a finding weighs; none keeps a plan from being exported."""

    MISSING = "missing"
    """Thiếu: something that a provision which applies speaks of is not there."""
    IMPROVE = "improve"
    """Nên sửa."""
    NOTE = "note"
    """Lưu ý."""


@dataclass(frozen=True, slots=True)
class Ground:
    """A provision that a rule rests on, and where it applies. `draft`: its document is not in force."""

    id: str
    jurisdiction: str
    draft: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. It is tried where `only_in` and `when` allow, by the trial of the name `test` with `given`.

    `about` are the questions that it concerns, the first the one to change. `level` weighs where a document that
    applies is among the grounds, `elsewhere` where none is. `message` says what is wrong, "{found}" standing for what
    the trial found; `mend` says how to put it right.
    """

    id: str
    level: Level
    elsewhere: Level
    about: tuple[str, ...]
    test: str
    given: Mapping[str, Any]
    message: str
    mend: str
    grounds: tuple[Ground, ...]
    when: tuple[Condition, ...] = ()
    only_in: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the check found.

    `grounds` are the provisions that apply in the user's place, the most telling first; empty when the common template
    asks for it and no document of the place or the Centre does. `draft`: nothing but a draft asks for it.
    """

    rule: str
    level: Level
    about: tuple[str, ...]
    message: str
    mend: str
    grounds: tuple[Ground, ...]

    @property
    def draft(self) -> bool:
        """Whether no document in force asks for it."""
        return bool(self.grounds) and all(ground.draft for ground in self.grounds)


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found, by level and in the order of the rules, and the ids of the rules that applied and passed."""

    findings: tuple[Finding, ...]
    passed: tuple[str, ...] = field(default=())

    def of(self, level: Level) -> tuple[Finding, ...]:
        """The findings of a level."""
        return tuple(finding for finding in self.findings if finding.level is level)

    def about(self, questions: Iterable[str]) -> "Report":
        """The findings whose first question is one of these."""
        keys = set(questions)
        return Report(tuple(finding for finding in self.findings if finding.about[0] in keys))


class RuleError(ValueError):
    """A rule of the check names what does not exist."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class _Condition(_Record):
    question: str
    any_of: list[str]


class _Rule(_Record):
    id: str
    level: Annotated[Level, Field(strict=False)]
    elsewhere: Annotated[Level | None, Field(strict=False)] = None
    about: Annotated[list[str], Field(min_length=1)]
    test: str
    given: dict[str, Any]
    when: list[_Condition] = Field(default_factory=list)
    only_in: list[str] = Field(default_factory=list)
    message: str
    mend: str
    why: Annotated[list[str], Field(min_length=1)]

    def built(self, library: Library, form: Form) -> Rule:
        known = {question.key for question in form.questions}
        unknown = {*self.about, *(condition.question for condition in self.when)} - known
        if unknown or self.test not in TRIALS:
            raise RuleError(f"{self.id}: {', '.join(sorted(unknown)) or self.test} is not known")
        return Rule(
            id=self.id,
            level=self.level,
            elsewhere=self.elsewhere or _BELOW[self.level],
            about=tuple(self.about),
            test=self.test,
            given=self.given,
            message=self.message,
            mend=self.mend,
            grounds=tuple(_ground(library, id_) for id_ in self.why),
            when=tuple(Condition(condition.question, tuple(condition.any_of)) for condition in self.when),
            only_in=tuple(self.only_in),
        )


def _ground(library: Library, id_: str) -> Ground:
    document = library.document_of(id_)
    return Ground(id_, document.jurisdiction, document.status is Status.DRAFT)


_BELOW = {Level.MISSING: Level.IMPROVE, Level.IMPROVE: Level.NOTE, Level.NOTE: Level.NOTE}
"""What a rule weighs where no document asks for it, unless it says so itself."""


def load_rules(library: Library, form: Form) -> tuple[Rule, ...]:
    """The packaged rules. Raises RuleError for an unknown trial or question, UnknownProvision for an unknown id."""
    text = resources.files(__package__).joinpath("checks.yaml").read_text(encoding="utf-8")
    return tuple(_Rule.model_validate(raw).built(library, form) for raw in yaml.safe_load(text))


def check(form: Form, rules: Sequence[Rule], answers: Answers, jurisdiction: str, today: date) -> Report:
    """What the rules find in the answers of a plan proposed in `jurisdiction`, on the day `today`."""
    case = Case(form, answers, today)
    tried = [(rule, _tried(rule, case)) for rule in rules if _applies(rule, answers, jurisdiction)]
    findings = [_finding(rule, verdict, jurisdiction, form) for rule, verdict in tried if verdict.holds is False]
    findings.sort(key=lambda finding: list(Level).index(finding.level))
    return Report(tuple(findings), tuple(rule.id for rule, verdict in tried if verdict.holds))


class Checker:
    """Checks plans with the packaged rules, read once."""

    def __init__(self, library: Library) -> None:
        self._form = plan_form()
        self._rules = load_rules(library, self._form)

    def report(self, answers: Answers, place: str | None, today: date) -> Report:
        """What is found in the answers that count of a plan proposed in `place`, None for an unknown place."""
        counted = counted_answers(self._form, answers, place)
        return check(self._form, self._rules, counted, place or ELSEWHERE, today)


def _tried(rule: Rule, case: Case) -> Verdict:
    return TRIALS[rule.test](case, rule.given)


def _applies(rule: Rule, answers: Answers, jurisdiction: str) -> bool:
    if rule.only_in and jurisdiction not in rule.only_in:
        return False
    return all(_holds(condition, answers) for condition in rule.when)


def _holds(condition: Condition, answers: Answers) -> bool:
    answer = answers.get(condition.question)
    chosen = answer if isinstance(answer, list) else [answer]
    return any(value in condition.any_of for value in chosen)


def _finding(rule: Rule, verdict: Verdict, jurisdiction: str, form: Form) -> Finding:
    grounds = tuple(ground for ground in rule.grounds if ground.jurisdiction in {CENTRAL, jurisdiction})
    in_force = any(not ground.draft for ground in grounds)
    level = rule.level if in_force else rule.elsewhere
    message = rule.message.replace("{found}", _named(verdict.details, form))
    return Finding(rule.id, level, rule.about, message, rule.mend, _telling_first(grounds))


def _telling_first(grounds: Sequence[Ground]) -> tuple[Ground, ...]:
    """What is in force before drafts, the place's own documents before the Centre's, else in the order of the rule."""
    return tuple(sorted(grounds, key=lambda ground: (ground.draft, ground.jurisdiction == CENTRAL)))


def _named(details: Sequence[str], form: Form) -> str:
    """What was found, in the user's words: a question by its label, of many the first few."""
    labels = {question.key: label(question) for question in form.questions}
    shown = "; ".join(labels.get(detail, detail) for detail in details[:SHOWN_DETAILS])
    return f"{shown} và {len(details) - SHOWN_DETAILS} mục khác" if len(details) > SHOWN_DETAILS else shown
