"""The drafts of a user: to begin one, find it again, name, copy, leave and delete it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from conversations.actions import Action
from conversations.drafts import Draft
from conversations.events import DraftChanges, Outcome, Press, Profile
from conversations.forms import cupboard
from conversations.forms.dates import told
from conversations.forms.kinds import Dependent, FormKind
from conversations.forms.opened import LONGEST_TITLE, Opened, Opener, first, kept, number
from conversations.forms.restoring import copied
from conversations.forms.steps import progress
from conversations.ports import OnCommand, OnPress, Records
from conversations.shelf import Shelf


class DraftDialogue:
    """Everything that concerns a draft as a whole. Keeps nothing."""

    def __init__(self, opener: Opener, shelf: Shelf, *, today: Callable[[], date], new_id: Callable[[], str]) -> None:
        self._opener = opener
        self._shelf = shelf
        self._today = today
        self._new_id = new_id
        self.commands: Mapping[str, OnCommand] = {
            **{kind.naming.command: partial(self._enter, kind) for kind in _begun_alone(opener)},
            "tieptuc": self.resume,
        }
        self.presses: Mapping[str, OnPress] = {
            Action.FORM_LEAVE: self.leave,
            Action.FORM_NEW: self.new,
            Action.FORM_LIST: self.listing,
            Action.FORM_OPEN: self.open,
            Action.FORM_CARD: self.card,
            Action.FORM_RENAME: self.rename,
            Action.FORM_COPY: self.copy,
            Action.FORM_DELETE: self.delete,
            Action.FORM_DELETE_SURE: self.delete_for_sure,
        }

    async def resume(self, _argument: str, profile: Profile, records: Records) -> Outcome:
        """Goes on with the only draft, as `open` does; of several shows the list, whatever kind they are of."""
        drafts = await self._every(records)
        if not drafts:
            return Outcome((cupboard.none_yet(_begun_alone(self._opener), profile),))
        only = self._opener.open(drafts[0], profile) if len(drafts) == 1 else None
        return await self._taken_up(only, profile, records) if only else Outcome((cupboard.every(drafts, profile),))

    async def _every(self, records: Records) -> list[Draft]:
        """The drafts that there is a form for."""
        return [draft for draft in await records.drafts() if draft.form in self._opener.kinds]

    async def _enter(self, kind: FormKind, _argument: str, profile: Profile, records: Records) -> Outcome:
        """The drafts of the kind; where there is none, the first question."""
        drafts = await _drafts_of(kind, records)
        return Outcome((cupboard.listing(kind, drafts, profile),)) if drafts else self._begun(kind, profile)

    def _begun(self, kind: FormKind, profile: Profile) -> Outcome:
        noun = kind.naming.noun
        title = f"{noun[:1].upper()}{noun[1:]} {told(self._today())}"
        opened = self._opener.begin(kind, self._new_id(), title, profile)
        return kept(opened, opened.screens(self._shelf).present(profile), active=True)

    async def _taken_up(self, opened: Opened, profile: Profile, records: Records) -> Outcome:
        """The draft in hand again; one that can come to nothing is out of hand, and nothing of it is lost."""
        barred = await opened.kind.barred(opened.draft, records) if isinstance(opened.kind, Dependent) else None
        if barred is None:
            return self._continued(opened, profile)
        return Outcome((cupboard.barred(opened, barred, profile),), drafts=await _out_of_hand(opened, records))

    def _continued(self, opened: Opened, profile: Profile) -> Outcome:
        """The draft in hand again; a name that was asked for is not waited for any more."""
        opened = opened.unnamed()
        far = progress(opened.engine, opened.state)
        notices = (*opened.notices, f"Soạn tiếp: đã trả lời {far.answered}/{far.total} câu.")
        return kept(opened, opened.screens(self._shelf).present(profile, notices=notices), active=True)

    async def leave(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Leaves the form: everything is saved already, and what is typed from now on is a question to the bot."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        left = opened.screens(self._shelf).left(profile)
        return Outcome((left,), drafts=await _out_of_hand(opened, records))

    async def new(self, press: Press, profile: Profile, _records: Records) -> Outcome:
        """Begins a form."""
        kind = self._opener.kinds.get(first(press))
        alone = kind is not None and kind.naming.command
        return self._begun(kind, profile) if kind and alone else Outcome((cupboard.gone(profile),))

    async def listing(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """The drafts of a kind, or of every kind."""
        if first(press) == cupboard.ALL:
            drafts = await self._every(records)
            return Outcome((cupboard.every(drafts, profile, number(press), redraw=True),))
        kind = self._opener.kinds.get(first(press))
        if kind is None:
            return Outcome((cupboard.gone(profile),))
        drafts = await _drafts_of(kind, records)
        return Outcome((cupboard.listing(kind, drafts, profile, number(press), redraw=True),))

    async def open(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Goes on with a draft where it was left; one that can come to nothing is shown, with why, and stays."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return await cupboard.over(first(press), profile, records)
        return await self._taken_up(opened, profile, records)

    async def card(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """What can be done with a draft."""
        opened = await self._opener.draft(first(press), profile, records)
        reply = cupboard.card(opened.kind, opened.draft, profile) if opened else cupboard.gone(profile)
        return Outcome((reply,))

    async def rename(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks for a draft's new name: the next text is it."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        waiting = replace(opened.state, naming=True, revision=opened.state.revision + 1)
        return kept(opened.at(waiting), cupboard.naming(opened.draft, profile, LONGEST_TITLE), active=True)

    async def copy(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Begins a draft with the answers of another."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        state = replace(copied(opened.engine, opened.state), revision=1)
        title = f"{opened.draft.title[: LONGEST_TITLE - 10]} (bản sao)"
        draft = Draft(self._new_id(), opened.kind.form.key, title, state.to_json(), state.revision)
        copy = replace(opened, draft=draft, state=state, notices=(), changed=True)
        notice = f"Đã sao từ “{opened.draft.title}”. Tệp kèm theo không được sao."
        return kept(copy, copy.screens(self._shelf).present(profile, notices=(notice,)), active=True)

    async def delete(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Asks whether to delete a draft."""
        opened = await self._opener.draft(first(press), profile, records)
        reply = cupboard.deletion(opened.kind, opened.draft, profile) if opened else cupboard.gone(profile)
        return Outcome((reply,))

    async def delete_for_sure(self, press: Press, profile: Profile, records: Records) -> Outcome:
        """Deletes a draft and shows the others."""
        opened = await self._opener.draft(first(press), profile, records)
        if opened is None:
            return Outcome((cupboard.gone(profile),))
        active = await records.active()
        alone = opened.kind.naming.command
        listed = await _drafts_of(opened.kind, records) if alone else await self._every(records)
        rest = [draft for draft in listed if draft.id != opened.draft.id]
        notice = f"✅ Đã xóa “{opened.draft.title}”."
        reply = (
            cupboard.listing(opened.kind, rest, profile, redraw=True, notice=notice)
            if alone
            else cupboard.every(rest, profile, redraw=True, notice=notice)
        )
        left = "" if active and active.id == opened.draft.id else None
        return Outcome((reply,), drafts=DraftChanges(deleted=(opened.draft.id,), active=left))


async def _out_of_hand(opened: Opened, records: Records) -> DraftChanges | None:
    """Lets the draft be no longer the one in hand, where it is that."""
    active = await records.active()
    return DraftChanges(active="") if active and active.id == opened.draft.id else None


def _begun_alone(opener: Opener) -> tuple[FormKind, ...]:
    return tuple(kind for kind in opener.kinds.values() if kind.naming.command)


async def _drafts_of(kind: FormKind, records: Records) -> list[Draft]:
    return [draft for draft in await records.drafts() if draft.form == kind.form.key]
