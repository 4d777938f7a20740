"""What the bot says of itself: name, descriptions, commands, menu button; and who a chat is."""

import re

from bot.sandbox.chats import Json
from bot.sandbox.errors import bad_request
from bot.sandbox.validation import Params
from bot.sandbox.world import World, command_key

COMMANDS = 100
DESCRIPTION_CHARACTERS = 256
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = {
    "default",
    "all_private_chats",
    "all_group_chats",
    "all_chat_administrators",
    "chat",
    "chat_administrators",
    "chat_member",
}
_MENU_BUTTONS = {"commands", "web_app", "default"}


async def get_me(world: World, _params: Params) -> Json:
    abilities = ("can_join_groups", "can_read_all_group_messages", "supports_inline_queries")
    return {**world.bot, "first_name": world.profile.name} | dict.fromkeys(abilities, False)


async def get_chat(world: World, params: Params) -> Json:
    chat = world.chat(params["chat_id"])
    return {**chat.to_api(), "accent_color_id": 0, "max_reaction_count": 11}


async def set_my_commands(world: World, params: Params) -> bool:
    commands = params["commands"]
    if len(commands) > COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not _COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"].strip()) <= DESCRIPTION_CHARACTERS:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.profile.commands[_scope(params)] = [
        {**command, "command": command["command"].removeprefix("/")} for command in commands
    ]
    world.bot_changed()
    return True


async def get_my_commands(world: World, params: Params) -> list[Json]:
    return world.profile.commands.get(_scope(params), [])


async def delete_my_commands(world: World, params: Params) -> bool:
    world.profile.commands.pop(_scope(params), None)
    world.bot_changed()
    return True


def _scope(params: Params) -> str:
    scope = params.get("scope") or {"type": "default"}
    if scope["type"] not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return command_key(scope, params.get("language_code", ""))


async def set_my_name(world: World, params: Params) -> bool:
    world.profile.name = _limited(params.get("name", ""), 64) or str(world.bot["first_name"])
    world.bot_changed()
    return True


async def set_my_description(world: World, params: Params) -> bool:
    world.profile.description = _limited(params.get("description", ""), 512)
    world.bot_changed()
    return True


async def set_my_short_description(world: World, params: Params) -> bool:
    world.profile.short_description = _limited(params.get("short_description", ""), 120)
    return True


async def get_my_description(world: World, _params: Params) -> Json:
    return {"description": world.profile.description}


async def get_my_short_description(world: World, _params: Params) -> Json:
    return {"short_description": world.profile.short_description}


def _limited(text: str, characters: int) -> str:
    if len(text) > characters:
        raise bad_request("text is too long")
    return text


async def set_chat_menu_button(world: World, params: Params) -> bool:
    button = params.get("menu_button") or {"type": "default"}
    if button["type"] not in _MENU_BUTTONS:
        raise bad_request("can't parse menu button: Unsupported type specified")
    world.profile.menu_button = button
    return True


async def leave(_world: World, _params: Params) -> bool:
    """`logOut` and `close` move a bot between servers; there is nowhere to move to."""
    return True


HANDLERS = {
    "getMe": get_me,
    "getChat": get_chat,
    "setMyCommands": set_my_commands,
    "getMyCommands": get_my_commands,
    "deleteMyCommands": delete_my_commands,
    "setMyName": set_my_name,
    "setMyDescription": set_my_description,
    "getMyDescription": get_my_description,
    "setMyShortDescription": set_my_short_description,
    "getMyShortDescription": get_my_short_description,
    "setChatMenuButton": set_chat_menu_button,
    "logOut": leave,
    "close": leave,
}
