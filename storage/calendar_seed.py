"""The calendar before anybody entered anything: the package `holidays`, mended by `calendar.yaml`."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import holidays
import yaml
from pydantic import BaseModel, ConfigDict

from storage.working_days import WEEKEND, DayKind, SpecialDay

PATH = Path(__file__).with_name("calendar.yaml")


class _Day(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date
    kind: DayKind
    reason: str
    document: str


class _Seed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    days: tuple[_Day, ...]
    names: dict[str, str]
    confirmed: frozenset[int]
    source: str


@cache
def _mended() -> _Seed:
    return _Seed.model_validate(yaml.safe_load(PATH.read_text(encoding="utf-8")))


def confirmed(year: int) -> bool:
    """Whether the official notice of the year is in the seed."""
    return year in _mended().confirmed


def source() -> str:
    """What the seed of a year rests on."""
    return _mended().source


def special_days(year: int) -> dict[date, SpecialDay]:
    """The days of the year that are not what their weekday says."""
    found = {special.day: special for special in _from_package(year)}
    mended = {one.day: SpecialDay(one.day, one.kind, one.reason, one.document) for one in _mended().days}
    return found | {day: special for day, special in mended.items() if day.year == year}


def _from_package(year: int) -> Iterator[SpecialDay]:
    known = holidays.country_holidays("VN", years=year, language="vi")
    for day, name in sorted(known.items()):
        yield SpecialDay(day, DayKind.OFF, _mended().names.get(name, name), source())
    for day in sorted(known.weekend_workdays):
        if day.year == year and day.weekday() in WEEKEND:
            yield SpecialDay(day, DayKind.WORKING, "Ngày làm bù", source())
