"""The result of an assessment as one page to take along. It informs and does not decide, and says so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from conversations.documents.blocks import Block, Face, Grid, Row, Run, paragraph
from conversations.documents.blocks import words as said
from conversations.documents.formats import Side, Style, format_of, twips
from conversations.documents.rendering import MIME, render
from conversations.events import Attachment, Profile
from conversations.forms.dates import told
from conversations.protection.assessing import Assessment, Class
from conversations.protection.presenting import ProtectionScreens, ShownOutcome
from conversations.views import Passage, words
from knowledge.protection import Facts, Standing

KIND = "Bản đối chiếu"
NOTE = (
    "Bản này tổng hợp từ thông tin do người dùng tự khai, để tham khảo; không phải kết luận và không thay cơ quan có "
    "thẩm quyền quyết định."
)
DRAFT = "DỰ THẢO – chưa có hiệu lực"
MARKS = {Standing.MET: "Đạt", Standing.UNMET: "Chưa đạt", Standing.OPEN: "Chưa đủ căn cứ"}
_CRITERIA = ("Tiêu chí theo văn bản", "Theo lời khai")
_CRITERIA_SHARES = (6, 1)
_STEPS = ("Việc cần làm, theo thứ tự", "Gửi ai, khi nào")
_STEPS_SHARES = (4, 3)
MOST = ((3, 3), (3, 2), (2, 2), (2, 1), (1, 1), (0, 0))
"""Steps and papers on the page, the first pair with which it stays one; the screens have them all."""
FULLEST = 2_650
"""Letters of one page, found by printing (docs/protection.md)."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What the page is made from."""

    found: Assessment
    facts: Facts
    title: str
    made_on: date


def sheet(given: Sheet, screens: ProtectionScreens, profile: Profile) -> Attachment:
    """The page as DOCX. Takes processor time."""
    content = render(blocks(given, screens, profile), Side.STATE, preview=False, title=KIND, made_on=given.made_on)
    return Attachment(f"ban-doi-chieu-{given.made_on:%Y%m%d}.docx", MIME, content)


def blocks(given: Sheet, screens: ProtectionScreens, profile: Profile) -> list[Block]:
    """What the page consists of: as many steps and papers as there is room for."""
    if given.found.ends is Class.STOPPED:
        return [*_head(given, screens, profile), *_stopped(given, screens, profile)]
    return _page(given, screens, profile, *room(given, screens, profile))


def room(given: Sheet, screens: ProtectionScreens, profile: Profile) -> tuple[int, int]:
    """For how many steps and papers one page has room."""
    sizes = ((most, len(said(_page(given, screens, profile, *most)))) for most in MOST)
    return next((most for most, size in sizes if size <= FULLEST), MOST[-1])


def _page(given: Sheet, screens: ProtectionScreens, profile: Profile, steps: int, papers: int) -> list[Block]:
    return [*_head(given, screens, profile), *_body(given, screens, profile, steps, papers)]


def _head(given: Sheet, screens: ProtectionScreens, profile: Profile) -> Iterator[Block]:
    yield paragraph(Style.CELL_HEAD, f"{KIND.upper()} VỚI {_document(given, screens, profile).upper()}")
    yield paragraph(Style.CELL_CENTER, f"{given.title} · lập {told(given.made_on)}")
    yield paragraph(Style.CELL, Run(NOTE, Face.ITALIC))


def _body(
    given: Sheet, screens: ProtectionScreens, profile: Profile, most_steps: int, most_papers: int
) -> Iterator[Block]:
    """Criteria, outcomes, and at most so many steps and papers with how many there are more."""
    found = given.found
    yield _grid(_CRITERIA, _CRITERIA_SHARES, [*_criteria(given, screens, profile)])
    for reading in found.readings:
        if reading.outcomes:
            yield paragraph(Style.CELL, *_said([screens.outcome(one, reading) for one in reading.outcomes]))
    steps = [*_steps(given, screens, _document(given, screens, profile))]
    papers = [paper for held, paper in found.evidence if held.standing is not Standing.MET]
    if steps[:most_steps]:
        yield _grid(_STEPS, _STEPS_SHARES, steps[:most_steps])
    if papers[:most_papers]:
        yield paragraph(Style.CELL, Run("Giấy tờ cần gom: ", Face.BOLD), "; ".join(papers[:most_papers]), ".")
    more = _more(len(steps) - most_steps, len(papers) - most_papers)
    if more:
        yield paragraph(Style.CELL, Run(more, Face.ITALIC))


def _more(steps: int, papers: int) -> str:
    """What the page leaves out, and where it is; "" for nothing."""
    counted = ((steps, "việc", "Việc cần làm"), (papers, "giấy tờ", "Giấy tờ cần gom"))
    left = [(f"{count} {noun}", f"“{button}”") for count, noun, button in counted if count > 0]
    named, buttons = (", ".join(one) for one in zip(*left, strict=True)) if left else ("", "")
    return f"Còn {named} khác: bấm {buttons} dưới kết quả đối chiếu trong trợ lý." if left else ""


def _document(given: Sheet, screens: ProtectionScreens, profile: Profile) -> str:
    first = given.found.first.held[0].criterion.provisions[0]
    return screens.passage(first, profile).document


def _stopped(given: Sheet, screens: ProtectionScreens, profile: Profile) -> Iterator[Block]:
    yield paragraph(Style.BODY, "Đã dừng đối chiếu, vì các văn bản nêu về trường hợp này:")
    for cited in given.found.stops:
        passage = screens.passage(cited, profile)
        yield paragraph(Style.BODY, f"{passage.locator}, {passage.document}: “{words(passage.body)}”.")


def _criteria(given: Sheet, screens: ProtectionScreens, profile: Profile) -> Iterator[tuple[str, str]]:
    for held in given.found.first.held:
        shown = screens.criterion(held, profile)
        yield f"{held.criterion.name} ({shown.where}: {_quoted(shown.quotes[0])})", MARKS[held.standing]


def _quoted(passage: Passage) -> str:
    return f"“{words(passage.body)}”"


def _said(outcomes: Sequence[ShownOutcome]) -> Iterator[Run]:
    """What one document says may follow."""
    if outcomes[0].draft:
        yield Run(f"{DRAFT}. ", Face.BOLD)
    verbs = "; ".join(f"“{one.verb}” ({one.where})" for one in outcomes)
    yield Run(f"Khi đủ điều kiện, {outcomes[0].document} nói: {verbs}.")


def _steps(given: Sheet, screens: ProtectionScreens, document: str) -> Iterator[tuple[str, str]]:
    """The steps; the document is named where it is not the one that the page is headed by."""
    for step in screens.steps_of(given.found, given.facts):
        where = step.where if step.document == document else f"{step.where}, {step.document}"
        yield f"{step.number}. {step.do} ({where})", f"{step.who}; {step.when}"


def _grid(heads: Sequence[str], shares: Sequence[int], rows: Sequence[Sequence[str]]) -> Grid:
    """A table as wide as the text."""
    width = format_of(Side.STATE).page.text_width
    widths = tuple(twips(width * share / sum(shares)) for share in shares)
    head = tuple(paragraph(Style.CELL_HEAD, text) for text in heads)
    return Grid(widths, head, tuple(Row(tuple(paragraph(Style.CELL, text) for text in row)) for row in rows))
