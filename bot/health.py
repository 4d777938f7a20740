"""Whether the bot lives, whether it is ready, and its figures: what an administrator's tools ask for over HTTP."""

import asyncio
from collections.abc import Mapping
from enum import StrEnum

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy.exc import SQLAlchemyError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.metrics import Metrics
from bot.settings import LIVE, METRICS, READY
from bot.webhook import WebhookEndpoint
from storage.backlog import Backlog, read_backlog
from storage.clock import Clock
from storage.database import Database, DatabaseUnavailableError

PATIENCE = 5.0
"""Seconds within which the database must answer."""
DATABASE = "database"


class State(StrEnum):
    """How far a part is."""

    READY = "ready"
    PENDING = "pending"
    """Not opened yet."""
    FAILED = "failed"
    """It could not be opened, or does not answer; the log says why."""


class Standing:
    """How far the parts are that take their time to open."""

    def __init__(self, *parts: str) -> None:
        self._states = dict.fromkeys(parts, State.PENDING)

    @property
    def states(self) -> Mapping[str, State]:
        """Each part's state now."""
        return dict(self._states)

    def set(self, state: State, *parts: str) -> None:
        """The parts are so far now."""
        self._states |= dict.fromkeys(parts, state)


class Health:
    """Answers for one process: `/healthz` (it lives), `/readyz` (every part is ready), `/metrics`."""

    def __init__(self, database: Database, clock: Clock, metrics: Metrics, standing: Standing) -> None:
        self._database = database
        self._clock = clock
        self._metrics = metrics
        self._standing = standing

    @property
    def routes(self) -> list[Route]:
        """The endpoints."""
        return [
            Route(LIVE, self.live, name="live"),
            Route(READY, self.ready, name="ready"),
            Route(METRICS, self.metrics, name="figures"),
        ]

    async def live(self, _request: Request) -> Response:
        """The event loop turns. Whether the bot can do anything is not said, so that no one restarts it in vain."""
        return PlainTextResponse("ok\n")

    async def ready(self, _request: Request) -> Response:
        """200 when every part is ready, else 503; either way each part's state."""
        parts = {DATABASE: await self._database_state(), **self._standing.states}
        ready = all(state is State.READY for state in parts.values())
        return JSONResponse({"ready": ready, "parts": parts}, 200 if ready else 503)

    async def metrics(self, _request: Request) -> Response:
        """The figures, with what is in the queues now."""
        backlog = await self._backlog()
        self._metrics.queues(backlog)
        parts = {part: state is State.READY for part, state in self._standing.states.items()}
        self._metrics.ready({DATABASE: backlog is not None, **parts})
        return Response(generate_latest(self._metrics.registry), media_type=CONTENT_TYPE_LATEST)

    async def _database_state(self) -> State:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._database.ping()
        except (DatabaseUnavailableError, TimeoutError):
            return State.FAILED
        return State.READY

    async def _backlog(self) -> Backlog | None:
        try:
            async with asyncio.timeout(PATIENCE):
                return await read_backlog(self._database, self._clock)
        except (SQLAlchemyError, OSError):
            return None


def application(health: Health, webhook: WebhookEndpoint | None) -> Starlette:
    """All that the bot answers over HTTP; any other path is 404, and no path is sent on to another."""
    app = Starlette(routes=[*health.routes, *([webhook.route] if webhook else [])])
    app.router.redirect_slashes = False
    return app


def entries(app: Starlette) -> tuple[str, ...]:
    """Every address of the server, as `conversations.access` names them."""
    return tuple(f"http:{route.name}" for route in app.routes if isinstance(route, Route))
