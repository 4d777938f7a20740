"""The commands of the calendar: `due`, and what an administrator enters from a notice."""

import json
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

import typer

from bot.calendar_notices import CalendarNotices, StaleChangeError
from bot.cli_database import with_database
from bot.cli_refusals import make_sure
from bot.cli_tables import in_json, moment, print_table
from bot.preparing import Json, prepare
from bot.rendering import Renderer
from bot.settings import Settings
from bot.splitting import plain
from conversations.case.moving import moved
from conversations.case.wording import full_day
from conversations.due import due_screen
from conversations.events import Profile
from storage.calendar import FIRST, LAST, Calendars, PastChange, YearError
from storage.calendar_changes import NAMES, CalendarChange, ChangeError, Entry, missing
from storage.clock import SystemClock
from storage.database import Database
from storage.working_days import LONGEST, Calendar, DayKind, Due, SpecialDay, Unit

calendar_app = typer.Typer()
entries_app = typer.Typer(help="Lịch ngày nghỉ, ngày làm bù: xem và ghi thông báo chính thức.", no_args_is_help=True)
calendar_app.add_typer(entries_app, name="calendar")

UNMOVED = "Không có hạn nào phải chuyển, không ai được báo."
FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]
BY_COMMAND = "damlam calendar"


def _said(words: str) -> str:
    """What goes into a sentence: on one line, without a full stop of its own."""
    said = " ".join(words.split()).rstrip(" .")
    if not said:
        raise typer.BadParameter("không được để trống.")
    return said


Document = Annotated[str, typer.Option(help="Thông báo, công văn làm căn cứ.", callback=_said)]
Reason = Annotated[str, typer.Option(help="Lý do, như người dùng sẽ đọc.", callback=_said)]
Year = Annotated[int, typer.Argument(min=FIRST, max=LAST, metavar="NĂM")]
Yes = Annotated[bool, typer.Option("--yes", help="Không hỏi lại.")]
Result = TypeVar("Result")


def _days(name: str, says: str) -> Any:  # noqa: ANN401 - as typer has it
    return typer.Option(name, formats=FORMATS, metavar="NGÀY", help=says)


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
    reason: Reason,
    document: Document,
    day: Annotated[datetime | None, typer.Argument(formats=FORMATS, metavar="NGÀY")] = None,
    kind: Annotated[DayKind | None, typer.Argument(metavar="off|working")] = None,
    off: Annotated[list[datetime] | None, _days("--off", "Ngày nghỉ; lặp lại được.")] = None,
    work: Annotated[list[datetime] | None, _days("--work", "Ngày làm bù; lặp lại được.")] = None,
    yes: Yes = False,
) -> None:
    """Ghi một hay nhiều ngày nghỉ, ngày làm bù theo một thông báo; ghi đủ thì chạy damlam calendar confirm.

    Một đợt hoán đổi ghi một lần: --off 2027-01-04 --work 2027-01-09. Cho xem các hạn phải chuyển trước khi ghi; người
    liên quan được báo một lần.
    """
    if (day is None) != (kind is None):
        raise typer.BadParameter("cho cả NGÀY và off hoặc working, hoặc dùng --off, --work.")
    named = [(day, kind)] if day and kind else []
    named += [(one, DayKind.OFF) for one in off or ()] + [(one, DayKind.WORKING) for one in work or ()]
    try:
        change = CalendarChange.entering(*(SpecialDay(one.date(), what, reason, document) for one, what in named))
    except ChangeError as error:
        raise typer.BadParameter("cho ít nhất một ngày, mỗi ngày một lần.") from error
    settings = prepare()
    _check(change, _in_database(settings, lambda calendars, _: calendars.load(change.years[0], change.years[-1])))
    entries = _with_notices(settings, lambda notices: notices.entries([one.day for one in change.days]))
    kinds = {one.day: one.now.kind for one in change.days}
    others = [one for one in entries if one.special.kind is not kinds[one.special.day]]
    _make(settings, change, yes=yes, ask=_warn_of_seeded(others))


def _check(change: CalendarChange, calendar: Calendar) -> None:
    """Refuses days that are already what they would be entered as; says which only get another reason."""
    idle = [f"{full_day(one.day)} vốn là ngày {NAMES[one.kind]}" for one in change.idle(calendar)]
    if idle:
        raise typer.BadParameter(f"{'; '.join(idle)}: kiểm tra lại, hoặc bỏ khỏi lệnh. Chưa ghi ngày nào.")
    for was in change.reworded(calendar):
        told = f"{full_day(was.day)} đã là ngày {NAMES[was.kind]} ({was.reason}; {was.document})"
        typer.echo(f"⚠️ {told}: chỉ thay lý do, căn cứ.", err=True)


def _warn_of_seeded(entries: Iterable[Entry]) -> bool:
    """Names the days of the seed that change what they are; whether there are any."""
    seeded = [one.special for one in entries if one.seeded]
    for one in seeded:
        typer.echo(
            f"⚠️ {full_day(one.day)} là ngày {NAMES[one.kind]} theo lịch có sẵn: {one.reason} ({one.document}).",
            err=True,
        )
    return bool(seeded)


