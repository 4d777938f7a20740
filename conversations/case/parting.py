"""What is said of the cases of somebody who has their data erased: to them before, to the others afterwards."""

from collections.abc import Sequence

from conversations.actions import Action
from conversations.case.presenting import TITLE
from conversations.events import Button, Parted, Profile
from conversations.forms.telling import cut
from conversations.screens import screen
from storage.parting import Parting

MOST = 5
"""Cases that the question names; the others are counted."""
SHORT = 40
"""Characters of a title in it."""


def parted(found: Sequence[Parting], profile: Profile) -> tuple[Parted, ...]:
    """What everybody else concerned is told, a notice for each case that stays."""
    return tuple(
        Parted(
            one,
            screen(
                "case_parted",
                profile,
                ((Button("Mở hồ sơ", Action.CASE_OPEN, (one.code,)),),),
                code=one.code,
                title=cut(one.title, TITLE),
                office=one.office,
                fellows=one.fellows,
            ),
        )
        for one in found
        if one.stays
    )


def shown(found: Sequence[Parting]) -> dict[str, object]:
    """What a screen says of them: the codes of those that go, those that stay and with whom."""
    going, staying = [one.code for one in found if not one.stays], [one for one in found if one.stays]
    return {
        "going": going[:MOST],
        "going_more": max(0, len(going) - MOST),
        "staying": [(one.code, cut(one.title, SHORT), one.office, one.fellows) for one in staying[:MOST]],
        "staying_more": max(0, len(staying) - MOST),
    }
