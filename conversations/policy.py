"""What the administrator has decided about access, as far as dialogues tell it or act on it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """`open_registration` lets anybody ask questions; the numbers are the days that things are kept."""

    open_registration: bool = True
    answers_days: int = 365
    queue_days: int = 30
    audit_days: int = 1825

    @property
    def audit_years(self) -> str:
        """How long the audit is kept, in years as they are read: "5", "1,5"."""
        return f"{self.audit_days / 365:.1f}".removesuffix(".0").replace(".", ",")
