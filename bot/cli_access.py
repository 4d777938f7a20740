"""The commands about access: invitations, offices, roles, the audit. The work is in `administering` and `storage`."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer
from telegram.error import TelegramError

from bot.administering import Offer, UnknownOfficeError, revoke, save_office, take_role
from bot.administering import invite as make_invitation
from bot.client import Client
from bot.connecting import opened_database
from bot.preparing import Json, prepare
from bot.settings import Settings
from conversations.inviting import ROLES
from conversations.membership import Role
from knowledge.catalogue import Catalogue
from storage.audit import Audit
from storage.clock import SystemClock
from storage.database import Database
from storage.invitations import Invitations, StoredInvitation
from storage.roles import Office, Offices, Roles

access_app = typer.Typer()
Found = TypeVar("Found")

OFFICE_ID = re.compile(r"[a-z0-9-]{1,24}")
INVITED = (Role.OFFICIAL, Role.CLERK, Role.ADMINISTRATOR)

Office_ = Annotated[str | None, typer.Option("--office", help="Mã cơ quan (damlam offices), cần cho clerk.")]
Place = Annotated[str | None, typer.Option("--jurisdiction", help="Nơi công tác, ví dụ quang-ngai.")]


@access_app.command()
def invite(
    role: Annotated[str | None, typer.Option(help="official, clerk hoặc administrator.")] = None,
    office: Office_ = None,
    jurisdiction: Place = None,
    uses: Annotated[int, typer.Option(min=1, max=10_000, help="Số lần dùng được.")] = 1,
    days: Annotated[int, typer.Option(min=1, max=365, help="Số ngày dùng được.")] = 7,
    username: Annotated[str | None, typer.Option(help="Tên bot; để trống thì hỏi Telegram.")] = None,
    listing: Annotated[bool, typer.Option("--list", help="Liệt kê các lời mời.")] = False,
    revoked: Annotated[str | None, typer.Option("--revoke", help="Thu hồi lời mời có mã này.")] = None,
    as_json: Json = False,
) -> None:
    """Tạo đường dẫn mời; hoặc liệt kê, thu hồi lời mời."""
    if [role is not None, listing, revoked is not None].count(True) != 1:
        raise typer.BadParameter("cho đúng một trong --role, --list, --revoke.")
    settings = prepare()
    if listing:
        _print_invitations(
            _with_database(settings, lambda database: Invitations(database, SystemClock()).all()), as_json
        )
    elif revoked is not None:
        if not _with_database(settings, lambda database: revoke(database, revoked)):
            raise typer.BadParameter(f"không có lời mời {revoked!r} đang mở.", param_hint="--revoke")
        typer.echo(f"Đã thu hồi lời mời {revoked}.", err=True)
    else:
        offer = Offer(_role(role), office, _place(jurisdiction), uses, days)
        _print_link(_made(settings, offer), username or asyncio.run(_username(settings)), offer, as_json)


@access_app.command()
def offices(
    add: Annotated[str | None, typer.Option(help="Mã cơ quan để thêm hoặc đổi tên: a-z, 0-9, -; tới 24 ký tự.")] = None,
    name: Annotated[str | None, typer.Option(help="Tên cơ quan.")] = None,
    jurisdiction: Place = None,
    as_json: Json = False,
) -> None:
    """Liệt kê các cơ quan, hoặc thêm một cơ quan."""
    settings = prepare()
    if add is not None:
        if not OFFICE_ID.fullmatch(add) or not name:
            raise typer.BadParameter("cần mã gồm a-z, 0-9, - (tới 24 ký tự) và --name.", param_hint="--add")
        office = Office(add, name, _place(jurisdiction))
        _with_database(settings, lambda database: save_office(database, office))
    known = _with_database(settings, lambda database: Offices(database, SystemClock()).all())
    _print([asdict(one) for one in known], as_json)


@access_app.command()
def roles(
    remove: Annotated[int | None, typer.Option(help="Gỡ vai trò của người dùng có số này.")] = None,
    as_json: Json = False,
) -> None:
    """Liệt kê người có vai trò, hoặc gỡ vai trò của một người."""
    settings = prepare()
    if remove is not None and not _with_database(settings, lambda database: take_role(database, remove)):
        raise typer.BadParameter(f"người dùng {remove} không có vai trò.", param_hint="--remove")
    members = _with_database(settings, lambda database: Roles(database).all())
    _print([asdict(one) | {"since": _told(one.since, settings.zone)} for one in members], as_json)


@access_app.command()
def audit(
    count: Annotated[int, typer.Option("-n", min=1, max=100_000, help="Số dòng mới nhất.")] = 50,
    as_json: Json = False,
) -> None:
    """Xem nhật ký thao tác: ai, làm gì, với gì, khi nào, kết quả."""
    settings = prepare()
    lines = _with_database(settings, lambda database: Audit(database, SystemClock()).latest(count))
    _print([asdict(one) | {"at": _told(one.at, settings.zone)} for one in lines], as_json)


def _with_database(settings: Settings, step: Callable[[Database], Awaitable[Found]]) -> Found:
    async def run() -> Found:
        async with opened_database(settings) as database:
            return await step(database)

    return asyncio.run(run())


def _role(named: str | None) -> Role:
    if named not in INVITED:
        raise typer.BadParameter(f"chọn một trong: {', '.join(INVITED)}.", param_hint="--role")
    return Role(named)


def _place(named: str | None) -> str | None:
    known = [place.id for place in Catalogue.load().jurisdictions]
    if named is not None and named not in known:
        raise typer.BadParameter(f"không có nơi {named!r}; chọn một trong: {', '.join(known)}.")
    return named


def _made(settings: Settings, offer: Offer) -> str:
    if (offer.role is Role.CLERK) != (offer.office is not None):
        raise typer.BadParameter("--office đi với --role clerk, và chỉ với vai trò đó.", param_hint="--office")
    try:
        return _with_database(settings, lambda database: make_invitation(database, offer))
    except UnknownOfficeError as error:
        raise typer.BadParameter(f"không có cơ quan {offer.office!r}; xem damlam offices.") from error


async def _username(settings: Settings) -> str | None:
    """The bot's own name, None where there is no token or Telegram cannot be reached: the code works without."""
    if settings.telegram_token is None:
        return None
    client = Client.at(settings.telegram_api_base, settings.token())
    try:
        await client.initialize()
        return client.username
    except TelegramError as error:
        typer.echo(f"Không hỏi được tên bot ở Telegram ({error}); dùng --username để có đường dẫn.", err=True)
        return None
    finally:
        await client.shutdown()


