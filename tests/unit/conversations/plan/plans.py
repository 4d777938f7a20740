"""The three complete plans of `benchmarks/plans`, and plans made from them."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parents[4] / "benchmarks" / "plans"
SHOP, HOSPITAL, FLOOD = "one-stop-shop", "hospital-procurement", "flood-measure"
TODAY = date(2026, 9, 14)
"""A day on which no date of the three plans has passed."""
LEGALITY = {
    "quang-ngai": ("legality_quang_ngai", ["constitution", "law", "party_statutes"]),
    "hai-phong": (
        "legality_hai_phong",
        ["constitution", "party_statutes", "party_rules", "legal_documents", "treaties"],
    ),
    "lai-chau": ("legality_lai_chau", ["constitution", "party_statutes", "party_rules", "law"]),
    "lam-dong": ("legality_central", ["constitution", "party_statutes"]),
    "other": ("legality_central", ["constitution", "party_statutes"]),
}


def read(name: str) -> dict[str, Any]:
    """The answers of one of the plans, as a form stores them."""
    answers: dict[str, Any] = yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))["answers"]
    return answers


def changed(answers: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with some changed; those changed to None are taken away."""
    return {key: value for key, value in {**answers, **changes}.items() if value is not None}


def proposed_in(jurisdiction: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The same plan, proposed in another place: with the legality question of that place answered."""
    legality, items = LEGALITY[jurisdiction]
    kept = {key: value for key, value in answers.items() if not key.startswith("legality_") or key == "legality_note"}
    return {**kept, "jurisdiction": jurisdiction, legality: items}
