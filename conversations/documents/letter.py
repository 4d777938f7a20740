"""The parts that every document has: its head, its title, whom it is addressed to, its signature and recipients.

A number and a date are never filled in: whoever registers and signs the document does that.
"""

import re
from collections.abc import Sequence

from conversations.documents.blocks import MISSING, Block, Line, Pair, Paragraph, Rule, Run, paragraph
from conversations.documents.formats import Format, Style, twips
from conversations.documents.measuring import lines, width
from conversations.documents.senders import SIGNS_AS, Sender, SenderKind

Runs = tuple[Run, ...]
_DEPUTY = re.compile(r"phó\s+(?=\w)", re.IGNORECASE)


def letterhead(layout: Format, sender: Sender, symbol: str, place: Run, about: Runs) -> Pair:
    """The head. `about` is the subject of a letter, which stands under its number; empty for other kinds.

    Neither format gives an individual a head of the state or of the Party: his name, post and unit stand in its place.
    """
    head = layout.letterhead
    columns = (twips(head.widths[0]), twips(head.widths[1]))
    place_date: tuple[Line, ...] = (Paragraph(Style.PLACE_DATE, _filled(head.place_date, "place", (place,))),)
    if sender.kind is not SenderKind.ORGANISATION:
        return Pair(columns, ((_proposer_lines(sender), place_date),))
    right = [line for fixed in head.right for line in _ruled(layout, fixed.style, (Run(fixed.text),), head.widths[1])]
    above = (_issuer_lines(layout, sender, head.widths[0]), tuple(right))
    return Pair(columns, (above, (_number_lines(layout, symbol, about), place_date)))


def title(layout: Format, kind: str, subject: Runs) -> tuple[Block, ...]:
    """The kind of document and its subject (trích yếu)."""
    above: list[Block] = [paragraph(Style.KIND, kind)]
    above += _ruled(layout, Style.SUBJECT, (Run(layout.subject.prefix), *subject), layout.page.text_width)
    if layout.subject.mark:
        above.append(paragraph(Style.SUBJECT_MARK, layout.subject.mark))
    return tuple(above)


def addressee(layout: Format, name: Runs) -> Paragraph:
    """Kính gửi."""
    return Paragraph(Style.ADDRESSEE, (Run(layout.addressee), *name))


def foot(layout: Format, sender: Sender, recipients: Sequence[Runs]) -> Pair:
    """The recipients at the left, the signature at the right."""
    left, right = layout.signing.widths
    return Pair((twips(left), twips(right)), ((_recipients(layout, sender, recipients), signature(layout, sender)),))


def signature(layout: Format, sender: Sender) -> tuple[Paragraph, ...]:
    """Who signs. Only an organisation signs on behalf of somebody, and nobody's name is made up."""
    if sender.kind is not SenderKind.ORGANISATION:
        signs_as = sender.signs_as or SIGNS_AS[sender.kind]
        return (paragraph(Style.AUTHORITY, signs_as), paragraph(Style.NAME, sender.name))
    signing = layout.signing
    above: list[Paragraph] = []
    collective = is_collective(layout, sender.name.text)
    if collective:
        above += _named(layout, Style.AUTHORITY, sender.name, signing.widths[1], signing.on_behalf)
    if sender.post != MISSING and (not collective or signing.collective_has_deputies):
        above += _for_the_head(layout, sender.post.text)
    return (*above, paragraph(Style.POST, sender.post), paragraph(Style.NAME, MISSING))


def is_collective(layout: Format, name: str) -> bool:
    """Whether a body decides as a collective, so that it is signed for on its behalf."""
    return name.casefold().startswith(layout.signing.collectives)


def _for_the_head(layout: Format, post: str) -> list[Paragraph]:
    """The line that names the head whom a deputy signs for."""
    deputy = _DEPUTY.match(post)
    return [paragraph(Style.AUTHORITY, f"{layout.signing.deputy}{post[deputy.end() :]}")] if deputy else []


def _issuer_lines(layout: Format, sender: Sender, column: float) -> tuple[Line, ...]:
    above = _named(layout, Style.PARENT, sender.unit, column) if sender.unit else []
    issuer = _named(layout, Style.ISSUER, sender.name, column)
    longest = max((line.text for line in issuer), key=len)
    star = [paragraph(Style.STAR, layout.letterhead.star)] if layout.letterhead.star else []
    return (*above, *issuer, *_rule(layout, Style.ISSUER, longest, column), *star)


def _number_lines(layout: Format, symbol: str, about: Runs) -> tuple[Line, ...]:
    """The number, which stays blank, and the subject of a letter."""
    head = layout.letterhead
    number = (head.letter_number if about else head.number).replace("{symbol}", symbol)
    subject = (Paragraph(Style.ABOUT, _filled(head.about, "subject", about)),) if about else ()
    return (paragraph(Style.NUMBER, number), *subject)


def _proposer_lines(sender: Sender) -> tuple[Line, ...]:
    below = (sender.post, sender.unit) if sender.unit else (sender.post,)
    return (paragraph(Style.PROPOSER_NAME, sender.name), *(paragraph(Style.PROPOSER, one) for one in below))


def _recipients(layout: Format, sender: Sender, recipients: Sequence[Runs]) -> tuple[Paragraph, ...]:
    listing = layout.recipients
    items = [*recipients, (Run(listing.file if sender.kind is SenderKind.ORGANISATION else "Lưu"),)]
    ends = [listing.between] * (len(items) - 1) + [listing.last]
    listed = (Paragraph(Style.RECIPIENT, (Run("- "), *item, Run(end))) for item, end in zip(items, ends, strict=True))
    return (paragraph(Style.RECIPIENTS_HEAD, listing.head), *listed)


def _ruled(layout: Format, style: Style, runs: Runs, column: float) -> list[Line]:
    """A line and, where its style has one, the rule under it, centred in a column of so many millimetres."""
    return [Paragraph(style, runs), *_rule(layout, style, "".join(run.text for run in runs), column)]


def _rule(layout: Format, style: Style, text: str, column: float) -> list[Rule]:
    look = layout.styles[style]
    if look.rule is None:
        return []
    length = look.rule * min(width(text, look.size, caps=look.caps), column)
    return [Rule(twips((column - length) / 2))]


def _named(layout: Format, style: Style, name: Run, column: float, before: str = "") -> list[Paragraph]:
    """The name of a body, on two lines when it is too long for the column."""
    look = layout.styles[style]

    def fits(text: str) -> bool:
        return width(text, look.size, caps=look.caps) <= column

    broken = lines(f"{before}{name.text}", fits, layout.break_before)
    return [paragraph(style, Run(line, name.face)) for line in broken]


def _filled(pattern: str, key: str, runs: Runs) -> Runs:
    before, _, after = pattern.partition(f"{{{key}}}")
    return tuple(run for run in (Run(before), *runs, Run(after)) if run.text)
