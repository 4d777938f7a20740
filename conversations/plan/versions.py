"""Frozen versions of a plan: numbered, known by the digest of their answers. Pure."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date

from conversations.clock import day_of
from conversations.drafts import Version
from conversations.forms.questions import Answers


def digest(answers: Answers) -> str:
    """The SHA-256 of the answers as canonical JSON: sorted keys, no blanks, UTF-8."""
    canonical = json.dumps(dict(answers), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def frozen(draft_id: str, title: str, answers: Answers, versions: Sequence[Version]) -> Version:
    """The version of these answers: the last one where nothing has changed since, else a new one with the next number.

    `versions` are the draft's, oldest first.
    """
    found = digest(answers)
    if versions and versions[-1].digest == found:
        return versions[-1]
    return Version(draft_id, following(versions), found, title, dict(answers))


def frozen_on(version: Version) -> date | None:
    """The day in Việt Nam on which a version was frozen."""
    return day_of(version.created_at) if version.created_at else None


def following(versions: Sequence[Version]) -> int:
    """The number of the next version."""
    return versions[-1].number + 1 if versions else 1


def numbered(versions: Sequence[Version], number: int) -> Version | None:
    """The version with this number."""
    return next((version for version in versions if version.number == number), None)
