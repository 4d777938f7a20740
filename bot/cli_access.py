"""The commands about access: invitations and the audit. The work is in `administering` and `storage`."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from telegram.error import TelegramError

from bot.administering import Offer, UnknownOfficeError, revoke
from bot.administering import invite as make_invitation
from bot.cli_database import with_database
from bot.cli_members import Place, place_id
from bot.cli_tables import in_json, moment, person, print_table
from bot.client import Client
from bot.names import known_names
from bot.preparing import Json, prepare
from bot.settings import Settings
from conversations.inviting import ROLES
from conversations.membership import Role
from storage.audit import Audit
from storage.clock import SystemClock
from storage.invitations import Invitations, StoredInvitation

access_app = typer.Typer()

INVITED = (Role.OFFICIAL, Role.CLERK, Role.ADMINISTRATOR)

Office_ = Annotated[str | None, typer.Option("--office", help="Mã cơ quan (damlam offices), cần cho clerk.")]


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
        _print_invitations(settings, as_json)
    elif revoked is not None:
        if not with_database(settings, lambda database: revoke(database, revoked)):
            raise typer.BadParameter(f"không có lời mời {revoked!r} đang mở.", param_hint="--revoke")
        typer.echo(f"Đã thu hồi lời mời {revoked}.", err=True)
    else:
        offer = Offer(_role(role), office, place_id(jurisdiction), uses, days)
        _print_link(_made(settings, offer), username or asyncio.run(_username(settings)), offer, as_json)


@access_app.command()
def audit(
    count: Annotated[int, typer.Option("-n", min=1, max=100_000, help="Số dòng mới nhất.")] = 50,
    as_json: Json = False,
) -> None:
    """Xem nhật ký thao tác: ai, làm gì, với gì, khi nào, kết quả."""
    settings = prepare()
    lines = with_database(settings, lambda database: Audit(database, SystemClock()).latest(count))
    if as_json:
        rows = [asdict(one) | {"at": in_json(one.at, settings.zone)} for one in lines]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    actors = {one.actor for one in lines if one.actor is not None}
    names = with_database(settings, lambda database: known_names(database, actors))
    print_table(
        ("Lúc", "Người làm", "Thao tác", "Đối tượng", "Kết quả"),
        [
            (moment(one.at, settings.zone), person(one.actor, names), one.action, one.target, one.outcome)
            for one in lines
        ],
    )


def _role(named: str | None) -> Role:
    if named not in INVITED:
        raise typer.BadParameter(f"chọn một trong: {', '.join(INVITED)}.", param_hint="--role")
    return Role(named)


def _made(settings: Settings, offer: Offer) -> str:
    if offer.role is Role.CLERK and offer.office is None:
        raise typer.BadParameter("cán bộ tiếp nhận cần mã cơ quan; xem damlam offices.", param_hint="--office")
    if offer.role is not Role.CLERK and offer.office is not None:
        raise typer.BadParameter("chỉ dùng với --role clerk.", param_hint="--office")
    try:
        return with_database(settings, lambda database: make_invitation(database, offer))
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


def _print_invitations(settings: Settings, as_json: bool) -> None:
    clock = SystemClock()
    now, zone = clock.now(), settings.zone
    invitations = with_database(settings, lambda database: Invitations(database, clock).all())
    if as_json:
        rows = [
            asdict(one)
            | {name: in_json(getattr(one, name), zone) for name in ("made_at", "expires_at", "revoked_at")}
            | {"open": one.is_open(now)}
            for one in invitations
        ]
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    makers = {one.made_by for one in invitations if one.made_by is not None}
    names = with_database(settings, lambda database: known_names(database, makers))
    print_table(
        ("Mã", "Vai trò", "Cơ quan", "Nơi", "Đã dùng", "Người tạo", "Tạo lúc", "Hết hạn", "Tình trạng"),
        [_invitation(one, names, now, zone) for one in invitations],
    )


def _invitation(one: StoredInvitation, names: Mapping[int, str], now: datetime, zone: ZoneInfo) -> tuple[str, ...]:
    used, times = f"{one.uses}/{one.max_uses}", (moment(one.made_at, zone), moment(one.expires_at, zone))
    role, maker = ROLES[Role(one.role)], person(one.made_by, names)
    return one.id, role, one.office or "", one.jurisdiction or "", used, maker, *times, _standing(one, now)


def _standing(one: StoredInvitation, now: datetime) -> str:
    if one.is_open(now):
        return "đang mở"
    if one.revoked_at:
        return "đã thu hồi"
    return "hết lượt" if one.uses >= one.max_uses else "hết hạn"
