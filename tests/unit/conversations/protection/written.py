"""The written cases (`cases.yaml`) as facts and answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from conversations.forms.questions import Answers, Form
from conversations.forms.route import counted_answers
from conversations.protection.questions import JURISDICTION


@dataclass(frozen=True)
class Written:
    """One case: its number, its answers before questions that are not asked are left out, and what is expected."""

    number: int
    place: str
    answers: Mapping[str, str]
    expected: Mapping[str, Any]

    def counted(self, form: Form) -> Answers:
        """The answers to the questions that are asked."""
        return counted_answers(form, self.answers, self.place)


@cache
def cases() -> tuple[Written, ...]:
    given = yaml.safe_load(Path(__file__).with_name("cases.yaml").read_text(encoding="utf-8"))
    return tuple(
        Written(
            number, one["place"], {JURISDICTION: one["place"], **given["bases"][one["place"]], **one["change"]}, one
        )
        for number, one in enumerate(given["cases"], 1)
    )
