"""A bot that speaks plain HTTP to the sandbox."""

from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Api:
    """Calls the Bot API as JSON; `http` is for other ways of calling."""

    http: httpx.AsyncClient
    path: str

    async def call(self, method: str, **params: object) -> httpx.Response:
        return await self.http.post(f"{self.path}/{method}", json=params)

    async def ok(self, method: str, **params: object) -> Any:  # noqa: ANN401 - JSON
        """The result of a call that must succeed."""
        answer = (await self.call(method, **params)).json()
        assert answer["ok"], answer
        return answer["result"]

    async def refused(self, method: str, **params: object) -> tuple[int, str]:
        """Code and description of a call that must be refused."""
        response = await self.call(method, **params)
        answer = response.json()
        assert answer["ok"] is False
        assert answer["error_code"] == response.status_code
        return response.status_code, answer["description"]

    async def control(self, http_method: str, path: str, **body: object) -> Any:  # noqa: ANN401 - JSON
        """A call of the control API that must succeed."""
        response = await self.http.request(http_method, f"/control{path}", json=body or None)
        assert response.is_success, response.text
        return response.json()
