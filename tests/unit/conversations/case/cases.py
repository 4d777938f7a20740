"""Cases for tests: made of a history alone, as the database would give them."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

from storage import calendar_seed
from storage.cases import Case, DueMoved, Recorded
from storage.history import Happening, derive, effective
from storage.lifecycle import Who, rules
from storage.working_days import Calendar, DayKind, SpecialDay
from tests.unit.storage.case_walks import walk

YEARS = range(2024, 2030)
CALENDAR = Calendar(
    {day: special for year in YEARS for day, special in calendar_seed.special_days(year).items()},
    frozenset(year for year in YEARS if calendar_seed.confirmed(year)),
)
TITLE = "Một cửa lưu động"
LATEST = date(2029, 12, 31)


def case(
    *history: Happening,
    code: str = "DL-7K3Q",
    title: str = TITLE,
    where: str = "quang-ngai",
    issue: str = "unregulated",
) -> Case:
    """A case with this history; each happening was recorded at noon of its own day."""
    recorded = tuple(Recorded(one, 1, datetime.combine(one.on, time(5), UTC)) for one in history)
    standing = derive(rules(where), history, issue, LATEST)
    begun = datetime(2026, 1, 5, 1, tzinfo=UTC)
    return Case(1, code, title, where, issue, "Văn phòng", None, (1,), begun, recorded, standing)


def happened(kind: str, on: date, **told: str) -> Happening:
    """A happening recorded by the office, still without its number."""
    return Happening(0, kind, on, Who.OFFICE, told)


def numbered(*happenings: Happening) -> list[Happening]:
    """The happenings with their numbers."""
    return [replace(one, number=number) for number, one in enumerate(happenings, start=1)]


SUBMITTED = happened("submitted", date(2026, 11, 19), recipient="Văn phòng Thị ủy")
RECEIVED = happened("received", date(2026, 11, 23), number="1342", received_by="Văn phòng Thị ủy")
ASSIGNED = happened("assigned", date(2026, 11, 30), body="Ban Tổ chức Thị ủy")
STOPPED = happened("prepare_again", date(2026, 12, 8), what="bổ sung rủi ro", clock="stops")
DECIDED = happened("decided", date(2027, 1, 4), outcome="pilot", decided_by="collective", number="215-TB/TU")


def waiting() -> Case:
    """A case whose answer is awaited: due on 06/01/2027."""
    return case(*numbered(SUBMITTED, RECEIVED, ASSIGNED))


def moved() -> Case:
    """The same case once a notice moved its deadline to that day."""
    special = SpecialDay(date(2026, 11, 24), DayKind.OFF, "nghỉ bù", "Thông báo số 1")
    at = datetime(2026, 11, 25, 3, tzinfo=UTC)
    return replace(waiting(), moves=(DueMoved("answer:0", date(2027, 1, 5), date(2027, 1, 6), special, at),))


def paused() -> Case:
    """A case that is prepared again while its clock stands still."""
    return case(*numbered(SUBMITTED, RECEIVED, ASSIGNED, STOPPED))


def answered(on: date = DECIDED.on) -> Case:
    """A case that was answered."""
    return case(*numbered(SUBMITTED, RECEIVED, ASSIGNED, replace(DECIDED, on=on)))


def troubled() -> Case:
    """A case in which much has to be done at once."""
    head = replace(DECIDED, details={**DECIDED.details, "decided_by": "head"})
    return case(
        *numbered(
            SUBMITTED,
            RECEIVED,
            head,
            happened("started", date(2027, 1, 11)),
            happened("risk_occurred", date(2027, 2, 20), what="hỏng thiết bị"),
            replace(happened("protection_requested", date(2027, 2, 22), what="tạm đình chỉ"), who=Who.PROPOSER),
        ),
        issue="unsuitable",
    )


def long_lived(events: int) -> Case:
    """A case with many events."""
    reports = [
        happened(
            "progress_reported",
            date(2027, 1, 12) + timedelta(days=number // 2),
            what=f"Báo cáo tuần {number + 1}: tiếp nhận hồ sơ",
        )
        for number in range(events - 5)
    ]
    return case(
        *numbered(SUBMITTED, RECEIVED, ASSIGNED, DECIDED, happened("started", date(2027, 1, 11)), *reports),
        title="Mô hình “Một cửa lưu động” phục vụ nhân dân các xã miền núi, hải đảo ngoài giờ hành chính và ngày nghỉ",
    )


def random_case(seed: int, steps: int = 40) -> tuple[Case, date]:
    """A random life, and the day after its last event."""
    chance = random.Random(seed)
    issue = chance.choice(["unregulated", "unsuitable"])
    where = chance.choice(["quang-ngai", "quang-ngai", "hai-phong", "lam-dong"])
    history, _states = walk(rules(where), chance, steps, issue)
    numbers = numbered(*history)
    made = case(*numbers, where=where, issue=issue, title=" ".join([TITLE] * chance.randint(1, 9)))
    return made, max((one.on for one in effective(numbers)), default=date(2026, 1, 5))