def _print_link(code: str, username: str | None, offer: Offer, as_json: bool) -> None:
    link = f"https://t.me/{username}?start={code}" if username else None
    if as_json:
        typer.echo(json.dumps({"code": code, "link": link, **asdict(offer)}, ensure_ascii=False))
        return
    typer.echo(link or f"/start {code}")
    typer.echo(
        f"{ROLES[offer.role]}; dùng được {offer.uses} lần trong {offer.days} ngày. "
        f"Mã không được lưu nên không xem lại được. Không mở được đường dẫn thì gửi cho bot: /start {code}",
        err=True,
    )


def _print_invitations(invitations: tuple[StoredInvitation, ...], as_json: bool) -> None:
    now, zone = SystemClock().now(), ZoneInfo("UTC")
    moments = ("made_at", "expires_at", "revoked_at")
    rows = [
        asdict(one)
        | {name: _told(moment, zone) if (moment := getattr(one, name)) else None for name in moments}
        | {"open": one.is_open(now)}
        for one in invitations
    ]
    _print(rows, as_json)


def _print(rows: list[dict[str, object]], as_json: bool) -> None:
    """A JSON list, or a line a row."""
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        typer.echo("  ".join("-" if value in {None, ""} else str(value) for value in row.values()))


def _told(moment: datetime, zone: ZoneInfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds")
