"""Fails when a Markdown file links to a file or a heading of this project that does not exist."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+\s+(.*)$", re.MULTILINE)


def slug(heading: str) -> str:
    """The anchor that Markdown viewers give a heading."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def faults(page: Path) -> list[str]:
    """The dead links of one page, one line each."""
    found = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if not file.exists():
            found.append(f"{page.relative_to(ROOT)}: no such file: {target}")
        elif anchor and anchor not in anchors(file):
            found.append(f"{page.relative_to(ROOT)}: no such heading: {target}")
    return found


def anchors(page: Path) -> set[str]:
    """The anchors of a Markdown page."""
    return set(map(slug, HEADING.findall(page.read_text(encoding="utf-8"))))


def main() -> int:
    """Check every Markdown file that git tracks."""
    listed = subprocess.run(["git", "ls-files", "*.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    dead = [line for name in listed.stdout.split() for line in faults(ROOT / name)]
    print("\n".join(dead) if dead else "links: none dead")
    return 1 if dead else 0


if __name__ == "__main__":
    sys.exit(main())
