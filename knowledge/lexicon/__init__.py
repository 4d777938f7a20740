"""How people write: abbreviations, places, intents, synonyms and English terms, as data."""

from importlib import resources
from typing import Any

import yaml


def load(name: str) -> Any:  # noqa: ANN401 - YAML holds anything; its reader validates
    """The parsed YAML file `name` of this package."""
    return yaml.safe_load(resources.files(__package__).joinpath(name).read_text(encoding="utf-8"))
