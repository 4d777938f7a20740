"""The commands about who is who: people with a role, and the offices whose clerks may be invited."""

import json
import re
from dataclasses import asdict
from typing import Annotated

import typer

from bot.administering import (
    OfficeInUseError,
    UnknownOfficeError,
    remove_office,
    save_office,
)
from bot.cli_database import with_database
from bot.cli_refusals import make_sure
from bot.cli_tables import in_json, moment, person, print_table
from bot.names import known_names
from bot.preparing import Json, prepare
from bot.role_notices import RoleNotices
from bot.settings import Settings
from conversations.inviting import ROLES
from conversations.membership import Role
from knowledge.catalogue import Catalogue
from storage.clock import SystemClock
from storage.roles import Office, Roles
from storage.staffing import Staffed, Staffing

members_app = typer.Typer()

OFFICE_ID = re.compile(r"[a-z0-9-]{1,24}")

LAST_ADMINISTRATOR = (
    "⚠️ Đây là quản trị cuối cùng: sau khi gỡ, không còn ai mời, thu hồi lời mời được trong khung chat (/moi). "
    "Có quản trị mới bằng cách chạy trên máy chủ: damlam invite --role administrator."
)

Place = Annotated[str | None, typer.Option("--jurisdiction", help="Nơi công tác, ví dụ quang-ngai.")]


@members_app.command()
def offices(
    add: Annotated[str | None, typer.Option(help="Mã cơ quan để thêm hoặc đổi tên: a-z, 0-9, -; tới 24 ký tự.")] = None,
    name: Annotated[str | None, typer.Option(help="Tên cơ quan.")] = None,
    jurisdiction: Place = None,
    remove: Annotated[str | None, typer.Option(help="Xóa cơ quan có mã này, khi không còn gì gắn với cơ quan.")] = None,
    as_json: Json = False,
) -> None:
    """Liệt kê các cơ quan; hoặc thêm, đổi tên, xóa một cơ quan."""
    if add is not None and remove is not None:
        raise typer.BadParameter("cho một trong --add, --remove.")
    settings = prepare()
    if add is not None:
        if not OFFICE_ID.fullmatch(add) or not name:
            raise typer.BadParameter("cần mã gồm a-z, 0-9, - (tới 24 ký tự) và --name.", param_hint="--add")
        office = Office(add, name, place_id(jurisdiction))
        with_database(settings, lambda database: save_office(database, office))
    elif remove is not None:
        _remove_office(settings, remove)
    known = with_database(settings, lambda database: Staffing(database, Role.CLERK).all())
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in known], ensure_ascii=False))
        return
    print_table(
        ("Mã", "Tên", "Nơi", "Cán bộ tiếp nhận", "Hồ sơ đang mở"),
        [(one.id, one.name, one.jurisdiction or "", str(one.clerks), str(one.open_cases)) for one in known],
    )


@members_app.command()
def roles(
    remove: Annotated[int | None, typer.Option(help="Gỡ vai trò của người dùng có số này; người đó được báo.")] = None,
    yes: Annotated[
        bool, typer.Option("--yes", help="Không hỏi lại khi gỡ cán bộ tiếp nhận hay quản trị cuối cùng.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Liệt kê người có vai trò, hoặc gỡ vai trò của một người."""
    settings = prepare()
    if remove is not None:
        _remove_role(settings, remove, yes=yes)
    members = with_database(settings, lambda database: Roles(database).all())
    people = {id for one in members for id in (one.chat_id, one.invited_by) if id is not None}
    names = with_database(settings, lambda database: known_names(database, people))
    if as_json:
        rows = [
            asdict(one) | {"since": in_json(one.since, settings.zone), "name": names.get(one.chat_id)}
            for one in members
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    print_table(
        ("Người dùng", "Tên", "Vai trò", "Cơ quan", "Nơi", "Mời bởi", "Từ lúc"),
        [
            (
                str(one.chat_id),
                names.get(one.chat_id, ""),
                ROLES[Role(one.role)],
                one.office or "",
                one.jurisdiction or "",
                person(one.invited_by, names),
                moment(one.since, settings.zone),
            )
            for one in members
        ],
    )


def place_id(named: str | None) -> str | None:
    """The id of a place of the catalogue, as it was typed."""
    known = [place.id for place in Catalogue.load().jurisdictions]
    if named is not None and named not in known:
        raise typer.BadParameter(f"không có nơi {named!r}; chọn một trong: {', '.join(known)}.")
    return named


def _remove_office(settings: Settings, id: str) -> None:
    try:
        with_database(settings, lambda database: remove_office(database, id))
    except UnknownOfficeError as error:
        raise typer.BadParameter(f"không có cơ quan {id!r}; xem damlam offices.", param_hint="--remove") from error
    except OfficeInUseError as error:
        raise typer.BadParameter(_in_use(error), param_hint="--remove") from error
    typer.echo(f"Đã xóa cơ quan {id}.", err=True)


def _in_use(error: OfficeInUseError) -> str:
    office, reasons = error.office, list[str]()
    if office.open_cases:
        reasons.append(f"{office.open_cases} hồ sơ đang mở")
    if office.clerks:
        reasons.append(f"{office.clerks} cán bộ tiếp nhận (damlam roles --remove)")
    if error.invitations:
        reasons.append(f"{error.invitations} lời mời đang mở (damlam invite --revoke)")
    return f"{office.name} còn {', '.join(reasons)}."


def _remove_role(settings: Settings, chat_id: int, *, yes: bool) -> None:
    left = with_database(settings, lambda database: Staffing(database, Role.CLERK).left_by(chat_id))
    last = with_database(settings, lambda database: Roles(database).is_last(chat_id, Role.ADMINISTRATOR))
    if left:
        typer.echo(_alone(left), err=True)
    if last:
        typer.echo(LAST_ADMINISTRATOR, err=True)
    if (last or (left and left.open_cases)) and not yes:
        make_sure("Vẫn gỡ?")
    taken = with_database(
        settings,
        lambda database: RoleNotices(database, SystemClock(), settings.zone, settings.policy).take(chat_id),
    )
    if taken is None:
        raise typer.BadParameter(f"người dùng {chat_id} không có vai trò.", param_hint="--remove")
    typer.echo(f"Đã gỡ vai trò {ROLES[Role(taken.role)]} của người dùng {chat_id}; người đó được báo.", err=True)


def _alone(left: Staffed) -> str:
    """What becomes of an office that loses its last clerk."""
    if left.open_cases:
        told = f"{left.open_cases} hồ sơ đang mở sẽ không còn ai của cơ quan thấy trong bot"
    else:
        told = "cơ quan sẽ không còn được chọn làm nơi nộp"
    return f"⚠️ Đây là cán bộ tiếp nhận cuối cùng của {left.name} ({left.id}): {told}."
