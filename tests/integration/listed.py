"""All the cases of a list, for tests that have few of them."""

from storage.cases import Case, Cases, Viewer
from storage.database import Database
from storage.listing import Listings, Sought

EVERY = 1000


async def own(database: Database, cases: Cases, viewer: Viewer) -> list[Case]:
    """The viewer's own cases, the one changed last first."""
    return [*(await Listings(database, cases).own(viewer, 0, EVERY)).cases]


async def board(database: Database, cases: Cases, office: str) -> list[Case]:
    """The open cases of an office, oldest first."""
    return [*(await Listings(database, cases).board_fitting(office, Sought(lambda *_: True), EVERY)).cases]
