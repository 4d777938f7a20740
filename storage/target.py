"""The target of a draft (mục tiêu trong dự thảo): a part of a period's time, as data. It is nobody's deadline."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from storage.working_days import Calendar, Due

FILE = Path(__file__).with_name("target.yaml")


class Target(BaseModel):
    """By how many per cent of its time a matter is to be settled sooner, and where the draft says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    provision: str
    sooner: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Sooner:
    """A period made shorter: by how many per cent, to how many days, and the last of them.

    A part of a day is left out, so that the day shown is never later than the target itself.
    """

    percent: int
    days: Decimal
    due: Due


@cache
def target() -> Target:
    """The target."""
    return Target.model_validate(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def sooner(due: Due, calendar: Calendar) -> Iterator[Sooner]:
    """A period with what the target would make of it; nothing for one of which no whole day would be left."""
    for percent in target().sooner:
        days = Decimal(due.days) * (100 - percent) / 100
        if days >= 1:
            yield Sooner(percent, days.normalize(), calendar.due(due.received, int(days), due.unit))
