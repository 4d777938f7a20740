"""The commands of the calendar: `due`, and what an administrator enters from a notice."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, TypeVar

import typer

from bot.calendar_notices import CalendarNotices
from bot.connecting import opened_database
from bot.preparing import Json, prepare
from bot.rendering import Renderer
from bot.settings import Settings
from bot.splitting import plain
from conversations.case.moving import moved
from conversations.due import due_screen
from conversations.events import Profile
from storage.calendar import FIRST, LAST, Calendars, YearError
from storage.clock import SystemClock
from storage.database import Database
from storage.working_days import LONGEST, DayKind, Due, SpecialDay, Unit

calendar_app = typer.Typer()
entries_app = typer.Typer(help="Lịch ngày nghỉ, ngày làm bù: xem và ghi thông báo chính thức.", no_args_is_help=True)
calendar_app.add_typer(entries_app, name="calendar")

FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
BY_COMMAND = "damlam calendar"
KINDS = {DayKind.OFF: "nghỉ", DayKind.WORKING: "làm việc"}

Document = Annotated[str, typer.Option(help="Thông báo, công văn làm căn cứ.")]
Day = Annotated[datetime, typer.Argument(formats=FORMATS, metavar="NGÀY")]
Result = TypeVar("Result")


@calendar_app.command()
def due(
    received: Annotated[datetime, typer.Option(formats=FORMATS, metavar="NGÀY", help="Ngày tiếp nhận (ngày 0).")],
    days: Annotated[int, typer.Option(min=1, max=LONGEST, help="Số ngày của thời hạn.")],
    calendar_days: Annotated[bool, typer.Option("--calendar-days", help="Tính mọi ngày, không chỉ ngày làm việc.")] = (
        False
    ),
    as_json: Json = False,
) -> None:
    """Tính ngày hết hạn và cho biết cách tính."""
    unit = Unit.CALENDAR if calendar_days else Unit.WORKING
    found = _in_database(prepare(), lambda calendars, _: _due(calendars, received, days, unit))
    if as_json:
        typer.echo(json.dumps(_as_json(found), ensure_ascii=False))
    else:
        typer.echo(plain(Renderer().html(due_screen(found, Profile()))))


@entries_app.command("add")
def add(
    day: Day,
    kind: DayKind,
    reason: Annotated[str, typer.Option(help="Lý do.")],
    document: Document,
    yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại khi có hạn phải chuyển.")] = False,
) -> None:
    """Ghi một ngày nghỉ (off) hoặc ngày làm bù (working) theo thông báo; ghi đủ thì chạy damlam calendar confirm.

    Cho xem các hạn phải chuyển trước khi ghi; người liên quan được báo.
    """
    special, settings = SpecialDay(day.date(), kind, reason, document), prepare()
    zone = settings.zone
    moves = _in_database(settings, lambda _, database: CalendarNotices(database, SystemClock(), zone).preview(special))
    for move in map(moved, moves):
        typer.echo(f"{move.code}: {move.label}, {move.before} → {move.after}", err=True)
    if moves and not yes:
        typer.confirm(f"Ghi và chuyển {len(moves)} hạn?", abort=True, err=True)
    done = _in_database(
        settings, lambda _, database: CalendarNotices(database, SystemClock(), zone).enter(special, BY_COMMAND)
    )
    if done:
        typer.echo(f"Đã chuyển {len(done)} hạn; người liên quan được báo.", err=True)
    typer.echo(f"Đã ghi {special.day:%d/%m/%Y}: {KINDS[kind]} ({reason}). Căn cứ: {document}.", err=True)


@entries_app.command("confirm")
def confirm(year: int, document: Document) -> None:
    """Ghi rằng thông báo chính thức của năm đã có và lịch đã đúng theo thông báo đó."""

    async def note(calendars: Calendars, database: Database) -> None:
        async with database.transaction() as session:
            await calendars.confirm(session, year, document, entered_by=BY_COMMAND)

    _in_database(prepare(), note)
    typer.echo(f"Năm {year}: đã ghi thông báo chính thức ({document}).", err=True)


@entries_app.command("list")
def list_days(year: int, as_json: Json = False) -> None:
    """Các ngày nghỉ, ngày làm bù của một năm và căn cứ."""

    async def load(calendars: Calendars, _: Database) -> tuple[list[SpecialDay], bool]:
        calendar = await calendars.load(year, year)
        return sorted(calendar.special.values(), key=lambda special: special.day), year in calendar.confirmed

    days, confirmed = _in_database(prepare(), load)
    if as_json:
        listed = [{**asdict(one), "day": one.day.isoformat()} for one in days]
        typer.echo(json.dumps({"year": year, "confirmed": confirmed, "days": listed}, ensure_ascii=False))
        return
    for one in days:
        typer.echo(f"{one.day:%d/%m/%Y}  {KINDS[one.kind]}  {one.reason}  ({one.document})")
    if not confirmed:
        typer.echo(f"Chưa có thông báo chính thức của năm {year}: damlam calendar add/confirm.", err=True)


async def _due(calendars: Calendars, received: datetime, days: int, unit: Unit) -> Due:
    last = received + timedelta(days=2 * days + 60)
    calendar = await calendars.load(received.year, last.year)
    return calendar.due(received.date(), days, unit)


def _as_json(due: Due) -> dict[str, object]:
    return {
        "received": due.received.isoformat(),
        "days": due.days,
        "unit": due.unit,
        "due": due.day.isoformat(),
        "skipped": [{"day": skip.day.isoformat(), "reason": skip.reason or "cuối tuần"} for skip in due.skipped],
        "made_up": [{"day": one.day.isoformat(), "reason": one.reason} for one in due.made_up],
        "unconfirmed_years": list(due.unconfirmed),
    }


def _in_database(settings: Settings, work: Callable[[Calendars, Database], Awaitable[Result]]) -> Result:
    """What `work` finds in the calendar of the database, which is brought up to date first."""

    async def run() -> Result:
        async with opened_database(settings) as database:
            return await work(Calendars(database, SystemClock()), database)

    try:
        return asyncio.run(run())
    except YearError as error:
        raise typer.BadParameter(f"lịch chỉ có từ năm {FIRST} đến năm {LAST}.") from error
