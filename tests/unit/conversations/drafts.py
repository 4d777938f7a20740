"""The drafts of one user, kept in memory by the contract of `DraftRecords`."""

import json
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from conversations.drafts import Draft, StoredFile, Version
from conversations.events import DraftChanges

START = datetime(2026, 11, 25, 8, tzinfo=UTC)


class StaleDraftError(Exception):
    """A draft is stored at this revision or a later one already."""


@dataclass(kw_only=True)
class Cupboard:
    """Keeps drafts as a database would: their states go through JSON, and an older revision is refused."""

    kept: dict[str, Draft] = field(default_factory=dict)
    files: dict[str, StoredFile] = field(default_factory=dict)
    frozen: dict[tuple[str, int], Version] = field(default_factory=dict)
    in_hand: str = ""
    is_aside: bool = False
    into: dict[str, str] = field(default_factory=dict)
    writes: int = 0

    async def draft(self, draft_id: str) -> Draft | None:
        return self.kept.get(draft_id)

    async def drafts(self) -> tuple[Draft, ...]:
        return tuple(sorted(self.kept.values(), key=lambda draft: draft.updated_at or START, reverse=True))

    async def active(self) -> Draft | None:
        return self.kept.get(self.in_hand)

    async def aside(self) -> bool:
        return self.in_hand in self.kept and self.is_aside

    async def recorded(self, draft_id: str) -> str | None:
        return self.into.get(draft_id)

    async def versions(self, draft_id: str) -> tuple[Version, ...]:
        return tuple(version for (owner, _), version in sorted(self.frozen.items()) if owner == draft_id)

    async def file(self, file_id: str) -> StoredFile | None:
        return self.files.get(file_id)

    def keep(self, changes: DraftChanges | None) -> None:
        """Stores what an outcome changed, all or nothing."""
        if changes is None:
            return
        for draft in changes.saved:
            stored = self.kept.get(draft.id)
            if stored and stored.revision >= draft.revision:
                raise StaleDraftError(f"{draft.id}: {stored.revision} is not lower than {draft.revision}")
        for draft in changes.saved:
            self.writes += 1
            state = json.loads(json.dumps(draft.state))
            self.kept[draft.id] = replace(draft, state=state, updated_at=START + timedelta(minutes=self.writes))
        for version in changes.frozen:
            at = version.created_at or START + timedelta(days=version.number)
            self.frozen[version.draft_id, version.number] = replace(version, created_at=at)
        self.files |= {file.id: file for file in changes.files}
        for draft_id in (*changes.handed_on, *changes.deleted):
            self.kept.pop(draft_id, None)
        if changes.active is not None:
            self.in_hand = changes.active
            self.is_aside = False
