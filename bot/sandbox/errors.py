"""Refusals, in the Bot API's own words."""

from typing import Any


class ApiError(Exception):
    """A refusal of the Bot API: an HTTP status and Telegram's description of it."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def envelope(self) -> dict[str, Any]:
        """The JSON body that carries this refusal."""
        body: dict[str, Any] = {"ok": False, "error_code": self.code, "description": self.description}
        if self.retry_after is not None:
            body["parameters"] = {"retry_after": self.retry_after}
        return body

    def headers(self) -> dict[str, str]:
        """The HTTP headers that go with it: `Retry-After` on a flood refusal."""
        return {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}


class ControlError(Exception):
    """A request to the control API that cannot be met; the message says what to do."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


def bad_request(what: str) -> ApiError:
    """400, as `Bad Request: what`."""
    return ApiError(400, f"Bad Request: {what}")


def forbidden(what: str) -> ApiError:
    """403, as `Forbidden: what`."""
    return ApiError(403, f"Forbidden: {what}")


def conflict(what: str) -> ApiError:
    """409, as `Conflict: what`."""
    return ApiError(409, f"Conflict: {what}")


def too_many_requests(retry_after: int) -> ApiError:
    """429 with `parameters.retry_after`."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
