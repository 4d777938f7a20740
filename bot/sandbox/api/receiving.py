"""Receiving updates: the long poll, and setting a webhook instead."""

import re
from urllib.parse import urlsplit

from bot.sandbox.chats import Json
from bot.sandbox.errors import bad_request, conflict
from bot.sandbox.methods import ALL_UPDATES
from bot.sandbox.validation import Params
from bot.sandbox.world import Webhook, World

UPDATES_A_POLL = 100
POLL_SECONDS = 50
CONNECTIONS = 100
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


async def get_updates(world: World, params: Params) -> list[Json]:
    if world.webhook.url:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(params.get("allowed_updates"))
    limit = params.get("limit", UPDATES_A_POLL)
    seconds = min(max(params.get("timeout", 0), 0), POLL_SECONDS)
    wanted = limit if 1 <= limit <= UPDATES_A_POLL else UPDATES_A_POLL
    return await world.updates.poll(params.get("offset", 0), wanted, seconds)


async def set_webhook(world: World, params: Params) -> bool:
    url = params["url"]
    if not url:
        return await delete_webhook(world, params)
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = params.get("secret_token", "")
    if secret and not _SECRET.fullmatch(secret):
        too_long = len(secret) > 256
        raise bad_request("secret token is too long" if too_long else "secret token contains unallowed characters")
    connections = params.get("max_connections", 40)
    if not 1 <= connections <= CONNECTIONS:
        raise bad_request("max_connections must be between 1 and 100")
    world.updates.allow(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    world.webhook = Webhook(url, secret, connections, params.get("ip_address", ""))
    world.updates.end_poll("terminated by setWebhook request")
    return True


async def delete_webhook(world: World, params: Params) -> bool:
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    world.webhook = Webhook()
    world.signal.notify()
    return True


async def get_webhook_info(world: World, _params: Params) -> Json:
    hook = world.webhook
    info: Json = {
        "url": hook.url,
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending()),
    }
    if hook.url:
        info["max_connections"] = hook.max_connections
    if hook.ip_address:
        info["ip_address"] = hook.ip_address
    if hook.last_error:
        info["last_error_date"], info["last_error_message"] = hook.last_error
    if world.updates.allowed != ALL_UPDATES:
        info["allowed_updates"] = list(world.updates.allowed)
    return info


HANDLERS = {
    "getUpdates": get_updates,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": get_webhook_info,
}