@entries_app.command("remove")
def remove(
    days: Annotated[list[datetime], typer.Argument(formats=FORMATS, metavar="NGÀY...")],
    reason: Reason,
    document: Document,
    yes: Yes = False,
) -> None:
    """Bỏ ngày đã ghi (ghi nhầm, thông báo bị hủy), cả các ngày của một đợt trong một lần.

    Ngày do quản trị ghi trở lại như bản có sẵn; ngày của bản có sẵn trở lại ngày thường. Cho xem các hạn phải chuyển
    trước khi bỏ; người liên quan được báo một lần.
    """
    settings, wanted = prepare(), [one.date() for one in days]
    entries = _with_notices(settings, lambda notices: notices.entries(wanted))
    lacking = missing(wanted, entries)
    if lacking or len(set(wanted)) < len(wanted):
        told = ", ".join(f"{one:%d/%m/%Y}" for one in lacking)
        raise typer.BadParameter(f"lịch không có ngày {told} để bỏ." if lacking else "mỗi ngày một lần.")
    ask = _warn_of_seeded(entries)
    _make(settings, CalendarChange.removing(entries, reason, document), yes=yes, ask=ask)


@entries_app.command("history")
def history(year: Year, as_json: Json = False) -> None:
    """Những lần ghi, bỏ ngày của một năm: ngày, trước và sau, lý do, căn cứ, lúc nào."""
    settings = prepare()
    found = _in_database(settings, lambda calendars, _: calendars.changes(year))
    rows = [asdict(one) | {"day": one.day.isoformat(), "at": in_json(one.at, settings.zone)} for one in found]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    if not found:
        typer.echo(f"Năm {year} chưa có ngày nào được ghi thêm hay bỏ: lịch như bản có sẵn.", err=True)
        return
    print_table(
        ("Ngày", "Trước", "Sau", "Lý do", "Căn cứ", "Ghi lúc"),
        [_row(one, settings.zone) for one in found],
    )


def _row(one: PastChange, zone: ZoneInfo) -> tuple[str, ...]:
    day, at = f"{one.day:%d/%m/%Y}", moment(one.at, zone)
    return day, _named(one.was), _named(one.became), one.reason, one.document, at


def _named(kind: DayKind | None) -> str:
    return NAMES[kind] if kind else "ngày thường"


def _make(settings: Settings, change: CalendarChange, *, yes: bool, ask: bool = False) -> None:
    """Shows what the change comes to, asks where that is much, and makes it."""
    moves = _with_notices(settings, lambda notices: notices.preview(change))
    what = "bỏ" if any(one.was for one in change.days) else "ghi"
    for one in change.days:
        back = " trở lại" if one.was else ""
        typer.echo(f"{full_day(one.day)}:{back} ngày {NAMES[one.now.kind]}", err=True)
    for move in map(moved, moves):
        typer.echo(f"{move.code}: hạn {move.label}, {move.before} → {move.after}", err=True)
    if (moves or ask) and not yes:
        make_sure(f"{what.capitalize()} và chuyển {len(moves)} hạn?" if moves else f"Vẫn {what}?")
    try:
        done = _with_notices(settings, lambda notices: notices.make(change, BY_COMMAND))
    except StaleChangeError as error:
        raise typer.BadParameter("ngày này vừa được người khác đổi; xem lại damlam calendar list.") from error
    days = ", ".join(f"{one.day:%d/%m/%Y}" for one in change.days)
    typer.echo(f"Đã {what} {days}: {change.reason}. Căn cứ: {change.document}.", err=True)
    typer.echo(f"Đã chuyển {len(done.moves)} hạn. {_told(len(done.told))}" if done.moves else UNMOVED, err=True)


def _told(people: int) -> str:
    """Who hears of it: whether they still see the case is asked when the word is sent."""
    if not people:
        return "Không có ai theo dõi các hồ sơ này để báo."
    return f"{people} người theo dõi hồ sơ được báo trong giờ nhận tin, nếu khi đó còn xem được hồ sơ."


@entries_app.command("confirm")
def confirm(year: Year, document: Document) -> None:
    """Ghi rằng thông báo chính thức của năm đã có và lịch đã đúng theo thông báo đó."""

    async def note(calendars: Calendars, database: Database) -> None:
        async with database.transaction() as session:
            await calendars.confirm(session, year, document, entered_by=BY_COMMAND)

    _in_database(prepare(), note)
    typer.echo(f"Năm {year}: đã ghi thông báo chính thức ({document}).", err=True)


@entries_app.command("list")
def list_days(year: Year, as_json: Json = False) -> None:
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
        typer.echo(f"{one.day:%d/%m/%Y}  {NAMES[one.kind]}  {one.reason}  ({one.document})")
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


def _with_notices(settings: Settings, work: Callable[[CalendarNotices], Awaitable[Result]]) -> Result:
    """What `work` does with the calendar and all that follows from it."""
    return _in_database(settings, lambda _, database: work(CalendarNotices(database, SystemClock(), settings.zone)))


def _in_database(settings: Settings, work: Callable[[Calendars, Database], Awaitable[Result]]) -> Result:
    """What `work` finds in the calendar of the database."""
    try:
        return with_database(settings, lambda database: work(Calendars(database, SystemClock()), database))
    except YearError as error:
        raise typer.BadParameter(f"lịch chỉ có từ năm {FIRST} đến năm {LAST}.") from error
