"""Checking a call's parameters against the table of methods: stricter than Telegram, so that mistakes show."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.errors import ApiError, bad_request
from bot.sandbox.methods import METHODS, OBJECTS, Fields

_INTEGER = re.compile(r"[+-]?\d{1,19}")
_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
_ARRAY = "Array of "
_ATTACHED = "attach://"

# Telegram's own words where it has them; for the rest the sandbox says which parameter is missing.
_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "file_id": "file_id not specified",
    "action": "wrong parameter action in request",
}


@dataclass(frozen=True)
class Upload:
    """A file that came with a multipart request."""

    name: str
    content_type: str
    content: bytes


Params = dict[str, Any]


class WrongTypeError(ValueError):
    """A value is not of the type its field has; carries the path to it."""

    def __init__(self, path: str, message: str) -> None:
        super().__init__(message)
        self.path = path


def validate(method: str, given: Mapping[str, object]) -> Params:
    """The parameters of a call, converted to the types of the table.

    Values may be form strings, uploads or JSON values; objects in forms are JSON strings, and `attach://part` names an
    uploaded part. Raises the 400 that names the first missing, unknown or ill-typed field.
    """
    fields = METHODS[method]
    values = _attach(given)
    for name in values:
        if name not in fields:
            raise bad_request(f'unknown parameter "{name}" in method {method}')
    params: Params = {}
    for field in fields.values():
        value = values.get(field.name)
        if field.required and (value is None or (value == "" and field.name != "url")):
            raise _missing(field.name)
        if value is None or (value == "" and not field.required and field.type != "String"):
            continue
        try:
            params[field.name] = _read(value, field.type, field.name, form=isinstance(value, str))
        except WrongTypeError as error:
            raise bad_request(str(error)) from error
    return params


def _missing(name: str) -> ApiError:
    return bad_request(_MISSING.get(name, f'parameter "{name}" is required'))


def _attach(given: Mapping[str, object]) -> dict[str, object]:
    values = dict(given)
    for name, value in given.items():
        if isinstance(value, str) and value.startswith(_ATTACHED):
            part = value.removeprefix(_ATTACHED)
            if not isinstance(given.get(part), Upload):
                raise bad_request(f'there is no file "{part}" in the request')
            values[name] = given[part]
            values.pop(part, None)
    return values


def _read(value: object, kind: str, path: str, *, form: bool) -> object:
    if kind.startswith(_ARRAY):
        return _read_array(value, kind, path, form=form)
    alternatives = kind.split("|")
    errors: list[WrongTypeError] = []
    for alternative in alternatives:
        try:
            return _read_one(value, alternative, path, form=form)
        except WrongTypeError as error:
            errors.append(error)
    deepest = max(errors, key=lambda error: len(error.path))
    raise deepest if len(alternatives) == 1 or deepest.path != path else _wrong(path, kind)


def _read_array(value: object, kind: str, path: str, *, form: bool) -> list[object]:
    items = _decode(value, kind, path) if form else value
    if not isinstance(items, list):
        raise _wrong(path, kind)
    inner = kind.removeprefix(_ARRAY)
    return [_read(item, inner, f"{path}[{index}]", form=False) for index, item in enumerate(items)]


def _read_one(value: object, kind: str, path: str, *, form: bool) -> object:
    scalar = _SCALARS.get(kind)
    if scalar:
        return scalar(value, path, form)
    members = _decode(value, kind, path) if form else value
    if not isinstance(members, dict):
        raise _wrong(path, kind)
    return _read_object(members, OBJECTS[kind], kind, path)


def _read_object(members: dict[str, object], fields: Fields, kind: str, path: str) -> dict[str, object]:
    for name in members:
        if name not in fields:
            raise WrongTypeError(path, f'unknown field "{name}" of {kind} in parameter "{path}"')
    for field in fields.values():
        if field.required and members.get(field.name) is None:
            raise WrongTypeError(path, f'can\'t find field "{field.name}" of {kind} in parameter "{path}"')
    return {
        name: _read(item, fields[name].type, f"{path}.{name}", form=False)
        for name, item in members.items()
        if item is not None
    }


def _decode(value: object, kind: str, path: str) -> object:
    try:
        return json.loads(str(value))
    except json.JSONDecodeError as error:
        raise WrongTypeError(path, f'can\'t parse parameter "{path}" as JSON-encoded {kind}') from error


def _integer(value: object, path: str, form: bool) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if form and isinstance(value, str) and _INTEGER.fullmatch(value):
        return int(value)
    raise _wrong(path, "Integer")


def _boolean(value: object, path: str, form: bool) -> bool:
    if isinstance(value, bool):
        return value
    if form and isinstance(value, str) and value.lower() in _BOOLEANS:
        return _BOOLEANS[value.lower()]
    raise _wrong(path, "Boolean")


def _string(value: object, path: str, _form: bool) -> str:
    if isinstance(value, str):
        return value
    raise _wrong(path, "String")


def _file(value: object, path: str, _form: bool) -> Upload:
    if isinstance(value, Upload):
        return value
    raise _wrong(path, "InputFile")


_SCALARS = {"Integer": _integer, "Boolean": _boolean, "String": _string, "InputFile": _file}


def _wrong(path: str, kind: str) -> WrongTypeError:
    return WrongTypeError(path, f'parameter "{path}" must be of type {kind.replace("|", " or ")}')
