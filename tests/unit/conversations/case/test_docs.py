"""The table of the lifecycle in docs/cases.md is the data's own: whoever changes the data is told to change the page.

The table is printed by `python -m tests.unit.conversations.case.test_docs`.
"""

from pathlib import Path

from storage.lifecycle import OPEN, Branch, EventKind, Who, lifecycle

PAGE = Path(__file__).parents[4] / "docs" / "cases.md"
BEGIN, END = "<!-- lifecycle -->", "<!-- end of lifecycle -->"
SIDES = {Who.PROPOSER: "proposer", Who.OFFICE: "office"}


def target(event: EventKind) -> str:
    """The state after an event."""
    if isinstance(event.to, Branch):
        return " or ".join(dict.fromkeys(event.to.states.values()))
    return event.to or "stays"


def who(event: EventKind) -> str:
    """Who records an event."""
    if event.office_alone:
        return "office; proposer where none takes part"
    if event.proposer_alone:
        return "proposer; office where none is in the bot"
    return " or ".join(SIDES[side] for side in Who if side in event.who)


def ground(event: EventKind) -> str:
    """What must be given beside what must have happened."""
    values = (
        f", `{field}` {' or '.join(wanted)}" for fields in event.given.values() for field, wanted in fields.items()
    )
    issue = f", issue {event.only_issue}" if event.only_issue else ""
    return "".join(values) + issue


def asked(event: EventKind) -> str:
    """The fields of an event, those that may be left out in brackets."""
    return ", ".join(key if field.required else f"({key})" for key, field in event.fields.items()) or "–"


def table() -> str:
    """The table of the page."""
    lines = ["| Event | Name | From | To | Recorded by | Asks for, beside the day |", "|---|---|---|---|---|---|"]
    for key, event in lifecycle().events.items():
        sources = "any open state" if OPEN in event.from_ else ", ".join(event.from_)
        after = f", after {' or '.join(f'`{one}`' for one in event.after)}" if event.after else ""
        where = f"{sources}{after}{ground(event)}"
        lines.append(f"| `{key}` | {event.label} | {where} | {target(event)} | {who(event)} | {asked(event)} |")
    return "\n".join(lines)


def test_the_table_of_the_page_is_the_datas_own() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page.partition(BEGIN)[2].partition(END)[0].strip() == table()


if __name__ == "__main__":
    print(table())
